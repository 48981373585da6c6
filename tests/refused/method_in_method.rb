# expect: 3:7 defining a method here is not supported yet
def outer
  def inner = 1
  inner
end
p outer
