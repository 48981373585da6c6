# frozen_string_literal: true

# Symbols. Those of the program have their strings in the executable; those made at run time are in a table.
class Symbol
  include Comparable

  machine def self.__of(string)
    table = $__symbols
    table = __make_table if same(table, nil)
    table[string] || __new(string.dup.__freeze)
  end

  machine def self.__make_table
    table = {}
    index = 0
    while index < symbol_count
      text = symbol_string(symbol_from_index(index))
      table[text] = symbol_from_index(index) unless same(text, nil)
      index += 1
    end
    $__symbols = table
    table
  end

  machine def self.__new(string)
    names = ($__symbol_names ||= [])
    symbol = symbol_from_index(symbol_count + names.length)
    names << string
    $__symbols[string] = symbol
    symbol
  end

  machine def name
    index = symbol_index(self)
    index < symbol_count ? symbol_string(self) : $__symbol_names[index - symbol_count]
  end

  def to_s
    name.dup
  end

  def id2name
    name.dup
  end

  def to_sym
    self
  end

  def to_proc
    name = self
    lambda { |receiver, *arguments| receiver.__send__(name, *arguments) }
  end

  machine def hash
    __hash_of_number(symbol_index(self))
  end

  machine def ==(other)
    same(self, other)
  end

  machine def ===(other)
    same(self, other)
  end

  def <=>(other)
    other.is_a?(Symbol) ? name <=> other.name : nil
  end

  def length
    name.length
  end

  def size
    name.length
  end

  def empty?
    name.empty?
  end

  def [](*arguments)
    name[*arguments]
  end

  def upcase
    name.upcase.to_sym
  end

  def downcase
    name.downcase.to_sym
  end

  def capitalize
    name.capitalize.to_sym
  end

  def swapcase
    name.swapcase.to_sym
  end

  def succ
    name.succ.to_sym
  end

  def start_with?(*prefixes)
    name.start_with?(*prefixes)
  end

  def end_with?(*suffixes)
    name.end_with?(*suffixes)
  end

  def encoding
    name.encoding
  end

  def inspect
    __plain? ? ":#{name}" : ":#{name.inspect}"
  end

  # Is it written without quotes?
  def __plain?
    text = name
    return false if text.empty?
    return true if __operator?(text)
    from = 0
    from = text.start_with?("@@") ? 2 : 1 if text.start_with?("@", "$")
    last = text.bytesize
    last = last.__previous if from == 0 && text.end_with?("?", "!", "=")
    __identifier?(text, from, last)
  end

  def __operator?(text)
    case text
    when "+", "-", "*", "/", "%", "**", "==", "!=", "<", "<=", ">", ">=", "<=>", "===", "[]", "[]=", "<<", ">>", "!", "=~", "!~",
         "&", "|", "^", "~", "+@", "-@", "`"
      true
    else
      false
    end
  end

  def __identifier?(text, from, last)
    return false if from >= last
    index = from
    while index < last
      byte = text.__byte(index)
      letter = byte >= 128 || byte == 95 || (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90)
      return false unless letter || (index > from && byte >= 48 && byte <= 57)
      index = index.__next
    end
    true
  end

  # As a key in a hash that is printed: `name: `, `"two words": `.
  def __inspect_key
    __plain_key? ? "#{name}: " : "#{name.inspect}: "
  end

  def __plain_key?
    text = name
    return false if text.start_with?("@", "$") || text.end_with?("=") || __operator?(text)
    __plain?
  end

  def dup
    self
  end

  def clone(freeze: nil)
    self
  end
end
