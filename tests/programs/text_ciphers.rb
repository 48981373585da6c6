# Caesar, rot13, Vigenere, atbash, a transposition and a simple frequency attack.
class Caesar
  UPPER = ("A".."Z").to_a
  LOWER = ("a".."z").to_a

  def initialize(shift) = @shift = shift
  def encode(text) = text.each_char.map { |c| rotate(c, @shift) }.join
  def decode(text) = text.each_char.map { |c| rotate(c, -@shift) }.join

  private

  def rotate(char, by)
    [UPPER, LOWER].each do |alphabet|
      at = alphabet.index(char)
      return alphabet[(at + by) % 26] if at
    end
    char
  end
end

message = "The quick brown Fox jumps over 13 lazy dogs!"
[0, 3, 13, 25, 29, -3].each do |shift|
  cipher = Caesar.new(shift)
  secret = cipher.encode(message)
  puts "#{shift.to_s.rjust(3)} #{secret} #{cipher.decode(secret) == message}"
end
puts message.tr("A-Za-z", "N-ZA-Mn-za-m")

def vigenere(text, key, direction = 1)
  shifts = key.bytes.map { |b| (b - 97) * direction }
  i = -1
  text.bytes.map do |b|
    if b.between?(97, 122)
      i += 1
      ((b - 97 + shifts[i % shifts.size]) % 26 + 97).chr
    else
      b.chr
    end
  end.join
end

coded = vigenere("attack at dawn, bring lemons", "lemon")
puts coded, vigenere(coded, "lemon", -1)

atbash = ->(text) { text.each_char.map { |c| c.between?("a", "z") ? (219 - c.ord).chr : c }.join }
puts atbash.("wizard hello"), atbash.(atbash.("again"))

def fence(text, rails)
  rows = Array.new(rails) { +"" }
  row, step = 0, 1
  text.each_char do |c|
    rows[row] << c
    step = 1 if row == 0
    step = -1 if row == rails - 1
    row += step if rails > 1
  end
  rows
end
p fence("WEAREDISCOVEREDRUNATONCE", 3), fence("ab", 1)
puts fence("WEAREDISCOVEREDRUNATONCE", 4).join

def crack(text)
  expected = "etaoinshrdlu"
  (0..25).max_by do |shift|
    plain = Caesar.new(shift).decode(text)
    plain.downcase.each_char.sum { |c| (i = expected.index(c)) ? 12 - i : 0 }
  end
end
secret = Caesar.new(11).encode("this is a rather longer sentence that we would like to keep to ourselves")
puts secret
puts crack(secret), Caesar.new(crack(secret)).decode(secret)

morse = { "a" => ".-", "b" => "-...", "e" => ".", "h" => "....", "l" => ".-..", "o" => "---", "s" => "..." }
sos = "sos hello".split.map { |word| word.chars.map { |c| morse.fetch(c, "?") }.join(" ") }.join(" / ")
puts sos
back = morse.invert
puts sos.split(" / ").map { |word| word.split(" ").map { |code| back[code] }.join }.join(" ")
puts "hello".bytes.map { |b| b.to_s(2).rjust(8, "0") }.join(" ")
puts "hello".bytes.map { |b| b ^ 42 }.map { |b| "%02x" % b }.join
puts "hello".sum, "hello".each_byte.reduce(7) { |h, b| h * 31 + b }
