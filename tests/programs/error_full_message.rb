# full_message, backtrace and its lines, caller lines by number, set_backtrace, detailed_message, and errors kept for later.
def a = raise(ArgumentError, "from a")
def b
  a
end
def c = [1].each { |x| b }
def collect
  yield
  nil
rescue => e
  e
end
error = collect { c }
puts error.full_message(highlight: false)
puts error.full_message(highlight: false, order: :top)
puts error.backtrace.first
line = error.backtrace[1]
puts line.split(":")[1].to_i == __LINE__ - 14
with_cause = collect do
  begin
    c
  rescue => e
    raise TypeError, "wrapping"
  end
end
puts with_cause.full_message(highlight: false)
p with_cause.cause.equal?(error), with_cause.cause.message
multi = collect { raise "line one\nline two" }
puts multi.full_message(highlight: false)
fresh = RuntimeError.new("never raised")
p fresh.backtrace
fresh.set_backtrace(["here:1", "there:2"])
p fresh.backtrace, fresh.full_message(highlight: false)
again = collect { raise fresh }
p again.equal?(fresh), again.backtrace
given = collect { raise IOError, "with lines", ["x.rb:1:in 'y'"] }
p given.backtrace, given.message
empty = collect { raise "" }
puts empty.full_message(highlight: false)
klass = collect { raise StandardError }
puts klass.full_message(highlight: false)
first = collect { 1 / 0 }
second = collect { [first].each { |e| raise e } }
p first.equal?(second), first.backtrace == second.backtrace
puts first.backtrace
def reraise
  yield
rescue => e
  puts "passing #{e.message}"
  raise
end
kept = collect { reraise { reraise { b } } }
puts kept.backtrace
class Special < StandardError
  def detailed_message(highlight: false, **) = "<#{super}>"
  def message = "special"
end
puts collect { raise Special }.full_message(highlight: false)
deep = ->(n) { n.zero? ? raise("deep") : deep.(n - 1) }
puts collect { deep.(3) }.backtrace
puts collect { [3, 2].sort { |x, y| raise "in sort" } }.backtrace.first
puts collect { Struct.new(:q).new(1).each { |v| v.zap } }.backtrace.first(2)
puts collect { { k: 1 }.each { |k, v| v.zap } }.backtrace.first(3)
puts collect { loop { Integer("?") } }.backtrace
puts collect { "abc".each_char { |ch| ch.zip } }.backtrace.first(2)
puts collect { 1.step(3) { |i| raise "step" } }.backtrace.first(2)
