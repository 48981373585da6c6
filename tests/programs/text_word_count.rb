# Counting words, letters and lines of a text; the most frequent; an index by line.
TEXT = <<~TEXT
  It was the best of times, it was the worst of times,
  it was the age of wisdom, it was the age of foolishness,
  it was the epoch of belief, it was the epoch of incredulity,
  it was the season of Light, it was the season of Darkness.
TEXT

def words(text)
  word = +""
  found = []
  text.each_char do |char|
    if ("a".."z").cover?(char.downcase) || char == "'"
      word << char.downcase
    elsif !word.empty?
      found << word
      word = +""
    end
  end
  found << word unless word.empty?
  found
end

list = words(TEXT)
puts "#{TEXT.lines.size} lines, #{list.size} words, #{TEXT.length} characters, #{list.uniq.size} different"

counts = list.tally
top = counts.sort_by { |word, n| [-n, word] }.first(8)
width = top.map { |word, _| word.length }.max
top.each do |word, n|
  puts "#{word.ljust(width)} #{n.to_s.rjust(3)} #{"*" * n}"
end

letters = Hash.new(0)
TEXT.downcase.each_char { |c| letters[c] += 1 if c >= "a" && c <= "z" }
puts letters.sort.map { |c, n| "#{c}#{n}" }.join(" ")
puts letters.max_by(3) { |_, n| n }.inspect

index = Hash.new { |h, k| h[k] = [] }
TEXT.each_line.with_index(1) do |line, number|
  words(line).uniq.each { |word| index[word] << number }
end
%w[it age light times nothing].each do |word|
  puts "#{word}: #{index.key?(word) ? index[word].join(", ") : "never"}"
end

by_length = list.uniq.group_by(&:length).sort.to_h
by_length.each { |length, group| puts "#{length}: #{group.sort.join(" ")}" }

longest = list.max_by(&:length)
puts longest, list.min_by { |w| [w.length, w] }
average = list.sum(&:length).to_f / list.size
puts average.round(3)

pairs = list.each_cons(2).tally.select { |_, n| n > 3 }
pairs.each { |(a, b), n| puts "#{a} #{b}: #{n}" }

capitals = TEXT.split.select { |w| w[0] != w[0].downcase }
p capitals
p TEXT.split("\n").map { |line| line.split(", ").size }
p TEXT.count("aeiou"), TEXT.count("^a-z"), TEXT.delete("a-z ").squeeze
