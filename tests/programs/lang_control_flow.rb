# Loops and jumps: while, until, for, loop, begin/end while, break and next with values, redo, modifiers, case.
r = while true
  break
end
p r
r = while true do break 1, 2 end
p r
p (while false do end)
i = 0
i += 1 until i == 10
p i
begin
  i -= 3
end until i < 0
p i
i = 10
begin i += 1 end while false
p i

out = []
(1..20).each do |n|
  next if n.odd?
  next unless n % 3 != 0
  break if n > 16
  out << n
end
p out
p [1, 2, 3, 4].map { |n| next :two if n == 2; next if n == 3; n * 10 }
p [5, 6, 7].each_with_index { |n, at| break [n, at] if n > 5 }
p (1..Float::INFINITY).each { |n| break n if n * n > 50 }

tries = 0
result = [1, 2].map do |n|
  tries += 1
  redo if tries == 1
  n + tries
end
p result, tries

found = nil
[1, 2, 3].each do |a|
  [4, 5, 6].each do |b|
    if a * b == 10
      found = [a, b]
      break
    end
  end
  break if found
end
p found

def search(grid, wanted)
  grid.each_with_index do |row, y|
    row.each_with_index do |cell, x|
      return [x, y] if cell == wanted
    end
  end
  nil
end
p search([[1, 2], [3, 4]], 3), search([[1]], 9)

for x in [1, 2, 3] do end
p x
sum = 0
for a, b in { p: 1, q: 2 }
  sum += b
end
p sum, a
for k in 1..10
  next if k < 4
  break if k > 6
  print k, " "
end
puts k

n = 0
value = loop do
  n += 1
  next if n < 5
  break n * 100
end
p value

def classify(n)
  if n < 0 then "negative"
  elsif n.zero? then "zero"
  elsif n < 10
    "small"
  else
    "large"
  end
end
p [-1, 0, 5, 50].map { |v| classify(v) }
p (if false then 1 end), (unless true then 1 else 2 end)
puts "yes" if true and not false
puts "no" unless true or false
p (true && nil), (false || :x), (nil or 5), (1 and 2), (not nil), !0
a = false || true
b = (false or true)
p a, b, (1 if nil), [(2 if 1)]
p 5.between?(1, 10) ? "in" : "out", (1 > 2 ? 3 : 4 > 3 ? 5 : 6)

def season(month)
  case month
  when 12, 1, 2 then :winter
  when 3..5 then :spring
  when 6...9
    :summer
  else :autumn
  end
end
p (1..12).map { |m| season(m) }.tally
def describe(x)
  case x
  when Integer, Float then x > 100 ? "big number" : "number"
  when "" then "empty"
  when String then "string of #{x.size}"
  when nil then "nothing"
  when ->(o) { o.respond_to?(:each) } then "collection"
  end
end
p [1, 1000.5, "", "abc", nil, [], {}, :s].map { |v| describe(v) }
y = case when 1 > 2 then :a when 2 > 1 then :b end
p y
case [1, 2]
when Array then puts "array"
end
z = case "x" when "y" then 1 end
p z
w = begin
  10
ensure
  20
end
p w
v = (puts "side"; 42)
p v
count = 3
(print count, "..."; count -= 1) while count > 0
puts
p (begin; 1; 2; end)
outer = 0
while outer < 3
  inner = 0
  until inner >= 3
    inner += 1
    next if inner == 2
    break if outer == 1
    print outer, inner, " "
  end
  outer += 1
end
puts
def early(n)
  return :none unless n
  return if n == 0
  n > 5 and return :big
  n < 3 or return :middle
  :small
end
p early(nil), early(0), early(9), early(4), early(1)
def loop_return = loop { return 5 }
p loop_return
p [3, 4].each { |q| }, 3.times { }, (1..2).each { }, { a: 1 }.each { }
e = [1, 2, 3].each_slice(2) { |pair| break pair.sum }
p e
x = [1, 2, 3].find { |q| q > 1 } || :none
p x
i = 0
res = []
while (line = %w[a b stop c][i]) && line != "stop"
  res << line
  i += 1
end
p res, line
p [1, 2, 3, 4, 5, 6].select.with_index { |_, at| at.even? }
p __method__.inspect
puts [1, 2, 3].sum do |q| q * 100 end
