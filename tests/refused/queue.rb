# expect: 2:9 Queue is not supported yet
queue = Queue.new
queue << 1
