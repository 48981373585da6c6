# Time.now, Process.clock_gettime and sleep: only what does not depend on when it runs.
started = Process.clock_gettime(Process::CLOCK_MONOTONIC)
now = Time.now
p now.class, now.to_f > 1_700_000_000, now.to_i.is_a?(Integer), now.year >= 2024, (1..12).cover?(now.month), (1..31).cover?(now.day), (0..23).cover?(now.hour), (0..59).cover?(now.min)
slept = sleep(0.02)
p slept.is_a?(Integer), sleep(0)
passed = Process.clock_gettime(Process::CLOCK_MONOTONIC) - started
p passed.is_a?(Float), passed >= 0.02, passed < 30
later = Time.now
p later > now, later - now >= 0.02, (later - now).class, later <=> now, (now + 60) - now, (now + 1) > now, now == now.dup
milliseconds = Process.clock_gettime(Process::CLOCK_MONOTONIC, :millisecond)
p milliseconds.is_a?(Integer), Process.clock_gettime(Process::CLOCK_REALTIME).to_i >= now.to_i, Process.clock_gettime(Process::CLOCK_MONOTONIC, :nanosecond) > 0
p Process.pid.is_a?(Integer)
