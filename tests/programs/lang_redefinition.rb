# Methods removed, undefined and redefined while the program runs, operators of Integer among them.
class Account
  def withdraw(n) = n
  def raw_deposit(n) = n
end

class String
  def shout = "#{upcase}!"
end
account = Account.new
p account.withdraw(1), account.raw_deposit(2), "x".shout
class Account
  undef_method :withdraw
  remove_method :raw_deposit
end
[:withdraw, :raw_deposit].each do |m|
  account.public_send(m, 1)
rescue NoMethodError => e
  puts e.message
end
class String
  undef shout
end
begin
  "x".shout
rescue NoMethodError => e
  puts e.message
end
class Integer
  alias plus +
  def +(other) = plus(other).plus(0)
end
x = 20
p x + 22, [1, 2, 3].sum, x - 1

def speak = "first"
def call_it = speak
p call_it
def speak = "second"
p call_it

class Animal
  def sound = "..."
  def talk = sound * 2
end
class Cat < Animal; end
cat = Cat.new
p cat.talk
class Cat
  def sound = "meow"
end
p cat.talk
class Animal
  def talk = "#{sound} and #{sound}"
end
p cat.talk, Animal.new.talk
3.times do |i|
  if i == 1
    class Cat
      def sound = "purr"
    end
  end
  puts cat.talk
end
def cat.sound = "hiss"
p cat.talk, Cat.new.talk

class Array
  alias old_first first
  def first(*args) = args.empty? ? "first: #{old_first}" : old_first(*args)
end
p [1, 2].first, [1, 2].first(1)
class Hash
  alias_method :plain_get, :[]
  def [](key) = plain_get(key) || "none for #{key}"
end
h = { a: 1 }
p h[:a], h[:b]
class NilClass
  def to_s = "nil!"
end
puts "#{nil}"
class Integer
  def ==(other) = other.is_a?(Integer) && (self - other).abs < 2
end
p 5 == 6, 5 == 7, 5 != 6
