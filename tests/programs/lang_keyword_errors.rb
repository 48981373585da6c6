# What missing, unknown and unwelcome keywords say, in calls that are known when compiling and in those that are not.
def m(x:, y:, z: 1) = [x, y, z]
def r(x:, y:, **o) = [x, y, o]
h = { q: 1 }
tests = [
  -> { m(q: 1) }, -> { m(**h) }, -> { m(x: 1, **h) }, -> { m(x: 1, y: 2, **h) }, -> { m(x: 1, y: 2, **h, w: 3) },
  -> { r(**h) }, -> { r(x: 1, **h) }, -> { r(x: 1, y: 2, **h) }, -> { send(:m, **h) }, -> { method(:m).call(**h) },
  -> { proc { |k: 1| k }.call(z: 2) }, -> { proc { |k:| k }.call(**h) }, -> { ->(k: 1) { k }.call(**h) }, -> { m(1, **h) },
  -> { m({ x: 1, y: 2 }) }, -> { m("x" => 1, x: 1, y: 2) }, -> { proc { |k:| k }.call }
]
tests.each_with_index do |t, i|
  p t.call
rescue ArgumentError => e
  puts "#{i} #{e.message}"
end
S = Struct.new(:a, :b)
p S.new(1, b: 2)
p S.new(1, { b: 2 })
K = Struct.new(:a, :b, keyword_init: true)
p K.new(a: 1, b: 2)
begin; K.new(1, 2); rescue ArgumentError => e; puts e.message; end
begin; K.new(a: 1, c: 2, d: 4); rescue ArgumentError => e; puts e.message; end
p S.new(a: 1, b: 2)
begin; S.new(1, 2, 3); rescue ArgumentError => e; puts e.message; end
D = Data.define(:x, :y) do
  def +(o) = with(x: x + o.x, y: y + o.y)
end
p D.new(1, 2) + D.new(x: 3, y: 4)
begin; D.new(1); rescue ArgumentError => e; puts e.message; end
begin; D.new(1, 2, 3); rescue ArgumentError => e; puts e.message; end
begin; D.new(x: 1); rescue ArgumentError => e; puts e.message; end
begin; D.new(x: 1, y: 2, z: 3); rescue ArgumentError => e; puts e.message; end
begin; D.new(x: 1, y: 2, z: 3, w: 4); rescue ArgumentError => e; puts e.message; end
begin; D.new(z: 3); rescue ArgumentError => e; puts e.message; end
begin; D.new(1,2).with(1); rescue ArgumentError => e; puts e.message; end
begin; D.new(1,2).with(q: 1); rescue ArgumentError => e; puts e.message; end
begin; D.new(1,2).instance_variable_set(:@x, 3); rescue => e; puts e.class; end
p D.members, D.new(1, 2).to_h, D.new(1,2) == D.new(1,2), D.new(1,2).eql?(D.new(1.0,2)), D.new(1,2).hash == D.new(1,2).hash
p D.new(1,2).inspect, D.new(1,2).frozen?
E2 = Data.define
p E2.new
begin; E2.new(1); rescue ArgumentError => e; puts e.message; end
class P3 < Data.define(:x, :y)
  def initialize(x:, y: 0) = super(x: Float(x), y: Float(y))
  def norm = Math.sqrt(x * x + y * y)
end
p P3.new(3, 4).norm, P3.new(x: 1)
p Class.new.name
c = Class.new(StandardError)
p c.name
class Foo
  def a = 1
  def b = 2
  attr_reader :z
  protected def q = 1
  private def r = 2
end
