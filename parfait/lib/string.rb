# frozen_string_literal: true

# Strings are bytes with a length in bytes and a state: 0 unknown, 1 ASCII, 2 valid UTF-8 beyond ASCII, 3 broken; 4 more if binary.
# Bytes whose header says so are shared (with a literal or another string) and copied before they are changed.
class String
  include Comparable

  machine def self.__of(bytes, length, state)
    allocate_object(String).__set(bytes, length, state)
  end

  def __set(bytes, length, state)
    @bytes = bytes
    @length = length
    @state = state
    self
  end

  # A new string of some bytes of a Bytes.
  machine def self.__from(bytes, from, count)
    copy = allocate_bytes(count)
    memory_copy(bytes_address(bytes) + word(from), bytes_address(copy), word(count))
    __of(copy, count, 0)
  end

  def initialize(text = "", encoding: nil, capacity: 0)
    __share(Kernel.__to_str(text))
    force_encoding(encoding) if encoding
  end

  machine def self.__empty
    __of(allocate_bytes(24), 0, 1)
  end

  # Becomes a string that shares another's bytes.
  machine def __share(other)
    bytes = other.__bytes
    set_header(bytes, header(bytes) | 8589934592) if (header(bytes) & 8589934592) == 0
    __set(bytes, other.bytesize, other.__raw_state)
  end

  machine def dup
    return allocate_object(String).__share(self) if exactly?(self, String)
    super
  end

  def __copy
    copy = self.class.allocate
    copy.__share(self)
    copy
  end

  def initialize_copy(other)
    replace(other) unless __same_bytes?(other)
    self
  end

  machine def __same_bytes?(other)
    same(@bytes, other.__bytes)
  end

  def __frozen_error(object = self)
    raise FrozenError.new("can't modify frozen #{self.class}: #{inspect}", receiver: self)
  end

  def replace(other)
    __modify
    __share(Kernel.__to_str(other))
  end

  machine def __bytes
    @bytes
  end

  machine def __byte(index)
    bytes_get(@bytes, index)
  end

  def __raw_state
    @state
  end

  machine def bytesize
    @length
  end

  machine def empty?
    same(@length, 0)
  end

  # The state, found out if it was unknown.
  machine def __state
    state = @state
    state = __find_state if small_eq(small_and(state, 3), 0)
    state
  end

  machine def __find_state
    state = small_or(@state, __scan_state)
    set_slot(self, 2, state)    # of a frozen string too
    state
  end

  machine def __scan_state
    at = bytes_address(@bytes)
    last = at + word(@length)
    at += 1 while at < last && load_u8(at) < 128
    return 1 if at == last
    while at < last
      width = String.__sequence(at, last)
      return 3 if width == 0
      at = at + width
    end
    2
  end

  # How many bytes the valid UTF-8 sequence at an address has; 0 if it is none.
  machine def self.__sequence(at, last)
    first = load_u8(at)
    return word(1) if first < 128
    return word(0) if first < 194 || first > 244
    width = first < 224 ? word(2) : (first < 240 ? word(3) : word(4))
    return word(0) if at + width > last
    second = load_u8(at + 1)
    return word(0) if (first == 224 && second < 160) || (first == 237 && second > 159)
    return word(0) if (first == 240 && second < 144) || (first == 244 && second > 143)
    index = word(1)
    while index < width
      return word(0) if (load_u8(at + index) & 192) != 128
      index += 1
    end
    width
  end

  # Is each character one byte?
  machine def __single?
    state = __state
    small_eq(state, 1) || small_ge(state, 4)
  end

  # The width in bytes of the character at a byte offset.
  machine def __width(offset)
    return 1 if __single?
    width = String.__sequence(bytes_address(@bytes) + word(offset), bytes_address(@bytes) + word(@length))
    width == 0 ? 1 : small(width)
  end

  machine def length
    return @length if __single?
    __count_characters
  end

  alias size length

  machine def __count_characters
    count = word(0)
    at = bytes_address(@bytes)
    last = at + word(@length)
    while at < last
      width = String.__sequence(at, last)
      at = at + (width == 0 ? word(1) : width)
      count += 1
    end
    small(count)
  end

  # The byte offset of a character index, which may be the length; -1 if beyond.
  machine def __offset(index)
    return index <= @length ? index : -1 if __single?
    at = bytes_address(@bytes)
    last = at + word(@length)
    left = word(index)
    while left > 0 && at < last
      width = String.__sequence(at, last)
      at = at + (width == 0 ? word(1) : width)
      left = left - 1
    end
    left > 0 ? -1 : small(at - bytes_address(@bytes))
  end

  # The character index of a byte offset.
  def __index_of_offset(offset)
    return offset if __single?
    __slice(0, offset).length
  end

  # The bytes `from ... from + count` as a string.
  machine def __slice(from, count)
    part = String.__from(@bytes, from, count)
    small_eq(small_and(@state, 3), 1) ? part.__mark(@state) : part.__mark(small_and(@state, 4))
  end

  def __mark(state)
    @state = state
    self
  end

  # The character at a byte offset.
  machine def __character(offset)
    return String.__of_byte(bytes_get(@bytes, offset)) if small_eq(__state, 1)
    __slice(offset, __width(offset))
  end

  # A string of one byte. Those of ASCII share their bytes.
  machine def self.__of_byte(byte)
    if small_lt(byte, 128)
      table = $__characters
      table = __make_characters if same(table, nil)
      __of(storage_get(table, byte), 1, 1)
    else
      bytes = allocate_bytes(1)
      bytes_set(bytes, 0, byte)
      __of(bytes, 1, 7)
    end
  end

  machine def self.__make_characters
    table = allocate_storage(128)
    index = 0
    while index < 128
      bytes = allocate_bytes(1)
      bytes_set(bytes, 0, index)
      set_header(bytes, header(bytes) | 8589934592)
      storage_set(table, index, bytes)
      index += 1
    end
    $__characters = table
    table
  end

  # A string of one character of Unicode.
  def self.__of_character(code)
    return __of_byte(code) if code < 128
    string = new
    if code < 2048
      string.__append_byte(192 | code >> 6)
    elsif code < 65536
      raise RangeError, "invalid codepoint 0x#{code.to_s(16).upcase} in UTF-8" if code >= 55296 && code < 57344
      string.__append_byte(224 | code >> 12)
      string.__append_byte(128 | (code >> 6 & 63))
    else
      string.__append_byte(240 | code >> 18)
      string.__append_byte(128 | (code >> 12 & 63))
      string.__append_byte(128 | (code >> 6 & 63))
    end
    string.__append_byte(128 | (code & 63))
    string
  end

  # Room for so many bytes, not shared with another string.
  machine def __reserve(capacity)
    bytes = @bytes
    room = storage_length(bytes)
    if small_lt(room, capacity) || (header(bytes) & 8589934592) != 0
      wanted = word(capacity)
      wanted = word(@length) if wanted < word(@length)
      wanted = wanted + word_shr(wanted, 1) + 8 if small_lt(room, capacity)
      grown = allocate_bytes(small(wanted))
      memory_copy(bytes_address(@bytes), bytes_address(grown), word(@length))
      @bytes = grown
    end
    nil
  end

  machine def __room?(capacity)
    small_le(capacity, storage_length(@bytes)) && (header(@bytes) & 8589934592) == 0
  end

  machine def __append_bytes(bytes, from, count)
    length = small(word(@length) + word(count))
    __reserve(length)
    memory_copy(bytes_address(bytes) + word(from), bytes_address(@bytes) + word(@length), word(count))
    @length = length
    @state = small_and(@state, 4)
    self
  end

  # Bytes that are not in the heap.
  machine def __append_memory(address, count)
    length = small(word(@length) + word(count))
    __reserve(length)
    memory_copy(address, bytes_address(@bytes) + word(@length), word(count))
    @length = length
    @state = small_and(@state, 4)
    self
  end

  machine def __append_byte(byte)
    length = small(word(@length) + 1)
    __reserve(length)
    bytes_set(@bytes, @length, byte)
    @length = length
    @state = small_and(@state, 4) unless small_eq(@state, 1) && small_lt(byte, 128)
    self
  end

  machine def __append_string(other)
    count = other.bytesize
    length = @length
    longer = small(word(length) + word(count))
    __reserve(longer) unless __room?(longer)
    memory_copy(bytes_address(other.__bytes), bytes_address(@bytes) + word(length), word(count))
    state = other.__raw_state
    @state = String.__joined_state(@state, state) unless small_eq(state, 1) && small_le(@state, 2)
    @length = longer
    self
  end

  machine def self.__joined_state(one, two)
    return one if small_eq(one, two) && small_lt(one, 3)
    small_le(small_or(one, two), 3) && small_ge(one, 1) && small_ge(two, 1) && small_lt(one, 3) && small_lt(two, 3) ? 2 : small_and(one, 4)
  end

  # A part of an interpolated string.
  def __append(part)
    case part
    when String then __append_string(part)
    else __append_string(__text_of(part))
    end
  end

  def __text_of(part)
    text = part.to_s
    text.is_a?(String) ? text : part.__address_text + ">"
  end

  def <<(other)
    __modify
    case other
    when String then __append_string(other)
    when Integer then __append_string(other < 256 && __binary? ? String.__of_byte(other) : String.__of_character(other))
    else __append_string(Kernel.__to_str(other))
    end
  end

  def concat(*others)
    others = others.map(&:dup) if others.length > 1
    others.each { |other| self << other }
    self
  end

  def append_as_bytes(*others)
    others.each { |other| other.is_a?(Integer) ? __append_byte(other & 255) : __append_string(other) }
    self
  end

  def +(other)
    return __plus(other) if other.is_a?(String)
    __plus(Kernel.__to_str(other))
  end

  machine def __plus(other)
    length = @length
    count = other.bytesize
    total = small(word(length) + word(count))
    bytes = allocate_bytes(total)
    memory_copy(bytes_address(@bytes), bytes_address(bytes), word(length))
    memory_copy(bytes_address(other.__bytes), bytes_address(bytes) + word(length), word(count))
    String.__of(bytes, total, String.__joined_state(@state, other.__raw_state))
  end

  def *(times)
    times = Kernel.__to_small(times)
    raise ArgumentError, "negative argument" if times < 0
    raise ArgumentError, "argument too big" if times * bytesize > 1152921504606846975
    __times(times)
  end

  machine def __times(times)
    length = @length
    bytes = allocate_bytes(length * times)
    at = bytes_address(bytes)
    last = at + word(length) * word(times)
    while at < last
      memory_copy(bytes_address(@bytes), at, word(length))
      at = at + word(length)
    end
    String.__of(bytes, length * times, @state)
  end

  def %(arguments)
    __format(self, arguments.is_a?(Array) ? arguments : [arguments])
  end

  def to_s
    self
  end

  def to_str
    self
  end

  def itself
    self
  end

  def +@
    frozen? ? dup : self
  end

  def -@
    frozen? ? self : dup.freeze
  end

  def dedup
    -self
  end

  def to_i(base = 10)
    quick = __quick_decimal
    return quick unless quick.nil? || base != 10
    base = Kernel.__to_int(base)
    raise ArgumentError, "invalid radix #{base}" if base < 0 || base == 1 || base > 36
    Integer.__parse(self, base)
  end

  def hex
    Integer.__parse(self, 16)
  end

  def oct
    Integer.__parse(self, __octal? ? 8 : 0)
  end

  # Does no prefix give another base?
  def __octal?
    at = bytesize > 0 && (__byte(0) == 45 || __byte(0) == 43) ? 1 : 0
    bytesize < at + 2 || __byte(at) != 48 || (__byte(at + 1) >= 48 && __byte(at + 1) <= 57)
  end

  def to_f
    Float.__parse(self)
  end

  def to_c
    raise NotImplementedError, "Complex is not supported"
  end

  def to_sym
    Symbol.__of(self)
  end

  def intern
    Symbol.__of(self)
  end

  machine def __ends_in_newline?
    small_gt(@length, 0) && small_eq(bytes_get(@bytes, small(word(@length) - 1)), 10)
  end

  machine def __space?(index)
    byte = bytes_get(@bytes, index)
    small_eq(byte, 32) || (small_ge(byte, 9) && small_le(byte, 13))
  end
end
