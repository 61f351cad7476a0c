-- sysbench: the heartbeat's UPDATE as a prepared statement, without HTTP and without Rust. Options: the tokens'
-- file, how many connections walk it, and the statement with ? for values as the product sends it.

sysbench.cmdline.options = {
  tokens = { "File of tokens, one a line", "" },
  statement = { "File of the statement", "" },
}

function thread_init()
  connection = sysbench.sql.driver():connect()
  local file = assert(io.open(sysbench.opt.statement))
  statement = connection:prepare(file:read("*a"))
  file:close()
  values = {}
  -- The numbers are texts of at most that many characters, 0 for an integer.
  for i, size in ipairs({ 19, 60, 0, 60, 0, 60, 0, 19, 32, 19, 19, 60, 0, 60, 60, 60 }) do
    local kind = size == 0 and sysbench.sql.type.BIGINT or sysbench.sql.type.VARCHAR
    values[i] = statement:bind_create(kind, size > 0 and size or nil)
  end
  statement:bind_param(unpack(values))
  tokens = {}
  for line in io.lines(sysbench.opt.tokens) do
    tokens[#tokens + 1] = line
  end
  place = math.floor(#tokens / sysbench.opt.threads * sysbench.tid) + os.time() * 7919 % #tokens
end

local path = '$."3f0c1f5e-7a52-4d0e-9a51-8f5d2f6f3c11".'
local seq, ticks, seen = path .. "seq", path .. "ticks", path .. "seen"

function thread_done()
  statement:close()
  connection:disconnect()
end

local function at(seconds)
  return os.date("!%Y-%m-%d %H:%M:%S", seconds)
end

function event()
  place = place % #tokens + 1
  local now = os.time()
  local text, silence = at(now), at(now - 90)
  local all = { text, seq, now, ticks, 1, seen, now, text, tokens[place], text, silence, seq, now, seq, seq, seen }
  for i, value in ipairs(all) do
    values[i]:set(value)
  end
  statement:execute()
end

function sysbench.hooks.report_cumulative(stat)
  print(string.format('RESULT {"requests":%d,"seconds":%f,"p99_us":%d}',
    stat.events, stat.time_total, stat.latency_pct * 1e6))
end
