# Array, first part: building, reading, writing, adding, removing, searching, combining, comparing, sorting.
a = [5, 3, 8, 1]
p a[0], a[-1], a[9], a[1..], a[1, 2], a[4], a[4, 1], a[5, 1], a[-2..], a[..1], a[1...-1], a[2..1], a[-9], a.at(1), a.dig(0), a.first, a.last, a.first(2), a.last(2), a.first(9), [].first, [].last, [].first(1), a.fetch(1), a.fetch(9, :d), a.fetch(9) { |i| i * 2 }, a.values_at(0, 2, 9, -1), a.take(2), a.drop(2), a[(1..)], a[0..-1].equal?(a)
b = a.dup
b[1] = 30
b[6] = 60
p b, b.length
b[1..2] = [:x, :y, :z]
p b
b[0, 2] = []
p b
b[-1] = :last
b[2...2] = [1, 2]
p b, b.insert(1, :i, :j), b.insert(-2, :k), b.insert(20, 1).size, b.compact.size
c = []
c << 1 << 2
c.push(3, 4).append(5).unshift(0).prepend(-2, -1)
p c, c.pop, c.shift, c.pop(2), c.shift(2), c, c.concat([7], [8, 9]), c.delete(8), c.delete(99), c.delete(99) { :none }, c.delete_at(0), c.delete_at(50), c, c.slice!(1, 1), c, c.clear, c.empty?
d = [1, 2, 3, 4, 5, 6]
p d.delete_if { |x| x > 5 }, d.reject! { |x| x > 9 }, d.reject! { |x| x == 5 }, d.select! { |x| x > 1 }, d.keep_if { |x| x < 4 }, d.fill(0), Array.new(3).fill { |i| i * i }, [1, 2, 3, 4].fill(9, 1, 2), d.replace([4, 5]), d
p [1, nil, 2, nil].compact, [3, 1, 3, 2, 1].uniq, [[1, [2]], [3, [[4]]]].flatten, [[1, [2]], [3]].flatten(1), [1, 2, 3].reverse, [1, 2, 3, 4].rotate, [1, 2, 3, 4].rotate(-1), [1, 2, 3].rotate(5), [[1, 2], [3, 4]].transpose, [1, 2, 3].include?(2), [1, 2, 2].count(2), [1, 2].count, [1, 2, 3].count(&:odd?)
p [1, 2, 3].index(2), [1, 2, 3].index { |x| x > 1 }, [1, 2, 1].rindex(1), [1, 2].find_index(5), [1, 5, 9].bsearch { |x| x >= 4 }, [3, 1, 2].sort, [3, 1, 2].sort { |x, y| y <=> x }, %w[bb a ccc].sort_by(&:size), %w[b A c].sort, [3, 1, 2].max, [3, 1, 2].min, [3, 1, 2].minmax, [3, 1, 2].sum, %w[a b].sum(""), [[1], [2]].sum([]), [1, 2, 3, 4].max(2), %w[aa b].max_by(&:size), [1, 2, 3].minmax_by { |x| -x }, [0.1] * 2
p [1, 2] + [3], [1, 2, 2, 3] - [2], [1, 2] * 2, [1, 2] * ",", [1, 1, 2] & [1, 3], [1, 2] | [2, 3], [1, 2].union([3], [4]), [1, 2, 3].difference([1], [3]), [1, 2].intersection([2]), [1, 2].intersect?([2]), [1, 2] == [1, 2], [1, 2] <=> [1, 3], [1, 2] <=> [1, 2, 3], [1, 2].eql?([1, 2]), [1, 2].hash == [1, 2].hash
p [1, [2, [3, nil]]].to_s, [1, 2, 3].join, [1, [2, [3]]].join("-"), [nil, 1, :a].join(","), [].join, [1, 2].to_a, [[1, 2], [3, 4]].to_h, [1, 2].to_h { |x| [x, x * x] }, %w[a b].each_with_index.to_h, Array(nil), Array([1]), Array(1..3), Array("a"), Array({ a: 1 }), [*1..3, *"x"], Array.new(2, "s"), Array.new(2) { [] }, Array.new, [1, 2].frozen?
p [1, 2, 3].each_slice(2).to_a, [1, 2, 3].each_cons(2).to_a, [1, 2, 3].combination(2).to_a, [1, 2, 3].permutation(2).to_a.size, [1, 2].product([3, 4]), [1, 2].cycle.first(5), [1, 2, 3, 4].each_entry.to_a, [1, 2, 3].zip([4, 5, 6], [7, 8, 9]), [1, 2].zip([3]), [[3, 1], [2, 5]].map(&:max), [1, 2, 3, 4].partition(&:even?), (1..6).each_slice(2).map(&:sum), [4, 5].each_with_index.map { |x, i| x * i }, [1, 2, 3].inject { |s, x| s + x }, [1, 2, 3].inject(:+), [1, 2, 3].inject(10) { |s, x| s + x }, [1, 2, 3].sum { |x| x * 2 }, [[1, 2], [3]].sum { |l| l.size }
p [1, 2, 3, 4].find { |x| x > 2 }, [1, 2, 3].all? { |x| x > 0 }, [1, 2, 3].any?(&:even?), [].all?, [].any?, [nil].any?, [1, nil].all?, [].none?, [1, 2].one? { |x| x > 1 }, [1, 2, 3].all?(Integer), ["a", 1].any?(String), [1, 2, 3, 4].group_by(&:odd?), %w[a b a].tally, [1, 2, 4, 5, 7].slice_when { |x, y| y != x + 1 }.to_a, [1, 1, 2, 3, 3].chunk_while { |x, y| x == y }.to_a, [1, 2, 3].each_with_object([]) { |x, m| m << x * 2 }, [3, 1].minmax, [1, 2, 3, 4, 5].filter_map { |x| x * 2 if x.odd? }, [1, 2, 3].flat_map { |x| [x, x] }, [[1, 2], [3, 4]].each_with_object({}) { |(k, v), h| h[k] = v }, [1, 2, 3].take_while { |x| x < 3 }, [1, 2, 3].drop_while { |x| x < 2 }, %w[x y z].each_with_index.select { |_, i| i > 0 }
e = [3, 1, 2]
p e.sort!, e.reverse!, e.map! { |x| x * 2 }, e.collect!(&:to_s), e.push("6").uniq!, e.uniq!, e.compact!, e.push(nil).compact!, e.flatten!, e.push(["q"]).flatten!, e.rotate!, e.shuffle.size, e.sort_by! { |x| x }, e.sample.class, e.size, e.first(0), e.sum("") { |x| x.to_s }.size
e.each_index { |i| print i }
e.reverse_each { |x| print x.class }
puts
p [1, 2, 3].each { |x| x }, [1, 2, 3].each_with_index { |x, i| x }, [5, 6].each.with_index(1).to_a, [1, 2, 3].reverse_each.to_a, [1, 2, 3].each_index.to_a, %w[a b c].each_with_index.map { |x, i| x * i }, [1, 2, 3].map.with_index(1) { |x, i| x * i }, [1, 2, 3].select.with_index { |x, i| i > 0 }, [1, 2, 3].each_slice(2).with_index.map { |s, i| [s, i] }
f = [1, [2, 3], { k: [4, { z: 5 }] }]
p f.dig(1, 0), f.dig(2, :k, 1, :z), f.dig(0), f.dig(9, 1), f.flatten, f.assoc(2), [[1, :a], [2, :b]].assoc(2), [[1, :a]].rassoc(:a), f.first.frozen?, [1, 2, 3].sum.fdiv(3), [[2, :b], [1, :a]].sort, [[1, "b"], [1, "a"]].min
x = [1, 2, 3]
y = x
z = x.dup
y << 4
p x, z, x.equal?(y), x == z + [4]
g = Array.new(2) { Array.new(2, 0) }
g[0][0] = 1
h = Array.new(2, [0])
h[0] << 1
p g, h, x.each_slice(3).include?([4])
i = (1..10).to_a
i.each { |v| i.delete(v) if v.even? }
p i
j = [1, 2, 3]
j.each { |v| j << v + 10 if j.size < 6 }
p j, [3, 5, 2].each_with_index.max, [3, 5, 2].each_with_index.min_by { |v, k| v }, [1, 2, 3, 4, 5].each_slice(2).to_a.last, %w[z a].sort!.first, [0, 1, 2].sum / 3.0, [1, 2, 3, 4].each_cons(2).map { |m, n| n - m }.uniq
[-> { [1].fetch(5) }, -> { [1].fetch(-5) }, -> { [1] + nil }, -> { [1].first(-1) }, -> { [3, "a"].sort }, -> { [1, nil].max }, -> { [1, "a"].sum }, -> { Array.new(-1) }, -> { [1]["a"] }, -> { [1][nil] }, -> { [1, 2].first("x") }, -> { [[1], [1, 2]].transpose }, -> { [1].dup[-5] = 1 }, -> { [1, 2].to_h }, -> { [1].zip(1) }, -> { [1] * -1 }, -> { [1].inject(:foo) }, -> { [1, 2].inject(:foo) }, -> { [nil].sort_by { |q| q.x } }, -> { [1, 2] <=> 5 }, -> { [2, 1].sort_by { nil } }, -> { [1].take(-1) }, -> { [1, 2].each_slice(0) }, -> { [].sum }].each do |t|
  p t.call
rescue => err
  puts "#{err.class}: #{err.message}"
end
