# The class and message of what everyday mistakes raise.
def t(n = nil); r = yield; p r; rescue Exception => e; puts "#{e.class}: #{e.message}"; end
t { raise "x" }
t { raise ArgumentError }
t { raise ArgumentError, "bad" }
t { raise ArgumentError.new("bad2") }
t { [].fetch(1) }
t { {}.fetch(:a) }
t { nil + 1 }
t { nil.foo }
t { Object.new.foo } if false
t { foo_bar }
t { self.foo_bar }
t { 1.foo }
t { "a".foo(1) }
t { Integer("a") }
t { 1 / 0 }
t { 1 + nil }
t { 1 + "a" }
t { "a" + 1 }
t { "a" + nil }
t { [1] + 1 }
t { {} + {} }
t { raise "a" rescue raise "b" }
t { :a.unknown }
t { Float("x") }
t { "x".to_sym.to_proc.call(1) }
t { [1, 2].first("x") }
t { loop { raise StopIteration }; :done }
t { catch(:a) { throw :a, 5 } }
t { catch { |tag| throw tag, 7 } }
t { throw :zzz }
t { "abc".freeze << "d" }
t { [1].freeze << 1 }
t { { a: 1 }.freeze[:b] = 1 }
t { exit(3) }
t { abort } if false
t { raise Interrupt } 
t { raise NotImplementedError }
t { raise NotImplementedError, "todo" }
t { raise IOError, "io" }
t { raise EOFError }
t { raise KeyError.new("k", receiver: {}, key: :a) }
t { raise StopIteration, "stop" }
t { raise FrozenError.new("f", receiver: 1) }
t { raise Errno::ENOENT, "file.txt" }
t { raise Errno::ENOENT }
t { raise Errno::EACCES.new("x") }
t { File.open("/no/such") }
t { raise TypeError.new }
t { raise "multi\nline" }
t { Comparable.new }
t { Math.sqrt(-1) }
t { [3, "a"].sort }
t { [nil, 1].max }
t { 5.clamp(3, 1) }
t { "abc".center }
t { [].first(-1) }
t { "x" * -1 }
t { [1] * -1 }
t { [1, 2, 3].each_slice(0) }
t { 3.times.next; nil.upcase }
t { raise Exception, "top" }
t { begin; raise "a"; ensure; puts "ens"; end }
t { begin; 1; rescue; 2; else; 3; ensure; 4; end }
t { begin; raise "q"; rescue ArgumentError, RuntimeError => e; e.message; end }
t { x = 0; begin; x += 1; raise "r" if x < 3; x; rescue; retry; end }
class MyError < StandardError
  attr_reader :code
  def initialize(msg = "default msg", code: 5)
    super(msg)
    @code = code
  end
end
t { raise MyError }
t { raise MyError, "given" }
t { raise MyError.new("kw", code: 9) }
t { raise MyError.new(code: 9) }
begin; raise MyError.new("z", code: 1); rescue => e; p e.code, e.message, e.full_message(highlight: false).lines.first.split(":").last.strip, e.backtrace.class, e.inspect, e.cause, e.detailed_message, e.is_a?(StandardError), MyError.ancestors.take(3); end
begin; begin; raise "inner"; rescue => e; raise ArgumentError, "outer"; end; rescue => e; p e.cause, e.cause.message, e.message; end
begin; raise "a", cause: nil; rescue => e; p e.cause; end
begin; raise TypeError.new("t"), cause: RuntimeError.new("c"); rescue => e; p e.cause; end
p (raise "x" rescue "rescued"), [1, 2].frozen?, ($!).inspect
def deep(n) = n == 0 ? raise("deep") : deep(n - 1)
begin; deep(3); rescue => e; puts e.backtrace.map { |l| l.split(":", 2).last.sub("Object#", "") }.first(3); end
p StandardError.new.message, StandardError.new(nil).message, StandardError.new(5).message, StandardError.new(:a).message, RuntimeError.new("a") == RuntimeError.new("a"), (raise "a" rescue $!.class), ArgumentError.new.message, StandardError.new("a").exception.message, StandardError.new("a").exception("b").message, StandardError.exception("c").message
def kw(a:, b: 1); end
t { kw }
t { kw(1) }
t { kw(a: 1, c: 2) }
t { kw(a: 1, c: 2, d: 3) }
def pos(a, b = 1, *c); end
t { pos }
def two(a, b); end
t { two(1) }
t { two(1, 2, 3) }
t { two(1, 2, c: 3) }
t { ->(x) {}.call }
t { ->(x) {}.call(1, 2) }
t { proc { |x| x }.call(1, 2) }
t { [1, 2].each(1) {} }
t { Struct.new(:a).new(1, 2) }
t { puts(*nil).foo }
t { x = 5; x.() }
class Foo; def bar = baz; private def priv = 1; protected def prot = 2; end
t { Foo.new.bar }
t { Foo.new.priv }
t { Foo.new.prot }
t { Foo.bar }
t { Foo.new(1) }
t { Foo.new.method(:zip) }
t { 5.upto }
t { yield_nothing = 1; [].each }
def y = yield
t { y }
t { "%d" % "x" }
t { "%d %d" % [1] }
t { "%z" % 1 }
t { format("%s") }
t { warn "to stderr"; 1 }
t { $stderr.puts "x"; 2 }
t { rand(0..) }
t { [1, 2, 3].sum("x") }
t { ["a", 1].join(1) }
t { [[1, 2], [3]].transpose }
t { [1, [2]].to_h }
t { {a: 1}.to_h { |k, v| 1 } }
t { Hash.new { |h, k| raise KeyError, "no #{k}" }[:zip] }
t { Array.new(-1) }
t { Array.new("a") }
t { (1..).to_a }
t { ("a"..).size }
t { (1..3).step(0) { } }
t { 1.step(3, 0) { } }
