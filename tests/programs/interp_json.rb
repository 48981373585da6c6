# A JSON parser and printer with located errors.
module Json
  class ParseError < StandardError; end

  class Parser
    ESCAPES = { "n" => "\n", "t" => "\t", "r" => "\r", "b" => "\b", "f" => "\f", "/" => "/", "\\" => "\\", '"' => '"' }.freeze

    def initialize(text)
      @text = text
      @at = 0
    end

    def parse
      value = read
      blank
      fail_at("something follows") if @at < @text.length
      value
    end

    private

    def fail_at(message)
      before = @text[0...@at]
      raise ParseError, "#{before.count("\n") + 1}:#{@at - (before.rindex("\n") || -1)} #{message}"
    end

    def blank
      @at += 1 while [" ", "\n", "\t", "\r"].include?(@text[@at])
    end

    def read
      blank
      case @text[@at]
      when "{" then object
      when "[" then array
      when '"' then string
      when "-", "0".."9" then number
      when "t" then word("true", true)
      when "f" then word("false", false)
      when "n" then word("null", nil)
      when nil then fail_at("unexpected end")
      else fail_at("unexpected #{@text[@at].inspect}")
      end
    end

    def word(text, value)
      fail_at("expected #{text}") unless @text[@at, text.size] == text
      @at += text.size
      value
    end

    def object
      result = {}
      list("}") do
        blank
        fail_at("expected a key") unless @text[@at] == '"'
        key = string
        blank
        fail_at("expected ':'") unless @text[@at] == ":"
        @at += 1
        result[key] = read
      end
      result
    end

    def array
      result = []
      list("]") { result << read }
      result
    end

    def list(close)
      @at += 1
      blank
      if @text[@at] == close
        @at += 1
        return
      end
      loop do
        yield
        blank
        case @text[@at]
        when "," then @at += 1
        when close
          @at += 1
          return
        else fail_at("expected ',' or '#{close}'")
        end
      end
    end

    def string
      out = +""
      @at += 1
      until (char = @text[@at]) == '"'
        fail_at("string is not closed") if char.nil?
        @at += 1
        if char == "\\"
          escape = @text[@at]
          @at += 1
          out << (escape == "u" ? unicode : ESCAPES.fetch(escape) { fail_at("bad escape") })
        else
          out << char
        end
      end
      @at += 1
      out
    end

    def unicode
      code = Integer(@text[@at, 4], 16)
      @at += 4
      code.chr("UTF-8")
    rescue ArgumentError
      fail_at("bad unicode")
    end

    def number
      start = @at
      @at += 1 if @text[@at] == "-"
      digits
      float = false
      if @text[@at] == "."
        float = true
        @at += 1
        digits
      end
      if @text[@at] == "e" || @text[@at] == "E"
        float = true
        @at += 1
        @at += 1 if @text[@at] == "+" || @text[@at] == "-"
        digits
      end
      text = @text[start...@at]
      float ? text.to_f : text.to_i
    end

    def digits
      fail_at("expected a digit") unless ("0".."9").cover?(@text[@at])
      @at += 1 while @text[@at] && ("0".."9").cover?(@text[@at])
    end
  end

  def self.parse(text) = Parser.new(text).parse

  def self.dump(value, indent = nil, depth = 0)
    case value
    when nil then "null"
    when true, false, Integer, Float then value.to_s
    when String then quote(value)
    when Symbol then quote(value.to_s)
    when Array then wrap("[", "]", value.map { |v| dump(v, indent, depth + 1) }, indent, depth)
    when Hash
      pairs = value.map { |k, v| "#{quote(k.to_s)}:#{" " if indent}#{dump(v, indent, depth + 1)}" }
      wrap("{", "}", pairs, indent, depth)
    else raise TypeError, "cannot dump #{value.class}"
    end
  end

  def self.wrap(open, close, parts, indent, depth)
    return open + close if parts.empty?
    return open + parts.join(",") + close unless indent
    inner = " " * (indent * (depth + 1))
    "#{open}\n#{parts.map { |part| inner + part }.join(",\n")}\n#{" " * (indent * depth)}#{close}"
  end

  def self.quote(text)
    body = text.each_char.map do |c|
      case c
      when '"' then '\\"'
      when "\\" then "\\\\"
      when "\n" then "\\n"
      when "\t" then "\\t"
      else c.ord < 32 ? format("\\u%04x", c.ord) : c
      end
    end
    "\"#{body.join}\""
  end
  private_class_method :quote
end

source = <<~'JSON'
  { "name": "Salama", "tags": ["a", "b\tc", "\u00e9\u4e2d"], "n": -12.5e2, "big": 123456789012345678901,
    "nested": {"empty": {}, "list": [], "yes": true, "no": false, "none": null}, "quote": "say \"hi\"\\" }
JSON
value = Json.parse(source)
p value
puts Json.dump(value), Json.dump(value, 2)
p Json.parse(Json.dump(value)) == value
p Json.parse(" 1 "), Json.parse("\"\""), Json.parse("[[[]]]"), Json.parse("[1,2.0,3e2,-0]")
['', '{', '[1,', '[1 2]', '{"a" 1}', '{a: 1}', '"abc', '"\q"', '"\u12g4"', '-', '1.', 'truth', '[1] 2', "{\n  \"a\": [\n    1,\n    x]}"].each do |bad|
  p Json.parse(bad)
rescue Json::ParseError => e
  puts e.message
end
begin
  Json.dump([1..2])
rescue TypeError => e
  puts e.message
end
begin
  Json.quote("x")
rescue NoMethodError => e
  puts e.message
end
deep = 50.times.inject([]) { |inner, _| [inner] }
puts Json.dump(deep).length, Json.parse(Json.dump(deep)) == deep
