# A tokenizer for a C-like language with positions, nested comments, and a pretty printer and statistics.
class Scanner
  KEYWORDS = %w[if else while return int float string func].to_h { |word| [word, word.to_sym] }.freeze
  SYMBOLS = %w[<<= >>= && || == != <= >= += -= << >> { } ( ) [ ] ; , = + - * / % < > ! &].freeze

  class Token
    attr_reader :type, :value, :line, :column

    def initialize(type, value, line, column)
      @type, @value, @line, @column = type, value, line, column
    end

    def to_s = "#{line}:#{column} #{type}#{" #{value.inspect}" unless value.nil?}"
    def ==(other) = other.is_a?(Token) && type == other.type && value == other.value
    alias eql? ==
    def hash = [type, value].hash
  end

  Problem = Struct.new(:message, :line, :column) do
    def to_s = "#{line}:#{column}: #{message}"
  end

  attr_reader :problems

  def initialize(source)
    @source = source
    @at = 0
    @line = @column = 1
    @problems = []
  end

  def each
    return to_enum unless block_given?
    while (token = scan)
      yield token
    end
  end

  include Enumerable

  private

  def peek(offset = 0) = @source[@at + offset]

  def advance
    char = @source[@at]
    @at += 1
    if char == "\n"
      @line += 1
      @column = 1
    else
      @column += 1
    end
    char
  end

  def scan
    skip
    return nil if peek.nil?
    line, column = @line, @column
    type, value =
      case peek
      when "0".."9" then number
      when "a".."z", "A".."Z", "_" then word
      when '"' then text
      else symbol
      end
    type ? Token.new(type, value, line, column) : scan
  end

  def skip
    loop do
      if peek == " " || peek == "\n" || peek == "\t"
        advance
      elsif peek == "/" && peek(1) == "/"
        advance until peek.nil? || peek == "\n"
      elsif peek == "/" && peek(1) == "*"
        comment
      else
        return
      end
    end
  end

  def comment
    line, column = @line, @column
    depth = 0
    begin
      pair = @source[@at, 2]
      case pair
      when "/*" then depth += 1
      when "*/" then depth -= 1
      end
      advance
      advance if pair == "/*" || pair == "*/"
      return problem("comment is not closed", line, column) if peek.nil? && depth > 0
    end while depth > 0
  end

  def problem(message, line = @line, column = @column)
    @problems << Problem.new(message, line, column)
    nil
  end

  def number
    digits = +""
    digits << advance while peek&.between?("0", "9") || peek == "_"
    if peek == "." && peek(1)&.between?("0", "9")
      digits << advance
      digits << advance while peek&.between?("0", "9")
      return [:float, digits.delete("_").to_f]
    end
    [:int, digits.delete("_").to_i]
  end

  def word
    name = +""
    name << advance while peek && (peek == "_" || peek.between?("a", "z") || peek.between?("A", "Z") || peek.between?("0", "9"))
    KEYWORDS.key?(name) ? [KEYWORDS[name], nil] : [:name, name]
  end

  def text
    line, column = @line, @column
    advance
    value = +""
    until peek == '"'
      return problem("string is not closed", line, column) if peek.nil? || peek == "\n"
      char = advance
      value << (char == "\\" ? { "n" => "\n", "t" => "\t" }.fetch(peek) { |c| c }.tap { advance } : char)
    end
    advance
    [:string_literal, value]
  end

  def symbol
    found = SYMBOLS.find { |s| @source[@at, s.length] == s }
    return problem("what is #{peek.inspect}?").tap { advance } unless found
    found.length.times { advance }
    [found.to_sym, nil]
  end
end

SOURCE = <<~'C'
  // greatest common divisor
  func gcd(int a, int b) {
    while (b != 0) { int t = a % b; a = b; b = t; }
    return a; /* nested /* comment */ ends */
  }
  string s = "tab\there \"quoted\"";
  float x_1 = 1_000.25 * 3;
  a <<= 2; if (a >= 10 && !b) print("done\n") else a += 1 # odd
C
scanner = Scanner.new(SOURCE)
tokens = scanner.to_a
puts tokens.map(&:to_s)
puts scanner.problems
counts = tokens.map(&:type).tally
puts counts.sort_by { |type, n| [-n, type.to_s] }.first(6).map { |type, n| "#{type}=#{n}" }.join(" ")
p tokens.select { |t| t.type == :name }.map(&:value).uniq, tokens.uniq.size, tokens.index(tokens.last) == tokens.size - 1
puts tokens.chunk_while { |a, b| a.line == b.line }.map { |group| "#{group.first.line}: #{group.size}" }.join(", ")

def pretty(tokens)
  depth = 0
  out = [+""]
  tokens.each do |t|
    text = t.value.nil? ? t.type.to_s : t.value.inspect
    depth -= 1 if t.type == :"}"
    out[-1] << "  " * [depth, 0].max if out[-1].empty?
    out[-1] << text << " "
    depth += 1 if t.type == :"{"
    out << +"" if %i[{ } ;].include?(t.type)
  end
  out.map(&:rstrip).reject(&:empty?)
end
puts pretty(tokens.first(34))
["\"open", "/* never", "a @ b", "1.x"].each do |bad|
  s = Scanner.new(bad)
  puts "#{s.map(&:type).inspect} #{s.problems.join}"
end
p Scanner.new("1 2 3").each.with_index.map { |t, i| t.value * i }, Scanner.new("").to_a, Scanner.new("x").first.to_s
