# json: read JSON, check it, print it again, pretty or compact, or pick a part of it.
#
#   json [-c] [-s] [PATH] < FILE
#
#   -c    compact, on one line         -s    object keys sorted
#   PATH  what to print: keys and indices joined by dots, e.g. people.0.name
#
# An error is reported with its line and column, with exit status 1.
module Json
  class Error < StandardError
    def initialize(message, text, at)
      before = text[0, at]
      line = before.count("\n") + 1
      column = at - (before.rindex("\n") || -1)
      super("line #{line}, column #{column}: #{message}")
    end
  end

  # Text to hashes, arrays, strings, numbers, true, false and nil.
  class Parser
    SPACES = [" ", "\n", "\t", "\r"].freeze
    WORDS = { "true" => true, "false" => false, "null" => nil }.freeze
    ESCAPES = { "n" => "\n", "t" => "\t", "r" => "\r", "b" => "\b", "f" => "\f", "\"" => "\"", "\\" => "\\", "/" => "/" }.freeze

    def initialize(text)
      @text = text
      @chars = text.chars
      @at = 0
    end

    def parse
      value = read
      skip_spaces
      @at < @chars.size ? fail_with("expected the end") : value
    end

    private

    def fail_with(message) = raise(Error.new(message, @text, @at))

    def skip_spaces
      @at += 1 while SPACES.include?(@chars[@at])
    end

    def accept(char)
      return false unless @chars[@at] == char
      @at += 1
      true
    end

    def expect(char)
      accept(char) or fail_with("expected #{char.inspect}")
    end

    def read
      skip_spaces
      case @chars[@at]
      when "{" then read_object
      when "[" then read_array
      when "\"" then read_string
      when "-", "0".."9" then read_number
      when nil then fail_with("unexpected end")
      else read_word
      end
    end

    def read_object
      object = {}
      read_list("}") do
        skip_spaces
        fail_with("expected a key in quotes") unless @chars[@at] == "\""
        key = read_string
        skip_spaces
        expect(":")
        object[key] = read
      end
      object
    end

    def read_array
      array = []
      read_list("]") { array << read }
      array
    end

    # Calls the block once per element, having passed the opening bracket.
    def read_list(close)
      @at += 1
      skip_spaces
      return if accept(close)
      loop do
        yield
        skip_spaces
        return if accept(close)
        expect(",")
      end
    end

    def read_string
      expect("\"")
      string = +""
      until accept("\"")
        char = @chars[@at] or fail_with("the string does not end")
        fail_with("a control character in a string") if char < " "
        @at += 1
        string << (char == "\\" ? read_escape : char)
      end
      string
    end

    def read_escape
      char = @chars[@at]
      return read_unicode if char == "u"
      escaped = ESCAPES[char] or fail_with("unknown escape")
      @at += 1
      escaped
    end

    def read_unicode
      code = read_code
      if code.between?(0xd800, 0xdbff) && @chars[@at, 2] == ["\\", "u"]
        @at += 1
        code = 0x10000 + ((code - 0xd800) << 10) + (read_code - 0xdc00)
      end
      code.chr("UTF-8")
    end

    def read_code
      digits = @chars[@at + 1, 4].join
      fail_with("expected four hexadecimal digits") unless digits.length == 4 && digits.count("0-9a-fA-F") == 4
      @at += 5
      digits.to_i(16)
    end

    def read_number
      start = @at
      accept("-")
      read_digits
      float = false
      if accept(".")
        float = true
        read_digits
      end
      if accept("e") || accept("E")
        float = true
        accept("+") || accept("-")
        read_digits
      end
      text = @chars[start...@at].join
      float ? text.to_f : text.to_i
    end

    def read_digits
      fail_with("expected a digit") unless digit?
      @at += 1 while digit?
    end

    def digit? = (char = @chars[@at]) && char.between?("0", "9")

    def read_word
      WORDS.each do |word, value|
        next unless @chars[@at, word.length].join == word
        @at += word.length
        return value
      end
      fail_with("unexpected #{@chars[@at].inspect}")
    end
  end

  # Values to text.
  class Printer
    ESCAPES = Parser::ESCAPES.invert.reject { |char, _| char == "/" }.freeze

    def initialize(compact: false, sorted: false)
      @compact = compact
      @sorted = sorted
    end

    def print(value, depth = 0)
      case value
      when Hash
        pairs = @sorted ? value.sort_by(&:first) : value.to_a
        separator = @compact ? ":" : ": "
        list("{", "}", pairs.map { |key, part| quote(key) + separator + print(part, depth + 1) }, depth)
      when Array then list("[", "]", value.map { |part| print(part, depth + 1) }, depth)
      when String then quote(value)
      when nil then "null"
      else value.to_s
      end
    end

    private

    def list(open, close, parts, depth)
      return open + close if parts.empty?
      return open + parts.join(",") + close if @compact
      inner = "  " * (depth + 1)
      "#{open}\n#{inner}#{parts.join(",\n#{inner}")}\n#{"  " * depth}#{close}"
    end

    def quote(string)
      escaped = string.each_char.map do |char|
        next "\\#{ESCAPES[char]}" if ESCAPES.key?(char)
        char < " " ? format("\\u%04x", char.ord) : char
      end
      "\"#{escaped.join}\""
    end
  end

  def self.dig(value, path)
    path.split(".").each do |step|
      value = case value
              when Hash then value.fetch(step) { raise KeyError, "no key #{step.inspect}; there are #{value.keys.join(", ")}" }
              when Array then value.fetch(Integer(step))
              else raise KeyError, "#{step.inspect} of #{value.inspect}"
              end
    end
    value
  end
end

options, paths = ARGV.partition { |argument| argument.start_with?("-") }
unknown = options - %w[-c -s]
abort "usage: json [-c] [-s] [PATH] < FILE" if unknown.any? || paths.size > 1
begin
  value = Json::Parser.new($stdin.read).parse
  value = Json.dig(value, paths.first) unless paths.empty?
  puts Json::Printer.new(compact: options.include?("-c"), sorted: options.include?("-s")).print(value)
rescue Json::Error, KeyError, IndexError, ArgumentError => e
  abort "json: #{e.message}"
end
