# frozen_string_literal: true

# Changed copies of strings, and the same in place: case, white space, padding, replacing, taking apart.
class String
  def upcase(*options)
    __mapped(1)
  end

  def downcase(*options)
    __mapped(2)
  end

  def swapcase
    __mapped(3)
  end

  def capitalize(*options)
    return dup if empty?
    width = __width(0)
    __slice(0, width).upcase + __slice(width, bytesize - width).downcase
  end

  def upcase!(*options)
    __become(upcase)
  end

  def downcase!(*options)
    __become(downcase)
  end

  def swapcase!
    __become(swapcase)
  end

  def capitalize!
    __become(capitalize)
  end

  # Takes another's content; nil if that is the same.
  def __become(other)
    __modify
    return nil if self == other
    __share(other)
  end

  # 1 upper case, 2 lower case, 3 the other one.
  def __mapped(how)
    return __mapped_bytes(how) if __single?
    text = String.new
    each_char { |character| text << (character.bytesize == 1 ? character.__mapped_bytes(how) : String.__of_character(__mapped_code(character.ord, how))) }
    text
  end

  machine def __mapped_bytes(how)
    length = @length
    copy = allocate_bytes(length)
    from = bytes_address(@bytes)
    to = bytes_address(copy)
    last = from + word(length)
    while from < last
      byte = load_u8(from)
      if byte >= 97 && byte <= 122
        byte = byte - 32 unless small_eq(how, 2)
      elsif byte >= 65 && byte <= 90
        byte = byte + 32 unless small_eq(how, 1)
      end
      store_u8(to, byte)
      from += 1
      to += 1
    end
    String.__of(copy, length, @state)
  end

  # Latin, Greek and Cyrillic letters.
  def __mapped_code(code, how)
    lower = __lower_code(code)
    return how == 1 ? code : lower if lower != code
    upper = __upper_code(code)
    how == 2 ? code : upper
  end

  def __lower_code(code)
    if code >= 0xc0 && code <= 0xde && code != 0xd7 then code + 32
    elsif code >= 0x100 && code <= 0x17f then __lower_latin(code)
    elsif code >= 0x391 && code <= 0x3a9 then code + 32
    elsif code >= 0x410 && code <= 0x42f then code + 32
    elsif code >= 0x400 && code <= 0x40f then code + 80
    else code
    end
  end

  def __lower_latin(code)
    return 0xff if code == 0x178
    odd_is_upper = (code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17e)
    return code if code == 0x138 || code == 0x149 || code == 0x17f
    code.odd? == odd_is_upper ? code + 1 : code
  end

  def __upper_code(code)
    if code >= 0xe0 && code <= 0xfe && code != 0xf7 then code - 32
    elsif code == 0xff then 0x178
    elsif code >= 0x100 && code <= 0x17f then __lower_latin(code - 1) == code ? code - 1 : code
    elsif code == 0x3c2 then 0x3a3
    elsif code >= 0x3b1 && code <= 0x3c9 then code - 32
    elsif code >= 0x430 && code <= 0x44f then code - 32
    elsif code >= 0x450 && code <= 0x45f then code - 80
    else code
    end
  end

  def casecmp(other)
    return nil unless other.is_a?(String)
    __mapped_bytes(2) <=> other.__mapped_bytes(2)
  end

  def casecmp?(other)
    other.is_a?(String) ? downcase == other.downcase : nil
  end

  # White space, and zeros at the end.
  def __strip_start
    from = 0
    from = from.__next while from < bytesize && (__space?(from) || __byte(from) == 0)
    from
  end

  def __strip_end
    last = bytesize
    last = last.__previous while last > 0 && (__space?(last - 1) || __byte(last - 1) == 0)
    last
  end

  def strip
    from = __strip_start
    last = __strip_end
    from >= last ? "".dup : __slice(from, last - from)
  end

  def lstrip
    from = __strip_start
    __slice(from, bytesize - from)
  end

  def rstrip
    __slice(0, __strip_end)
  end

  def strip!
    __become(strip)
  end

  def lstrip!
    __become(lstrip)
  end

  def rstrip!
    __become(rstrip)
  end

  def chomp(suffix = "\n")
    count = suffix.nil? ? 0 : __chomped(suffix)
    __slice(0, bytesize - count)
  end

  # How many bytes `chomp` takes off.
  def __chomped(suffix)
    size = bytesize
    return 0 if size == 0
    return __ends?(suffix) ? suffix.bytesize : 0 unless suffix == "\n"
    last = __byte(size - 1)
    return size > 1 && __byte(size - 2) == 13 ? 2 : 1 if last == 10
    last == 13 ? 1 : 0
  end

  def chomp!(suffix = "\n")
    __modify
    count = __chomped(suffix)
    return nil if count == 0
    __replace_bytes(bytesize - count, count, "")
  end

  def chop
    return "".dup if empty?
    return __slice(0, bytesize - 2) if __ends?("\r\n")
    self[0, length - 1]
  end

  def chop!
    empty? ? nil : __become(chop)
  end

  def reverse
    return __reversed_bytes if __single?
    chars.reverse.join
  end

  machine def __reversed_bytes
    length = @length
    copy = allocate_bytes(length)
    from = bytes_address(@bytes)
    to = bytes_address(copy) + word(length)
    last = from + word(length)
    while from < last
      to = to - 1
      store_u8(to, load_u8(from))
      from += 1
    end
    String.__of(copy, length, @state)
  end

  def reverse!
    __modify
    __share(reverse)
  end

  def ljust(width, padding = " ")
    missing = Kernel.__to_small(width) - length
    missing <= 0 ? dup : self + __padding(missing, padding)
  end

  def rjust(width, padding = " ")
    missing = Kernel.__to_small(width) - length
    missing <= 0 ? dup : __padding(missing, padding) + self
  end

  def center(width, padding = " ")
    missing = Kernel.__to_small(width) - length
    missing <= 0 ? dup : __padding(missing / 2, padding) + self + __padding(missing - missing / 2, padding)
  end

  def __padding(count, padding)
    raise ArgumentError, "zero width padding" if padding.empty?
    return padding * count if padding.length == 1
    (padding * (count / padding.length + 1))[0, count]
  end

  def sub(pattern, replacement = nil)
    __wrong_arguments(1, 2, 2) if replacement.nil? && !block_given?
    found = __find(__pattern(pattern), 0)
    return dup if found < 0
    text = __replacement(pattern, replacement) { |match| yield match }
    dup.__replace_bytes(found, pattern.bytesize, text)
  end

  def sub!(pattern, replacement = nil)
    __modify
    return nil if __find(__pattern(pattern), 0) < 0
    __share(sub(pattern, replacement) { |match| yield match })
  end

  def gsub(pattern, replacement = nil)
    pattern = __pattern(pattern)
    text = String.new
    from = 0
    while (found = __find(pattern, from)) >= 0
      text.__append_bytes(@bytes, from, found - from)
      text << __replacement(pattern, replacement) { |match| yield match }
      from = found + pattern.bytesize
      next unless pattern.empty?
      break if from >= bytesize
      text.__append_bytes(@bytes, from, __width(from))
      from += __width(from)
    end
    text.__append_bytes(@bytes, from, bytesize - from)
  end

  def scan(pattern)
    found = []
    gsub(pattern) do |match|
      block_given? ? yield(match) : found << match
      ""
    end
    block_given? ? self : found
  end

  def gsub!(pattern, replacement = nil)
    __modify
    return nil if __find(__pattern(pattern), 0) < 0
    __share(gsub(pattern, replacement) { |match| yield match })
  end

  def __pattern(pattern)
    return pattern if pattern.is_a?(String)
    raise TypeError, "wrong argument type #{pattern.class} (expected Regexp)" unless pattern.respond_to?(:to_str)
    pattern.to_str
  end

  def __replacement(pattern, replacement)
    case replacement
    when nil then (yield pattern.dup).to_s
    when Hash then replacement[pattern].to_s
    else __expanded(Kernel.__to_str(replacement), pattern)
    end
  end

  # `\\\\0` in a replacement stands for the match, two backslashes for one.
  def __expanded(replacement, pattern)
    return replacement unless replacement.include?("\\")
    text = String.new
    index = 0
    characters = replacement.chars
    while index < characters.length
      following = characters[index + 1]
      if characters[index] == "\\" && (following == "0" || following == "&" || following == "\\")
        text << (following == "\\" ? "\\" : pattern)
        index = index.__next
      else
        text << characters[index]
      end
      index = index.__next
    end
    text
  end

  def split(separator = nil, limit = 0)
    parts = __split(separator, limit)
    parts.pop while limit == 0 && !parts.empty? && parts.last.empty?
    return parts unless block_given?
    parts.each { |part| yield part }
    self
  end

  def __split(separator, limit)
    return [] if empty?
    return [dup] if limit == 1
    return __split_words(limit) if separator.nil? || separator == " "
    separator = __pattern(separator)
    separator.empty? ? __split_characters(limit) : __split_by(separator, limit)
  end

  def __split_words(limit)
    parts = []
    size = bytesize
    from = 0
    while true
      from = __word_start(from)
      break if from >= size
      return parts << __slice(from, size - from) if parts.length == limit - 1
      last = __word_end(from)
      parts << __slice(from, last - from)
      from = last
    end
    parts << "".dup if limit != 0 && __space?(size - 1)
    parts
  end

  # The first offset that is not white space.
  machine def __word_start(from)
    first = bytes_address(@bytes)
    at = first + word(from)
    last = first + word(@length)
    at += 1 while at < last && (load_u8(at) == 32 || word_below(load_u8(at) - 9, 5))
    small(at - first)
  end

  # The first offset that is white space.
  machine def __word_end(from)
    first = bytes_address(@bytes)
    at = first + word(from)
    last = first + word(@length)
    at += 1 until at >= last || load_u8(at) == 32 || word_below(load_u8(at) - 9, 5)
    small(at - first)
  end

  def __split_characters(limit)
    return chars if limit <= 0
    found = chars
    return found if found.length < limit
    found[0, limit - 1] << found[(limit - 1)..].join
  end

  def __split_by(separator, limit)
    parts = []
    from = 0
    while parts.length != limit - 1 && (at = __find(separator, from)) >= 0
      parts << __slice(from, at - from)
      from = at + separator.bytesize
    end
    parts << __slice(from, bytesize - from)
  end

  def partition(separator)
    at = __find(separator, 0)
    return [dup, "".dup, "".dup] if at < 0
    rest = at + separator.bytesize
    [__slice(0, at), separator.dup, __slice(rest, bytesize - rest)]
  end

  def rpartition(separator)
    at = __find_last(separator, bytesize)
    return ["".dup, "".dup, dup] if at < 0
    rest = at + separator.bytesize
    [__slice(0, at), separator.dup, __slice(rest, bytesize - rest)]
  end

  # Does a selection such as `a-z` or `^0-9` hold a character? Several must all.
  def self.__selector(selections)
    sets = selections.map { |selection| CharacterSet.new(selection) }
    lambda { |code| sets.all? { |set| set.include?(code) } }
  end

  def count(*selections)
    raise ArgumentError, "wrong number of arguments (given 0, expected 1+)" if selections.empty?
    chosen = String.__selector(selections)
    total = 0
    each_codepoint { |code| total += 1 if chosen.call(code) }
    total
  end

  def delete(*selections)
    raise ArgumentError, "wrong number of arguments (given 0, expected 1+)" if selections.empty?
    chosen = String.__selector(selections)
    text = String.new
    each_char { |character| text << character unless chosen.call(character.ord) }
    text
  end

  def delete!(*selections)
    __become(delete(*selections))
  end

  def squeeze(*selections)
    chosen = String.__selector(selections)
    text = String.new
    last = nil
    each_char do |character|
      text << character unless character == last && chosen.call(character.ord)
      last = character
    end
    text
  end

  def squeeze!(*selections)
    __become(squeeze(*selections))
  end

  def tr(from, to)
    __translate(from, to, false)
  end

  def tr_s(from, to)
    __translate(from, to, true)
  end

  def tr!(from, to)
    __become(tr(from, to))
  end

  def __translate(from, to, squeeze)
    set = CharacterSet.new(from)
    targets = CharacterSet.new(to, false).codes
    text = String.new
    last = nil
    each_codepoint do |code|
      index = set.index(code)
      if index.nil?
        text << String.__of_character(code)
        last = nil
      elsif !targets.empty?
        target = targets[index] || targets.last
        text << String.__of_character(target) unless squeeze && last == target
        last = target
      end
    end
    text
  end

  def succ
    return "".dup if empty?
    return __succ_bytes unless __single?
    bytes = self.bytes
    at = __rightmost_alphanumeric(bytes)
    at.nil? ? __succ_plain(bytes) : __succ_alphanumeric(bytes, at)
  end

  def next
    succ
  end

  def succ!
    replace(succ)
  end

  def next!
    replace(succ)
  end

  def __succ_bytes
    last = length - 1
    self[0, last] + String.__of_character(self[last].ord + 1)
  end

  def __rightmost_alphanumeric(bytes)
    bytes.rindex { |byte| String.__kind(byte) > 0 }
  end

  # 1 digit, 2 lower case, 3 upper case, 0 neither.
  def self.__kind(byte)
    if byte >= 48 && byte <= 57 then 1
    elsif byte >= 97 && byte <= 122 then 2
    elsif byte >= 65 && byte <= 90 then 3
    else 0
    end
  end

  def __succ_plain(bytes)
    at = bytes.length - 1
    while at >= 0
      bytes[at] += 1
      return String.__of_array(bytes) if bytes[at] < 128
      bytes[at] = 0
      at = at.__previous
    end
    String.__of_array([1] + bytes)
  end

  def __succ_alphanumeric(bytes, at)
    while true
      kind = String.__kind(bytes[at])
      unless bytes[at] == (kind == 1 ? 57 : kind == 2 ? 122 : 90)
        bytes[at] += 1
        return String.__of_array(bytes)
      end
      bytes[at] = kind == 1 ? 48 : kind == 2 ? 97 : 65
      following = __next_alphanumeric(bytes, at)
      if following.nil?
        bytes.insert(at, kind == 1 ? 49 : bytes[at])
        return String.__of_array(bytes)
      end
      at = following
    end
  end

  # The next alphanumeric to the left; others in between are skipped.
  def __next_alphanumeric(bytes, at)
    left = at - 1
    left = left.__previous while left >= 0 && String.__kind(bytes[left]) == 0
    return nil if left < 0
    # over a gap a carry goes only between digits, or between letters
    left < at - 1 && (String.__kind(bytes[left]) == 1) != (String.__kind(bytes[at]) == 1) ? nil : left
  end

  def self.__of_array(bytes)
    text = new
    bytes.each { |byte| text.__append_byte(byte) }
    text
  end

  def sum(bits = 16)
    total = 0
    each_byte { |byte| total += byte }
    total & ((1 << bits) - 1)
  end

  def unpack1(format)
    raise NotImplementedError, "String#unpack1 is not supported"
  end

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

# The characters of a selection such as `a-z`, `^aeiou`, `\\\\-x`.
class CharacterSet
  attr_reader :codes

  def initialize(selection, negatable = true)
    characters = Kernel.__to_str(selection).codepoints
    @negated = negatable && characters.length > 1 && characters[0] == 94
    characters.shift if @negated
    @codes = []
    index = 0
    while index < characters.length
      index = __add(characters, index)
    end
  end

  def __add(characters, index)
    code = characters[index]
    if code == 92 && index + 1 < characters.length
      index = index.__next
      code = characters[index]
    end
    if characters[index + 1] == 45 && index + 2 < characters.length
      last = characters[index + 2]
      raise ArgumentError, "invalid range \"#{String.__of_character(code)}-#{String.__of_character(last)}\" in string transliteration" if last < code
      code.upto(last) { |each| @codes << each }
      index + 3
    else
      @codes << code
      index + 1
    end
  end

  def include?(code)
    @codes.include?(code) != @negated
  end

  # Where a character is; all that a negated set holds are at its end.
  def index(code)
    return @codes.include?(code) ? nil : -1 if @negated
    @codes.index(code)
  end
end
