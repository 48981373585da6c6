# Anagrams, palindromes, pangrams, edit distance, longest common parts, permutations.
WORDS = %w[listen silent enlist google elbow below study dusty night thing cat act tac inlets banana stale least steal tales].freeze

groups = WORDS.group_by { |word| word.chars.sort.join }.values.select { |group| group.size > 1 }
groups.sort_by { |group| [-group.size, group.first] }.each { |group| puts group.sort.join(" ") }

def palindrome?(text)
  letters = text.downcase.chars.select { |c| c >= "a" && c <= "z" }
  letters == letters.reverse
end
["A man, a plan, a canal: Panama", "level", "Not this", "", "x", "No lemon, no melon"].each { |t| puts "#{t.inspect} #{palindrome?(t)}" }

pangram = ->(text) { ("a".."z").all? { |c| text.downcase.include?(c) } }
p pangram["The quick brown fox jumps over the lazy dog"], pangram["hello"]

def distance(a, b)
  row = (0..b.length).to_a
  a.each_char.with_index(1) do |ca, i|
    diagonal, row[0] = row[0], i
    b.each_char.with_index(1) do |cb, j|
      cost = ca == cb ? diagonal : 1 + [diagonal, row[j], row[j - 1]].min
      diagonal, row[j] = row[j], cost
    end
  end
  row.last
end
[%w[kitten sitting], %w[flaw lawn], ["", "abc"], %w[same same], %w[intention execution]].each do |a, b|
  puts "#{a} #{b} #{distance(a, b)}"
end

def common_substring(a, b)
  best = ""
  (0...a.length).each do |i|
    (i + best.length...a.length).each do |j|
      piece = a[i..j]
      break unless b.include?(piece)
      best = piece if piece.length > best.length
    end
  end
  best
end
puts common_substring("the old man and the sea", "a boat and then a man")

def common_subsequence(a, b)
  table = Array.new(a.size + 1) { Array.new(b.size + 1, 0) }
  a.chars.each_with_index do |x, i|
    b.chars.each_with_index do |y, j|
      table[i + 1][j + 1] = x == y ? table[i][j] + 1 : [table[i][j + 1], table[i + 1][j]].max
    end
  end
  i, j = a.size, b.size
  out = []
  while i > 0 && j > 0
    if a[i - 1] == b[j - 1]
      out.unshift(a[i - 1])
      i -= 1
      j -= 1
    elsif table[i - 1][j] >= table[i][j - 1]
      i -= 1
    else
      j -= 1
    end
  end
  out.join
end
puts common_subsequence("AGGTAB", "GXTXAYB"), common_subsequence("programming", "gaming")

def permutations(list)
  return [[]] if list.empty?
  list.each_with_index.flat_map { |x, i| permutations(list[0...i] + list[i + 1..]).map { |rest| [x, *rest] } }
end
p permutations(%w[a b c]).map(&:join), permutations([]).size
p %w[a b c].permutation.map(&:join) == permutations(%w[a b c]).map(&:join), [1, 2, 3, 4].permutation(2).count
p %w[a b c].combination(2).to_a, [1, 2].product([3, 4], [5]), %w[a b c].each_slice(2).map(&:join)

def subsets(list)
  (0...2**list.size).map { |bits| list.select.with_index { |_, i| bits[i] == 1 } }
end
p subsets([1, 2, 3])
suggest = ->(word) { WORDS.map { |w| [distance(word, w), w] }.min.last }
%w[elbo gogle nite].each { |w| puts "#{w}? #{suggest.(w)}" }
p "hello world".squeeze("l").tr("lo", "01").delete("w"), "mississippi".squeeze, "mississippi".chars.uniq.join
p "abcabc".index("c", 3), "abcabc".rindex("b"), "title case me".split.map(&:capitalize).join(" ")
p "snake_case_word".split("_").each_with_index.map { |w, i| i.zero? ? w : w.capitalize }.join
p "camelCaseWord".each_char.map { |c| c == c.upcase ? "_#{c.downcase}" : c }.join, "abc".succ, "az".next, "zz".succ, "a9".succ
