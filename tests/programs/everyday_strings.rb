# Strings, as everyday scripts use them: parts, case, searching, splitting, formatting, changing in place.
s = "Hello, World"
p s.center(20, '*'), s.ljust(15, '.'), s.rjust(15), s.swapcase, s.reverse, s.index("o"), s.index("o", 5), s.rindex("o"), s[0], s[-1], s[0, 5], s[0..4], s[0...-1], s[-5..], s[20], s["World"], s["nope"], s[3..1], s[12], s[12, 1], s[13, 1]
p s.sub("World", "Ruby"), s.gsub("o", "0"), s.gsub("l") { |m| m.upcase }, s.tr('lo', 'xy'), s.tr('a-y', 'b-z'), s.delete("l"), s.squeeze("l"), s.squeeze, s.count("lo"), s.count("a-z"), s.count("^a-z"), s.insert(5, "!").dup, s
p s.start_with?("Hell"), s.end_with?("ld", "x"), s.include?("lo"), s.chars.first(3), s.bytes.first(2), s.each_char.to_a.length, s.upcase, s.downcase, s.capitalize, "hELLO wORLD".capitalize, s.length, s.size, s.hash == s.dup.hash, s.eql?(s.dup), s.equal?(s)
p "a,b,,c,,".split(","), "a,b,,c,,".split(",", -1), "a b  c".split, " a b ".split(" "), "abc".split(""), "a,b,c".split(",", 2), "".split(","), "a--b".split("--"), "1 2 3".split.map(&:to_i).sum, "k=v".split("=", 2), "line1\nline2\r\nline3".lines, "a\nb\n".each_line.map(&:chomp), "a\nb".lines(chomp: true)
p "abc".succ, "az".succ, "zz".succ, "a9".succ, "Zz".succ, "1.9".succ, "".succ, "abc".ord, "a".ord, 97.chr, "abc".sum, "abc".hex, "0x1f".hex, "12".oct, "3.7abc".to_f, "12abc".to_i, "abc".to_i, "0b101".to_i(2), "z".to_i(36), "1e3".to_f, "1_000".to_i
p "%s is %d years and %.2f" % ["Bob", 42, 1.5], "%05d|%-5d|%+d|% d" % [42, 42, 42, 42], "%x %X %o %b %e" % [255, 255, 8, 5, 12345.678], "%08.3f" % 3.14159, "%10s|%-10s|" % %w[a b], "%c%c" % [65, "B"], "%%", "%p" % [nil], "%s" % :sym, "%-8s|" % "ab", "%3d%%" % 50, "%+.1e" % 12345.0, "%#x %#o %#b" % [255, 8, 5], "%<a>d %{b}" % { a: 1, b: 2 }, "%s %s" % [1, [2]], "%5.1f|%-8.2f|" % [1.25, 2.5], "%*d" % [5, 1], "%.3s" % "abcdef", "%b" % -5, "%x" % -255, "%.10g" % 0.1, "%g" % 1e10, "%g" % 123456.0, "%d" % 3.99, "%s" % nil, "%i" % 7
p "abc" <=> "abd", "abc" == "abc", "a" * 3, "a" + "b", "abc".between?("abb", "abd"), "abc".casecmp("ABC"), "abc".casecmp?("ABC"), "abc".eql?("abc")
p "hello world".capitalize, "hello"*0, "abc".each_char.with_index.map { |c, i| c * i }, "hello".each_char.with_object([]) { |c, a| a << c } rescue p $!.class
p "title case here".split.map(&:capitalize).join(" "), "snake_case_word".split("_").each_with_index.map { |w, i| i.zero? ? w : w.capitalize }.join, "CamelCase".chars.map { |c| c == c.upcase ? "_#{c.downcase}" : c }.join.delete_prefix("_")
p "hello"[1..3], "hello"[1...], "hello"[..2], "hello"[-3, 2], "hello".slice(1, 2), "hello".byteslice(1, 2), "héllo".bytes.length, "héllo".length, "héllo".reverse, "héllo"[1], "héllo".upcase, "日本語".chars, "日本語".center(9, "*"), "日本語".bytesize, "é".ord, 233.chr("UTF-8"), "\u00e9" == "é", "日本"[0], "日本語".index("語"), "naïve".tr("ï", "i"), "ÀÉ".downcase
t = +"abc"
t << "d" << 101
t.concat("f", "g"); t.prepend(">"); t.replace(t + "!"); t.upcase!; p t, t.upcase!, t.downcase!, t.chomp!("!"), t.chop!, t.strip!, t.squeeze!, t.slice!(0), t, t.clear, t.empty?
u = "x-y-z"; u[1] = "+"; u[2..] = "end"; u["end"] = "END"; p u; u[-1] = "!"; p u; u[0, 2] = ""; p u
p "abc".frozen?, :a.to_proc.call("x") rescue p $!
p "ab" "cd", 'sq\n', "tab\tq\"", "a\\b", "\e[0m", "null\0", "\u{1f600}", "#{1}#{nil}#{:a}", "a".."e", ("a".."e").to_a, ("aa".."ad").to_a, "a".upto("e").to_a, "a".ljust(3).length
p "text: %-10s|" % "hi", "abc".tr('a-c', 'A-C'), "hello".tr('^l', '*'), "hello".delete('l-o'), "hello world".partition(" "), "a.b.c".rpartition("."), "a.b".partition("x"), "abc".each_char.to_a rescue p $!.class
p "abc".then { |x| x + "d" }, "a".dup << "b", "abc".sum rescue p $!.class
p "Ruby is fun".each_char.select { |c| "aeiou".include?(c) }.tally, "mississippi".chars.tally.sort_by { |k, v| [-v, k] }.to_h, "mississippi".squeeze, "mississippi".chars.uniq.join, "mississippi".chars.chunk_while { |a, b| a == b }.map(&:join), "hello".chars.each_slice(2).map(&:join), "hello".chars.sort.join, "hello".chars.rotate(2).join
heredoc = <<~T
  indented
    more
  back
T
p heredoc, heredoc.lines.map(&:strip), heredoc.lines.size
