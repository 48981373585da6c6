# Safe navigation, heredocs, numbered parameters and it, endless methods, aliases, shorthand, and other small syntax.
class Person
  attr_accessor :name, :friend, :log
  def initialize(name, friend = nil) = (@name, @friend, @log = name, friend, [])
  def greet(other = nil, punctuation: "!") = "Hi#{" " + other if other}#{punctuation}"
  def note!(text) = tap { @log << text }
  def each = (yield name; friend&.each { |n| yield n })
  def [](i) = name[i]
  alias call greet
  alias_method :say, :greet
  alias :speak :greet
end

a = Person.new("Ann", Person.new("Bob", Person.new("Cid")))
nobody = nil
p a&.name, a.friend&.friend&.name, a.friend.friend.friend&.name, nobody&.name, nobody&.name&.length, nobody&.greet("x", punctuation: "?")
p nobody&.foo { puts "never" }, nobody.to_a, nobody&.nil?, (nobody&.name || "default"), nobody.nil?
calls = 0
nobody&.greet(calls += 1)
a&.friend&.name = "Robert"
p calls, a.friend.name, (nobody&.name = (calls += 1)), calls
a.friend&.name += "!"
p a.friend.name, a.(), a.("you", punctuation: "."), a.say, a.speak("me"), a&.[](0)
a.each { |n| print n, " " }
puts
p a.note!("x").note!("y").log

text = <<~ONE + <<~TWO
  first #{1 + 1}
    indented
  last
ONE
  second
TWO
puts text
puts <<-DASH
    keeps indentation
    DASH
puts <<PLAIN
plain #{a.name}
PLAIN
puts <<~'RAW'
  raw #{a.name} \n
    more
RAW
puts(<<~A.lines.map(&:strip).join("|"), "after")
  x

  y
A
def doc(text, n) = "#{text.strip}#{n}"
p doc(<<~T, 5)
  in call
T
p <<~EMPTY
EMPTY
p <<~MIXED
    four
  two
	tab
  a\tb \
  joined
MIXED
p [<<~X, <<~Y].map(&:chomp)
  x
X
  y
Y

p [1, 2, 3].map { _1 * 2 }, [1, 2, 3].map { it + 1 }, [[1, 2], [3, 4]].map { _1 + _2 }, [[1, 2]].map { it }, [[1, 2]].each { p _1 }
p [3, 1].sort { _2 <=> _1 }, { a: 1 }.map { [_1, _2] }, [1, 2].each_with_index.map { _1 * _2 }, -> { _1 + _2 }.call(1, 2), -> { it * 2 }[4], [1, 2].inject { _1 + _2 }
p [[1, [2, 3]]].map { _2 }, proc { [_1, _2] }.call(5), [4].each { p it }

x = 1
y = 2
h = { x:, y:, "z": 3, "w w": 4, if: 5 }
p h
def kw(x:, y:) = x + y
p kw(x:, y:), kw(**{ x: 5, y: 6 })
def endless = 42
def endless_args(a, b = 2) = a + b
def endless_rescue = raise("x") rescue :rescued
def setter=(v)
  @v = v
end
self.setter = 5
p endless, endless_args(1), endless_rescue, @v
p (not true), (1 if true), [*1..3, *[4]], { **h, x: 9 }.size, [*"a"], [*nil], [*{ a: 1 }]
p 1.then { _1 + 1 }, 5.itself, 5.tap { |v| print v, "\n" }, 1_000, 0b11, 0xff, 0o17, 017, 1e3
v = if x == 1 then :one else :other end
w = case y when 2 then :two end
z = while true do break :broken end
u = begin Integer("q") rescue :bad end
p v, w, z, u
puts "a" if x == 1 and y == 2
puts "multi", \
     "line"
result = [1, 2, 3, 4]
  .map { |n| n * 2 }
  # a comment between
  .select { |n| n > 2 }
  &.first
p result
def block_order(*args, **kw, &b) = [args, kw, b&.call]
p block_order(1, a: 2) { 3 }, (block_order 1, a: 2 do 4 end), block_order(*[1, 2], **{ b: 1 }, &-> { 5 })
puts [1, 2, 3].sum { |n|
  n * 2
}
print "a", "b" "c", "\n"
p(-2.abs, - 2.abs, -2 ** 2, 2 ** 3 ** 0, !true == false, 1 + 2 << 3, 10 - 2 - 3, 2 * 3 % 4)
p [1, 2,
   3,], { a: 1,
          b: 2, }
p "#{"#{"nest"}"}", "a#{}b", :"dyn#{1}", 'q'"r", "tail#$0".size > 4, "#@v"
i = 10
i -= 1 while i > 5
p i, (i > 3 && i < 10), i.positive? && !i.zero?
BEGIN_VALUE = __LINE__
p BEGIN_VALUE.class, defined?(foo), [__method__].inspect
p [[1, 2], [3, 4]].to_h { |a, b| [a, b] }, %w[a b].each_with_index.to_a, [1, 2, 3].each_cons(2).to_a
=begin
A block comment, skipped.
=end
p 'done'; p :semicolons; ;
__END__
this is not read
