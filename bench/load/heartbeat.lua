-- wrk: heartbeats of the tokens in a file, one a line, walked in the file's (shuffled) order from a given
-- place, so that no token comes twice within a second. Arguments: file, place to begin.
-- The answers are not looked at here: wrk counts those of status 400 and above.

function init(arguments)
  tokens = {}
  for line in io.lines(arguments[1]) do
    tokens[#tokens + 1] = line
  end
  place = tonumber(arguments[2])
  local head = "POST /api/zoom/heartbeat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
  -- Numbers only have to grow: the seconds since 1970 do, and have ten digits.
  local body = '{"token":"%s","doc":"3f0c1f5e-7a52-4d0e-9a51-8f5d2f6f3c11","seq":'
  local length = #body - 2 + 32 + 11
  before, after = (head .. "Content-Length: " .. length .. "\r\n\r\n" .. body):match("^(.*)%%s(.*)$")
end

function request()
  place = place % #tokens + 1
  return before .. tokens[place] .. after .. os.time() .. "}"
end

function done(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format(
    '\nRESULT {"requests":%d,"seconds":%f,"p50_us":%d,"p99_us":%d,"refused":%d,"failed":%d,"bytes":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
    summary.errors.status, failed, summary.bytes))
end
