# Procs, methods as objects, chains of iterators, lazy ones, printing.
add = ->(a, b) { a + b }
p add.(1, 2), add[1, 2], add.call(1, 2), add.curry[1][2], add.curry.(1, 2), add.arity, proc { |a| }.arity, proc { |*a| }.arity, proc { |a, b| }.arity, lambda { |a, b = 1| }.arity, add.lambda?, proc {}.lambda?, (add >> ->(x) { x * 2 }).call(1, 2), (->(x) { x + 1 } << ->(x) { x * 2 }).call(3), :upcase.to_proc.call("a"), method(:puts).arity, method(:p).name, [1, 2].map(&10.method(:+)), %w[1 2].map(&method(:Integer)), (method(:Integer) >> ->(x) { x + 1 }).call("4")
p add.inspect.start_with?("#<Proc:0x"), add == add, add.hash == add.hash, proc { |x, y| [x, y] }.call([1, 2]), proc { |x, y| [x, y] }.call(1), proc { |x| x }.call(1, 2), lambda { |x| x }.call([1, 2]), proc { next 5; 6 }.call, [1, 2, 3].each_with_index.map { |x, i| x * i }
counter = 0; inc = -> { counter += 1 }; 3.times(&inc) rescue p $!.message
3.times { inc.() }; p counter
def yielder; yield 1, 2; end
yielder { |a| p a }; yielder { |a, b, c| p [a, b, c] }; yielder { |*a| p a }; yielder { |a, (b, c)| p [a, b, c] }
def blk(&b) = b; p blk.nil?, blk { 1 }.call, blk(&:to_s).call(5), blk { |x| x }.arity
compose = [->(x) { x + 1 }, ->(x) { x * 2 }].inject(:>>); p compose.call(3)
memo = Hash.new { |h, n| h[n] = n < 2 ? n : h[n - 1] + h[n - 2] }; p memo[40]
def m(a, b = a * 2, *r, k: 1, **o, &blk) = [a, b, r, k, o, blk&.call]
p m(1), m(1, 2, 3, k: 4, z: 5) { :b }, m(*[1, 2, 3]), m(1, **{ k: 2 })
p __method__.inspect, defined?(foo), defined?(p), defined?(String), defined?(@a), defined?(a = 1), [1, 2, 3].frozen?, :a.to_proc.lambda?
x = 10; [1].each { |i; x| x = i }; p x
p (1..3).each_with_object({}).with_index { |(a, h), i| h[a] = i }, %w[a b].each_with_index.to_h { |s, i| [s, i] }, %w[a b c].each.with_index(1).map { |s, i| "#{i}#{s}" }, %w[a b].each_with_index.with_object([]).map { |(s, i), o| o << s; i }, [3, 1].sort.each_with_index.map { _1 + _2 }, [1, 2, 3, 4].each_slice(2).with_index.to_a, [4, 5].each.with_index.with_index(10).to_a, %w[x y].cycle.with_index.first(3), [1, 2].each_with_index.each_with_index.to_a, [1, 2, 3].each_cons(2).with_index.map { |(a, b), i| a * b + i }, "ab".each_char.with_index.to_a, { a: 1 }.each.with_index.map { |(k, v), i| [k, v, i] }, { a: 1, b: 2 }.each_with_index.map { |(k, v), i| [k, v, i] }, { a: 1 }.map.with_index { |(k, v), i| [k, v, i] }, 3.times.map.with_index(1) { |a, b| a * b }, (1..3).each_slice(2).map(&:sum), 1.step(10, 4).with_index.to_a, [1, 2, 3].each_entry.with_index(1).to_a, [5, 6].map.with_object(:o).to_a, [1, 2].flat_map.with_index { |x, i| [x] * i }, (1..4).each_slice(2).to_h, [1, 2, 3].zip([4, 5, 6].each).to_a, [[1, 2], [3, 4]].each_with_index.map { |(a, b), i| a + b + i }, (1..3).sum.then { |s| s * 2 }, [1, 2, 3].each_with_index.select { |x, i| i > 0 }.map(&:first), [1, 2, 3].each.next, [1, 2, 3].each_with_index.max_by { |x, i| -i }, %w[a b].each_with_index.reverse_each.to_a, [4, 2].sort_by.with_index { |x, i| -i }, [1, 2, 3].reject.with_index { |x, i| i == 0 }, [3, 4].find_index.with_index { |x, i| i == 1 }, [1, 2, 3, 4].group_by.with_index { |x, i| i % 2 }, [1, 2].each.size, loop { break 5 }
e = Enumerator.new { |y| y << 1 << 2; y.yield 3 }
p e.to_a, e.next, e.next, e.next, (e.next rescue $!.message), e.rewind.next, e.map { |x| x * 2 }, e.size, e.take(2), e.first, e.include?(3), e.each_slice(2).to_a, e.with_index.to_a, e.lazy.map { |x| x + 1 }.first(2), e.zip(e), e.inject(:+), e.sort.reverse, e.peek
fib = Enumerator.new { |y| a, b = 0, 1; loop { y << a; a, b = b, a + b } }
p fib.take(10), fib.first(5), fib.lazy.select(&:even?).first(4), fib.each_with_index.first(2), fib.take_while { |x| x < 20 }, fib.find { |x| x > 50 }, fib.lazy.map { |x| x * 2 }.reject(&:zero?).first(2), Enumerator.produce(1) { |x| x * 2 }.take(5), fib.each_slice(3).first(2), (1..3).each_entry.to_a
p [4, 5, 6].each_with_index.to_a, (1..3).lazy.map { |x| x * 2 }.to_a, (1..Float::INFINITY).lazy.map { |x| x * 2 }.select { |x| x % 3 == 0 }.first(2), (1..20).lazy.select(&:even?).map { |x| x * x }.reject { |x| x % 3 == 0 }.take(2).to_a, (1..3).lazy.force, (1..4).lazy.take_while { |x| x < 3 }.to_a, (1..4).lazy.drop(2).to_a, (1..4).lazy.flat_map { |x| [x, x] }.first(3), (1..4).lazy.uniq { |x| x % 2 }.to_a, (1..4).lazy.with_index.map { |x, i| x * i }.to_a, (1..3).lazy.filter_map { |x| x * 2 if x.odd? }.to_a, (1..3).lazy.include?(2), (1..3).lazy.inspect, (1..3).lazy.sum, (1..3).lazy.tally, (1..3).lazy.compact.to_a, (1..2).lazy.zip(3..4).to_a
puts [1, 2, 3].to_s + "x", :sym.inspect, nil.inspect, true & false, 1.0.inspect, "é".inspect, [nil, true].to_s, "#{[1, "a", :b, nil, 1.5, { a: 1 }]}"
$stdout.puts "a", 1; STDOUT.print "x", "y", "\n"; $stdout << "z" << 1 << "\n"; $stdout.write("w", 1, "\n"); print "no newline"; puts; puts nil, [nil], [], [[], [1, [2]]], true; p; p 1, 2; puts "a\n", "b\n\n", ""; pp "x", [1]; print 1, 2, nil, "\n"; putc "A"; putc 66; putc "\n"; puts "%d-%s" % [1, "a"]; printf("%5.1f|\n", 3.14159); $stdout.printf("%s\n", :x); puts "é".ljust(3) + "|", "日本".rjust(4) + "|"; $stdout.flush; $stdout.sync = true; puts [1, [2, [3]]].flatten.inspect; display = 5; display.display; puts; "str".display; puts
puts "abc".each_char.to_a.inspect, <<~A + <<~B
  one #{1 + 1}
A
  two
B
