# Hash: building, reading, defaults, changing, iterating in order, selecting, transforming, merging, comparing.
h = { b: 2, a: 1, "s" => 3, 4 => [5], nil => 6, 1.5 => 7 }
p h, h[:b], h["s"], h[4], h[nil], h[1.5], h[:zz], h.size, h.length, h.keys, h.values, h.first, h.first(2), h.to_a.last
p h.key?(:a), h.has_key?(:z), h.include?(nil), h.member?(4), h.value?(6), h.has_value?(99), h.key(2), h.key(99), h.fetch(:a), h.fetch(:z, 0), h.fetch(:z) { |k| k.to_s * 2 }, h.dig(4, 0), h.values_at(:a, :z), h.fetch_values(:a, :b), h.assoc(:a), h.rassoc(2)
h[:new] = 8
h[:b] = 20
h.store("x", 9)
p h, h.delete(:a), h.delete(:nope), h.delete(:nope) { |k| "no #{k}" }, h.shift, h
c = h.dup
c.clear
p c, c.empty?, h.empty?, c.shift, h.compact, { a: nil, b: 1 }.compact, h.length
d = Hash.new(5)
p d[:x], d, d[:x] += 1, d, d.fetch(:y, 0), d.default, Hash.new.default, d.key?(:q), d.dig(:q)
e = Hash.new { |hash, key| hash[key] = key.to_s * 2 }
p e[:ab], e, e.fetch(:zz, nil), e.size, e.default_proc.class, e.to_a, Hash.new { |_, k| k * 2 }[21], Hash.new(capacity: 10)
e.default = 3
p e[:other], e.default_proc
s = { apple: 3, pear: 1, fig: 2 }
s.each { |k, v| print k, v, " " }
s.each_pair { |k, v| print k, v, " " }
s.each_key { |k| print k, " " }
s.each_value { |v| print v, " " }
s.each_with_index { |(k, v), i| print i, k, v, " " }
s.each { |pair| print pair.inspect }
puts
p s.map { |k, v| [k, v * 2] }, s.map { |k, v| "#{k}=#{v}" }, s.flat_map { |k, v| [k] * v }, s.to_h { |k, v| [v, k] }, s.select { |k, v| v > 1 }, s.filter { |k, v| k == :fig }, s.reject { |k, v| v > 1 }, s.find { |k, v| v == 2 }, s.partition { |k, v| v > 1 }, s.sort_by { |k, v| v }, s.min_by { |k, v| v }, s.max_by { |k, v| v }, s.sum { |k, v| v }, s.count { |k, v| v.odd? }, s.all? { |k, v| v > 0 }, s.any? { |k, v| v > 5 }, s.none?, s.group_by { |k, v| v.odd? }, s.each_with_object([]) { |(k, v), m| m << k }, s.inject { |x, y| x + y }, s.reduce(0) { |m, (k, v)| m + v }, s.sort.first, s.sort { |x, y| y[1] <=> x[1] }, s.zip([1, 2]), s.filter_map { |k, v| k if v > 1 }, s.each_slice(2).to_a, s.find_all { |k, v| v < 3 }, s.each_with_index.map { |(k, v), i| [k, v, i] }, s.min_by(2) { |_, v| v }, s.sum { |_, v| v.to_f }, s.to_a.transpose, s.entries, s.tally, s.uniq { |_, v| v.odd? }, s.detect { |k, _| k == :pear }, s.take_while { |_, v| v > 2 }, s.each_entry.to_a, s.reverse_each.first, s.cycle.first(4).last, s.minmax_by { |_, v| v }, s.each_cons(2).to_a.size
p s.transform_values { |v| v * 10 }, s.transform_values(&:to_s), s.transform_keys(&:to_s), s.transform_keys({ apple: :a }), s.invert, s.merge({ kiwi: 9 }), s.merge({ fig: 5 }) { |k, o, n| o + n }, s.merge, s.merge({ a: 1 }, { b: 2 }), s.slice(:fig, :nope), s.except(:fig), s.filter_map { |k, v| v }, s.sort_by { |k, v| -v }.to_h, s.sort.to_h, s.key(3), s.sum { 1 }
t = { a: 1, b: 2, c: 3 }
p t.delete_if { |k, v| v == 2 }, t.reject! { |k, v| v > 9 }, t.select! { |k, v| v < 9 }, t.keep_if { |k, v| v < 3 }, t.merge!({ d: 4 }, { e: 5 }), t.update({ d: 6 }) { |_, o, n| o * n }, t.transform_values!(&:succ), t.transform_keys!(&:to_s), t.replace({ z: 1 }), t, t.filter! { true }, t.compact!, t.to_a.flatten, t.default
u = { 1 => :a, 2 => :b }
u.each { |k, v| u[k] = :changed }
p u, u.rehash, u == { 2 => :changed, 1 => :changed }, u.eql?({}), { a: 1 } <= { a: 1, b: 2 }, { a: 1, b: 2 } > { a: 1 }, { a: { b: { c: 1 } } }.dig(:a, :b, :c), { a: [{ b: 2 }] }.dig(:a, 0, :b), {}.dig(:x, :y), Hash[[[1, 2]]], [[1, 2], [3, 4]].to_h, %w[a b].zip([1, 2]).to_h, { "k": 1 }, { "a b" => 1, :"c d" => 2 }, { 1 => { 2 => {} } }, {}.inspect, { a: nil }.to_s
begin
  u.each { |k, v| u[k + 10] = v }
