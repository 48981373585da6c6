# A calculator: tokens, recursive descent with precedence, variables, functions and located errors.
class CalcError < StandardError
  attr_reader :position
  def initialize(message, position = nil)
    @position = position
    super(position ? "#{message} at #{position}" : message)
  end
end

Token = Struct.new(:kind, :text, :position)

class Lexer
  OPERATORS = %w[** <= >= == != + - * / % ( ) , = < > ? :].freeze

  def initialize(source) = (@source, @at = source, 0)

  def tokens
    list = []
    while @at < @source.length
      char = @source[@at]
      start = @at
      if char == " "
        @at += 1
      elsif digit?(char)
        list << Token.new(:number, take { |c| digit?(c) || c == "." }, start)
      elsif letter?(char)
        list << Token.new(:name, take { |c| letter?(c) || digit?(c) }, start)
      elsif (operator = OPERATORS.find { |op| @source[@at, op.size] == op })
        list << Token.new(:operator, operator, @at)
        @at += operator.size
      else
        raise CalcError.new("unexpected #{char.inspect}", @at)
      end
    end
    list << Token.new(:end, "end", @at)
  end

  private

  def digit?(c) = c.between?("0", "9")
  def letter?(c) = c.between?("a", "z") || c.between?("A", "Z") || c == "_"

  def take
    start = @at
    @at += 1 while @at < @source.length && yield(@source[@at])
    @source[start...@at]
  end
end

class Calculator
  FUNCTIONS = {
    "sqrt" => [1, ->(x) { Math.sqrt(x) }],
    "max" => [-1, ->(*xs) { xs.max }],
    "min" => [-1, ->(*xs) { xs.min }],
    "abs" => [1, :abs.to_proc],
    "gcd" => [2, ->(a, b) { a.gcd(b) }]
  }.freeze

  def initialize = @variables = { "pi" => Math::PI }

  def evaluate(source)
    @tokens = Lexer.new(source).tokens
    @index = 0
    value = assignment
    expect(:end)
    value
  end

  private

  def peek = @tokens[@index]
  def advance = @tokens[@index].tap { @index += 1 }
  def accept(*texts) = (advance if peek.kind == :operator && texts.include?(peek.text))

  def expect(kind, text = nil)
    token = peek
    return advance if token.kind == kind && (text.nil? || token.text == text)
    raise CalcError.new("expected #{text || kind} but found #{token.text}", token.position)
  end

  def assignment
    if peek.kind == :name && @tokens[@index + 1].text == "="
      name = advance.text
      advance
      return @variables[name] = assignment
    end
    ternary
  end

  def ternary
    condition = comparison
    return condition unless accept("?")
    yes = ternary
    expect(:operator, ":")
    no = ternary
    condition ? yes : no
  end

  def comparison
    left = sum
    while (op = accept("<", ">", "<=", ">=", "==", "!="))
      right = sum
      left = case op.text
             when "<" then left < right
             when ">" then left > right
             when "<=" then left <= right
             when ">=" then left >= right
             when "==" then left == right
             else left != right
             end
    end
    left
  end

  def sum
    left = product
    while (op = accept("+", "-"))
      right = product
      left = op.text == "+" ? left + right : left - right
    end
    left
  end

  def product
    left = unary
    while (op = accept("*", "/", "%"))
      right = unary
      left = case op.text
             when "*" then left * right
             when "/" then left / right
             else left % right
             end
    end
    left
  rescue ZeroDivisionError => e
    raise CalcError.new(e.message, op.position)
  end

  def unary
    return -unary if accept("-")
    power
  end

  def power
    base = primary
    accept("**") ? base**unary : base
  end

  def primary
    token = advance
    case token.kind
    when :number then token.text.include?(".") ? token.text.to_f : token.text.to_i
    when :name then accept("(") ? call(token) : variable(token)
    else
      raise CalcError.new("unexpected #{token.text}", token.position) unless token.text == "("
      value = ternary
      expect(:operator, ")")
      value
    end
  end

  def variable(token) = @variables.fetch(token.text) { raise CalcError.new("unknown #{token.text}", token.position) }

  def call(token)
    arguments = []
    unless accept(")")
      loop do
        arguments << ternary
        break unless accept(",")
      end
      expect(:operator, ")")
    end
    arity, function = FUNCTIONS[token.text]
    raise CalcError.new("no function #{token.text}", token.position) unless function
    raise CalcError.new("#{token.text} takes #{arity}, not #{arguments.size}", token.position) if arity >= 0 && arity != arguments.size
    function.call(*arguments)
  end
end

calculator = Calculator.new
["1 + 2 * 3", "(1 + 2) * 3", "2 ** 3 ** 2", "-2 ** 2", "7 / 2", "7 / 2.0", "7 % 3 - 10", "x = y = 4", "x * y + 1",
 "sqrt(16) + max(1, x, 3)", "gcd(48, 18)", "abs(-3)", "pi * 2", "1 < 2 ? 10 : 20", "3 >= 4 ? 1 : x > 3 ? 2 : 3",
 "2 ** 100", "1 +", "(1 + 2", "1 $ 2", "z", "foo(1)", "sqrt(1, 2)", "1 / 0", "1 2", "", "1.5.2 * 2", "max()"].each do |line|
  puts "#{line} => #{calculator.evaluate(line).inspect}"
rescue CalcError => e
  puts "#{line} !! #{e.message}"
  puts "#{" " * e.position}^" if e.position
end
