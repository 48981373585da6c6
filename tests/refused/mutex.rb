# expect: 2:8 Mutex is not supported yet
lock = Mutex.new
lock.synchronize { puts 1 }
