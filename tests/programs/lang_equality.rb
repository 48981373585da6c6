# ==, equal?, eql?, hash and === on core and user objects; as hash keys, in uniq, include?, -, & and case.
class Money
  attr_reader :cents, :currency
  def initialize(cents, currency = "EUR") = (@cents, @currency = cents, currency)
  def ==(other) = other.is_a?(Money) && cents == other.cents && currency == other.currency
  alias eql? ==
  def hash = [cents, currency].hash
  def inspect = "#{currency} #{cents / 100.0}"
end

class Plain
  attr_reader :n
  def initialize(n) = @n = n
end

class Loose
  def ==(other) = true
end

class Evens
  def self.===(other) = other.is_a?(Integer) && other.even?
end

a = Money.new(500)
b = Money.new(500)
c = Money.new(500, "USD")
p a == b, a.equal?(b), a.eql?(b), a.hash == b.hash, a == c, a != c, a != b, a == 500
p({ a => 1 }[b], { a => 1 }[c], { a => 1, b => 2 }.size, [a, b, c].uniq, [a, c].include?(b), [a, c] - [b], [a, c] & [c], [a] | [b], [a, b, c].tally, [c, a].index(b))
p [a, b, c].group_by(&:itself).size, [a, b].count(a), [a, c, b].delete(a), [[a, 1], [b, 2]].to_h
x = Plain.new(1)
y = Plain.new(1)
p x == y, x == x, x.eql?(x.dup), { x => 1 }[y], { x => 1 }[x], [x, y].uniq.size, x != y, [x] == [y], [x] == [x]
p Loose.new == 5, 5 == Loose.new, Loose.new != 5, [Loose.new] == [3], [3] == [Loose.new]

p 1 == 1.0, 1.eql?(1.0), 1.equal?(1), 1.hash == 1.0.hash, 2**64 == 2**64, (2**64).eql?(2**64), (2**64).equal?(2**64), 2**64 == (2**64).to_f
p "a" == "a", "a".equal?("a"), "a".eql?("a"), "a".hash == "a".hash, :a.equal?(:a), "a" == :a, nil == false, nil.to_a == []
p [1, [2, "x"]] == [1, [2, "x"]], [1, 2].eql?([1.0, 2]), [1, 2] == [1.0, 2], [1].hash == [1].hash, [] == {}
p({ a: 1, b: 2 } == { b: 2, a: 1 }, { a: 1 } == { "a" => 1 }, { a: 1 }.eql?({ a: 1.0 }), { a: [1] }.hash == { a: [1] }.hash)
p (1..2) == (1..2), (1..2) == (1...2), (1..2).eql?(1..2), (1..2) == (1.0..2.0), (1..2).hash == (1..2).hash
p Float::NAN == Float::NAN, [Float::NAN] == [0.0 / 0], 0.0 == -0.0, 0.0.eql?(-0.0), Float::INFINITY == 1.0 / 0

keys = { 1 => :int, 1.0 => :float, "1" => :string, :"1" => :symbol, [1] => :array, nil => :nil, true => :true, { a: 1 } => :hash, (1..2) => :range, 2**70 => :big }
p keys[1], keys[1.0], keys["1"], keys[:"1"], keys[[1]], keys[nil], keys[true], keys[{ a: 1 }], keys[1..2], keys[2**70], keys.size
list = [1]
h = { list => :found }
list << 2
p h[list], h[[1]], h.keys
h.rehash
p h[list]
s = +"key"
g = { s => 1 }
s << "!"
p g, g["key"], g.keys.first.frozen?, s.frozen?
i = {}.compare_by_identity
i["a".dup] = 1
i["a".dup] = 2
p i.size, i.compare_by_identity?

p Integer === 3, Comparable === 3, (1..3) === 2, "a" === "a", :a === :a, Object === nil, NilClass === nil, ->(n) { n > 3 } === 5, Evens === 4, String === "s", Class === Class
[3, 4, "x", 2.0, nil, Money.new(1), :sym, [], 10**20].each do |v|
  puts(case v
       when Evens then "even"
       when Integer then "odd"
       when String, Symbol then "text"
       when Money then v.inspect
       when nil then "nil"
       else v.class.name
       end)
end
p [1, 2, 3] <=> [1, 2, 4], [1, 2] <=> [1], [] <=> [], [1] <=> ["a"], "a" <=> "b", "a" <=> 1, nil <=> nil, nil <=> 1, 1 <=> "1", true <=> true, :b <=> :a, 1.5 <=> 1
p 1.frozen?, :a.frozen?, nil.frozen?, "lit".dup.frozen?, [].frozen?, (1..2).frozen?
p a.instance_of?(Money), a.kind_of?(Object), Money === a, a.class == Money, a.class.equal?(b.class), x.dup.n
