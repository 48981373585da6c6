# Numbers in words, ordinals, thousands separators, FizzBuzz, plural forms and reading back.
class Integer
  ONES = %w[zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
            seventeen eighteen nineteen].freeze
  TENS = %w[_ _ twenty thirty forty fifty sixty seventy eighty ninety].freeze
  SCALES = ["", "thousand", "million", "billion", "trillion", "quadrillion"].freeze

  def in_words
    return "minus #{(-self).in_words}" if negative?
    return ONES[self] if self < 20
    if self < 100
      ten, one = divmod(10)
      return one.zero? ? TENS[ten] : "#{TENS[ten]}-#{ONES[one]}"
    end
    if self < 1000
      hundred, rest = divmod(100)
      text = "#{ONES[hundred]} hundred"
      return rest == 0 ? text : "#{text} and #{rest.in_words}"
    end
    parts = []
    groups = digits(1000)
    groups.each_with_index { |group, i| parts.unshift("#{group.in_words} #{SCALES[i]}".strip) unless group == 0 }
    groups[0].between?(1, 99) ? "#{parts[0..-2].join(", ")} and #{parts[-1]}" : parts.join(", ")
  end

  def ordinal
    suffix = (11..13).include?(abs % 100) ? "th" : { 1 => "st", 2 => "nd", 3 => "rd" }.fetch(abs % 10, "th")
    "#{self}#{suffix}"
  end

  def with_commas
    sign = self < 0 ? "-" : ""
    sign + abs.to_s.reverse.chars.each_slice(3).map(&:join).join(",").reverse
  end
end

[0, 7, 13, 20, 42, 100, 115, 999, 1000, 1001, 1999, 12_345, 1_000_000, 7_000_042, 1_234_567_890, -15].each do |n|
  puts "#{n.with_commas}: #{n.in_words}"
end
puts [1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 113, 1003].map(&:ordinal).join(" ")
puts (10**17).with_commas, 2**64, (2**64).with_commas

def read_words(text)
  total = current = 0
  text.split("-").join(" ").split(",").join("").split.each do |word|
    next if word == "and"
    if (n = Integer::ONES.index(word))
      current += n
    elsif (n = Integer::TENS.index(word))
      current += n * 10
    elsif word == "hundred"
      current *= 100
    elsif (scale = Integer::SCALES.index(word))
      total += current * 1000**scale
      current = 0
    else
      raise ArgumentError, "what is #{word.inspect}?"
    end
  end
  total + current
end
numbers = (0..120).to_a + [999, 1000, 1234, 99_999, 100_001, 7_654_321, 1_000_000_007]
puts numbers.all? { |n| read_words(n.in_words) == n }
begin
  read_words("twenty blue")
rescue ArgumentError => e
  puts e.message
end

puts (1..20).map { |i| i % 15 == 0 ? "FizzBuzz" : i % 5 == 0 ? "Buzz" : i % 3 == 0 ? "Fizz" : i }.join(" ")

def count(n, word, plural = word + "s") = "#{n == 0 ? "no" : n} #{n == 1 ? word : plural}"
puts count(0, "apple"), count(1, "apple"), count(2, "mouse", "mice")

def list(words, last = "and")
  case words.size
  when 0 then "nothing"
  when 1 then words[0]
  when 2 then words.join(" #{last} ")
  else "#{words[...-1].join(", ")}, #{last} #{words[-1]}"
  end
end
puts list([]), list(%w[a]), list(%w[a b]), list(%w[a b c], "or")

def duration(seconds)
  units = [["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]]
  parts = units.filter_map do |name, size|
    n, seconds = seconds.divmod(size)
    count(n, name) if n > 0
  end
  list(parts)
end
puts duration(59), duration(3600), duration(100_000), duration(0), duration(90_061)

song = 3.downto(1).map { |n| "#{count(n, "bottle")} on the wall, take one down: #{count(n - 1, "bottle")}".capitalize }
puts song
