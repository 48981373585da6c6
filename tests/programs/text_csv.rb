# A parser and printer for comma separated values with quotes, and reports made of them.
class CsvError < StandardError
  attr_reader :line
  def initialize(message, line)
    super("line #{line}: #{message}")
    @line = line
  end
end

class Csv
  def self.parse(text, separator: ",") = new(text, separator).rows

  def initialize(text, separator)
    @text = text
    @separator = separator
    @at = 0
    @line = 1
  end

  def rows
    rows = []
    rows << row while @at < @text.length
    rows
  end

  private

  def peek = @text[@at]

  def row
    fields = [field]
    while peek == @separator
      @at += 1
      fields << field
    end
    raise CsvError.new("unexpected #{peek.inspect}", @line) unless peek.nil? || peek == "\n"
    @at += 1
    @line += 1
    fields
  end

  def field
    return quoted if peek == '"'
    start = @at
    @at += 1 until peek.nil? || peek == @separator || peek == "\n"
    @text[start...@at]
  end

  def quoted
    value = +""
    first = @line
    @at += 1
    loop do
      char = peek
      raise CsvError.new("quote is never closed", first) if char.nil?
      @at += 1
      if char == '"'
        return value unless peek == '"'
        @at += 1
      end
      @line += 1 if char == "\n"
      value << char
    end
  end
end

def to_csv(rows)
  rows.map { |row|
    row.map { |cell|
      text = cell.to_s
      text.include?(",") || text.include?('"') || text.include?("\n") ? "\"#{text.split('"', -1).join('""')}\"" : text
    }.join(",")
  }.join("\n") + "\n"
end

DATA_TEXT = <<~CSV
  name,city,amount,note
  Ann,Berlin,12.50,"first, and best"
  Bob,Paris,7,"said ""hi"""
  Cid,Berlin,,
  Dee,Rome,100.25,"two
  lines"
  Eve,Paris,3.5,last
CSV

rows = Csv.parse(DATA_TEXT)
rows.each { |row| p row }
header, *body = rows
records = body.map { |row| header.zip(row).to_h }
records.each { |r| puts "#{r["name"]}: #{r["amount"].empty? ? "-" : r["amount"].to_f}" }
by_city = records.group_by { |r| r["city"] }.transform_values { |list| list.sum { |r| r["amount"].to_f } }
by_city.sort_by { |city, sum| -sum }.each { |city, sum| puts format("%-8s %8.2f", city, sum) }
puts to_csv(rows) == DATA_TEXT
puts to_csv([[1, nil, :sym], ["a\"b", "c,d", 2.5]])
p Csv.parse("a;b;\"c;d\"\n;;", separator: ";"), Csv.parse(""), Csv.parse("\n"), Csv.parse("x")

['a,"b', "ok\n\"a\"b,c", "1\n2\n\"3"].each do |bad|
  p Csv.parse(bad)
rescue CsvError => e
  puts "#{e.class}: #{e.message} (#{e.line})"
end

widths = header.each_index.map { |i| rows.map { |r| r[i].lines.first.to_s.chomp.size }.max }
rows.each { |r| puts r.zip(widths).map { |cell, w| cell.lines.first.to_s.chomp.ljust(w) }.join(" | ").rstrip }
total, count = records.map { |r| r["amount"] }.reject(&:empty?).then { |a| [a.sum(&:to_f), a.size] }
puts "average #{(total / count).round(4)}"
