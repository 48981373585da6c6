# expect: 2:1 END blocks are not supported
END { puts "last" }
puts "first"
