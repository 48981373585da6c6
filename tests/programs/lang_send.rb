# Methods by name: send, public_send, respond_to?, method, &:name, with names known and computed.
class Robot
  attr_accessor :name, :level
  def initialize(name) = (@name, @level = name, 1)
  def walk(steps = 1, *more, fast: false) = "#{name} walks #{[steps, *more].sum}#{" fast" if fast}"
  def say(text) = block_given? ? yield(text) : "#{name}: #{text}"
  def +(other) = Robot.new(name + other.name)
  def [](i) = name[i]
  def self.build(n) = new("R#{n}")
  def ready? = true
  private def secret = "secret of #{name}"
end

class Walker
  def visit_add(a, b) = a + b
  def visit_negate(a) = -a
  def visit(kind, *args) = respond_to?(:"visit_#{kind}") ? public_send(:"visit_#{kind}", *args) : "no #{kind}"
end

r = Robot.new("Rob")
p r.send(:walk), r.send("walk", 2), r.public_send(:walk, 1, 2, 3, fast: true), r.__send__(:say, "hi"), r.send(:secret), r.send(:name=, "Bob"), r.name, r.send(:[], 0), r.send(:+, Robot.new("by")).name, r.send(:ready?)
%w[walk say level].zip([[3], ["x"], []]).each { |name, args| p r.send(name, *args) }
p r.send(:say, "block") { |t| t * 2 }, Robot.send(:build, 5).name, r.public_send(*[:walk, 4], **{ fast: true })
p 5.send(:+, 3), [3, 1, 2].send(:sort), "abc".public_send(:upcase), 10.send("div", 3), [1, 2].send(:map) { |x| x + 1 }, nil.send(:to_a), :a.send(:to_proc).call(Struct.new(:a).new(9))
%i[+ - * / % ** <=> == < >= & | ^ <<].each { |op| print 7.public_send(op, 2), " " }
puts
p %i[min max sum size first last reverse].to_h { |name| [name, [3, 1, 2].public_send(name)] }
p Walker.new.visit(:add, 1, 2), Walker.new.visit("negate", 5), Walker.new.visit(:multiply, 1, 2)
p r.respond_to?(:walk), r.respond_to?("secret"), r.respond_to?(:secret, true), r.respond_to?(:nope), 5.respond_to?(:+), nil.respond_to?(:each), Robot.respond_to?(:build), [].respond_to?(:each), r.respond_to?(:name=)
begin
  r.public_send(:secret)
rescue NoMethodError => e
  puts e.message
end
begin
  name = "unknown"
  r.send("#{name}_method", 1)
rescue NoMethodError => e
  puts e.message
end
begin
  r.send(:say)
rescue ArgumentError => e
  puts e.message
end
m = r.method(:walk)
p m.call(5), m.arity, m.name, m.receiver.equal?(r), [1, 2].map(&m), m.to_proc.call(1, fast: true), r.method(:secret).call
p [1, 2, 3].each_slice(2).map(&:sum), %w[a b].map(&:upcase).map(&:to_sym), [[1, 2], [3]].map(&:size), [1, 2, 3].inject(:*), [[3], nil].map(&:to_a), %w[b a].sort_by(&:itself), [1, 2].sum(&:succ), [0, 1].reject(&:zero?), [1, 2, 3].partition(&:odd?)
steps = [[:upcase], [:+, "!"], [:*, 2], [:sub, "A", "-"], [:length]]
p steps.inject("abc") { |value, (name, *args)| value.public_send(name, *args) }
actions = { "inc" => :succ, "dec" => :pred, "neg" => :-@, "inv" => :~ }
p %w[inc inc neg dec inv].inject(5) { |n, word| n.send(actions.fetch(word)) }
attributes = { name: "Zed", level: 7 }
attributes.each { |key, value| r.public_send("#{key}=", value) }
p attributes.keys.map { |key| r.public_send(key) }
