-- Drops members of carts:activity that had no activity since a moment.
-- KEYS  1 carts:activity
-- ARGV  1 the moment, Unix ms  2... user ids
for i = 2, #ARGV do
  local at = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if at and tonumber(at) < tonumber(ARGV[1]) then redis.call('ZREM', KEYS[1], ARGV[i]) end
end
return #ARGV - 1
