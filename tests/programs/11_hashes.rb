# Hashes: literal, access, iteration, defaults, common queries.
h = { "one" => 1, "two" => 2 }
p h, h["one"], h["none"]
h["three"] = 3
h["one"] = 11
p h, h.size
h.each { |k, v| puts "#{k}=#{v}" }
h.each_pair { |k, v| print k, v, ";" }
puts
s = { a: 1, b: 2, "c d": 3, nil => 4, 1 => [2], 1.5 => {} }
p s, s[:a], s[nil], s[1], s[1.5]
p h.keys, h.values, h.key?("two"), h.include?("x"), h.value?(2), h.key(2)
p h.delete("two"), h.delete("zip"), h
p h.fetch("one"), h.fetch("q", 5), h.fetch("q") { |k| k * 2 }
count = Hash.new(0)
"mississippi".each_char { |c| count[c] += 1 }
p count, count["z"], count.size
lists = Hash.new { |hash, key| hash[key] = [] }
lists[:x] << 1
lists[:x] << 2
lists[:y] << 3
p lists
p count.sort_by { |k, v| [-v, k] }, count.max_by { |k, v| v }
p count.map { |k, v| "#{k}#{v}" }, count.select { |k, v| v > 2 }, count.to_a
p count.sum { |k, v| v }, count.min_by { |k, v| v }, count.find { |k, v| v == 4 }
m = { a: 1, b: 2 }.merge({ b: 3, c: 4 })
p m, m.merge({ a: 9 }) { |key, old, new| old + new }
p m.transform_values { |v| v * 10 }, m.invert, m.any? { |k, v| v > 3 }, m.all? { |k, v| v > 3 }
p m.empty?, {}.empty?, m == { c: 4, a: 1, b: 3 }, m.to_a, m.reject { |k, v| v == 1 }
x = 1
y = 2
p({ x:, y: })
big = {}
100.times { |i| big[i * 7] = i }
p big.size, big[343], big[344], big.keys.first(3)
50.times { |i| big.delete(i * 14) }
p big.size, big.keys.first(3), big.first
