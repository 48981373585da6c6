# expect: 2:1 Thread is not supported yet
Thread.new { puts 1 }.join
