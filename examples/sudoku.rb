# sudoku: solves puzzles, by reasoning as far as that goes and then by trying.
#
#   sudoku [-q] < PUZZLES        -q  only the solutions, one a line
#
# A puzzle is 81 digits, `0` or `.` for an empty cell; line breaks, blanks and the signs | - + do not count.
class Sudoku
  class Impossible < StandardError; end

  SIZE = 9
  CELLS = (0...SIZE * SIZE).to_a.freeze
  ROWS = CELLS.each_slice(SIZE).to_a.freeze
  COLUMNS = ROWS.transpose.freeze
  BOXES = CELLS.group_by { |cell| [cell / 27, cell % 9 / 3] }.values.freeze
  UNITS = (ROWS + COLUMNS + BOXES).freeze
  PEERS = CELLS.map { |cell| (UNITS.select { |unit| unit.include?(cell) }.flatten.uniq - [cell]).freeze }.freeze
  ALL = 0b111111111

  attr_reader :guesses

  def self.parse(text)
    digits = text.delete(" \n|+-").tr(".", "0")
    raise ArgumentError, "a puzzle has 81 cells, not #{digits.length}" unless digits.length == CELLS.size
    raise ArgumentError, "only digits and dots, please" unless digits.count("0-9") == digits.length
    new(digits.each_char.map(&:to_i))
  end

  # What is possible in a cell is kept as nine bits.
  def initialize(digits)
    @possible = Array.new(CELLS.size, ALL)
    @guesses = 0
    digits.each_with_index { |digit, cell| assign(cell, 1 << (digit - 1)) if digit > 0 }
  end

  def solve
    cell = undecided.min_by { |candidate| count(@possible[candidate]) }
    return self unless cell
    each_bit(@possible[cell]) do |bit|
      saved = @possible.dup
      @guesses += 1
      begin
        assign(cell, bit)
        return self if solve
      rescue Impossible
        @possible = saved
      end
    end
    raise Impossible, "it has no solution"
  end

  def solved? = undecided.empty?
  def digits = @possible.map { |bits| count(bits) == 1 ? bits.bit_length : 0 }
  def line = digits.join

  def to_s
    rows = digits.map { |digit| digit.zero? ? "." : digit.to_s }.each_slice(SIZE).map do |row|
      row.each_slice(3).map { |part| part.join(" ") }.join(" | ")
    end
    rows.each_slice(3).map { |part| part.join("\n") }.join("\n------+-------+------\n")
  end

  private

  def undecided = CELLS.select { |cell| count(@possible[cell]) > 1 }

  def count(bits)
    n = 0
    while bits != 0
      bits &= bits - 1
      n += 1
    end
    n
  end

  def each_bit(bits)
    bit = 1
    while bit <= bits
      yield bit if bits & bit != 0
      bit <<= 1
    end
  end

  def assign(cell, bit)
    raise Impossible, "the digits given contradict each other" if @possible[cell] & bit == 0
    each_bit(@possible[cell] & ~bit) { |other| eliminate(cell, other) }
  end

  # Takes a digit away from a cell, and draws the conclusions.
  def eliminate(cell, bit)
    return if @possible[cell] & bit == 0
    rest = @possible[cell] &= ~bit
    raise Impossible, "the digits given contradict each other" if rest == 0
    PEERS[cell].each { |peer| eliminate(peer, rest) } if rest & (rest - 1) == 0
    UNITS_OF[cell].each do |unit|
      places = unit.select { |place| @possible[place] & bit != 0 }
      raise Impossible, "the digits given contradict each other" if places.empty?
      assign(places.first, bit) if places.size == 1
    end
  end

  UNITS_OF = CELLS.map { |cell| UNITS.select { |unit| unit.include?(cell) } }.freeze
end

# Puzzles are separated by empty lines; a line of 81 cells is one too.
def puzzles(input)
  texts = [+""]
  input.each_line do |line|
    line = line.strip
    if line.empty? || line.length == 81
      texts << +""
      texts << line << +"" unless line.empty?
    elsif !line.start_with?("#")
      texts.last << line << "\n"
    end
  end
  texts.reject(&:empty?)
end

quiet = ARGV.delete("-q")
abort "usage: sudoku [-q] < PUZZLES" unless ARGV.empty?
failed = false
puzzles($stdin).each_with_index do |text, i|
  puzzle = Sudoku.parse(text)
  given = puzzle.digits.count(&:positive?)
  puzzle.solve
  if quiet
    puts puzzle.line
  else
    puts "Puzzle #{i + 1}: #{given} cells known at once, #{puzzle.guesses} guesses", puzzle, ""
  end
rescue Sudoku::Impossible, ArgumentError => e
  failed = true
  puts "Puzzle #{i + 1}: #{e.message}"
  puts unless quiet
end
exit(1) if failed
