# Run lengths, look-and-say, Roman numerals, hexadecimal dumps, base64 and checksums by hand.
def run_length(text)
  text.each_char.chunk_while { |a, b| a == b }.map { |run| run.size > 1 ? "#{run.size}#{run[0]}" : run[0] }.join
end

def expand(text)
  count = 0
  out = +""
  text.each_char do |c|
    if c.between?("0", "9")
      count = count * 10 + c.to_i
    else
      out << c * (count.zero? ? 1 : count)
      count = 0
    end
  end
  out
end

["", "a", "aaaabbbcca", "wwwwwwwwwwwwb", "abc", "zzzz  zz"].each do |text|
  packed = run_length(text)
  puts "#{text.inspect} -> #{packed.inspect} #{expand(packed) == text}"
end

look = "1"
8.times do
  puts look
  look = look.chars.slice_when { |a, b| a != b }.map { |run| "#{run.size}#{run.first}" }.join
end

module Roman
  PAIRS = { "M" => 1000, "CM" => 900, "D" => 500, "CD" => 400, "C" => 100, "XC" => 90,
            "L" => 50, "XL" => 40, "X" => 10, "IX" => 9, "V" => 5, "IV" => 4, "I" => 1 }.freeze

  def self.from(number)
    PAIRS.reduce(+"") do |text, (letters, value)|
      times, number = number.divmod(value)
      text << letters * times
    end
  end

  def self.to_i(text)
    values = text.each_char.map { |c| PAIRS.fetch(c) { raise ArgumentError, "not Roman: #{c}" } }
    values.each_with_index.sum { |v, i| values[i + 1] && values[i + 1] > v ? -v : v }
  end
end

[1, 4, 9, 14, 40, 90, 400, 1994, 2026, 3999].each { |n| puts "#{n} #{Roman.from(n)} #{Roman.to_i(Roman.from(n))}" }
puts (1..3999).all? { |n| n % 37 != 0 || Roman.to_i(Roman.from(n)) == n }
begin
  Roman.to_i("XQ")
rescue ArgumentError => e
  puts e.message
end

def dump(text, width = 8)
  text.bytes.each_slice(width).with_index.map do |slice, i|
    hex = slice.map { |b| b.to_s(16).rjust(2, "0") }.join(" ")
    shown = slice.map { |b| b.between?(32, 126) ? b.chr : "." }.join
    "#{(i * width).to_s(16).rjust(4, "0")}  #{hex.ljust(width * 3)} #{shown}"
  end
end
puts dump("Hello, World!\n\tcafé")

BASE64 = [*"A".."Z", *"a".."z", *"0".."9", "+", "/"].join
def base64(text)
  text.bytes.each_slice(3).map { |slice|
    bits = slice.inject(0) { |n, b| n << 8 | b } << 8 * (3 - slice.size)
    4.times.map { |i| i > slice.size ? "=" : BASE64[bits >> (18 - 6 * i) & 63] }.join
  }.join
end

def unbase64(text)
  bytes = []
  text.delete("=").chars.each_slice(4) do |quad|
    bits = quad.inject(0) { |n, c| n << 6 | BASE64.index(c) } << 6 * (4 - quad.size)
    (quad.size - 1).times { |i| bytes << (bits >> (16 - 8 * i) & 255) }
  end
  bytes.map(&:chr).join
end
["", "f", "fo", "foo", "foob", "Many hands make light work."].each { |t| puts base64(t), unbase64(base64(t)) == t }

def adler(text)
  a, b = 1, 0
  text.each_byte do |byte|
    a = (a + byte) % 65521
    b = (b + a) % 65521
  end
  b << 16 | a
end

def crc(text)
  text.each_byte.inject(0xffffffff) { |c, byte|
    c ^= byte
    8.times { c = c.odd? ? c >> 1 ^ 0xedb88320 : c >> 1 }
    c
  } ^ 0xffffffff
end
puts adler("Wikipedia").to_s(16), crc("123456789").to_s(16), "%08X" % crc("")

def luhn?(digits)
  sum = digits.reverse.each_char.with_index.sum do |c, i|
    d = c.to_i
    i.odd? ? (d * 2).digits.sum : d
  end
  sum % 10 == 0
end
p luhn?("4539578763621486"), luhn?("4539578763621487")
