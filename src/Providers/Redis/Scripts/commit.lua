-- Writes what a command made of a cart, if cart and record are still as the command saw them. One step: all of it or nothing.
-- KEYS  1 cart  2 past  3 carts:activity  4 carts:journal  5 the command's record, when it has one
-- ARGV  1 #meta as read ('' = no cart)  2 past as read (matters without a cart only)  3 record as read ('' = none)
--       4 record to write ('' = leave it)  5 its life, ms
--       6 journal entry ('' = the cart stays as it is)  7 entries the journal may hold  8 user id  9 last activity, Unix ms
--       10 life of the cart, ms  11 life of the past, ms  12 how many of the rest are field, value, ...; the others are fields that go
-- Answers 1 done, 0 something came between, -1 the journal is full.
local meta = redis.call('HGET', KEYS[1], '#meta') or ''
if meta ~= ARGV[1] then return 0 end
if meta == '' and (redis.call('GET', KEYS[2]) or '') ~= ARGV[2] then return 0 end
if KEYS[5] and (redis.call('GET', KEYS[5]) or '') ~= ARGV[3] then return 0 end

if ARGV[6] ~= '' then
  -- A script that fails half-way is not taken back; so keys of another type must show before the first write.
  if redis.call('XLEN', KEYS[4]) >= tonumber(ARGV[7]) then return -1 end
  redis.call('ZCARD', KEYS[3])

  local last = 12 + tonumber(ARGV[12])
  redis.call('HSET', KEYS[1], unpack(ARGV, 13, last))
  if #ARGV > last then redis.call('HDEL', KEYS[1], unpack(ARGV, last + 1)) end
  redis.call('PEXPIRE', KEYS[1], ARGV[10])
  redis.call('SET', KEYS[2], ARGV[14], 'PX', ARGV[11])
  redis.call('ZADD', KEYS[3], ARGV[9], ARGV[8])
  redis.call('XADD', KEYS[4], '*', 'write', ARGV[6])
end

if ARGV[4] ~= '' then redis.call('SET', KEYS[5], ARGV[4], 'PX', ARGV[5]) end
return 1
