# Structs, Data, sets, and classes that are Comparable and Enumerable.
Point = Struct.new(:x, :y) do
  def dist = Math.sqrt(x * x + y * y)
  def to_s = "(#{x}, #{y})"
end
a = Point.new(3, 4)
p a, a.x, a[0], a[:y], a["x"], a.dist, a.to_a, a.to_h, a.members, Point.members, a == Point.new(3, 4), a.eql?(Point.new(3, 4)), a.hash == Point.new(3, 4).hash, a.each.to_a, a.values, a.size, a.dig(:x), a.inspect, "#{a}", a.each_pair.to_a, a.select(&:even?), a.sum, a.max, a.include?(3), a.zip([1, 2]), Point.new(1), (Point.new(1, 2, 3) rescue $!.message), (a[5] rescue $!.message), (a[:q] rescue $!.message), (a["q"] rescue $!.message), a.values_at(0, 1), a.to_a.sum, a.deconstruct
a.x = 10; a[:y] = 20; a[1] += 1; p a, a.dup.tap { |b| b.x = 0 }, a
x, y = *a; p x, y
P3 = Struct.new(:a, :b, keyword_init: true); p P3.new(a: 1, b: 2), (P3.new(c: 1) rescue $!.message), P3.new(a: 1), P3.members
P4 = Struct.new(:a, :b); p P4.new(a: 1, b: 2), P4.new({ a: 1 })
Coord = Data.define(:lat, :lng) do
  def +(o) = with(lat: lat + o.lat, lng: lng + o.lng)
  def self.origin = new(0, 0)
end
c = Coord.new(lat: 1, lng: 2)
p c, c.lat, c.with(lat: 5), c + Coord.new(1, 1), c == Coord.new(1, 2), c.to_h, c.frozen?, Coord.members, (Coord.new(1) rescue $!.message), (Coord.new(1, 2, 3) rescue $!.message), c.inspect, "#{c}", c.hash == Coord.new(1, 2).hash, c.eql?(Coord.new(1, 2)), Coord.origin, (c.instance_variable_set(:@lat, 3) rescue $!.class)
begin; c.lat = 1; rescue NoMethodError => e; puts e.message; end
E0 = Data.define; p E0.new, E0.members
require "set"
s = Set.new([1, 2, 3]); t = Set[3, 4]
p s, s | t, s & t, s - t, s ^ t, s.include?(1), s === 1, s.add(5), s << 5, s.add?(5), s.delete(5), s.size, s.subset?(Set[1, 2, 3, 4]), s.superset?(Set[1]), s.disjoint?(t), s.intersect?(t), s.to_a, s.map { |x| x * 2 }.class, s.select(&:odd?), s.group_by(&:odd?), s.partition(&:even?), s == Set[3, 2, 1], s.hash == Set[1, 2, 3].hash, s.min, s.sum, s.sort, s.first, s.first(2), s.empty?, Set.new.empty?, s.each { |x| x }.class, s.dup << 9, s, Set.new([1, 2]) { |x| x * 10 }, [1, 1, 2].to_set, (1..3).to_set, s.inspect, s.to_s, "#{s}", s.length, s.count(&:odd?), s.any? { |x| x > 2 }, s.find { |x| x > 1 }, s.reduce(:+), s.each_slice(2).to_a, s.delete_if { |x| x == 1 }, s.merge([7, 8]), s.subtract([7]), s.clear, s.frozen?, Set[1, [2]], Set[1] <= Set[1, 2], Set[1] < Set[1], Set[1, 2].proper_superset?(Set[1]), Set[Set[1]], Set[3, 1, 2].sort_by { |x| -x }, Set[1, 2].to_a.inspect, Set["a"].join("-"), Set[1, nil], Set[1, 2] + Set[3], Set[1, 2].filter_map { |x| x if x > 1 }, Set[1, 2] <=> Set[1], Set[1, 2, 3].each_with_index.to_a, Set[1].eql?(Set[1]), { Set[1] => 1 }[Set[1]]
class Vec
  include Comparable
  attr_accessor :n
  def initialize(n) = @n = n
  def <=>(o) = n <=> o.n
  def coerce(o) = [Vec.new(o), self]
  def +(o) = Vec.new(n + (o.is_a?(Vec) ? o.n : o))
  def to_s = "V#{n}"
  def inspect = "#<V #{n}>"
  def hash = n.hash
  def eql?(o) = o.is_a?(Vec) && n == o.n
  def -@ = Vec.new(-n)
  def [](i) = n * i
  def call(x) = n + x
  def to_proc = ->(x) { x + n }
  def each; yield 1; yield 2; end
end
v = Vec.new(1); w = Vec.new(2)
p v < w, v == Vec.new(1), [w, v].sort, [v, w].max, v.clamp(v, w), v.between?(v, w), v + w, v + 1, [v, w].sum(Vec.new(0)), -v, v[3], v.(5), [1, 2].map(&v), { v => 1 }[Vec.new(1)], [v, Vec.new(1)].uniq, v.equal?(v), v.eql?(Vec.new(1)), v != w, "#{v}", [v, w].minmax, [v, w].sort { |a, b| b <=> a }, [v, w].min_by(&:n), (1 + v rescue $!.message), (v < 1 rescue $!.message), v.respond_to?(:n), v.instance_variables, v.instance_variable_get(:@n) rescue p $!.class
class Tree
  include Enumerable
  def initialize(*v) = @v = v
  def each(&b) = block_given? ? (@v.each(&b); self) : enum_for(:each)
end
t = Tree.new(3, 1, 2)
p t.sort, t.map { |x| x * 2 }, t.select(&:odd?), t.include?(2), t.min, t.max, t.sum, t.first, t.first(2), t.to_a, t.sort_by { |x| -x }, t.inject(:+), t.each_slice(2).to_a, t.each_with_index.to_a, t.reduce { |a, b| a * b }, t.entries, t.count, t.each_cons(2).to_a, t.group_by(&:odd?), t.partition { |x| x > 1 }, t.zip([1, 2, 3]), t.min_by { |x| -x }, t.each_with_object([]) { |x, a| a << x }, t.reject(&:odd?), t.find { |x| x > 1 }, t.tally, t.to_set, t.lazy.map { |x| x + 1 }.to_a, t.each_entry.to_a, t.minmax, t.take_while { |x| x > 2 }, t.chunk_while { |a, b| b == a + 1 }.to_a, t.flat_map { |x| [x, x] }, t.uniq, t.sum { |x| x * 2.0 }, t.each.next, t.reverse_each.to_a, t.cycle.first(4), t.drop(1), t.any? { |x| x > 2 }, t.all?(Integer), t.none?, t.to_h { |x| [x, x] }, t.each.with_index(1).map { |x, i| x * i }, t.max(2), t.min(2), t.inject { |a, b| a - b }, t.filter_map { |x| x if x > 1 }, t.zip(t), t.collect(&:to_s), t.detect(&:even?), t.member?(3), t.find_index(1), t.each_slice(2).map(&:sum)
