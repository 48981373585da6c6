# Integer arithmetic and printing, nothing else.
puts 1
puts 1 + 2
puts 10 - 25
puts 6 * 7
puts 17 / 5
puts 17 % 5
puts(-17 / 5)
puts(-17 % 5)
puts 17 / -5
puts 17 % -5
puts 2 ** 10
puts (3 + 4) * 5
puts 1_000_000 * 1_000
puts 0x1f + 0b101 + 0o17
puts 12 & 10, 12 | 10, 12 ^ 10, ~12
puts 1 << 20
puts 1024 >> 3
puts(-1 >> 5)
a = 5
b = a * a
a = b - a
puts a, b
puts -a
puts a.abs, (-a).abs
puts a == 20, a != 20, a < b, a > b, a <= 20, a >= 21
puts a <=> b, b <=> a, a <=> a
