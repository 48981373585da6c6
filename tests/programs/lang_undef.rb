# Methods that a class does not have although what it inherits from has them.
class Thing
  def one = 1
  def two = 2
  def three = 3
  undef one, two
  undef_method :three
  def to_s = "thing"
end
class Small < Thing
  undef to_s
  def one = 11
end
def report
  p yield
rescue NoMethodError => e
  puts e.message
end
thing = Thing.new
report { thing.one }
report { thing.two }
report { thing.three }
report { Small.new.one }
report { Small.new.to_s }
p thing.respond_to?(:one), Small.new.respond_to?(:one), Thing.method_defined?(:two), "#{thing}"
