# expect: 2:9 Fiber is not supported yet
fiber = Fiber.new { Fiber.yield 1 }
p fiber.resume
