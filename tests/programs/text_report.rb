# Text reports: tables with alignment, wrapping, CSV in and out, templates, numbers.
class Table
  Column = Struct.new(:title, :align, :format) do
    def initialize(title, align: :left, format: nil) = super(title, align, format)
    def show(value)
      case format
      when Proc then format.call(value)
      when String then format % value
      when nil then value.to_s
      else raise ArgumentError, "bad format #{format.inspect}"
      end
    end
    def pad(text, width)
      case align
      when :left then text.ljust(width)
      when :right then text.rjust(width)
      when :center then text.center(width)
      end
    end
  end

  def initialize(*columns, separator: " | ")
    @columns = columns.map { |c| c.is_a?(Hash) ? Column.new(c.delete(:title), **c) : Column.new(c) }
    @separator = separator
    @rows = []
  end

  def <<(row)
    raise ArgumentError, "#{row.size} cells for #{@columns.size} columns" if row.size != @columns.size
    @rows << row
    self
  end

  def render
    cells = @rows.map { |row| @columns.zip(row).map { |column, value| column.show(value) } }
    widths = @columns.each_index.map { |i| [@columns[i].title, *cells.map { |r| r[i] }].map(&:length).max }
    line = ->(texts) { @columns.each_with_index.map { |c, i| c.pad(texts[i], widths[i]) }.join(@separator).rstrip }
    [line.(@columns.map(&:title)), widths.map { |w| "-" * w }.join("-+-"), *cells.map(&line)].join("\n")
  end
  alias to_s render
end

def commas(number)
  whole, part = number.to_s.split(".")
  sign = whole.start_with?("-") ? whole.slice!(0) : ""
  grouped = whole.reverse.each_char.each_slice(3).map(&:join).join(",").reverse
  [sign + grouped, part].compact.join(".")
end

def wrap(text, width: 30, indent: 0)
  text.split.each_with_object([+""]) do |word, lines|
    if lines.last.length + word.length + (lines.last.empty? ? 0 : 1) > width
      lines << +word
    else
      lines.last << " " unless lines.last.empty?
      lines.last << word
    end
  end.map { |line| " " * indent + line }.join("\n")
end

def roman(n)
  { 1000 => "M", 900 => "CM", 500 => "D", 400 => "CD", 100 => "C", 90 => "XC", 50 => "L", 40 => "XL", 10 => "X", 9 => "IX", 5 => "V", 4 => "IV", 1 => "I" }.reduce(+"") do |text, (value, letters)|
    count, n = n.divmod(value)
    text << letters * count
  end
end

def csv(text)
  rows = []
  row = []
  cell = +""
  quoted = false
  chars = text.chars
  until chars.empty?
    c = chars.shift
    if quoted
      if c == '"' && chars.first == '"' then cell << chars.shift
      elsif c == '"' then quoted = false
      else cell << c
      end
    else
      case c
      when '"' then quoted = true
      when ","
        row << cell
        cell = +""
      when "\n"
        rows << (row << cell)
        row, cell = [], +""
      else cell << c
      end
    end
  end
  rows << (row << cell) unless row.empty? && cell.empty?
  rows
end

table = Table.new("Name", { title: "Qty", align: :right }, { title: "Price", align: :right, format: "%.2f" }, { title: "Note", align: :center, format: ->(v) { v ? v.upcase : "-" } })
table << ["Apples", 12, 3.5, nil] << ["Pears and more", 7, 1234.5678, "fresh"] << ["Ünïcode", -3, 0, "x"]
puts table
begin
  table << [1]
rescue ArgumentError => e
  puts e.message
end
p [0, 7, 999, 1000, 1234567, -45678.25, 10**20].map { |n| commas(n) }
puts wrap("The quick brown fox jumps over the lazy dog and runs away from the very-long-hyphenated-word quickly", width: 24, indent: 2)
p [1, 4, 9, 14, 40, 90, 400, 1994, 2024, 3999].map { |n| roman(n) }
rows = csv("name,age\n\"Smith, J\",42\n\"say \"\"hi\"\"\",7\nlast,")
p rows, rows.drop(1).map { |r| rows[0].zip(r).to_h }
puts rows.map { |r| r.map { |c| (c.include?(",") || c.include?('"') ? "\"#{c.gsub('"', '""')}\"" : c) }.join(",") }
puts "%05d|%-6s|%6s|%+d|%x|%#x|%o|%b|%08b|%e|%g|%g|%c|%%|%s" % [42, "ab", "cd", 5, 255, 255, 8, 5, 37, 12345.678, 0.00001, 1e10, "z", :sym]
puts "%3d%%" % 50, "%-10.3s|" % "abcdef", "%+.1f" % -0.05, "%s and %p" % ["str", "str"], "%<a>05.1f %{b}" % { a: 3.14159, b: "b" }, "%*d" % [6, 42], "%-*d|" % [6, 42]
puts "abc".center(11, "*"), "title case words".split.map(&:capitalize).join(" "), "snake_case_name".split("_").each_with_index.map { |w, i| i.zero? ? w : w.capitalize }.join
puts "HelloWorldFoo".each_char.reduce("") { |s, c| s + (c == c.upcase && !s.empty? ? "_#{c.downcase}" : c.downcase) }
puts "hello world".tr("a-y", "b-z"), "hello".tr("el", "ip"), "hello".delete("l"), "aaabbbccd".squeeze, "hello"[1..3], "hello"[-3..], "hello".sub("l", "L"), "hello".insert(2, "--")
puts "a,b;c d".split(","). inspect, "a  b c".split(" ").inspect, "abc".split("").inspect, "a,b,,".split(",").inspect, "a,b,,".split(",", -1).inspect, "1-2-3".split("-", 2).inspect
puts "text: %-20s|" % "left", "=" * 20, "abc".succ, "az".next, "zz".succ, "a9".succ, "Zz".succ, "1.9".succ
p "abc".ord, "abc".bytes, "abc".sum, "abc".hash == "abc".hash, "abc" <=> "abd", "a".upto("e").to_a, "abc".eql?("abc"), "abc".casecmp("ABC"), "abc".casecmp?("ABC")
p "hello world foo".partition(" "), "hello world foo".rpartition(" "), "x".partition("y"), "ab\tc\n".inspect, 'a\nb', "\e[0m", "é".bytes.size, "日本".chars, "日本".reverse, "a\u0300".length
p "%.3f" % 2.0005, 2.5.round, 3.5.round, -2.5.round, 2.5.round(half: :even), 1234.567.round(-2), 1e20.to_i, 0.1 + 0.2, 1.0 / 3, 100.0, 1e100, 1.23e-5, 10.fdiv(4), 7.divmod(-2), -7 % 3, 7.remainder(-3)
