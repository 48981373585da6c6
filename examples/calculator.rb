# calculator: reads expressions, one a line, and prints their values.
#
#   calculator [-t] < FILE        -t  also print each expression as a tree
#
# Numbers of any size, + - * / % ^ and parentheses, comparisons, variables (x = 3), functions of one's own
# (f(x, y) = x ^ 2 + y), and sqrt, abs, min, max, round. `_` is the last value. Mistakes are shown where they are.
class Mistake < StandardError
  attr_reader :at

  def initialize(message, at)
    super(message)
    @at = at
  end
end

Token = Struct.new(:kind, :text, :at)

# Splits a line into numbers, names and signs.
class Tokenizer
  SIGNS = %w[<= >= == != + - * / % ^ ( ) , = < >].freeze

  def initialize(line)
    @line = line
    @at = 0
  end

  def tokens
    list = []
    until skip_spaces == @line.length
      list << read
    end
    list << Token.new(:end, "the end", @line.length)
  end

  private

  def skip_spaces
    @at += 1 while @line[@at] == " " || @line[@at] == "\t"
    @at
  end

  def read
    char = @line[@at]
    if digit?(char) || char == "." then take(:number) { |c| digit?(c) || c == "." || c == "_" }
    elsif letter?(char) then take(:name) { |c| letter?(c) || digit?(c) }
    else
      sign = SIGNS.find { |candidate| @line[@at, candidate.length] == candidate }
      raise Mistake.new("what is #{char.inspect}?", @at) unless sign
      @at += sign.length
      Token.new(:sign, sign, @at - sign.length)
    end
  end

  def take(kind)
    start = @at
    @at += 1 while @at < @line.length && yield(@line[@at])
    Token.new(kind, @line[start...@at], start)
  end

  def digit?(char) = char.between?("0", "9")
  def letter?(char) = char.between?("a", "z") || char.between?("A", "Z") || char == "_"
end

# The nodes of an expression: each can compute its value and print itself as a tree.
class Number
  def initialize(value) = @value = value
  def value(_) = @value
  def tree = @value.to_s
end

class Name
  attr_reader :name

  def initialize(token) = (@name, @at = token.text, token.at)
  def value(scope) = scope.fetch(@name) { raise Mistake.new("#{@name} has no value", @at) }
  def tree = @name
end

class Operation
  def initialize(sign, left, right, at) = (@sign, @left, @right, @at = sign, left, right, at)

  def value(scope)
    left = @left.value(scope)
    right = @right.value(scope)
    case @sign
    when "+" then left + right
    when "-" then left - right
    when "*" then left * right
    when "/" then divide(left, right)
    when "%" then left % right
    when "^" then right.negative? ? left.to_f**right : left**right
    when "<" then left < right
    when ">" then left > right
    when "<=" then left <= right
    when ">=" then left >= right
    when "==" then left == right
    when "!=" then left != right
    end
  rescue ZeroDivisionError
    raise Mistake.new("division by zero", @at)
  rescue NoMethodError, TypeError, ArgumentError
    raise Mistake.new("#{left} #{@sign} #{right} makes no sense", @at)
  end

  def tree = "(#{@sign} #{@left.tree} #{@right.tree})"

  private

  # Integers stay integers where they divide without rest.
  def divide(left, right)
    return left / right if left.is_a?(Integer) && right.is_a?(Integer) && (right.zero? || (left % right).zero?)
    left.fdiv(right)
  end
end

