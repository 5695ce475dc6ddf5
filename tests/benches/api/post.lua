-- Posts the brief that OMA_BENCH_BRIEF names, again and again.
local file = assert(io.open(os.getenv("OMA_BENCH_BRIEF")))
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "application/json"
