# Assignments of every form, several at once.
a, b = 1, 2; p [a, b]
a, b = b, a; p [a, b]
a, *b = 1, 2, 3; p [a, b]
*a, b = 1, 2, 3; p [a, b]
a, *b, c = 1; p [a, b, c]
a, (b, *c), d = 1, [2, 3, 4], 5; p [a, b, c, d]
(a, b), c = [1, 2], 3; p [a, b, c]
a = *1; p a
a = *nil; p a
a = 1, 2; p a
a = *[1], 2; p a
*a = 5; p a
a, = [9, 8]; p a
a, b = nil; p [a, b]
a, b = {a: 1}; p [a, b]
o = Struct.new(:x, :y).new
o.x, o.y = 1, 2; p o.to_a
h = {}
h[:a], h[:b], *h[:c] = 1, 2, 3, 4; p h
arr = [1, 2, 3]
arr[0], arr[2] = arr[2], arr[0]; p arr
i = 0
i, arr[i] = 1, 9; p i, arr
p((a, b = 3, 4))
x = (a, b = [5, 6]); p x
def f; return 1, 2; end
a, b = f; p a + b
@a, $b, C = 1, 2, 3; p [@a, $b, C]
a = b = c = 4; p a, b, c
a += 1; b -= 1; c *= 3; p a, b, c
a = nil; a ||= 5; a &&= a + 1; p a
h = Hash.new(0); h[:x] += 1; h[:y] ||= 7; p h
s = "a"; s += "b"; s <<= "c" rescue 0; p s
class T; attr_accessor :v; def [](i) = @v; def []=(i, v); @v = [i, v]; end; end
t = T.new; t.v ||= 3; t.v += 1; p t.v
t[1] = 2; p t.v
p (t[5] = 6)
t&.v = 8; p t.v
n = nil; n&.v = 9; p n&.v, n&.v&.foo
n&.v += 1; p n
A, B = [1, 2]; p A, B
for a, b in [[1, 2], [3, 4]] do p a + b end
for @q in 1..2 do end; p @q
for i in [] do end; p i
a = [1, [2, [3, 4]]]
b, (c, (d, e)) = a; p [b, c, d, e]
*, z = 1, 2, 3; p z
a, *, z = 1, 2, 3; p [a, z]
class Conv; def to_ary = [7, 8]; end
a, b = Conv.new; p [a, b]
[[1, Conv.new]].each { |x, (y, z)| p [x, y, z] }
puts
a = [*1..3, *[4]]; p a
a, b, c = *1..2, 3; p [a, b, c]
p [*"a".."c"], [*nil], [*[]]
x = if true then 1 else 2 end; p x
x = while true do break 5 end; p x
x = begin 1; 2 end; p x
x = case 3 when 1..2 then :a when 3..4 then :b end; p x

a = b = []; a << 1; p b
a = 1 if false; p a
p [1, 2, 3].then { |a, b| a }
a, b = 1, 2 if true; p a
(a, b), c = 1, 2; p [a,b,c]

begin; a, b = raise("x"), 2; rescue => e; p e.message; end
