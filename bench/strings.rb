# Strings: building, scanning by character and by byte, splitting, joining, comparing and searching.
text = +""
160_000.times { |i| text << "line " << i.to_s << ": " << (i * i).to_s << "\n" }
puts text.length

vowels = 0
checksum = 0
text.each_byte { |b| checksum = (checksum * 31 + b) & 0xffffff }
text.each_char { |c| vowels += 1 if c == "e" || c == "i" }
puts vowels, checksum

lines = text.split("\n")
puts lines.size, lines.map { |line| line.split(" ").last.to_i & 15 }.sum
puts lines.select { |line| line.end_with?("9") }.size, lines.count { |line| line.include?("77") }

def reverse_words(line) = line.split(" ").map { |word| word.reverse }.join(" ")
puts lines.first(40_000).map { |line| reverse_words(line) }.join("|").length

def palindrome?(s)
  i = 0
  j = s.length - 1
  while i < j
    return false if s[i] != s[j]
    i += 1
    j -= 1
  end
  true
end
puts (1..200_000).count { |n| palindrome?(n.to_s) }

at = 0
found = 0
while (at = text.index("123", at))
  found += 1
  at += 1
end
puts found
upper = lines.first(20_000).map { |line| line.upcase.sub("LINE", "row").tr("0-9", "a-j") }
puts upper.max, upper.min
formatted = (1..60_000).sum { |i| format("%05d %.2f", i, i / 3.0).length }
puts formatted
symbols = lines.first(50_000).map { |line| "#{line[0]}#{line[5]}".to_sym }.tally
puts symbols.size
