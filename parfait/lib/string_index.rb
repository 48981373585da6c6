# frozen_string_literal: true

# Parts of strings: reading, replacing, finding, iterating.
class String
  machine def [](index, count = nothing())
    if undefined(count) && exactly?(index, Small)
      if small_eq(@state, 1) && small_ge(index, 0) && small_lt(index, @length)
        return String.__of_byte(bytes_get(@bytes, index))
      end
      return __at(index)
    end
    undefined(count) ? __index(index) : __part(index, count)
  end

  def slice(*arguments)
    self[*arguments]
  end

  def __at(index)
    index += length if index < 0
    return nil if index < 0
    offset = __offset(index)
    offset < 0 || offset >= bytesize ? nil : __character(offset)
  end

  def __index(index)
    case index
    when Integer then __at(index)
    when Range then __range_part(index)
    when String then include?(index) ? index.dup : nil
    else __at(Kernel.__to_small(index))
    end
  end

  def __range_part(range)
    bounds = range.__bounds(length)
    bounds.nil? ? nil : __part(bounds[0], bounds[1])
  end

  # `count` characters from an index on; nil if the index is outside.
  def __part(from, count)
    from = Kernel.__to_small(from)
    count = Kernel.__to_small(count)
    return nil if count < 0
    if __single?
      length = bytesize
      from += length if from < 0
      return nil if from < 0 || from > length
      count = length - from if count > length - from
      __slice(from, count)
    else
      __wide_part(from, count)
    end
  end

  def __wide_part(from, count)
    from += length if from < 0
    return nil if from < 0
    start = __offset(from)
    return nil if start < 0
    finish = __advance(start, count)
    __slice(start, finish - start)
  end

  # The byte offset `count` characters after an offset, at most the end.
  def __advance(offset, count)
    while count > 0 && offset < bytesize
      offset += __width(offset)
      count -= 1
    end
    offset
  end

  def byteslice(from, count = 1)
    if from.is_a?(Range)
      bounds = from.__bounds(bytesize)
      return nil if bounds.nil?
      from = bounds[0]
      count = bounds[1]
    end
    from += bytesize if from < 0
    return nil if from < 0 || from > bytesize || count < 0
    count = bytesize - from if count > bytesize - from
    __slice(from, count)
  end

  machine def getbyte(index)
    return bytes_get(@bytes, index) if exactly?(index, Small) && small_ge(index, 0) && small_lt(index, @length)
    __getbyte(index)
  end

  def __getbyte(index)
    index = Kernel.__to_small(index)
    index += bytesize if index < 0
    index < 0 || index >= bytesize ? nil : __byte(index)
  end

  # The number that the string begins with if that is up to 18 digits with no sign but a minus; else nil.
  machine def __quick_decimal
    at = bytes_address(@bytes)
    last = at + word(@length)
    negative = at < last && load_u8(at) == 45
    at += 1 if negative
    start = at
    value = word(0)
    while at < last
      digit = load_u8(at) - 48
      return nil if digit > 9    # an underscore, or the letter of a prefix
      last = at if digit < 0
      value = value * 10 + digit if digit >= 0
      at += 1 if digit >= 0
    end
    return nil if at == start || at - start > 18
    small(negative ? word(0) - value : value)
  end

  def setbyte(index, byte)
    __modify
    index += bytesize if index < 0
    raise IndexError, "index #{index} out of string" if index < 0 || index >= bytesize
    __set_byte(index, byte)
    byte
  end

  machine def __set_byte(index, byte)
    __reserve(@length)
    bytes_set(@bytes, index, byte)
    @state = small_and(@state, 4)
    nil
  end

  def []=(index, count, text = (single = true; count))
    __modify
    text = Kernel.__to_str(text)
    if single
      __replace_at(index, text)
    else
      __replace_characters(index, count, text)
    end
    text
  end

  def __replace_at(index, text)
    case index
    when Integer
      size = length
      raise IndexError, "index #{index} out of string" if index >= size + (size == 0 ? 1 : 0) || index < -size
      __replace_characters(index, 1, text)
    when Range
      bounds = index.__bounds(length)
      raise RangeError, "#{index} out of range" if bounds.nil?
      __replace_characters(bounds[0], bounds[1], text)
    when String
      offset = __find(index, 0)
      raise IndexError, "string not matched" if offset < 0
      __replace_bytes(offset, index.bytesize, text)
    else raise TypeError, "no implicit conversion of #{index.class} into Integer"
    end
  end

  def __replace_characters(from, count, text)
    raise IndexError, "negative length #{count}" if count < 0
    index = from < 0 ? from + length : from
    start = index < 0 ? -1 : __offset(index)
    raise IndexError, "index #{from} out of string" if start < 0
    finish = __single? ? [start + count, bytesize].min : __advance(start, count)
    __replace_bytes(start, finish - start, text)
  end

  # Puts a text where some bytes are.
  machine def __replace_bytes(from, count, text)
    added = text.bytesize
    length = @length
    text = text.dup if same(self, text)
    __reserve(length - count + added)
    at = bytes_address(@bytes) + word(from)
    memory_copy(at + word(count), at + word(added), word(length - from - count))
    memory_copy(bytes_address(text.__bytes), at, word(added))
    @length = length - count + added
    @state = String.__joined_state(@state, text.__raw_state)
    self
  end

  def slice!(index, count = nil)
    __modify
    part = count ? self[index, count] : self[index]
    return nil if part.nil?
    if count
      self[index, count] = ""
    else
      self[index] = ""
    end
    part
  end

  def insert(index, text)
    __modify
    index += length + 1 if index < 0
    __replace_characters(index, 0, text)
    self
  end

  def prepend(*texts)
    __modify
    __replace_bytes(0, 0, texts.join)
  end

  def clear
    __modify
    __replace_bytes(0, bytesize, "")
  end

  # The byte offset of a string from an offset on, or -1.
  machine def __find(text, from)
    count = word(text.bytesize)
    at = bytes_address(@bytes) + word(from)
    last = bytes_address(@bytes) + word(@length) - count
    return small_le(from, @length) ? from : -1 if count == 0
    pattern = bytes_address(text.__bytes)
    first = load_u8(pattern)
    at = String.__near_byte(at, last, first)
    while at <= last
      return small(at - bytes_address(@bytes)) if load_u8(at) == first && memory_compare(at, pattern, count) == 0
      at = String.__near_byte(at + 1, last, first)
    end
    -1
  end

  # The next address of a byte, or one near the last from where it is to be looked for byte by byte. Of a word's bytes,
  # the lowest that is 0 after the exclusive or is the first to borrow from its upper bit.
  machine def self.__near_byte(at, last, byte)
    ones = word(72340172838076673)
    all = ones * byte
    while at + 8 <= last
      rest = word_xor(load_word(at), all)
      found = word_and(word_and(rest - ones, word_xor(rest, -1)), word_shl(ones, 7))
      return at + word_shr(word_ctz(found), 3) if found != 0
      at += 8
    end
    at
  end

  # The last byte offset of a string at or before an offset, or -1.
  machine def __find_last(text, from)
    count = word(text.bytesize)
    first = bytes_address(@bytes)
    at = first + word(from)
    limit = first + word(@length) - count
    at = limit if at > limit
    while at >= first
      return small(at - first) if memory_compare(at, bytes_address(text.__bytes), count) == 0
      at = at - 1
    end
    -1
  end

  def include?(text)
    __find(Kernel.__to_str(text), 0) >= 0
  end

  def index(text, from = 0)
    text = Kernel.__to_str(text)
    from += length if from < 0
    return nil if from < 0
    offset = __offset(from)
    return nil if offset < 0
    found = __find(text, offset)
    found < 0 ? nil : __index_of_offset(found)
  end

  def byteindex(text, from = 0)
    found = __find(text, from)
    found < 0 ? nil : found
  end

  def rindex(text, from = nil)
    text = Kernel.__to_str(text)
    offset = bytesize
    unless from.nil?
      from += length if from < 0
      return nil if from < 0
      offset = __offset(from)
      offset = bytesize if offset < 0
    end
    found = __find_last(text, offset)
    found < 0 ? nil : __index_of_offset(found)
  end

  def start_with?(*prefixes)
    prefixes.any? { |prefix| __starts?(Kernel.__to_str(prefix)) }
  end

  def end_with?(*suffixes)
    suffixes.any? { |suffix| __ends?(Kernel.__to_str(suffix)) }
  end

  machine def __starts?(prefix)
    count = prefix.bytesize
    return false if small_lt(@length, count)
    memory_compare(bytes_address(@bytes), bytes_address(prefix.__bytes), word(count)) == 0
  end

  machine def __ends?(suffix)
    count = suffix.bytesize
    return false if small_lt(@length, count)
    memory_compare(bytes_address(@bytes) + (word(@length) - word(count)), bytes_address(suffix.__bytes), word(count)) == 0
  end

  def delete_prefix(prefix)
    __starts?(prefix) ? __slice(prefix.bytesize, bytesize - prefix.bytesize) : dup
  end

  def delete_suffix(suffix)
    __ends?(suffix) ? __slice(0, bytesize - suffix.bytesize) : dup
  end

  def delete_prefix!(prefix)
    __starts?(prefix) ? replace(delete_prefix(prefix)) : nil
  end

  def delete_suffix!(suffix)
    __ends?(suffix) ? replace(delete_suffix(suffix)) : nil
  end

  def each_char
    return __enumerator(:each_char, nil, length) { |block| each_char(&block) } unless block_given?
    offset = 0
    while offset < bytesize
      character = __character(offset)
      yield character
      offset += character.bytesize
    end
    self
  end

  def chars
    found = []
    each_char { |character| found << character }
    found
  end

  def grapheme_clusters
    chars
  end

  def each_byte
    return __enumerator(:each_byte, nil, bytesize) { |block| each_byte(&block) } unless block_given?
    offset = 0
    while offset < bytesize
      yield __byte(offset)
      offset = offset.__next
    end
    self
  end

  def bytes
    found = Array.new(bytesize)
    offset = 0
    while offset < bytesize
      found[offset] = __byte(offset)
      offset = offset.__next
    end
    found
  end

  # The number of the character at a byte offset.
  def __code(offset)
    first = __byte(offset)
    case __width(offset)
    when 1 then first
    when 2 then (first & 31) << 6 | __rest(offset + 1)
    when 3 then (first & 15) << 12 | __rest(offset + 1) << 6 | __rest(offset + 2)
    else (first & 7) << 18 | __rest(offset + 1) << 12 | __rest(offset + 2) << 6 | __rest(offset + 3)
    end
  end

  def __rest(offset)
    __byte(offset) & 63
  end

  def ord
    raise ArgumentError, "empty string" if empty?
    raise ArgumentError, "invalid byte sequence in UTF-8" if __state == 3 && __byte(0) >= 128 && __width(0) == 1
    __code(0)
  end

  def chr
    self[0, 1]
  end

  def each_codepoint
    return __enumerator(:each_codepoint, nil, length) { |block| each_codepoint(&block) } unless block_given?
    offset = 0
    while offset < bytesize
      yield __code(offset)
      offset += __width(offset)
    end
    self
  end

  def codepoints
    found = []
    each_codepoint { |code| found << code }
    found
  end

  def each_line(separator = "\n", chomp: false, &block)
    return __enum_lines(separator, chomp) unless block
    lines(separator, chomp: chomp).each(&block)
    self
  end

  def __enum_lines(separator, chomp)
    __enumerator(:each_line) { |block| each_line(separator, chomp: chomp, &block) }
  end

  def lines(separator = "\n", chomp: false)
    return [dup] if separator.nil?
    return __paragraphs(chomp) if separator.empty?
    found = []
    from = 0
    while from < bytesize
      at = __find(separator, from)
      last = at < 0 ? bytesize : at + separator.bytesize
      stop = chomp && at >= 0 ? __line_stop(from, at) : last
      found << __slice(from, stop - from)
      from = last
    end
    found
  end

  # A carriage return before the newline goes with it.
  def __line_stop(from, at)
    at > from && __byte(at) == 10 && __byte(at - 1) == 13 ? at - 1 : at
  end

  def __paragraphs(chomp)
    found = []
    from = 0
    while from < bytesize
      at = __find("\n\n", from)
      last = at < 0 ? bytesize : at + 2
      last = last.__next while last < bytesize && at >= 0 && __byte(last) == 10
      found << __slice(from, (chomp && at >= 0 ? at : (at >= 0 ? at + 2 : last)) - from)
      from = last
    end
    found
  end

  def upto(last, exclusive = false)
    return __enum_upto(last, exclusive) unless block_given?
    return __each_byte_upto(last, exclusive) { |text| yield text } if length == 1 && last.length == 1 && ascii_only? && last.ascii_only?
    if __all_digits? && last.__all_digits? && length <= last.length && (self[0] != "0" || length == last.length)
      width = length
      Range.new(to_i, last.to_i, exclusive).each { |number| yield number.to_s.rjust(width, "0") }
      return self
    end
    return self if length > last.length
    text = dup
    while text.length <= last.length
      break if exclusive && text == last
      yield text
      break if text == last
      text = text.succ
    end
    self
  end

  def __enum_upto(last, exclusive)
    __enumerator(:upto, [last]) { |block| upto(last, exclusive, &block) }
  end

  def __each_byte_upto(last, exclusive)
    byte = __byte(0)
    limit = last.__byte(0)
    limit -= 1 if exclusive
    while byte <= limit
      yield String.__of_byte(byte)
      byte += 1
    end
    self
  end

  def __all_digits?
    !empty? && Integer.__digits_end(self, 0, bytesize, 10) == bytesize && !include?("_")
  end
end
