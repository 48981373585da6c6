# frozen_string_literal: true

# Changed copies of strings, and the same in place: case, white space, padding, the next.
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
end
