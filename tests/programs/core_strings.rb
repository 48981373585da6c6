# String, first part: case, searching, slicing, splitting, joining, padding, counting, replacing, iterating.
s = "Hello, World"
p s.length, s.upcase, s.downcase, s.swapcase, s.capitalize, s.reverse, s.chars.first(3), s.bytes.first(3), s.hash == "Hello, World".hash
p s[0], s[-1], s[20], s[0, 5], s[7..], s[-5..], s[..4], s[...-1], s[3..1], s[12], s[12, 1], s[13, 1], s[0...0], s["World"], s["x"], s[-3, 2], s.slice(1, 3), s.byteslice(0, 4), s.chr
p s.index("o"), s.index("o", 5), s.index("z"), s.rindex("o"), s.rindex("o", 5), s.include?("lo"), s.start_with?("Hell", "x"), s.end_with?("d"), s.start_with?(""), s.index(""), s.byteindex("W")
p s.sub("World", "Ruby"), s.gsub("o", "0"), s.gsub("l") { |m| m.upcase }, s.gsub("o", "o" => "<o>"), s.tr("lo", "01"), s.tr("a-y", "b-z"), s.tr("^a-z", "*"), s.tr_s("l", "r"), s.delete("l"), s.delete("a-z"), s.squeeze, s.squeeze("l"), s.count("lo"), s.count("a-z", "^l"), "hello".tr("el", "ip"), "hello".tr("a-y", "")
p "a,b,,c,,".split(","), "a,b,,c,,".split(",", -1), "a b  c ".split, " a  b ".split(" "), "abc".split(""), "a,b,c".split(",", 2), "".split(","), "a--b--c".split("--"), "aXbX".split("X"), "1 2 3".split.map(&:to_i), "abc".split("b"), "a b c".split(nil)
p "abc".ljust(6) + "|", "abc".rjust(6), "abc".center(8, "*"), "abc".ljust(2), "abc".center(7, "12"), "abc".rjust(8, "xy"), "%-6s|" % "ab"
p "  trim \n".strip, "  trim ".lstrip, "  trim ".rstrip, "line\n".chomp, "line\r\n".chomp, "line".chomp("ne"), "line".chop, "".chop, "x\n\n".chomp, "xx--".chomp("-"), "prefix-name".delete_prefix("prefix-"), "name.rb".delete_suffix(".rb"), "\t\n a\0".strip
p "abc" + "def", "ab" * 3, "abc" <=> "abd", "a" < "b", "A" < "a", "abc" == "abc", "abc".eql?("abc"), "abc".equal?("abc"), "abc".casecmp("ABC"), "abc".casecmp?("ABC"), "a" <=> "aa", "" <=> "a", "Z" <=> "a", "a".between?("a", "b")
p "abc".each_char.to_a, "ab\ncd\n".lines, "ab\ncd".each_line.map(&:chomp), "abc".each_char.with_index.map { |c, i| c * (i + 1) }, "abc".each_byte.to_a, "ab\n\ncd".lines.size, "a b".each_char.to_a, "x|y|z".each_line("|").to_a, "ab\ncd\n".lines(chomp: true)
p "abc".succ, "az".next, "zz".succ, "Zz".succ, "a9".succ, "1.9".succ, "".succ, "-".succ, "a-9".succ, "ab".ord, "z".ord, "abc".sum, "abc".hex, "0x1f".hex, "17".oct, "12.5kg".to_f, "3 apples".to_i, "abc".to_sym, "with space".to_sym, "1,2".to_i
p ("a".."e").to_a, ("aa".."ad").to_a, ("a".."e").step(2).to_a, ("A".."C").include?("B"), ("a".."z").cover?("mm"), ("08".."11").to_a, "a".upto("e").to_a, "9".upto("11").to_a
p "hello world foo".capitalize, "hello world".split.map(&:capitalize).join(" "), "HELLO".downcase.capitalize, "éa".upcase, "ÀÉ".downcase, "straße".length, "straße".bytes.length, "日本語".reverse, "日本語".chars, "日本語"[1], "日本語".bytesize, "日本語".index("語"), "aé日".each_char.map(&:bytesize), "é" == "\u00e9", "日本".center(6, "*"), "naïve".tr("ï", "i"), "😀a".length, "😀".ord, "日本".inspect, "ñ".swapcase
p "%s-%s" % %w[a b], "%05d" % 42, "%x" % 255, "%.2f" % 3.14159, "%-5s|" % "a", "%+d" % 5, "%%", "%c" % "A", "%c" % 66, "%s" % :sym, "%p" % ["a"], "%b" % 5, "%o" % 8, "%e" % 12345.678, "%10.3f|" % 2.5, "%<a>d %{b}" % { a: 1, b: 2 }
p "abcdef".partition("c"), "abcdef".partition("x"), "a.b.c".rpartition("."), "abc".rpartition("x"), "key=value=x".partition("=")
p "insert".dup.insert(2, "--"), "insert".dup.insert(-1, "!"), "abc".prepend(">") , "abc".replace("z"), "abc".concat("d", "e"), +"a" << "b" << 99, "x".dup.concat("y")
p "empty?".empty?, "".empty?, "a".ascii_only?, "é".ascii_only?, "abc".valid_encoding?, "\xff".valid_encoding?, "abc".encoding.name, "abc".force_encoding("ASCII-8BIT").encoding.to_s, "abc".b.encoding.to_s
t = +"mutable"
t[0] = "M"
t[-1] = "E!"
t[1..2] = "--"
t["ab"] = "AB"
t[3, 0] = "ins"
p t, t.slice!(0), t, t.slice!(1..2), t, t.slice!("AB"), t, t.clear, t.empty?
u = +"  Some Text  "
p u.strip!, u.strip!, u.upcase!, u.upcase!, u.downcase!, u.capitalize!, u.swapcase!, u.reverse!, u.squeeze!, u.chomp!, u.chomp!("S"), u.chop!, u.gsub!("e", "3"), u.gsub!("zzz", ""), u.sub!("t", "T"), u.tr!("a", "b"), u.delete!("x"), u.succ!, u.replace("new"), u.insert(1, "_"), u.prepend("<"), u.concat(">"), u
p "snake_case_here".split("_").map.with_index { |w, i| i == 0 ? w : w.capitalize }.join, "The End".each_char.select { |c| c == c.upcase && c != " " }.join, "mississippi".chars.uniq.join, "mississippi".chars.tally, "hello".chars.sort.join, "hello".chars.each_slice(2).map(&:join), "hello".each_char.each_cons(2).map(&:join), "a1b2".chars.partition { |c| ("0".."9").include?(c) }
p "text" "joined", "tab\tnew\\n", 'single\tquote', "a#{"b#{"c"}"}", "abc".freeze.frozen?, "abc".then { |x| x + "!" }, "abc".to_s.equal?("abc"), String.new, String.new("abc"), String(5), String(nil), "abc".itself, Array("a\nb"), "5" * 3, "a".ord.chr, "abc".intern, "%d%%" % 50
[-> { "a" + 1 }, -> { "a" + nil }, -> { "a" * -1 }, -> { "a" * "b" }, -> { "x".to_sym.foo }, -> { "a" << nil }, -> { "abc".fetch(1) }, -> { "abc".ljust(5, "") }, -> { "abc".dup.insert(9, "x") }, -> { +"abc".tap { |q| q.dup[9] = "x" } }, -> { "abc".dup["zz"] = "x" }, -> { "" .ord }, -> { Integer("z") }, -> { "abc".index(1) }, -> { "%d" % "x" }, -> { "%d" % nil }, -> { "%d %d" % [1] }, -> { "%z" % 1 }, -> { "a" < 1 }, -> { "abc".start_with?(1) }, -> { "a".to_i(99) }, -> { "%{x}" % { y: 1 } }].each do |f|
  p f.call
rescue => e
  puts "#{e.class}: #{e.message}"
end