rescue => err
  puts "#{err.class}: #{err.message}"
end
v = {}
v[[1, 2]] = :array
v["str"] = :string
v[1..2] = :range
v[2**70] = :big
v[1.0] = :float
v[1] = :int
v[:sym] = v["sym"] = :both
p v[[1, 2]], v["str"], v[1..2], v[2**70], v[1.0], v[1], v[:sym], v["sym"], v.size, v
w = {}
200.times { |i| w["key#{i}"] = i }
100.times { |i| w.delete("key#{i * 2}") }
50.times { |i| w["new#{i}"] = -i }
p w.size, w.first, w.keys.last, w["key199"], w["key0"], w.values.sum, w.keys[98..101], w.sum { |_, x| x }, w.count { |k, _| k.start_with?("new") }
x = Hash.new { |hash, k| hash[k] = Hash.new(0) }
%w[a-x a-y b-x a-x].each { |q| l, r = q.split("-"); x[l][r] += 1 }
p x, x.transform_values { |inner| inner.values.sum }, x.to_a.flatten.size, x.map { |k, i| [k, i.max_by { |_, n| n }.first] }.to_h
def opts(**o) = o
p opts(**{ a: 1 }, b: 2), { **s, apple: 0 }.size, { b: 1, **{ a: 2 } }, opts(**{}), { "a": 1 }.keys.first.class
n = { z: 1 }
m = n
m[:y] = 2
p n, n.equal?(m), n.dup.equal?(n), n.to_h.equal?(n), n.hash == { y: 2, z: 1 }.hash, n.frozen?, n.length, n.sum { |k, q| q }, n.any?, {}.any?, n.entries, n.min, n.keys.sort, n.filter_map { _2 if _2 > 1 }, n.each_with_index.to_a, n.delete(:z), n
y = { b: 1, a: 2 }
y[:b] = 3
y.delete(:b)
y[:b] = 4
p y, y.keys, y.sort_by { |k, _| k }.first, y.sort { |q, r| q[0] <=> r[0] }, y.max, y.each_with_object({}) { |(k, q), acc| acc[q] = k }, y.reduce { |q, r| q + r }, y.inject(0) { |acc, kv| acc + kv[1] }
[-> { s.fetch(:nope) }, -> { s.fetch("x") }, -> { { a: 1 }.fetch_values(:b) }, -> { h.merge(1) }, -> { {}.fetch(nil) }, -> { Hash[1, 2, 3] }, -> { { a: 1 }.dig(:a, :b) }, -> { [[1]].to_h }, -> { s.sum }, -> { { a: 1 } + {} }, -> { { 1 => 2, "a" => 3 }.sort }, -> { Hash.new(1) { } }, -> { { a: 1 }.transform_values }].each do |f|
  r = f.call
  p r.class
rescue => err
  puts "#{err.class}: #{err.message}"
end
