# break and return out of blocks whose send, or method, has ended.
def make = proc { |x| break x * 2 }
pr = make
begin
  p pr.call(3)
rescue LocalJumpError => e
  puts e.message, e.reason.inspect
end
def run(pr) = pr.call(1)
def lam
  l = lambda { |x| break x + 1 }
  l.call(2)
end
p lam
def keep(&b) = b
b = keep { |x| break 10 }
begin
  b.call(1)
rescue LocalJumpError => e
  puts e.message
end
def ret = proc { return 5 }
begin
  ret.call
rescue LocalJumpError => e
  puts e.message, e.reason.inspect
end
begin
  [1,2].each { |x| run(proc { break 7 }) }
rescue LocalJumpError => e
  puts e.message
end
def yielder
  yield
end
begin
yielder
rescue LocalJumpError => e
  puts e.message, e.reason.inspect
end
p [1,2,3].each { |x| break x if x == 2 }
p (loop do break end)
x = loop { break 1, 2 }
p x
