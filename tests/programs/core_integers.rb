# Integer: division and modulo of all signs, powers, digits, bases, bits, conversions and errors.
[[7, 3], [-7, 3], [7, -3], [-7, -3], [6, 3], [0, 5]].each do |a, b|
  puts "#{a} #{b}: #{a / b} #{a % b} #{a.div(b)} #{a.modulo(b)} #{a.remainder(b)} #{a.divmod(b).inspect} #{a.fdiv(b).round(3)} #{a.ceildiv(b)}"
end
p 7.divmod(-2.5), -7.5.divmod(2), 7.5 % -2, 2**10, 2**0, 0**0, (-2)**3, 2**-1.0, 10.pow(3), 3.pow(200, 13), 2.pow(10, 1000)
p 255.to_s(2), 255.to_s(16), -255.to_s(36), "ff".to_i(16), "0b101".to_i(0), "0x1F".hex, "777".oct, "z".to_i(36), "12abc".to_i, " 42 ".to_i, "-7".to_i, "1_000".to_i, "+5".to_i
p Integer("42"), Integer("0x1f", 16), Integer("101", 2), Integer("-0b11"), Integer(3.99), Integer("0o17"), Integer(" 8 "), Integer("x", exception: false)
p 1234.digits, 1234.digits(100), 0.digits, 10.gcd(4), 10.lcm(4), -12.gcd(18), 5.pred, 5.succ, 5.ord, 65.chr, 8364.chr("UTF-8")
p 5.even?, 5.odd?, 0.zero?, 5.positive?, -5.negative?, 5.nonzero?, 0.nonzero?, 5.integer?, 5.finite?, 5.infinite?
p 15.round(-1), 14.round(-1), 25.round(-1), 25.round(-1, half: :even), -15.round(-1), 1234.floor(-2), 1234.ceil(-2), -1234.truncate(-2), 5.round(2), 1250.round(-2), 1350.round(-2, half: :down)
p 5 & 3, 5 | 3, 5 ^ 3, ~5, -5 & 3, -5 | 3, -5 ^ 3, 5[0], 5[1], -1[100], 0b1010[1, 3], 5.bit_length, -1.bit_length, 255.bit_length, 256.bit_length
p 1 << 10, 1 >> 1, -1 >> 10, -8 >> 1, 8 << -2, 8 >> -2, 1 << 62, 1 << 63, 1 << 64, (1 << 64) >> 64, -1 << 63, 3 << 61, -(1 << 62)
p 6.allbits?(2), 6.anybits?(9), 6.nobits?(9), 5 <=> 3, 5 == 5.0, 5.equal?(5), 5.eql?(5.0), 5.between?(1, 10), 5.clamp(..3)
p 4611686018427387903 + 1, -4611686018427387904 - 1, 9223372036854775807 + 1, -9223372036854775808 - 1, 4611686018427387904 - 1, 3037000500 * 3037000500, 4611686018427387904 * 2, -4611686018427387904 * -1, -(-4611686018427387904), (-4611686018427387904).abs, -4611686018427387904 / -1
p 2147483647 * 2147483647, 4294967296 * 4294967296, 9223372036854775807 * 2 / 2, 1 - 2**62 + 2**62, (2**62).to_s.size, 2**62 - 1 == 4611686018427387903, 12345678912345678 * 1000 / 1000
p 3.7.to_i, 10.to_f, 10.to_s, 10.inspect, 10.to_i
p 10.0.to_i, 1e18.to_i, 1e19.to_i, 1e25.to_i, (2**53 + 1).to_f, 2**64 * 1.0, 10**20 / 1e10, 5.coerce(2.5), 5.coerce(3), 1.size > 0
p 3.zero? || 3, 3.times.to_a, 3.upto(5).to_a, 3.downto(1).map { |x| x }, 1.step(10, 4).to_a, 10.step(1, -3).to_a, 1.step(by: 2, to: 5).to_a, 1.0.step(2.0, 0.5).to_a
p Integer.sqrt(24), Integer.sqrt(25), Integer.sqrt(10**30), 10.pred.succ, -5.abs, -5.magnitude, +5, 10.dup, 5.itself, 5.hash == 5.hash
p (1..20).inject(:lcm), (1..10).map { |i| i**i }.sum, (0..20).map { |i| 2**i }.last, 100.downto(98).to_a, 987654321.to_s.reverse.to_i, 12.to_s.rjust(5, "0"), 1234567.89.to_i
p 0x7fffffffffffffff, -0x8000000000000000, 0xffffffffffffffff, 1_2_3, 0d10, 0b1111_0000
[-> { 1 / 0 }, -> { 1 % 0 }, -> { 1.divmod(0) }, -> { 5.fdiv(0) }, -> { 1.0 / 0 }, -> { 1 + nil }, -> { 1 + "2" }, -> { 1 * :a }, -> { 1 < nil }, -> { 1 < "x" },
 -> { 5 & 1.5 }, -> { Integer("abc") }, -> { Integer("") }, -> { Integer(nil) }, -> { Integer("12x") }, -> { Integer([1]) }, -> { 300.chr }, -> { -1.chr }, -> { 1.digits(1) }, -> { -1.digits }, -> { 10.to_s(99) },
 -> { "1".to_i(1) }, -> { Integer.sqrt(-1) }, -> { [1, 2].sum("") }, -> { 5 <=> "a" }, -> { 5 == "a" }, -> { Integer("9" * 25) }, -> { 5.foo }].each do |f|
  p f.call
rescue => e
  puts "#{e.class}: #{e.message}"
end
