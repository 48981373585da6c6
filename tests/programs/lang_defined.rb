# Every form of `defined?`, at the top level, in methods, and in modules that are included here and there.
p defined?(x), defined?(@a), defined?($g), defined?(String), defined?(Nope), defined?(puts), defined?(nope), defined?(1 + 1), defined?(3.foo), defined?(3.abs), defined?(nil), defined?(self), defined?(true), defined?(yield), defined?(super), defined?(a = 1), defined?(String.new), defined?(Nope.x), defined?(Nope::X), defined?(Math::PI), defined?(Math::NO), defined?([1]), defined?("a"), defined?({}), defined?(->{}), defined?(if 1 then 2 end), defined?(@a ||= 1), defined?(1..2), defined?(:a), defined?("#{1}"), defined?(__method__), defined?(not true), defined?(!nope), defined?([nope]), defined?(nope.foo), defined?(p(nope))
x = 1; @a = nil; $g = 1
p defined?(x), defined?(@a), defined?($g), a
class A
  @@c = 1
  X = 1
  def m; [defined?(X), defined?(yield), defined?(super), defined?(to_s), defined?(@q), defined?(self.m), defined?(A::X), defined?(@@no)]; end
  def to_s; defined?(super).to_s; end
  def initialize; @q = 1; end
  def setx(b); @z = 1 if b; defined?(@z); end
  private def pr = 1
  def t = [defined?(pr), defined?(self.pr), defined?(A.new.pr)]
end
p A.new.m { }, A.new.to_s, A.new.setx(false), A.new.setx(true), A.new.t
p defined?(A.new.m), defined?(A.new.pr), defined?(x.y.z)

p [:a, defined?(not true)]
p [:b, defined?(!nope)]
p [:c, defined?([nope])]
p [:d, defined?(nope.foo)]
p [:e, defined?(p(nope))]
p [:f, defined?(p(p(1)))]
p [:g, defined?(__method__)]
p [:h, defined?("#{1}")]
p [:i, defined?(!1)]
p [:j, defined?(1 != nope)]
p [:k, defined?([1, nope, 2])]
p [:l, defined?({a: nope})]
p [:m, defined?({a: 1})]
p [:n, defined?([*nope])]
p [:o, defined?((nope; 1))]
p [:p, defined?((1; nope))]
p [:q, defined?((nope))]
p [:r, defined?(nope && 1)]
p [:s, defined?(1 and nope)]
p [:t, defined?(puts nope)]
p [:u, defined?(p *nope)]
p [:v, defined?(p(a: nope))]
p [:w, defined?(nope { })]
p [:x, defined?(p { })]
p [:y, defined?(1.abs(nope))]
p [:z, defined?(1.then { nope })]
p [:aa, defined?(())]
p [:ab, defined?(@a = nope)]
p [:ac, defined?(1.foo = 2)]
p [:ad, defined?([][0])]
p [:ae, defined?([][nope])]
p [:af, defined?(nope[1])]
p [:ag, defined?(-1.abs)]
p [:ah, defined?(-nope)]
p [:ai, defined?(nope + 1)]
p [:aj, defined?(1 + nope)]
p [:ak, defined?(nope&.x)]
p [:al, defined?(return)]
p [:am, defined?(raise)]
p [:an, defined?(block_given?)]
p [:ao, defined?(Object.new.puts)]
p [:ap, defined?(self.puts)]
p [:aq, defined?(String.nope)]
p [:ar, defined?(::String), defined?(::Nope), defined?(::Nope::A)]
p [:as, defined?(a = 1), defined?(a += 1), defined?(@z ||= 1), defined?($y &&= 1)]
p [:at, defined?(1..nope), defined?(nope..1)]
p [:au, defined?(-> { nope })]
p [:av, defined?(defined?(nope))]
p [:aw, defined?(yield nope)]
p [:ax, defined?(begin; nope; end)]
p [:ay, defined?(begin; 1; end)]
p [:az, defined?(case 1 when nope then 2 end)]
class Q
  protected def pr = 1
  def t(o) = [defined?(self.pr), defined?(o.pr), defined?(pr)]
  def u = [defined?(super), defined?(super()), defined?(super(nope))]
  def to_s = [defined?(super), defined?(super(1)), defined?(super(nope))].inspect
end
p Q.new.t(Q.new), Q.new.u, Q.new.to_s
module Mx; def to_s = defined?(super).inspect; def zip = defined?(super).inspect; end
class Q2; include Mx; end
class Q3 < Array; include Mx; end
p Q2.new.to_s, Q2.new.zip, Q3.new.zip
class Writer; attr_writer :x; end
o = Writer.new
p defined?(o.x = 1), defined?(o.y = 1), defined?(o[0] = 1), defined?(o.x = nope), defined?(o&.x), defined?(p(&nope)), defined?(o.x += 1)
