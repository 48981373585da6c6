# A little language: tokens by hand, a tree, an evaluator, errors with places.
class Lexer
  Token = Struct.new(:type, :text, :pos) do
    def is?(type, text = nil) = self.type == type && (text.nil? || self.text == text)
  end
  KEYWORDS = %w[let if then else fn end].freeze
  class Error < StandardError; end

  def initialize(source) = (@source = source; @pos = 0)

  def tokens
    list = []
    while (token = next_token)
      list << token
    end
    list << Token.new(:eof, "", @pos)
  end

  private

  def next_token
    @pos += 1 while @pos < @source.length && " \n\t".include?(@source[@pos])
    return nil if @pos >= @source.length
    start = @pos
    case c = @source[@pos]
    when "0".."9"
      @pos += 1 while digit?(@source[@pos]) || (@source[@pos] == "." && digit?(@source[@pos + 1]))
      Token.new(:number, @source[start...@pos], start)
    when "a".."z", "A".."Z", "_"
      @pos += 1 while @source[@pos] && (letter?(@source[@pos]) || digit?(@source[@pos]))
      text = @source[start...@pos]
      Token.new(KEYWORDS.include?(text) ? :keyword : :name, text, start)
    when "\""
      close = @source.index("\"", @pos + 1) or raise Error, "string without end at #{start}"
      @pos = close + 1
      Token.new(:string, @source[start + 1...close], start)
    when "+", "-", "*", "/", "(", ")", ",", "^"
      @pos += 1
      Token.new(:op, c, start)
    when "=", "<", ">", "!"
      @pos += @source[@pos + 1] == "=" ? 2 : 1
      Token.new(:op, @source[start...@pos], start)
    else
      raise Error, "unexpected #{c.inspect} at #{start}"
    end
  end

  def digit?(c) = !c.nil? && c >= "0" && c <= "9"
  def letter?(c) = !c.nil? && (("a".."z").cover?(c) || ("A".."Z").cover?(c) || c == "_")
end

class Parser
  class Error < StandardError
    attr_reader :token
    def initialize(message, token)
      @token = token
      super("#{message} at #{token.pos}, got #{token.text.empty? ? "the end" : token.text.inspect}")
    end
  end
  PRECEDENCE = { "==" => 1, "!=" => 1, "<" => 2, ">" => 2, "<=" => 2, ">=" => 2, "+" => 3, "-" => 3, "*" => 4, "/" => 4, "^" => 5 }.freeze

  def initialize(tokens) = (@tokens = tokens; @at = 0)

  def parse
    list = []
    list << statement until peek.is?(:eof)
    [:block, *list]
  end

  private

  def peek = @tokens[@at]
  def advance = @tokens[@at].tap { @at += 1 }
  def accept(type, text = nil) = (advance if peek.is?(type, text))
  def expect(type, text = nil) = accept(type, text) || raise(Error.new("expected #{text || type}", peek))

  def statement
    if accept(:keyword, "let")
      name = expect(:name).text
      expect(:op, "=")
      [:let, name, expression]
    else
      expression
    end
  end

  def expression(least = 0)
    left = unary
    while peek.type == :op && (level = PRECEDENCE[peek.text]) && level > least
      op = advance.text
      right = expression(op == "^" ? level - 1 : level)
      left = [:op, op, left, right]
    end
    left
  end

  def unary = accept(:op, "-") ? [:neg, unary] : call

  def call
    node = primary
    while accept(:op, "(")
      args = []
      until accept(:op, ")")
        args << expression
        accept(:op, ",")
      end
      node = [:call, node, args]
    end
    node
  end

  def primary
    token = advance
    case token.type
    when :number then [:num, token.text.include?(".") ? token.text.to_f : token.text.to_i]
    when :string then [:str, token.text]
    when :name then [:var, token.text]
    when :keyword
      case token.text
      when "if"
        condition = expression
        expect(:keyword, "then")
        yes = expression
        expect(:keyword, "else")
        [:if, condition, yes, expression]
      when "fn"
        expect(:op, "(")
        names = []
        until accept(:op, ")")
          names << expect(:name).text
          accept(:op, ",")
        end
        body = expression
        expect(:keyword, "end")
        [:fn, names, body]
      else raise Error.new("unexpected keyword", token)
      end
    when :op
      raise Error.new("unexpected operator", token) unless token.text == "("
      expression.tap { expect(:op, ")") }
    else raise Error.new("unexpected token", token)
    end
  end
end

class Scope
  def initialize(parent = nil, vars = {}) = (@parent, @vars = parent, vars)
  def [](name) = @vars.fetch(name) { @parent ? @parent[name] : raise(NameError, "undefined #{name}") }
  def []=(name, value)
    @vars[name] = value
  end
end

class Evaluator
  def initialize = @global = Scope.new(nil, { "pi" => 3.14159, "max" => ->(*a) { a.max }, "puts" => ->(x) { puts "> #{x}"; x } })
  def run(text) = evaluate(Parser.new(Lexer.new(text).tokens).parse, @global)

  def evaluate(node, scope)
    type, *rest = node
    case type
    when :block then rest.map { |n| evaluate(n, scope) }.last
    when :num, :str then rest[0]
    when :var then scope[rest[0]]
    when :let then scope[rest[0]] = evaluate(rest[1], scope)
    when :neg then -evaluate(rest[0], scope)
    when :if then evaluate(truthy?(evaluate(rest[0], scope)) ? rest[1] : rest[2], scope)
    when :fn
      names, body = rest
      lambda do |*args|
        raise ArgumentError, "#{args.size} for #{names.size}" unless args.size == names.size
        evaluate(body, Scope.new(scope, names.zip(args).to_h))
      end
    when :call then evaluate(rest[0], scope).call(*rest[1].map { |a| evaluate(a, scope) })
    when :op
      op, a, b = rest
      a, b = evaluate(a, scope), evaluate(b, scope)
      op == "^" ? a**b : a.public_send(op, b)
    end
  end

  def truthy?(value) = value != 0 && value
end

e = Evaluator.new
["1 + 2 * 3", "2 ^ 3 ^ 2", "(1 + 2) * -3", "10 / 4", "10 / 4.0", "let x = 5 x * x", "let fact = fn(n) if n < 2 then 1 else n * fact(n - 1) end fact(25)",
 "max(3, 9, 4)", "\"ab\" + \"cd\"", "puts(pi * 2)", "fn(a, b) a + b end(1, 2)", "let add = fn(a) fn(b) a + b end end add(3)(4)", "1 == 1", "3 <= 2"].each do |text|
  puts "#{text.ljust(40)} => #{e.run(text).inspect}"
end
["1 +", "let 5", "foo + 1", "\"abc", "1 $ 2", "fact(1, 2)", "if 1 then 2", "1 / 0", "\"a\" * \"b\"", "3 + \"a\"", "end"].each do |text|
  e.run(text)
rescue Lexer::Error, Parser::Error, NameError => error
  puts "#{text.inspect}: #{error.class}: #{error.message}"
rescue ZeroDivisionError, TypeError, ArgumentError => error
  puts "#{text.inspect}: runtime #{error.class.name.downcase}: #{error.message}"
end
