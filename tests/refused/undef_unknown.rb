# expect: 4:3 undefined method 'two' for class 'Thing'
class Thing
  def one = 1
  undef two
end
