# Modules: include, extend, order of ancestors, super through them, constants, functions, hooks by hand.
module Greeting
  DEFAULT = "Hello"
  def greet(greeting = DEFAULT) = "#{greeting}, #{name}#{punctuation}"
  def punctuation = "!"
end

module Polite
  def greet(*) = super + " How are you?"
end

module Loud
  def greet(*) = super.upcase
  def punctuation = super * 3
end

class Person
  include Greeting
  attr_reader :name
  def initialize(name) = @name = name
end

class Guest < Person
  include Polite
end

class Singer < Person
  include Loud, Polite
end

class Shouter < Singer
  include Loud
  def greet(greeting = "Hey") = "<#{super}>"
end

puts Person.new("Ann").greet, Person.new("Ann").greet("Hi"), Guest.new("Bob").greet
puts Singer.new("Cid").greet, Shouter.new("Dee").greet, Shouter.new("Dee").greet("Yo")
p Guest.ancestors.take(4), Singer.ancestors.take(5), Shouter.ancestors.take(5)
p Guest.include?(Greeting), Guest < Greeting, Person <= Person, Person < Guest, Guest.new("x").is_a?(Greeting), Greeting === Guest.new("y"), Person.new("z").is_a?(Polite)
p Person::DEFAULT, Greeting.instance_methods.sort, Person.instance_methods(false)

module Countable
  def instances = @instances ||= 0
  def create(...)
    @instances = instances + 1
    new(...)
  end
end

class Widget
  extend Countable
  attr_reader :size
  def initialize(size, color: :red) = (@size, @color = size, color)
  def to_s = "#{self.class.name.downcase}(#{size}, #{@color})"
end
class Gadget < Widget; end
puts Widget.create(1), Widget.create(2, color: :blue), Gadget.create(3)
p Widget.instances, Gadget.instances, Widget.respond_to?(:create)


module Stack
  class Empty < StandardError
    def message = "nothing on the stack"
  end

  class List
    def initialize = @items = []
    def push(item) = tap { @items.push(item) }
    def pop = @items.empty? ? raise(Empty) : @items.pop
  end

  MAX = 10
  def self.build(*items) = items.each_with_object(List.new) { |item, list| list.push(item) }
  def helper = :instance
  module_function
  def size_of(list) = list.instance_of?(List) ? MAX : nil
end
list = Stack.build(1, 2)
p list.pop, list.pop
begin
  list.pop
rescue Stack::Empty => e
  p e.message, e.class, e.class.name
end
p Stack.size_of(list), Stack::MAX, Stack.name, Stack.class, Stack::List.name

module Util
  extend self
  def double(n) = n * 2
  def quadruple(n) = double(double(n))
  private def secret = 1
end
p Util.quadruple(5), Util.respond_to?(:secret)

module Deep
  LEVEL = 1
  module Inner
    LEVEL = 2
    class Core
      def levels = [LEVEL, Deep::LEVEL, ::TOP]
      def self.path = name
    end
  end
  def self.inner_level = Inner::LEVEL
end
TOP = :top
p Deep::Inner::Core.new.levels, Deep::Inner::Core.path, Deep.inner_level, Deep::Inner::Core, Deep.constants.sort
class Deep::Inner::Core
  LEVEL = 3
  def again = [LEVEL, Deep::Inner::LEVEL]
end
p Deep::Inner::Core.new.again, Deep::Inner::Core.new.levels

module Walk
  def legs = 2
  def move = "walk on #{legs}"
end
module Swim
  def move = "swim or #{super}"
end
class Duck
  include Walk
  include Swim
  def move = "#{super} or fly"
end
p Duck.new.move
begin
  Walk.new
rescue NoMethodError => e
  puts e.message
end
