-- For wrk: a pause before each request of a connection, BENCH_PAUSE_MS on average, and never the
-- same, so that connections do not march in step.

local pause = tonumber(os.getenv("BENCH_PAUSE_MS"))

function init(args)
  math.randomseed(1)
end

function delay()
  return math.random(0, 2 * pause)
end
