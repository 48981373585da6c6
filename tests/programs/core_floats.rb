# Float: shortest printing, rounding in every direction, special values, conversion, comparison and Math.
values = [0.0, -0.0, 1.0, 0.1, 0.5, 1.1, 123.456, 1e7, 12345678.9, 1e15, 123456789012345.6, 1e16, 1.5e16, 1e17, 1e20, 1e21, 1e22, 1e23, 9007199254740993.0,
          0.001, 0.0001, 0.00012, 0.00001, 1.5e-5, 1e-7, 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324, 4.9e-320, 1.0e-10, 3.0e10, 2.5e-3, 1e100, 1.23e-100,
          0.1 + 0.2, 1.0 / 3, 2.0 / 3, 10.0 / 3, 1e15 / 3, 1e16 / 3, 100.0, 1e2, 1e5, 65536.0, 4503599627370496.5, 0.3, 2.675, 1.005, 1.15, 0.615]
values.each { |v| puts "#{v} #{-v} #{v.inspect == v.to_s} #{v.to_s.to_f == v}" }
p Float::INFINITY, -Float::INFINITY, Float::NAN.nan?, Float::MAX, Float::MIN, Float::EPSILON, Float::DIG, 1 / 0.0, -1 / 0.0, 0.0 / 0.0, 0 * Float::INFINITY
inf = Float::INFINITY
p inf > 1e308, -inf < inf, inf == inf, inf - inf, inf + 1, inf.infinite?, (-inf).infinite?, 1.0.infinite?, inf.finite?, inf.to_s, Float::NAN == Float::NAN, [inf, 1, -inf].sort
p 2.5.round, 3.5.round, -2.5.round, -3.5.round, 0.5.round, 1.5.round, -0.5.round, 2.4999.round, 2.5.round(half: :even), 2.5.round(half: :down), 2.5.round(half: :up), 3.5.round(half: :even), -2.5.round(half: :even)
p 3.14159.round(2), 3.14159.round(0), 3.14159.round(4), 1234.5678.round(-2), 1234.5678.round(-5), 0.1.round(3), 1e20.round(2), 2.675.round(2), 1.005.round(2), 1.15.round(1), 1.25.round(1), 1.35.round(1), 0.285.round(2), 10.0.round(1), 1.23456e-7.round(10), 12.0.round(-1), 15.0.round(-1), 25.0.round(-1)
p 3.7.floor, -3.7.floor, 3.2.ceil, -3.2.ceil, 3.99.truncate, -3.99.truncate, 3.789.floor(2), -3.789.floor(2), 3.781.ceil(2), -3.781.ceil(1), 3.789.truncate(1), 1234.5.floor(-2), 1234.5.ceil(-2), 0.1.floor(20), 0.3.ceil(1)
p 7.5.divmod(2), -7.5.divmod(2), 7.5.divmod(-2), 7.5 % 2.5, -7.5 % 2, 7.5.modulo(-2), 7.5.remainder(-2), -7.5.remainder(2), 6.0.div(4), 7.0 / 2, 7.fdiv(2), 1e20.divmod(3), 5.3 % 1, 2.0**3, 2.0**-2, (-8.0)**2, 4**0.5, 0.0**0, 10**-2.0
p 1.5.to_i, -1.5.to_i, 1e10.to_i, 1.0.to_s, "1.5".to_f, "1.5abc".to_f, ".5".to_f, "1e3".to_f, "-1.5e-3".to_f, "abc".to_f, "1_000.5".to_f, "".to_f, "  2.5  ".to_f, "1.".to_f, "0x1A".to_f, "1e400".to_f, "123456789012345678901234567890".to_f
p Float("1.5"), Float("1e3"), Float(" 2 "), Float(3), Float("1_0.5"), Float("x", exception: false)
p 1.0 == 1, 1.0.eql?(1), 1.5 <=> 1, 1 <=> 1.5, 1.0 <=> "a", 1.0.hash == 1.0.hash, 1.5.between?(1, 2), 1.5.clamp(2, 3), 0.1 + 0.2 == 0.3, (0.1 + 0.2 - 0.3).abs < Float::EPSILON, 2**53 == 2.0**53, 2**53 + 1 == 2.0**53, 1.0.zero?, 0.0.zero?, -0.0.zero?, 5.0.positive?, -5.0.negative?, -0.0.negative?
p 3.7.abs, -3.7.abs, -3.7.magnitude, 3.0.integer?, 5.5.truncate, 1.1 + 2.2, 1.1 * 1.1, 0.1 * 3, 1.0 - 0.9, 100 * 1.1, 4.35 * 100, 1.1 - 1, 3 * 1.1, 0.7 + 0.1, 0.57 * 100, 1e308 * 10, -1e308 * 10, 1e-308 / 1e10, 5e-324 / 2
p Math.sqrt(2), Math.sqrt(16), Math.cbrt(27), Math.sin(0), Math.cos(0), Math.atan2(1, 1), Math.exp(0), Math.log(1), Math.log(8, 2), Math.log2(8), Math.log10(1000), Math.hypot(3, 4), Math::PI, Math::E
p Math.sin(1).round(10), Math.cos(1).round(10), Math.tan(1).round(10), Math.exp(1).round(10), Math.log(10).round(10), Math.atan(1).round(10), Math.sin(Math::PI).abs < 1e-15, Math.exp(2.5).round(8), Math.log(0.5).round(10), Math.sqrt(1e-10).round(10)
p [0.1] * 3, [0.1, 0.2, 0.3].sum, [0.1, 0.2, 0.3].inject(:+), [1e100, 1.0, -1e100].sum, [1, 2.5, 3].sum, [0.5, 1.5].max, [3, 1.5, 2].min, [3.5, 1, 2.25].sort, [1.5, 2.5].sum / 2, (1..10).sum(0.0), [0.1] * 10 == [0.1] * 10, ([0.1] * 10).sum, [3.0, 5].sum, [0.1, 0.7].map { |x| x * 10 }
p 1.0.to_i.to_s, 1e3.to_i, 12.5.to_s.split("."), 1.23.to_s.length, 3.14.to_s + "!", "#{1e3}", 5.0.inspect, 1_000.5, 1e-5 * 10, 1.0e+2, 12e0, 1e0
x = 1.0
60.times { x /= 3 }
p x
x = 1.0
60.times { x *= 3 }
p x
p [1e1, 1e2, 1e5, 1e9, 1e-3, 1e-6].map { |f| f / 7 }, (1..5).map { |i| (i * 0.1) }, (0..4).map { |i| 2.0**(i * 30) }
s = 0.0
1000.times { |i| s += 1.0 / (i + 1)**2 }
p s, (s * 6)**0.5
[-> { 1.0 + nil }, -> { 1.5 + "x" }, -> { 1.0 < nil }, -> { Float("x") }, -> { Float("") }, -> { Float("1.5x") }, -> { Float(nil) }, -> { (0.0 / 0).to_i }, -> { (1 / 0.0).to_i }, -> { inf.round }, -> { Math.sqrt(-1) }, -> { Math.log(-1) }, -> { Math.sqrt("x") }, -> { Math.sqrt(nil) }, -> { 1.5.divmod(0) }, -> { 1.5 % 0 }, -> { 1.5.foo }, -> { 1.5 & 1 }, -> { [1.5, nil].sum }, -> { 1.0.clamp(3, 2) }].each do |f|
  p f.call
rescue => e
  puts "#{e.class}: #{e.message}"
end
p 1.5.respond_to?(:to_i_half?), (-2.5).round(half: :even), 35.round(-1, half: :even), 35.round(-1, half: :down)
