-- Adds events to their streams, all or none, if this is still the server that has the publisher's earlier ones.
-- KEYS: the streams, then events:life. ARGV: the life the publisher knows, a fresh one, then for each event the number of its stream and its envelope.
-- Answers the life: another server process, or a wiped one, has another.
local life = redis.call('GET', KEYS[#KEYS])
if not life then
  life = ARGV[2]
  redis.call('SET', KEYS[#KEYS], life)
end
life = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') .. ':' .. life
if life ~= ARGV[1] then
  return life
end
for i = 3, #ARGV, 2 do
  redis.call('XADD', KEYS[tonumber(ARGV[i])], '*', 'event', ARGV[i + 1])
end
for i = 1, #KEYS - 1 do
  redis.call('PUBLISH', KEYS[i], '')
end
return life
