# An interpreter for Brainfuck that first folds runs and matches brackets.
class Brainfuck
  class SyntaxFault < StandardError; end

  def self.run(source, input = "") = new(source).run(input)

  attr_reader :steps, :program

  def initialize(source)
    @program = compile(source)
    @steps = 0
  end

  def compile(source)
    program = []
    open = []
    source.each_char.with_index do |char, at|
      case char
      when "+", "-"
        step = char == "+" ? 1 : -1
        program.last&.first == :add ? program.last[1] += step : program << [:add, step]
      when ">", "<"
        step = char == ">" ? 1 : -1
        program.last&.first == :move ? program.last[1] += step : program << [:move, step]
      when "." then program << [:out]
      when "," then program << [:in]
      when "["
        open << [program.size, at]
        program << [:jump, nil]
      when "]"
        start, = open.pop
        raise SyntaxFault, "unmatched ] at #{at}" unless start
        if program.size - start == 2 && program.last == [:add, -1]
          program.pop(2)
          program << [:clear]
        else
          program[start][1] = program.size
          program << [:loop, start]
        end
      end
    end
    raise SyntaxFault, "unmatched [ at #{open.last[1]}" unless open.empty?
    program
  end

  def run(input)
    cells = [0]
    at = 0
    pc = 0
    bytes = input.bytes
    output = +""
    while (operation, operand = @program[pc])
      @steps += 1
      case operation
      when :add then cells[at] = (cells[at] + operand) & 255
      when :move
        at += operand
        raise IndexError, "left of the tape" if at < 0
        cells << 0 while at >= cells.size
      when :out then output << cells[at].chr
      when :in then cells[at] = bytes.shift || 0
      when :clear then cells[at] = 0
      when :jump then pc = operand if cells[at] == 0
      when :loop then pc = operand if cells[at] != 0
      end
      pc += 1
    end
    output
  end
end

HELLO = "++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++."
puts Brainfuck.run(HELLO)
puts Brainfuck.run(",[.,]", "echo this")
puts Brainfuck.run(",----------[----------------------.,----------]", "rot\n").inspect
puts Brainfuck.run(">,[>,]<[.<]", "reverse")
puts Brainfuck.run("+++++[>+++++<-]>[>+>+<<-]>>[<<+>>-]<<++++++++++++++++++++++++.").inspect
squares = <<~BF
  ++++[>+++++<-]>[<+++++>-]+<+[
    >[>+>+<<-]++>>[<<+>>-]>>>[-]++>[-]+
    >>>+[[-]++++++>>>]<<<[[<++++++++<++>>-]+<.<[>----<-]<]
    <<[>>>>>[>>>[-]+++++++++<[>-<-]+++++++++>[-[<->-]+[<<<]]<+<<[>+<-]<<<<<]>>>>>]<<<<-
  ]
BF
machine = Brainfuck.new(squares[0, 20] + "]" * 0) rescue puts("fault: #{$!.message}")
add = Brainfuck.new(",>++++++[<-------->-],[<+>-]<.")
puts add.run("43"), add.steps, add.program.length
p add.program.first(6), Brainfuck.new("[-]+[>[-]<-]").program
["[", "]", "+[[-]", "<"].each do |bad|
  puts Brainfuck.run(bad).inspect
rescue Brainfuck::SyntaxFault, IndexError => e
  puts "#{e.class.name}: #{e.message}"
end
