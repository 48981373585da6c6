# Strings: printing, joining, interpolation, comparing, slicing.
name = "World"
puts "Hello, " + name + "!"
puts "Hello, #{name}!"
puts 'single #{name} \n'
puts "1 + 2 = #{1 + 2}"
puts "a" "b" 'c'
s = +"abc"
s << "def"
s << "g" << "h"
puts s
puts s.length, s.size
puts s.upcase, s.capitalize, s.reverse
puts s[0], s[-1], s[1, 3], s[2..4], s[5..]
puts s == "abcdefgh", s != "x", s < "b", "b" <=> "a"
puts "ab" * 3
puts "tab\there", "quote\"d", "back\\slash"
puts "empty:#{""}:#{nil}:#{true}:#{:sym}"
puts s.include?("cde"), s.start_with?("ab"), s.end_with?("x")
puts s.index("d"), s.index("zz").nil?
print "no newline", " ", 5, "\n"
p "inspect \"me\"\n\t\e\u00e9"
p 'it''s', ""
puts s.empty?, "".empty?
puts "42".to_i + 1, "3x".to_i, "x".to_i
puts 42.to_s + "!"
puts "line1\nline2\n"
puts ""
puts
puts "é".length, "é".bytesize
t = s.dup
t[0] = "X"
puts s, t
