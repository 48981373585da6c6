# What leaves early: exceptions, ensure, retry, redo, break, next, return, throw, out of every place.
# exceptions and control flow
def lvl3 = raise(ArgumentError, "bad")
def lvl2; lvl3; rescue ArgumentError => e; raise RuntimeError, "wrapped"; end
begin; lvl2; rescue => e
  p e.cause.class, e.backtrace.first, e.cause.backtrace.first, e.backtrace.size == e.cause.backtrace.size
end
class MyErr < StandardError
  attr_reader :code
  def initialize(msg = "my default", code: 7) = (super(msg); @code = code)
end
begin; raise MyErr; rescue MyErr => e; p e.message, e.code; end
begin; raise MyErr.new(code: 3); rescue MyErr => e; p e.message, e.code; end
begin; raise MyErr, "given"; rescue MyErr => e; p e.message; end
begin; raise MyErr.new("q", code: 1), cause: RuntimeError.new("c"); rescue => e; p e.cause; end
def ensure_order
  yield
ensure
  puts "ensure"
end
p [1, 2, 3].each { |x| ensure_order { next if x == 1; break x * 2 if x == 2 } }
def find_it(a) = a.each { |x| ensure_order { return x if x > 1 } }
p find_it([1, 2, 3])
def nested
  begin
    begin
      raise "one"
    ensure
      puts "e1"
      begin; raise "two"; rescue => e; puts "r #{e.message} #{e.cause&.message}"; end
    end
  rescue => e
    puts "outer #{e.message}"
    raise TypeError, "three" rescue puts "inline #{$!.message}"
  else puts "never"
  ensure puts "e2"
  end
end
nested
def retry_it
  n = 0
  begin
    n += 1
    puts "try #{n}"
    raise IOError, "no" if n < 3
    "done #{n}"
  rescue IOError
    retry if n < 3
    "gave up"
  end
end
p retry_it
def m_with_else; yield; rescue ZeroDivisionError => e; "z:#{e.message}"; else "else"; ensure print "E "; end
p m_with_else { 1 / 0 }, m_with_else { 1 }
r = catch(:found) { [[1, 2], [3, 4]].each { |row| row.each { |v| throw :found, v if v > 2 } }; nil }
p r
x = [1, 2, 3].each_with_index do |v, i|
  redo_done = true
  next if v == 1
  break [v, i]
end
p x
def blk_ret = [1, 2, 3].map { |v| next 0 if v == 2; v }
p blk_ret
pr = proc { |v| next v * 2 if v; :none }
p pr.call(3), pr.call(nil)
l = ->(v) { return :early if v; :late }
p l.(true), l.(false)
def yielder = yield
def ret_through = yielder { yielder { return :deep } }
p ret_through
def loops
  out = []
  (1..3).each do |i|
    (1..3).each do |j|
      next if j == 2
      break if j == 3 && i == 2
      out << [i, j]
    end
  end
  out
end
p loops
i = 0
begin
  i += 1
  redo_flag = i
end while i < 3
p i
for a in 1..3 do next if a == 2; p a; end
for k, v in {a: 1} do p k, v end
p (for q in [1, 2] do end)
loop_r = loop do i += 1; break i if i > 5 end
p loop_r
e = [1, 2].each
begin; loop { p e.next }; p :after; end
begin; Integer("abc"); rescue TypeError, ArgumentError => e then p e.message; end
begin; [].fetch(1); rescue IndexError => e; p e.message; end
begin; nil + 1; rescue NoMethodError => e; p e.message, e.name, e.receiver; end
begin; Object.new.zork; rescue NoMethodError => e; p e.message; end
begin; raise "a" "b"; rescue => e; p e.message; end
begin; raise Class.new(StandardError), "anon"; rescue => e; p e.message; end
begin; def_undefined_thing; rescue NameError => e; p e.message, e.name, e.class; end
begin; obj = Object.new; obj.instance_eval_missing; rescue => e; p e.class; end
begin; [3, nil].sort; rescue => e; p e.message; end
begin; {}.fetch(:a); rescue KeyError => e; p e.message, e.key; end
begin; "abc".to_i(99); rescue => e; p e.message; end
begin; "x" * -1; rescue => e; p e.message; end
begin; [1] * "a" ; p [1] * "a"; rescue => e; p e.message; end
begin; 5.upto; rescue => e; p e.class; end
begin; raise ArgumentError; rescue => e; p e.message; end
begin; raise "x", [1]; rescue TypeError => e; p e.message; end
begin; exit 2; rescue SystemExit => e; p e.status; end
begin; throw :zz; rescue ArgumentError => e; p e.message, e.class; end
begin; Struct.new(:a).new(1, 2); rescue => e; p e.message; end
begin; "a".send(:nope); rescue NoMethodError => e; p e.message; end
begin; loop { raise StopIteration, "si" }; p :ok; end
begin; 1.upto(3) { |x| raise StopIteration if x == 2 }; rescue StopIteration => e; p e.message; end
def deep(n) = n == 0 ? raise("bottom") : deep(n - 1)
begin; deep(2); rescue => e; p e.backtrace.map { |l| l.split(":in ").last }.first(3); end
begin; [1].map { |v| [v].each { |w| raise "in block" } }; rescue => e; p e.backtrace.map { |l| l.split(":in ").last }.first(4); end
begin; -> { raise "lam" }.call; rescue => e; p e.backtrace.first.split(":in ").last; end
class Bt; def go = yield; def self.cgo = raise("c"); def m; go { raise "b" }; end; end
begin; Bt.new.m; rescue => e; p e.backtrace.map { |l| l.split(":in ").last }.first(3); end
begin; Bt.cgo; rescue => e; p e.backtrace.first.split(":in ").last; end
p $!, $@
def implicit_begin(x)
  Integer(x)
rescue ArgumentError
  begin
    Float(x)
  rescue ArgumentError
    :neither
  end
end
p implicit_begin("1"), implicit_begin("1.5"), implicit_begin("z")
begin
  raise "first"
rescue => e
  begin
    raise "second"
  rescue => e2
    p e2.cause.equal?(e)
    p $!.message
  end
  p $!.message
end
p $!
at_exit { puts "exit 1"; puts $!.inspect }
at_exit { puts "exit 2" }
puts "end"
