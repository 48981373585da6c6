# A bit of everything: constants, class variables, case, conversions, printing, ranges, hashes.
module Outer
  X = 1
  module Inner
    Y = X + 1
    class Deep
      Z = Y + X
      def all = [X, Y, Z, Outer::X, ::TOP, self.class::Z]
      class << self
        attr_accessor :conf
        def build(...) = new(...)
        private def hidden = 1

        def w = 9
      end
    end
  end
  class Inner::Deep
    def more = Z rescue 0
  end
end
TOP = :top
d = Outer::Inner::Deep.build
p d.all
Outer::Inner::Deep.conf = 5
p Outer::Inner::Deep.conf, Outer::Inner::Deep.w
begin; Outer::Inner::Deep.hidden; rescue NoMethodError => e; puts e.message; end
class Outer::Inner::Deep
  begin; Q; rescue NameError => e; puts e.message; end
  Q ||= 4
  Q2 = Q + 1
end
p Outer::Inner::Deep::Q2
class CV
  @@count = 0
  @inst = []
  class << self; attr_reader :inst; end
  def initialize; @@count += 1; self.class.inst << @@count; end
  def self.count = @@count
  def self.reset! = @@count = 0
end
class CV2 < CV; @inst = [:sub]; def bump = @@count += 10; end
CV.new; CV2.new.bump
p CV.count, CV.inst, CV2.inst
CV.reset!; p CV2.count
class Abs; def tmpl = "#{pre}-#{post}"; def pre = raise(NotImplementedError, "#{self.class.name}#pre"); def post = "p"; end
class Con < Abs; def pre = "c"; end
p Con.new.tmpl
begin; Abs.new.tmpl; rescue NotImplementedError => e; p e.message; end
$glob = [1]
alias $gl $glob
$gl << 2; p $glob
def kwrest(**nil); end
begin; kwrest(a: 1); rescue ArgumentError => e; puts e.message; end
o = Class.new { def ==(x) = true; def to_s = "anon"; def inspect = "#<anon>" }.new
p o == 5, o != 5, "#{o}", [o], o.eql?(5)
p Array(nil), Array([1]), Array(1..2), Array("a"), Array({a: 1}), String(5), Hash(nil), Float("1.5"), Integer("0x1f", 16), Integer("z", 36)
puts [nil, [1, [nil, 2]], []].to_s, [nil].inspect; puts [nil], [[], [1]]; print 1, nil, :a, "\n"; p; p 1, 2; x = p(3); p x
pp({a: {b: 1}}); puts nil.to_a.inspect, nil.to_s.empty?, nil.inspect, true & false, true ^ true, false | true, nil & 1, !!nil
def opt(a, b = a * 2, *c, d) = [a, b, c, d]
p opt(1, 2), opt(1, 2, 3), opt(1, 2, 3, 4)
def blk(&) = inner(&)
def inner = yield(1) + 1
p blk { |x| x * 5 }
v = [1, 2, 3, 4].each_slice(2).map { |a, b| a * b }; p v
p (1..10).step(3).to_a, 1.step(10, 4).to_a, 10.downto(7).to_a, 1.upto(3).map { _1 * 2 }, 3.times.to_a, 1.0.step(2.0, 0.5).to_a
p "abc".each_char.with_index.map { |c, i| c * i }, %w[a b].cycle(2).to_a, [3, 1].sort!.first, [1, 2, 3].each_cons(2).to_a
case [1, "x", nil, 2.5, :s, 1..2]
when Array then puts "arr"
end
def kase(x)
  case x
  when nil then :nil
  when Integer, Float then :num
  when "a".."f" then :af
  when ->(s) { s.respond_to?(:size) && s.size > 3 } then :long
  when :sym, *[:other, :more] then :syms
  else :else
  end
end
p kase(nil), kase(1), kase(2.5), kase("c"), kase("zzzz"), kase(:more), kase(:zz), kase("zz")
case when 1 > 2 then p 1 when true then p 2 end
i = 0
res = until i == 5 do i += 1; next if i.odd?; break i * 100 if i == 4 end
p res
p (1..3).each_with_object({}) { |n, h| h[n] = n ** 2 }
z = begin Integer("q"); rescue ArgumentError then -1; else 5; ensure p :fin; end
p z
p [1, 2, 3].sum.then { _1 + 1 }, 5.then { it * 2 }
puts "%s and %p" % ["a", "b"], "%-5d|" % 3, "%08.3f" % 3.14159, "%+x" % 255, "%s" % nil, "%%"
w = "a".."e"; p w.to_a, w.include?("c"), w === "cc", ("a".."zz").count, (1...10).size, (1..).first(2), (..5).include?(3), (1..10) % 3
h = {b: 1, "a" => 2, 3 => [4], nil => nil, 1.5 => :x}
p h, h.min_by { |k, v| v.to_s }, h.sort_by { |k, v| k.to_s }, h.to_a.transpose, h.invert, h.key(2), h.select { |k, v| v }, h.reject { |k, v| v }, h.find { |k, v| v == 1 }, h.each_with_index.map { |(k, v), i| i }, h.group_by { |k, v| v.class }, h.partition { |k, v| v }, h.reduce(0) { |a, (k, v)| a + 1 }, h.sum { |k, v| v.to_s.size }, h.filter_map { |k, v| k if v }, h.count, h.dig(3, 0), h.fetch("a"), h.fetch(:zz, 0), h.fetch(:zz) { |k| k }, h.values_at(:b, :q), h.any?, h.all? { |k, v| true }, h.merge({b: 5}) { |k, a, b| a + b }, h.transform_values(&:to_s), h.transform_keys(&:to_s), h.delete(:b), h.size, h.compact, h.first, h.entries.size
