-- One turn of a group's consumer: acknowledges the last batch, takes or keeps the lease, reads the next batch.
-- KEYS: the lease, then the streams. ARGV: who asks, lease in ms, group, entries a stream, '>' for new entries or '0' for those taken and not acknowledged,
-- then for each stream how many ids are acknowledged, and the ids.
-- Answers {0} when another has the lease, else {1, whether the lease is new, entries}.
local at = 6
for k = 2, #KEYS do
  local count = tonumber(ARGV[at])
  -- True whoever has the lease: the effects are in the inbox.
  for i = at + 1, at + count do
    redis.call('XACK', KEYS[k], ARGV[3], ARGV[i])
  end
  at = at + count + 1
end
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return {0}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local read = {'GROUP', ARGV[3], ARGV[3], 'COUNT', ARGV[4], 'STREAMS'}
for k = 2, #KEYS do
  read[#read + 1] = KEYS[k]
end
for k = 2, #KEYS do
  -- All that hold the lease read under one name, so that a new one first finds what the last one left.
  read[#read + 1] = holder and ARGV[5] or '0'
end
local found = redis.pcall('XREADGROUP', unpack(read))
if found and found.err and string.find(found.err, 'NOGROUP', 1, true) then
  for k = 2, #KEYS do
    redis.pcall('XGROUP', 'CREATE', KEYS[k], ARGV[3], '0', 'MKSTREAM')
  end
  found = redis.call('XREADGROUP', unpack(read))
elseif found and found.err then
  return found
end
return {1, holder and 0 or 1, found}
