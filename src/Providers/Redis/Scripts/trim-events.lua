-- Drops what every group of a stream has acknowledged, once it is old enough. Without a group age alone decides.
-- KEYS: the stream. ARGV: the age in ms. Answers how many entries went.
local groups = redis.pcall('XINFO', 'GROUPS', KEYS[1])
if groups.err then
  return 0
end
local now = redis.call('TIME')
local ms, seq = now[1] * 1000 + math.floor(now[2] / 1000) - ARGV[1], 0
for _, group in ipairs(groups) do
  local fact = {}
  for i = 1, #group, 2 do
    fact[group[i]] = group[i + 1]
  end
  local low = fact['last-delivered-id']
  if fact['pending'] > 0 then
    low = redis.call('XPENDING', KEYS[1], fact['name'])[2]
  end
  local m, s = string.match(low, '(%d+)-(%d+)')
  m, s = tonumber(m), tonumber(s)
  if m < ms or (m == ms and s < seq) then
    ms, seq = m, s
  end
end
return redis.call('XTRIM', KEYS[1], 'MINID', '~', string.format('%.0f-%.0f', ms, seq))
