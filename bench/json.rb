# Text to objects and back: a parser and a printer for JSON over bytes and characters.
class Parser
  def initialize(text)
    @text = text
    @at = 0
  end

  def value
    blank
    case @text.getbyte(@at)
    when 123 then object
    when 91 then array
    when 34 then string
    when 116 then word(4, true)
    when 102 then word(5, false)
    when 110 then word(4, nil)
    else number
    end
  end

  private

  def blank
    byte = @text.getbyte(@at)
    while byte == 32 || byte == 10
      @at += 1
      byte = @text.getbyte(@at)
    end
  end

  def word(length, value)
    @at += length
    value
  end

  def object
    result = {}
    @at += 1
    blank
    until @text.getbyte(@at) == 125
      blank
      key = string
      blank
      @at += 1
      result[key] = value
      blank
      @at += 1 if @text.getbyte(@at) == 44
    end
    @at += 1
    result
  end

  def array
    result = []
    @at += 1
    blank
    until @text.getbyte(@at) == 93
      result << value
      blank
      @at += 1 if @text.getbyte(@at) == 44
    end
    @at += 1
    result
  end

  def string
    start = @at + 1
    finish = @text.byteindex("\"", start)
    @at = finish + 1
    @text.byteslice(start, finish - start)
  end

  def number
    start = @at
    byte = @text.getbyte(@at)
    float = false
    while byte && (byte >= 48 && byte <= 57 || byte == 45 || byte == 46)
      float = true if byte == 46
      @at += 1
      byte = @text.getbyte(@at)
    end
    text = @text.byteslice(start, @at - start)
    float ? text.to_f : text.to_i
  end
end

def dump(value, out)
  case value
  when Hash
    out << "{"
    first = true
    value.each do |k, v|
      out << "," unless first
      first = false
      out << "\"" << k << "\":"
      dump(v, out)
    end
    out << "}"
  when Array
    out << "["
    value.each_with_index do |v, i|
      out << "," if i > 0
      dump(v, out)
    end
    out << "]"
  when String then out << "\"" << value << "\""
  when nil then out << "null"
  else out << value.to_s
  end
  out
end

def sample(n)
  people = Array.new(n) do |i|
    { "id" => i, "name" => "person #{i}", "score" => i / 8.0, "tags" => ["a#{i % 7}", "b#{i % 3}"], "alive" => i.even?,
      "parent" => i.zero? ? nil : i - 1, "place" => { "x" => i * 3 % 100, "y" => -i } }
  end
  { "people" => people, "count" => n }
end

text = dump(sample(2500), +"")
puts text.length
data = nil
30.times { data = Parser.new(text).value }
puts data["count"], data["people"].sum { |one| one["place"]["x"] }, data["people"].count { |one| one["alive"] }
same = 0
20.times { same += 1 if dump(data, +"") == text }
puts same
deep = "[" * 400 + "]" * 400
puts dump(Parser.new(deep).value, +"").length
