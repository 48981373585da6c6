# wc: counts lines, words, characters and bytes of files, or of standard input.
#
#   wc [-l] [-w] [-m] [-c] [-L] [FILE...]
#
#   -l lines   -w words   -m characters   -c bytes   -L longest line       (without any: -l -w -c)
#
# Files that cannot be read are reported, the others counted; the exit status is then 1.
class Counts
  FIELDS = { "-l" => :lines, "-w" => :words, "-m" => :characters, "-c" => :bytes, "-L" => :longest }.freeze

  attr_reader :lines, :words, :characters, :bytes, :longest

  def initialize = @lines = @words = @characters = @bytes = @longest = 0

  def add_line(line)
    @lines += 1 if line.end_with?("\n")
    @words += line.split.size
    @characters += line.length
    @bytes += line.bytesize
    length = line.chomp.length
    @longest = length if length > @longest
    self
  end

  def +(other)
    sum = dup
    sum.absorb(other)
    sum
  end

  def [](field)
    case field
    when :lines then lines
    when :words then words
    when :characters then characters
    when :bytes then bytes
    when :longest then longest
    end
  end

  protected

  def absorb(other)
    @lines += other.lines
    @words += other.words
    @characters += other.characters
    @bytes += other.bytes
    @longest = [longest, other.longest].max
  end
end

def count(input) = input.each_line.inject(Counts.new) { |counts, line| counts.add_line(line) }

options, files = ARGV.partition { |argument| argument.start_with?("-") && argument.size > 1 }
unknown = options.reject { |option| Counts::FIELDS.key?(option) }
abort "wc: unknown option #{unknown.first}\nusage: wc [-l] [-w] [-m] [-c] [-L] [FILE...]" if unknown.any?
fields = Counts::FIELDS.select { |option, _| options.include?(option) }.values
fields = %i[lines words bytes] if fields.empty?

failed = false
results = []
files = ["-"] if files.empty?
files.each do |name|
  results << [name, name == "-" ? count($stdin) : File.open(name) { |file| count(file) }]
rescue SystemCallError => e
  warn "wc: #{name}: #{e.message.split(" @ ").first}"
  failed = true
end
results << ["total", results.map(&:last).inject(Counts.new) { |sum, counts| sum + counts }] if files.size > 1

width = results.flat_map { |_, counts| fields.map { |field| counts[field].to_s.length } }.max || 1
results.each do |name, counts|
  numbers = fields.map { |field| counts[field].to_s.rjust(width) }.join(" ")
  puts name == "-" ? numbers : "#{numbers} #{name}"
end
exit(1) if failed