class Call
  BUILT_IN = {
    "sqrt" => ->(x) { Math.sqrt(x) }, "abs" => ->(x) { x.abs }, "min" => ->(*all) { all.min }, "max" => ->(*all) { all.max },
    "round" => ->(x, digits = 0) { x.round(digits) }
  }.freeze

  attr_reader :name, :arguments, :at

  def initialize(token, arguments) = (@name, @at, @arguments = token.text, token.at, arguments)

  def value(scope)
    function = scope["#{@name}()"] || BUILT_IN[@name] or raise Mistake.new("there is no function #{@name}", @at)
    values = @arguments.map { |argument| argument.value(scope) }
    function.call(*values)
  rescue ArgumentError => e
    raise Mistake.new("#{@name}: #{e.message}", @at)
  rescue Math::DomainError
    raise Mistake.new("#{@name} of #{values.join(", ")} is not a number", @at)
  end

  def tree = "(#{[@name, *@arguments.map(&:tree)].join(" ")})"
end

# Recursive descent with a table of precedences.
class Parser
  LEVELS = [%w[< > <= >= == !=], %w[+ -], %w[* / %]].freeze

  def initialize(line)
    @tokens = Tokenizer.new(line).tokens
    @index = 0
  end

  def parse
    left = binary(0)
    if accept("=")
      node = Assignment.new(left, binary(0))
    end
    expect_end
    node || left
  end

  private

  def current = @tokens[@index]

  def accept(*signs)
    token = current
    return nil unless token.kind == :sign && signs.include?(token.text)
    @index += 1
    token
  end

  def expect(sign) = accept(sign) || raise(Mistake.new("expected #{sign} before #{current.text}", current.at))
  def expect_end = current.kind == :end || raise(Mistake.new("#{current.text} is too much", current.at))

  def binary(level)
    return power if level == LEVELS.size
    left = binary(level + 1)
    while (sign = accept(*LEVELS[level]))
      left = Operation.new(sign.text, left, binary(level + 1), sign.at)
    end
    left
  end

  def power
    if (minus = accept("-"))
      return Operation.new("-", Number.new(0), power, minus.at)
    end
    base = primary
    (sign = accept("^")) ? Operation.new("^", base, power, sign.at) : base
  end

  def primary
    token = current
    @index += 1
    case token.kind
    when :number then Number.new(number(token))
    when :name then accept("(") ? Call.new(token, arguments) : Name.new(token)
    else
      raise Mistake.new("unexpected #{token.text}", token.at) unless token.text == "("
      binary(0).tap { expect(")") }
    end
  end

  def number(token)
    token.text.include?(".") ? Float(token.text) : Integer(token.text)
  rescue ArgumentError
    raise Mistake.new("#{token.text} is no number", token.at)
  end

  def arguments
    return [] if accept(")")
    list = [binary(0)]
    list << binary(0) while accept(",")
    expect(")")
    list
  end
end

# x = ...  or  f(x, y) = ...
class Assignment
  def initialize(target, body) = (@target, @body = target, body)
  def tree = "(= #{@target.tree} #{@body.tree})"

  def value(scope)
    case @target
    when Name then scope[@target.name] = @body.value(scope)
    when Call then define(scope)
    else raise Mistake.new("that cannot be assigned to", 0)
    end
  end

  private

  def define(scope)
    names = @target.arguments.map { |part| part.is_a?(Name) ? part.name : raise(Mistake.new("parameters must be names", @target.at)) }
    body = @body
    scope["#{@target.name}()"] = lambda do |*values|
      raise ArgumentError, "#{names.size} arguments wanted, #{values.size} given" unless values.size == names.size
      body.value(scope.merge(names.zip(values).to_h))
    end
    "#{@target.name} is defined"
  end
end

scope = { "pi" => Math::PI, "_" => 0 }
show_tree = ARGV.include?("-t")
while (line = $stdin.gets)
  line = line.chomp
  next if line.strip.empty? || line.start_with?("#")
  begin
    node = Parser.new(line).parse
    puts "#{line}    #{node.tree}" if show_tree
    result = node.value(scope)
    scope["_"] = result unless result.is_a?(String)
    puts show_tree ? "  = #{result}" : "#{line} = #{result}"
  rescue Mistake => e
    puts line, "#{" " * e.at}^ #{e.message}"
  end
end
