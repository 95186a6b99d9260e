-- Writes what a command made of a cart, if cart and record are still as the command saw them. One step: all of it or nothing.
-- KEYS  1 cart  2 past  3 carts:activity  4 carts:journal  5 the command's record, when it has one
-- ARGV  1 #meta as read ('' = no cart)  2 past as read (matters without a cart only)  3 record as read ('' = none)  4 record to write ('' = leave it)
--       5 journal entry (none = the cart stays as it is)  6 user id  7 last activity, Unix ms
--       8 how many of the rest are field, value, ... beginning with #meta; the others are fields that go
-- {{...}} is filled in once, when the script is loaded.
-- Answers 1 done, 0 something came between, -1 the journal is full.
local call = redis.call
local meta = call('HGET', KEYS[1], '#meta') or ''
if meta ~= ARGV[1] then return 0 end
if meta == '' and (call('GET', KEYS[2]) or '') ~= ARGV[2] then return 0 end
if KEYS[5] and (call('GET', KEYS[5]) or '') ~= ARGV[3] then return 0 end

if ARGV[5] then
  if call('XLEN', KEYS[4]) >= {{journal_entries}} then return -1 end

  -- A script that fails half-way is not taken back. A key of another type shows before anything is written: the cart's and the journal's above, the activity's here.
  call('ZADD', KEYS[3], ARGV[7], ARGV[6])
  local last = 8 + ARGV[8]
  call('HSET', KEYS[1], unpack(ARGV, 9, last))
  if ARGV[last + 1] then call('HDEL', KEYS[1], unpack(ARGV, last + 1)) end
  call('PEXPIRE', KEYS[1], '{{cart_ms}}')
  call('SET', KEYS[2], ARGV[10], 'PX', '{{past_ms}}')
  call('XADD', KEYS[4], '*', 'write', ARGV[5])
end

if ARGV[4] ~= '' then call('SET', KEYS[5], ARGV[4], 'PX', '{{record_ms}}') end
return 1
