# A pass on the Register machine, in Ruby: `n * 2` is `n + n`.
#
#   salama build examples/passes/double.rb -o double
#   salama build app.rb --pass-command "after=gvn:./double"
#
# What is on standard input is the program's text, function by function:
#
#   v3: value = constant 2 at 7
#   v4: value = mul_small_checked v1, v3 -> b2, b3 at 8
class Doubling
  attr_reader :count

  def initialize
    @count = 0
  end

  # The lines of a function, with sums for products.
  def rewrite(lines)
    twos = lines.filter_map { |line| line.strip.split(":")[0] if operation(line) == ["constant", "2"] }
    lines.map { |line| doubled(line, twos) || line }
  end

  private

  # The words of what a line computes: `["mul_small_checked", "v1,", "v3"]`.
  def operation(line)
    computed = line.split(" = ", 2)[1]
    computed.nil? ? [] : computed.split.take_while { |word| word != "at" && word != "->" && word != "#" }
  end

  def doubled(line, twos)
    name, left, right = operation(line)
    return unless name == "mul_small_checked" && twos.include?(right)
    @count += 1
    line.sub("#{name} #{left} #{right}", "add_small_checked #{left} #{left.delete(",")}")
  end
end

pass = Doubling.new
STDIN.each_line.slice_before { |line| line.start_with?("function ") }.each { |lines| print(*pass.rewrite(lines)) }
warn "#{pass.count} products are sums"
