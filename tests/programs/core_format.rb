# format, sprintf and %: all common directives, flags, widths, precisions, names, stars and errors.
puts format("%d|%5d|%-5d|%05d|%+d|% d|%+5d|%-+5d|", 42, 42, 42, 42, 42, 42, 42, 42)
puts format("%d|%5d|%-5d|%05d|%+d|% d|%.3d|%8.3d|", -42, -42, -42, -42, -42, -42, -42, -42)
puts format("%i %u %d %d %d", 1, 2, 3.99, "12", 10**30)
puts format("%x|%X|%#x|%#X|%08x|%+x|%o|%#o|%b|%#b|%08b|%B", 255, 255, 255, 255, 255, 255, 8, 8, 5, 5, 5, 5)
puts format("%x|%b|%o|%+x|%+b|%x|% x", -255, -5, -8, -255, -5, 2**70, 255)
puts format("%f|%.2f|%10.3f|%-10.1f|%+.1f|%010.2f|% .3f|%.0f|%#.0f", 3.14159, 3.14159, 3.14159, 3.14159, 3.14159, 3.14159, 3.14159, 2.5, 3.0)
puts format("%f|%.1f|%.20f|%.3f|%5.1f|%f|%f", -1.5, -0.05, 0.1, 1e10, -0.0, 1, 10**20)
puts format("%e|%.2e|%E|%12.4e|%+e|%e|%e|%e", 12345.678, 12345.678, 0.00012, 1.5, 1.0, 0, 1e100, -1e-100)
puts format("%g|%g|%g|%g|%G|%.3g|%10.4g|%#g|%g|%g", 1.0, 0.0001, 0.00001, 1e10, 1e-10, 1234.5678, 3.14159, 1.0, 100000, 1000000)
puts format("%f %5.1f|%-6f|%+f %d%%", Float::INFINITY, -Float::INFINITY, Float::NAN, Float::INFINITY, 50)
puts format("%s|%10s|%-10s|%.2s|%5.1s|%s|%s|%s|%s", "str", "str", "str", "str", "str", nil, :sym, [1, "a"], { a: 1 })
puts format("%p|%10p|%-8p|%p %p", "q", "q", nil, :a, [nil, 1.5])
puts format("%c|%c|%5c|%-3c|%c", "x", 65, "y", "z", "é")
puts format("%*d|%-*d|%*s|%.*f", 6, 42, 6, 42, 5, "ab", 2, 3.14159)
puts format("%2$s %1$s %2$s", "a", "b"), format("%1$d %1$x %1$b", 10)
puts format("%<a>d|%<b>.2f|%<c>-5s|%{a}|%{c}!", a: 1, b: 2, c: "x"), "%{n} is %<v>05.1f" % { n: "pi", v: 3.14159 }
puts "%s" % "one", "%s and %s" % %w[a b], "%d%%" % 99.9, "%s" % [[1, 2]], "%s" % nil, "%p" % [nil], "%05.1f|%5s" % [1.25, true], "%c%c" % [72, "i"]
puts sprintf("%3d|%-3d|%03d", 1, 2, 3), sprintf("%%"), sprintf("no directives"), sprintf("%s", "日本"), sprintf("%5s|%-5s|", "日本", "é"), sprintf("%.1s", "日本")
puts format("%.2f %.2f %.2f %.2f %.1f %.1f %.0f %.0f %.0f", 0.125, 0.375, 1.005, 2.675, 0.25, 0.35, 0.5, 1.5, 2.5)
puts format("%.10f|%.15g|%.17g|%.3f|%.1f|%.2f", 1.0 / 3, 0.1, 0.1, 999.9996, 0.95, 99.995)
puts format("%08.3f|%+08.3f|%-8.3f|% 8.3f|%8d|%-8d|%08d|%+08d", 3.14159, 3.14159, 3.14159, 3.14159, 7, 7, 7, -7)
puts format("%d apples and %s at %.2f make %x", 3, "pears", 9.999, 48879), format("%-10s|%8.2f|%5d|", "item", 12.5, 3)
puts format("%s %s", 1, 2.0), format("%d", 2.9), format("%d", -2.9), format("%d", "0x1f".hex), format("%f", "1.5"), format("%d", 1e3), format("%.3s|%.0s|", "abcdef", "x")
printf("%s-%d\n", "printf", 5)
$stdout.printf("%05d\n", 12)
table = [["apple", 1.5, 10], ["banana", 0.25, 150], ["cherry pie", 12.0, 3]]
table.each { |name, price, count| puts format("%-12s %8.2f x %4d = %10.2f", name, price, count, price * count) }
puts (1..3).map { |i| (1..4).map { |j| "%3d" % (i * j) }.join }, "%s" * 3 % [1, 2, 3], "%-20s|" % "left", "%20s|" % "right"
puts 12.to_s.rjust(5, "0"), 3.14.to_s.ljust(6, "0")
puts "%.3e" % 0, "%g" % 1e15, "%g" % 123456789.0, "%.10g" % 123456789.0, "%a".length, "%5.2f%%" % 12.345, "%+.2e" % -0.000123, "%x" % 0, "%b" % 0, "%o" % 0, "%#x" % 0
[["%d", "x"], ["%d", nil], ["%d"], ["%s %s", 1], ["%z", 1], ["%f", "abc"], ["%d", [1]], ["%<x>d", { y: 1 }], ["%c", ""], ["%", 1], ["%d", :a], ["%x", 1.5], ["%f", nil], ["%-"]].each do |args|
  puts format(*args)
rescue => e
  puts "#{args.inspect}: #{e.class}: #{e.message}"
end
