# grep: prints the lines that match a pattern. No regular expressions, but shell-like patterns.
#
#   grep [-i] [-v] [-n] [-c] [-w] [-A N] [-B N] PATTERN [FILE...]
#
#   * any text   ? one character   [abc] or [a-z] one of these   [^a] none of these   ^ start   $ end   \ the next one itself
#   -i ignore case   -v lines that do not match   -n line numbers   -c only count   -w whole words   -A/-B lines after/before
#
# The exit status is 0 where something matched, 1 where nothing did, 2 for an error.
class Pattern
  Star = Object.new
  Any = Object.new
  CharacterSet = Struct.new(:characters, :inverted) do
    def include?(char) = characters.any? { |range| range.cover?(char) } != inverted
  end

  class Error < StandardError; end

  def initialize(text, ignore_case: false, words: false)
    @ignore_case = ignore_case
    @words = words
    text = text.downcase if ignore_case
    @at_start = text.start_with?("^")
    text = text[1..] if @at_start
    @at_end = text.end_with?("$") && !text.end_with?("\\$")
    text = text[..-2] if @at_end
    @parts = parse(text.chars)
  end

  # The range of the first match in the line, or nil.
  def match(line)
    chars = (@ignore_case ? line.downcase : line).chars
    starts = @at_start ? [0] : 0..chars.size
    starts.each do |start|
      next unless !@words || boundary?(chars, start)
      finish = finish_of(chars, start, 0)
      return start...finish if finish
    end
    nil
  end

  private

  def parse(chars)
    parts = []
    until chars.empty?
      char = chars.shift
      parts << case char
               when "*" then Star
               when "?" then Any
               when "[" then parse_set(chars)
               when "\\" then chars.shift || raise(Error, "nothing follows the last \\")
               else char
               end
    end
    parts
  end

  def parse_set(chars)
    inverted = chars.first == "^"
    chars.shift if inverted
    ranges = []
    until chars.first == "]"
      first = chars.shift or raise Error, "[ is never closed"
      last = first
      if chars[0] == "-" && chars[1] != "]"
        chars.shift
        last = chars.shift or raise Error, "[ is never closed"
      end
      ranges << (first..last)
    end
    chars.shift
    CharacterSet.new(ranges, inverted)
  end

  # Where the rest of the parts, matched from here, ends.
  def finish_of(chars, at, part_index)
    while part_index < @parts.size
      part = @parts[part_index]
      if part.equal?(Star)
        chars.size.downto(at) do |try|
          finish = finish_of(chars, try, part_index + 1)
          return finish if finish
        end
        return nil
      end
      return nil unless at < chars.size && fits?(part, chars[at])
      at += 1
      part_index += 1
    end
    return nil if @at_end && at != chars.size
    return nil if @words && !boundary?(chars, at)
    at
  end

  def fits?(part, char)
    case part
    when String then part == char
    when CharacterSet then part.include?(char)
    else part.equal?(Any)
    end
  end

  def boundary?(chars, at) = at.zero? || at == chars.size || !word?(chars[at - 1]) || !word?(chars[at])
  def word?(char) = char.between?("a", "z") || char.between?("A", "Z") || char.between?("0", "9") || char == "_"
end

class Searcher
  attr_reader :found

  def initialize(pattern, invert: false, numbers: false, count: false, before: 0, after: 0)
    @pattern = pattern
    @invert, @numbers, @count, @before, @after = invert, numbers, count, before, after
    @found = 0
  end

  def search(input, label)
    lines = input.each_line.map(&:chomp)
    hits = lines.each_index.select { |i| @pattern.match(lines[i]).nil? == @invert }
    @found += hits.size
    return puts([label, hits.size].compact.join(":")) if @count
    last = nil
    hits.each do |hit|
      ([hit - @before, (last || -1) + 1, 0].max..[hit + @after, lines.size - 1].min).each do |i|
        puts "--" if last && i > last + 1 && (@before + @after).positive?
        show(label, i, lines[i], hits.include?(i))
        last = i
      end
    end
  end

  private

  def show(label, index, line, hit)
    mark = hit ? ":" : "-"
    puts [label, (index + 1 if @numbers), line].compact.join(mark)
  end
end

def usage = (warn("usage: grep [-i] [-v] [-n] [-c] [-w] [-A N] [-B N] PATTERN [FILE...]"); exit(2))

flags = []
before = after = 0
arguments = ARGV.dup
while arguments.first&.start_with?("-") && arguments.first != "-"
  case (flag = arguments.shift)
  when "-A" then after = Integer(arguments.shift || usage, exception: false) || usage
  when "-B" then before = Integer(arguments.shift || usage, exception: false) || usage
  when "-i", "-v", "-n", "-c", "-w" then flags << flag
  else usage
  end
end
text, *files = arguments
usage if text.nil?
failed = false
begin
  pattern = Pattern.new(text, ignore_case: flags.include?("-i"), words: flags.include?("-w"))
rescue Pattern::Error => e
  warn "grep: #{e.message}"
  exit(2)
end
searcher = Searcher.new(pattern, invert: flags.include?("-v"), numbers: flags.include?("-n"), count: flags.include?("-c"), before:, after:)
files = ["-"] if files.empty?
files.each do |file|
  label = files.size > 1 ? file : nil
  file == "-" ? searcher.search($stdin, label) : File.open(file) { |input| searcher.search(input, label) }
rescue SystemCallError => e
  warn "grep: #{file}: #{e.message.split(" @ ").first}"
  failed = true
end
exit(failed ? 2 : searcher.found.positive? ? 0 : 1)
