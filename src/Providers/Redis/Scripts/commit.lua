-- Writes what commands made of carts, each if its cart and record are still as the command saw them. Each is one step: all of it or nothing.
-- {{...}} is filled in once, when the script is loaded.
-- KEYS  1 carts:activity  2 carts:journal, then for each command: cart, past, and its record when it has one
-- ARGV  for each command, counted from 0:
--       0 how many follow  1 #meta as read ('' = no cart)  2 past as read (matters without a cart only)
--       3 record as read ('' = none, '-' = the command has no record)  4 record to write ('' = leave it)
--       5 journal entry ('' = the cart stays as it is, and nothing follows)  6 user id  7 last activity, Unix ms
--       8 how many of the rest are field, value, ... beginning with #meta; the others are fields that go
-- Answers for each: 1 done, 0 something came between, -1 the journal is full, or what went wrong.
local call = redis.call
local room = {{journal_entries}} - call('XLEN', KEYS[2])

local function commit(cart, past, record, at, last)
  local meta = call('HGET', cart, '#meta') or ''
  if meta ~= ARGV[at + 1] then return '0' end
  if meta == '' and (call('GET', past) or '') ~= ARGV[at + 2] then return '0' end
  if record and (call('GET', record) or '') ~= ARGV[at + 3] then return '0' end

  if ARGV[at + 5] ~= '' then
    if room <= 0 then return '-1' end

    -- What fails half-way is not taken back. A key of another type shows before anything is written: the cart's and the journal's above, the activity's here.
    call('ZADD', KEYS[1], ARGV[at + 7], ARGV[at + 6])
    local pairs_last = at + 8 + ARGV[at + 8]
    call('HSET', cart, unpack(ARGV, at + 9, pairs_last))
    if last > pairs_last then call('HDEL', cart, unpack(ARGV, pairs_last + 1, last)) end
    call('PEXPIRE', cart, '{{cart_ms}}')
    call('SET', past, ARGV[at + 10], 'PX', '{{past_ms}}')
    call('XADD', KEYS[2], '*', 'write', ARGV[at + 5])
    room = room - 1
  end

  if ARGV[at + 4] ~= '' then call('SET', record, ARGV[at + 4], 'PX', '{{record_ms}}') end
  return '1'
end

local replies, key, at = {}, 3, 1
while at <= #ARGV do
  local last = at + ARGV[at]
  local record = ARGV[at + 3] ~= '-' and KEYS[key + 2] or nil
  local done, reply = pcall(commit, KEYS[key], KEYS[key + 1], record, at, last)
  replies[#replies + 1] = done and reply or (type(reply) == 'table' and reply.err or tostring(reply))
  key = key + (record and 3 or 2)
  at = last + 1
end
return replies
