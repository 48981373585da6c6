# expect: 3:1 BEGIN blocks are not supported
puts "second"
BEGIN { puts "first" }
