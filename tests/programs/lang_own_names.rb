# Classes and constants of a program's own, named as things are inside of the runtime.
class Formatter
  def initialize(x) = @x = x
  def call = "fmt #{@x}"
end
class Small < Formatter; end
class Storage; def initialize = @a = [1]; def a = @a; end
class Frame < Struct.new(:x); end
module Backtrace; def self.hi = "hi"; end
class Bytes; attr_accessor :n; end
Thrown = 5
class Unwind; end
class CharacterSet < Formatter; end
p Formatter.new(1).call, Small.new(2).call, Storage.new.a, Frame.new(3), Backtrace.hi, Bytes.new.tap { |b| b.n = 3 }.n, Thrown
puts format("%05d|%s", 3, "x"), "abc".tr("a-c", "x"), 2**70
begin; raise "x"; rescue => e; puts e.message; end
p catch(:a) { throw :a, 3 }

p defined?(ArithmeticSequence), defined?(PrettyPrint)
