# to_s, inspect, p and puts: defaults, overriding, nesting, return values, cycles.
class Bare; end

class Named
  def initialize(name) = @name = name
  def to_s = "Named(#{@name})"
end

class Shown
  def initialize(name) = @name = name
  def inspect = "<<#{@name}>>"
end

class Odd
  def to_s = nil
end

def strip(text)
  out = +""
  skipping = false
  text.each_char do |c|
    if c == "x" && out.end_with?("0")
      skipping = true
      out[-1] = "?"
    elsif !skipping || !c.between?("0", "9") && !c.between?("a", "f")
      skipping = false
      out << c
    end
  end
  out
end

puts strip(Bare.new.inspect), strip(Bare.new.to_s), strip(Named.new("n").inspect), Named.new("n").to_s
puts Shown.new("s").inspect, strip(Shown.new("s").to_s), strip("#{Odd.new}")
puts Named.new(1), [Named.new(2), [Named.new(3)]]
p Shown.new(1), [Shown.new(2)], { Shown.new(3) => Shown.new(4) }, nil, true, :sym
puts "#{[Shown.new(5), nil, :a, "s", 1.0]} #{{ a: Shown.new(6) }} #{nil}|#{true}|#{1..2}"
puts [1, nil, "a", :b, [2, [], [nil]]].to_s, [].inspect, [[]].to_s
puts [], [[], []], nil, [nil], [nil, 1], true, ""
puts [1, [2, [3]]], ["a\nb"], "end\n"
p
p 1, 2
x = p("returned")
y = p 1, 2
z = p
p x, y, z
p(puts("nil"))
print "a", 1, nil, :b, [1, nil], { c: 2 }, "\n"
print
print "no newline\n"
$stdout.puts "out"
$stdout.print "x", "y\n"
$stdout.write("written\n", 1, "\n")
$stdout << "chained " << 5 << "\n"
STDOUT.puts [1, 2].inspect
$stdout.printf("%d-%s\n", 5, "five")
printf("%05.1f|%-5s|%+d\n", 3.14159, "ab", 7)
putc "A"
putc 10
pp({ a: { b: [1, 2] } })
pp 1, "two"
puts :symbol, 1.0, 10**25, -0.0, 1e100, 100.0.to_s
p :symbol, :"with space", :"9", :"a-b", :a=, :[], :"", :nil, :"é", { "a b": 1, a?: 2, B: 3, "c=": 4, "1": 5, nil: 6, if: 7, "é": 8 }
p "tab\t nl\n cr\r esc\e nul\0 bell\a quote\" back\\ hash\#{x} \#$x #x # é 日本 \u200b \x7f"
p 'single \n', "a" + "\u0001", "#", "\#@x", "\u{1F600}", "\v\f\b"
p "ab".encoding.to_s, "\xff".b, "caf\xC3\xA9"
p 1..2, 1...2, (1..), (..1), ("a".."c"), (nil..nil), [1..2], 1.0..2.5
p Integer, Comparable, Bare, Bare.new.class, Class, Math, Struct.new(:a).new(1), nil.to_s, nil.inspect, nil.to_a
a = [1]
a << a
p a
h = { k: 1 }
h[:self] = h
p h, [h], a.to_s
Pair = Struct.new(:l, :r)
pair = Pair.new(1)
pair.r = pair
p pair
p "#{1}#{"nested #{"deep #{[1, "x"]}"}"}"
p "con" "cat" 'enated', ?a, ?\n, %q(single 'q' #{x}), %Q(double "#{1 + 1}"), %(parens (nested)), %w[a#{1} b], %W[a#{1} b], %i[a b], %s(sym)
puts "a\\b", 'a\\b', 'a\'b', "\x41\u0042\103", "multi
line", "con\
tinued"
puts "%s and %p" % ["str", "str"], "%s" % nil, "%s" % [[1, 2]], "%p" % [nil]
$stderr.print ""
$stdout.flush
$stdout.sync = true
p $stdout.sync, __LINE__, __method__, __dir__.class
