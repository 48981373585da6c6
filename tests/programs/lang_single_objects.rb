# Methods of single objects, made where they are given methods.
class Dog
  attr_reader :n
  def initialize(n) = @n = n
  def speak = "woof #{@n}"
end
module Loud
  def self.extended(o) = puts("ext #{o.class}")
  def speak = super.upcase
end
a = Dog.new("rex")
b = Dog.new("max")
def a.bark
  @barks = (@barks || 0) + 1
  "#{speak} #{@barks}"
end
b.extend(Loud)
class << b
  def x = 5
end
puts a.bark, a.bark, b.speak, b.x, a.class, b.class, b.is_a?(Loud), Dog.new("y").speak
p a.respond_to?(:bark), b.respond_to?(:bark)
def mk
  o = Object.new
  def o.hi = "hi"
  o
end
puts mk.hi
