# Heredocs and literals of every kind.
a = 1
puts <<A + <<~B, <<-'C'
one #{a}
  two
A
  three #{a + 1}
    four \t x
  five
B
  raw #{a} \n
  C
puts <<~X.lines.map(&:strip).join(",")
  a
   b

  c
X
puts <<~"Q"
  "quoted" #{<<~I}
    inner
  I
  after
Q
def m(x, y) = puts(x, y)
m(<<~A, <<~B)
  first
A
  second
B
puts <<~E
E
puts "a" "b" 'c', %q(x (y) z), %Q[#{a}], %w[a #{a} b], %W[a#{a} b], %i[a b], %(q "z")
puts "\u00e9\x41\101\e[0m\s\0".inspect, 'a\'b\\c\n', ?a, ?\n.inspect, "\M-a".bytes.inspect, "a\
b"
puts "tab\tq" 'r' "s#{1}t"
x = <<~T
  \tindented
    #{"interp"} more
  last \
  joined
T
p x
p <<~'RAW'
  a\nb
    c#{d}
RAW
p "#{}", "#{nil}", "#{1; 2}", :"a b", :"x#{a}", "a#@z b#$z"
p __LINE__, "%d %s" % [1, :a], "é".length, "\u{1F600 41}"
p 1_000, 0x1f, 0b101, 0o17, 017, 1e3, 1.5e-3, 10.0, ?é
