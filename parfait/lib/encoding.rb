# frozen_string_literal: true

# The encodings that strings may have: UTF-8, and bytes.
class String
  def __binary?
    __state >= 4
  end

  def encoding
    __binary? ? Encoding::BINARY : Encoding::UTF_8
  end

  def force_encoding(encoding)
    __modify
    name = encoding.to_s.upcase
    __set_binary(name == "BINARY" || name == "ASCII-8BIT")
    self
  end

  machine def __set_binary(binary)
    @state = truthy(binary) ? small_or(__scan_state, 4) : 0
  end

  def encode(*arguments, **options)
    dup
  end

  def unicode_normalize(form = :nfc)
    self
  end

  def b
    dup.force_encoding("BINARY")
  end

  machine def valid_encoding?
    small_eq(__state, 3) ? false : true
  end

  def ascii_only?
    __state & 3 == 1
  end

  def scrub(replacement = "\u{fffd}")
    return dup unless __state == 3
    each_char.map { |character| character.valid_encoding? ? character : replacement }.join
  end
end

# The names of the encodings there are.
class Encoding
  def self.__make(name)
    made = allocate
    made.initialize(name)
    made
  end

  def initialize(name)
    @name = name
  end

  attr_reader :name

  def to_s
    @name
  end

  def inspect
    "#<Encoding:#{@name == "ASCII-8BIT" ? "BINARY (ASCII-8BIT)" : @name}>"
  end

  def self.__initial_UTF_8
    $__utf_8 ||= __make("UTF-8")
  end

  def self.__initial_BINARY
    $__binary ||= __make("ASCII-8BIT")
  end

  def self.__initial_ASCII_8BIT
    BINARY
  end

  def self.__initial_US_ASCII
    $__us_ascii ||= __make("US-ASCII")
  end

  def self.default_external
    UTF_8
  end
end
