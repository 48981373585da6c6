# External enumeration: finite and endless sources, errors, rewinding.
e = [1,2,3].each
p e.next, e.peek, e.next, e.next
begin; e.next; rescue StopIteration => x; puts x.message, x.result.inspect; end
e.rewind
p e.next
fib = Enumerator.new { |y| a, b = 0, 1; loop { y << a; a, b = b, a + b } }
p fib.take(10), fib.lazy.select(&:even?).first(5), fib.first(3), fib.each_with_index.first(2)
p fib.next, fib.next, fib.next
p fib.peek
g = Enumerator.produce(1) { |x| x * 2 }
p g.take(5), g.next, g.next
p g.lazy.map { |x| x + 1 }.reject(&:even?).first(3)
z = (1..Float::INFINITY).each
p z.next, z.next
c = [1, 2].cycle
p c.next, c.next, c.next
i = (1..3).each_with_index
p i.next, i.next
o = Object.new
def o.each
  yield 1
  yield 2, 3
  yield
end
q = o.to_enum
p q.next, q.next, q.next
loop { q.next; puts "no" }
puts "ended"
s = "abc".each_char
puts s.next + s.next
l = loop
p l.size, %w[a b].zip(1.., [3].cycle), %w[a b].zip(fib)
failing = Enumerator.new { |y| y << 1 << 2; raise ArgumentError, "no more" }
p failing.next, failing.next
begin
  failing.next
rescue ArgumentError => error
  puts error.message
end
left, right = [1, 4, 6].each, [2, 3, 7, 8].each
merged = []
loop do
  merged << (left.peek <= right.peek ? left.next : right.next)
end
p merged, loop { left.next }
primes = Enumerator.new do |y|
  (2..).each { |n| y << n if (2..Math.sqrt(n)).none? { |d| (n % d).zero? } }
end
p Array.new(30) { primes.next }, primes.rewind.next, primes.size
