# frozen_string_literal: true

# Characters chosen by selections such as `a-z`: counted, deleted, translated.
class String
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
