# Reopening classes of one's own and of the core, aliases of old methods, Kernel and Object methods.
class Integer
  def factorial = self < 2 ? 1 : self * (self - 1).factorial
  def prime? = self > 1 && 2.upto(Math.sqrt(self).to_i).none? { |d| (self % d).zero? }
  def minutes = self * 60
  def hours = minutes * 60
  def to_binary(width = 8) = to_s(2).rjust(width, "0")
end

class String
  def vowels = count("aeiouAEIOU")
  def palindrome? = (t = downcase.delete(" ")) == t.reverse
  def shout = "#{upcase}!"
  def each_word(&) = split(" ").each(&)
  def -(other) = split(other).join
  alias old_plus +
end

class Array
  def second = self[1]
  def average = empty? ? nil : sum.to_f / size
  def median
    return nil if empty?
    sorted = sort
    middle = size / 2
    size.odd? ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0
  end
  def histogram = each_with_object(Hash.new(0)) { |x, h| h[x] += 1 }
  def swap(i, j) = dup.tap { |a| a[i], a[j] = a[j], a[i] }
end

class Hash
  def map_keys = to_h { |k, v| [yield(k), v] }
  def symbolize = map_keys { |k| k.respond_to?(:to_sym) ? k.to_sym : k }
end

class NilClass
  def empty? = true
  def [](_) = nil
end

class Object
  def try = nil? ? nil : yield(self)
  def in?(list) = list.include?(self)
  def blank? = respond_to?(:empty?) ? empty? : !self
end

class Range
  def middle = (first + last) / 2
end

class Symbol
  def +(other) = :"#{self}#{other}"
  def call(object) = to_proc.call(object)
end

class Float
  def approx?(other, epsilon = 1e-9) = (self - other).abs < epsilon
end

class Proc
  def twice = ->(x) { call(call(x)) }
end

module Comparable
  def at_least(low) = self < low ? low : self
end

module Enumerable
  def each_pairwise = each_cons(2).map { |a, b| yield a, b }
  def my_sum = inject(0) { |a, b| a + b }
end

module Kernel
  def banner(text) = puts("== #{text} ==")
end

banner "core"
p 5.factorial, 25.factorial, (1..30).select(&:prime?), 2.hours, 5.to_binary, 300.to_binary
p "Hello World".vowels, "Never odd or even".palindrome?, "hi".shout, "banana" - "a", "a".old_plus("b")
"one two".each_word { |w| print w, "." }
puts
p [1, 2, 3].second, [1, 2].average, [].average, [3, 1, 2].median, [4, 1, 2, 3].median, [1, 1, 2].histogram, [1, 2, 3].swap(0, 2)
p({ "a" => 1, 2 => 3 }.symbolize, nil.empty?, nil[:x][:y], 5.try { |x| x + 1 }, nil.try { |x| x + 1 }, [1, 2].try(&:first), 3.in?([1, 3]), 3.in?(1..2))
p "".blank?, nil.blank?, [1].blank?, false.blank?, 0.blank?
p (1..9).middle, :a + :b, :upcase.call("x"), (0.1 + 0.2).approx?(0.3), ->(x) { x * 3 }.twice.call(2)
p 3.at_least(5), "b".at_least("a"), [1, 4, 9].each_pairwise { |a, b| b - a }, (1..4).my_sum

class Account
  attr_reader :balance
  def initialize = @balance = 0
  def deposit(n) = @balance += n
end
class Account
  LIMIT = 100
  alias_method :raw_deposit, :deposit
  def deposit(n)
    raise ArgumentError, "over #{LIMIT}" if balance + n > LIMIT
    raw_deposit(n)
  end
  def withdraw(n) = raw_deposit(-n)
end
account = Account.new
account.deposit(5)
account.deposit(50)
begin
  account.deposit(60)
rescue ArgumentError => e
  puts e.message
end
p account.withdraw(5), account.balance

class Integer
  alias old_to_s to_s
  def double = self * 2
  def double = self * 20
end
p 4.double, 4.old_to_s
def helper = :top
class Account
  def use_helper = helper
end
p account.use_helper, self.to_s, self.class, self.inspect
