# Range of integers, floats, strings and endless ones; step, cover, sums, slicing, each and conversion; Symbol; nil; true.
r = 1..10
p r, r.to_a, r.first, r.last, r.first(3), r.last(3), r.min, r.max, r.minmax, r.sum, r.size, r.count, r.begin, r.end, r.exclude_end?, (1...10).exclude_end?, (1...10).size, (1...10).max, (1...10).last, (1...10).last(2), (1...10).to_a.last, r.to_s, r.inspect, r.hash == (1..10).hash, r == (1..10), r.eql?(1...10), r.frozen?
p r.include?(5), r.include?(5.5), r.member?(11), r === 10, r.cover?(2..3), r.cover?(0..3), (1...10) === 10, (1..10).include?(10.5), ("a".."z").include?("m"), ("a".."z").include?("mm"), ("a".."z").cover?("mm"), ("a".."z") === "q", (1.0..2.0).include?(1.5), (1..) === 5, (..5) === 9, (1..nil).first(2), (nil..3).include?(2), (1..nil).size, (0.5..2).include?(1)
p (5..1).to_a, (5..1).size, (5..1).sum, (5..1).min, (1..0).max, (1..1).to_a, (1...1).to_a, (-3..3).to_a, (-3..-1).sum, (1..10000000).sum, (1..2**70).size, (2**64..2**64 + 2).to_a, (1..10**20).sum
p r.step(3).to_a, r % 4, (r % 4).to_a, (1.0..2.0).step(0.5).to_a, ("a".."e").step(2).to_a, 1.step(10, 4).to_a, (0..1).step(0.25).map { |x| x }, (10..1).step(-3).to_a, (1..).step(5).first(3), (0.0..1.0).step(0.1).to_a.size, (0.0...1.0).step(0.1).to_a.last, 0.step(1, 0.25).to_a
p r.map { |x| x * x }, r.select(&:even?), r.reject { |x| x < 8 }, r.each_slice(4).to_a, r.each_cons(9).to_a.size, r.inject(:*), r.reduce(5) { |a, x| a + x }, r.partition { |x| x > 3 }, r.group_by { |x| x % 3 }, r.each_with_index.to_a.last, r.zip(r).first, r.find { |x| x > 4 }, r.each_with_object([]) { |x, a| a.unshift(x) }, r.take(2), r.drop(8), r.take_while { |x| x < 3 }, r.min_by { |x| (x - 5).abs }, r.max(2), r.min(2), r.to_a.sample.class, r.tally.size, r.any? { |x| x > 9 }, r.all?(Integer), r.none?(11), r.count(&:odd?), r.entries.size, r.reverse_each.first(2), r.cycle.first(12).last, r.flat_map { |x| [x] * 2 }.size, r.each_entry.first, r.sort_by { |x| -x }.first, r.filter_map { |x| x if x > 8 }, r.sum { |x| x * 0.5 }, r.to_a.reverse.first, r.bsearch { |x| x * x >= 30 }, r.chunk_while { |a, b| b % 4 != 0 }.to_a
("a".."e").each { |c| print c }
(1..3).each { |i| print i }
(1...3).reverse_each { |i| print i }
('A'..'E').each_with_index { |c, i| print c, i }
(1..3).each_entry { |i| print i }
1.upto(3) { |i| print i }
(1..Float::INFINITY).each { |i| break if i > 3; print i }
(1..).each { |i| break if i > 3; print i }
puts
s = "hello world"
a = [0, 1, 2, 3, 4, 5]
p s[1..3], s[1...3], s[-3..], s[..2], s[20..], a[1..3], a[-2..], a[..-3], a[6..], a[7..], a.values_at(1..2), a.each_slice(2).to_a[1..], s[1..-2]
a[1..2] = [:x]
p a, a.fill(0, 1..2), a.first, [*1..3, *(7...9)], Array(1..3), (1..3).to_a.push(4), (1..3).each_with_index.map { |x, i| x * i }, rand(1..1), [3, 4].include?(3)
x = 5
p (x..x + 2).to_a, (x > 3 ? 1..2 : 3..4), (1..x).sum, ((x - 1)..(x + 1)).map(&:to_s), Range.new(1, 3), Range.new(1, 3, true), (1..3).dup
p ("a".."zz").count, ("A".."z").count, ("08".."12").to_a, ("a".."e").to_a.reverse, ("a".."c").sum(""), ("a".."e").each_slice(2).map(&:join), ("a".."e").max, ("az".."bc").to_a, ("9".."11").to_a, ("a".."").to_a, ("a".."a").to_a
case 75
when 90.. then puts "A"
when 70...90 then puts "B"
else puts "C"
end
case 2.5
when 1..2 then puts "low"
when 2..3 then puts "mid"
end
p nil.to_a, nil.to_s, nil.to_i, nil.to_f, nil.to_h, nil.inspect, nil & true, nil | 1, true & 1, true ^ true, false | nil, false ^ 1, true.to_s, !nil, nil.nil?, 0.nil?, true & nil, nil == nil, true.class, nil.class, true && 1, nil.to_a.frozen?
p :abc.to_s, :abc.length, :abc.upcase, :Abc.downcase, :abc.capitalize, :abc[1], :abc <=> :abd, :a == "a"
p :abc.succ, :a.to_sym, %i[c a b].sort, %i[c a b].max, :abc.start_with?("a"), :abc.end_with?("c"), :"foo bar".inspect, :a.size, :abc.empty?, :a.frozen?, :<=>.inspect, :[]=.to_s, :!.inspect, :a.hash == :a.hash, %i[a b].map(&:to_s)
[-> { (1..).to_a }, -> { (1..).size }, -> { (..1).each { } }, -> { (..1).first }, -> { (1..).last }, -> { (1..).max }, -> { (1.5..2).to_a }, -> { (1.0..2.0).each { } }, -> { Range.new(1, "a") }, -> { (nil..nil).to_a }, -> { (1..3).step(0) { } }, -> { (1..3).first(-1) }, -> { ("a"..1) }, -> { (1..3).foo }, -> { (1..).min }, -> { (1..3).step("x").to_a }].each do |f|
  p f.call
rescue => err
  puts "#{err.class}: #{err.message}"
end
