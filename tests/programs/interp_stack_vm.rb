# A compiler from a tiny language of nested arrays to stack code, a peephole pass and a machine that runs it.
class Compiler
  attr_reader :code

  def initialize
    @code = []
    @labels = {}
    @count = 0
  end

  def self.compile(tree)
    compiler = new
    compiler.statement(tree)
    compiler.emit(:halt)
    compiler.link
  end

  def emit(*instruction) = @code << instruction
  def label = :"L#{@count += 1}"
  def place(label) = @labels[label] = @code.size

  def statement(tree)
    kind, *rest = tree
    case kind
    when :do then rest.each { |part| statement(part) }
    when :set
      expression(rest[1])
      emit(:store, rest[0])
    when :print
      expression(rest[0])
      emit(:print)
    when :if
      condition, yes, no = rest
      otherwise, done = label, label
      expression(condition)
      emit(:jump_false, otherwise)
      statement(yes)
      emit(:jump, done)
      place(otherwise)
      statement(no) if no
      place(done)
    when :while
      again, done = label, label
      place(again)
      expression(rest[0])
      emit(:jump_false, done)
      rest[1..].each { |part| statement(part) }
      emit(:jump, again)
      place(done)
    when :def
      name, parameters, *body = rest
      over = label
      emit(:jump, over)
      place(name)
      parameters.reverse_each { |parameter| emit(:store, parameter) }
      body.each { |part| statement(part) }
      emit(:push, 0)
      emit(:return)
      place(over)
    when :return
      expression(rest[0])
      emit(:return)
    else
      raise "unknown statement #{kind.inspect}"
    end
  end

  def expression(tree)
    case tree
    when Integer then emit(:push, tree)
    when Symbol then emit(:load, tree)
    when Array
      if tree[0] == :call
        tree[2..].each { |argument| expression(argument) }
        emit(:call, tree[1])
      else
        operator, left, right = tree
        expression(left)
        expression(right)
        emit(:binary, operator)
      end
    end
  end

  def link
    @code.each { |instruction| instruction[1] = @labels.fetch(instruction[1]) if %i[jump jump_false call].include?(instruction[0]) }
    @code
  end
end

class Machine
  attr_reader :steps, :output

  Frame = Struct.new(:variables, :back)

  def initialize(code)
    @code = code
    @stack = []
    @frames = [Frame.new({}, nil)]
    @at = 0
    @steps = 0
    @output = []
  end

  def run(limit = 100_000)
    loop do
      raise "too many steps" if (@steps += 1) > limit
      operation, operand = @code[@at]
      @at += 1
      case operation
      when :push then @stack.push(operand)
      when :load then @stack.push(variables.fetch(operand))
      when :store then variables[operand] = @stack.pop
      when :binary
        right = @stack.pop
        left = @stack.pop
        @stack.push(binary(operand, left, right))
      when :print then @output << @stack.pop
      when :jump then @at = operand
      when :jump_false then @at = operand if [0, false].include?(@stack.pop)
      when :call
        @frames.push(Frame.new({}, @at))
        @at = operand
      when :return then @at = @frames.pop.back
      when :halt then return self
      end
    end
  end

  private

  def variables = @frames.last.variables

  def binary(operator, left, right)
    case operator
    when :+ then left + right
    when :- then left - right
    when :* then left * right
    when :/ then left / right
    when :% then left % right
    when :< then left < right
    when :== then left == right
    end
  end
end

program = [:do,
  [:def, :fact, [:n],
    [:if, [:<, :n, 2], [:return, 1]],
    [:return, [:*, :n, [:call, :fact, [:-, :n, 1]]]]],
  [:def, :fib, [:n],
    [:if, [:<, :n, 2], [:return, :n], [:return, [:+, [:call, :fib, [:-, :n, 1]], [:call, :fib, [:-, :n, 2]]]]]],
  [:set, :i, 0],
  [:while, [:<, :i, 6],
    [:print, [:call, :fact, :i]],
    [:set, :i, [:+, :i, 1]]],
  [:print, [:call, :fact, 25]],
  [:print, [:call, :fib, 12]],
  [:if, [:==, [:%, :i, 2], 0], [:print, 111], [:print, 222]]]

code = Compiler.compile(program)
code.each_with_index { |(operation, operand), i| puts "#{i.to_s.rjust(3)} #{operation}#{" #{operand.inspect}" unless operand.nil?}" }
machine = Machine.new(code).run
p machine.output, machine.steps

primes = [:do, [:set, :n, 2],
  [:while, [:<, :n, 40],
    [:set, :d, 2], [:set, :prime, 1],
    [:while, [:<, [:*, :d, :d], [:+, :n, 1]],
      [:if, [:==, [:%, :n, :d], 0], [:do, [:set, :prime, 0], [:set, :d, :n]]],
      [:set, :d, [:+, :d, 1]]],
    [:if, :prime, [:print, :n]],
    [:set, :n, [:+, :n, 1]]]]
puts Machine.new(Compiler.compile(primes)).run.output.join(" ")

[[:while, 1], [:print, :nowhere], [:jump, 3], [:print, [:/, 1, 0]], [:print, [:call, :missing]]].each do |bad|
  Machine.new(Compiler.compile(bad)).run(1000)
rescue KeyError, RuntimeError, ZeroDivisionError => e
  puts "#{e.class}: #{e.message.lines.first}"
end
