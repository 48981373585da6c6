# Wrapping, justifying, centring and framing paragraphs, and laying out columns.
LOREM = "Ruby is a language of careful balance. Its creator blended parts of his favorite languages to form a new " \
        "language that balanced functional programming with imperative programming. He has often said that he is " \
        "trying to make it natural, not simple, in a way that mirrors life."

def wrap(text, width)
  lines = []
  line = []
  length = 0
  text.split.each do |word|
    if length + word.length + line.size > width && !line.empty?
      lines << line
      line = []
      length = 0
    end
    line << word
    length += word.length
  end
  lines << line unless line.empty?
  lines
end

def left(text, width) = wrap(text, width).map { |words| words.join(" ") }
def right(text, width) = left(text, width).map { |line| line.rjust(width) }
def center(text, width) = left(text, width).map { |line| line.center(width).rstrip }

def justify(text, width)
  rows = wrap(text, width)
  rows.each_with_index.map do |words, i|
    next words.join(" ") if i == rows.size - 1 || words.size == 1
    gaps = words.size - 1
    spaces = width - words.sum(&:length)
    each, extra = spaces.divmod(gaps)
    words.each_with_index.map { |word, j|
      j == gaps ? word : word + " " * (each + (j < extra ? 1 : 0))
    }.join
  end
end

puts left(LOREM, 40), "-" * 40
puts right(LOREM, 44), "-" * 44
puts center(LOREM, 50), "-" * 50
puts justify(LOREM, 36), "-" * 36
puts justify("incomprehensibilities are long", 10)

def frame(lines, title: nil, char: "*")
  width = [lines.map(&:length).max || 0, title.to_s.length].max
  top = title ? " #{title} ".center(width + 4, char) : char * (width + 4)
  [top, *lines.map { |line| "#{char} #{line.ljust(width)} #{char}" }, char * (width + 4)]
end
puts frame(left("A short text in a box of its own", 14), title: "Box")
puts frame([], char: "#"), frame(%w[one three], char: "|")

def table(rows, gap: "  ")
  widths = rows.transpose.map { |column| column.map { |cell| cell.to_s.length }.max }
  rows.map do |row|
    row.each_with_index.map { |cell, i|
      cell.is_a?(Numeric) ? cell.to_s.rjust(widths[i]) : cell.to_s.ljust(widths[i])
    }.join(gap).rstrip
  end
end
puts table([["name", "price", "n"], ["apple", 1.5, 10], ["kiwi", 0.25, 120], ["watermelon", 12.75, 1]])

def columns(words, width)
  cell = words.map(&:length).max + 2
  per_row = [width / cell, 1].max
  height = (words.size + per_row - 1) / per_row
  (0...height).map { |row| (0...per_row).map { |col| (words[col * height + row] || "").ljust(cell) }.join.rstrip }
end
puts columns(%w[alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu], 32)
puts LOREM.split(". ").map { |s| s.split.map(&:capitalize).join(" ") }.first
puts "  keep\n    this\n".lines.map { |l| l.lstrip.rjust(10, ".") }
