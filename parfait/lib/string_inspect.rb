# frozen_string_literal: true

# Strings as a programmer writes them.
class String
  def inspect
    text = +"\""
    offset = 0
    size = bytesize
    while offset < size
      width = __width(offset)
      byte = __byte(offset)
      if width > 1
        String.__inspect_wide(text, self, offset, width)
      elsif byte >= 32 && byte < 127
        text << "\\" if byte == 34 || byte == 92 || (byte == 35 && __interpolates?(offset + 1))
        text.__append_byte(byte)
      else
        text << __escape(byte)
      end
      offset += width
    end
    text << "\""
  end

  # Would `#` be the start of an interpolation?
  def __interpolates?(offset)
    return false if offset >= bytesize
    byte = __byte(offset)
    byte == 123 || byte == 36 || byte == 64
  end

  def __escape(byte)
    case byte
    when 7 then "\\a"
    when 8 then "\\b"
    when 9 then "\\t"
    when 10 then "\\n"
    when 11 then "\\v"
    when 12 then "\\f"
    when 13 then "\\r"
    when 27 then "\\e"
    when 127 then __binary? ? "\\x7F" : "\\u007F"
    else
      digits = byte.to_s(16).upcase.rjust(2, "0")
      byte < 128 && !__binary? ? "\\u00#{digits}" : "\\x#{digits}"
    end
  end

  def self.__inspect_wide(text, string, offset, width)
    code = string.__code(offset)
    if __printable?(code)
      text.__append_bytes(string.__bytes, offset, width)
    else
      digits = code.to_s(16).upcase
      text << (code > 65535 ? "\\u{#{digits}}" : "\\u#{digits.rjust(4, "0")}")
    end
  end

  def self.__printable?(code)
    return false if code < 160 || (code >= 0xe000 && code < 0xf900) || code >= 0xe0000
    !(code == 0x2028 || code == 0x2029 || code == 0xfffe || code == 0xffff)
  end

  def dump
    text = +"\""
    each_char do |character|
      text << (character.bytesize == 1 ? character.inspect[1...-1] : "\\u" + character.ord.to_s(16).upcase.rjust(4, "0"))
    end
    text << "\""
  end
end
