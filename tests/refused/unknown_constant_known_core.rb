# expect: 2:3 Monitor is not supported yet
p Monitor.new.synchronize { 1 }
