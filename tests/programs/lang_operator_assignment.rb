# Operator assignment for every kind of target, evaluated once, with its value.
class Bag
  attr_accessor :n, :list, :maybe
  attr_reader :calls

  def initialize
    @n = 10
    @calls = []
    @data = { a: 1 }
  end

  def [](*key)
    @calls << [:get, *key]
    @data[key.size == 1 ? key[0] : key]
  end

  def []=(*key, value)
    @calls << [:set, *key, value]
    @data[key.size == 1 ? key[0] : key] = value
  end

  def self.count = @count ||= 0
  def self.count=(n)
    @count = n
  end

  def bump
    @n += 1
    @missing ||= :made
    @@total ||= 100
    @@total += @n
  end
end

x = 5
x += 2
x -= 1
x *= 6
x /= 4
x **= 2
x %= 50
x <<= 3
x >>= 1
x |= 1
x &= 0xff
x ^= 0b11
p x
s = "ab"
s += "c"
s *= 2

p s
f = 1.5
f *= 2
f -= 0.25
p f
t = nil
t ||= 1
t ||= 2
p t
t &&= t + 1
p t
u = false
u &&= 5
u ||= :set
p u
v ||= :undefined_before
p v
p (w = 3), (w += 4), w

bag = Bag.new
bag.n += 5
bag.n -= 1
bag.n <<= 2
p bag.n
bag.list ||= []
bag.list <<= 1
bag.list += [2, 3]
bag.list |= [3, 4]
bag.list -= [2]
bag.list &= [1, 4, 9]
p bag.list
bag.maybe ||= "first"
bag.maybe ||= "second"
bag.maybe &&= bag.maybe + "!"
p bag.maybe
bag[:a] += 10
bag[:b] ||= 5
bag[:b] ||= 6
bag[:a] &&= 7
bag[1, 2] ||= :pair
p bag.calls
p bag.bump, bag.bump
Bag.count += 1
Bag.count += 1
p Bag.count
nobody = nil
p nobody&.n
nobody&.n += 1
p nobody
bag&.n += 1
p bag.n
bag&.maybe ||= 1
p bag.maybe

def once(name, value)
  puts "once #{name}"
  value
end
list = [1, 2, 3]
once(:receiver, list)[once(:index, 1)] += once(:value, 40)
p list
once(:bag, bag).n += once(:amount, 1)
p bag.n

h = Hash.new(0)
%w[a b a c a].each { |k| h[k] += 1 }
p h
h["zero"] ||= 9
p h, h["none"] ||= 9
g = Hash.new { |hash, k| hash[k] = [] }
g[:x] <<= 1
g[:x] += [2]
p g
$counter = 1
$counter += 1
$other ||= :fresh
p $counter, $other
@instance ||= 5
@instance *= 2
p @instance
LIMIT ||= 10
LIMIT2 = 5
p LIMIT, LIMIT2
module Config
  DEPTH ||= 3
end
Config::WIDTH ||= 4
p Config::DEPTH, Config::WIDTH
a = [nil, false, 0]
a[0] ||= 1
a[1] ||= 2
a[2] ||= 3
a[5] ||= 6
p a
big = 1
70.times { big *= 2 }
p big, big >>= 65, big
b = c = 0
b += c += 1
p b, c
begin
  undefined = nil
  undefined += 1
rescue NoMethodError => e
  puts e.message
end
str = +"x"
3.times { |i| str << i.to_s }
p str
matrix = [[1, 2], [3, 4]]
matrix[1][0] += 10
matrix[0][1] **= 3
p matrix
n = 0
n += 1 while n < 10
p n
z = if n > 5 then n -= 1 else n += 1 end
p z, n
