# expect: 2:1 TracePoint is not supported yet
TracePoint.new(:call) { }
