# A robot on a table that understands a small language of commands.
class Robot
  DIRECTIONS = %i[north east south west].freeze
  STEPS = { north: [0, 1], east: [1, 0], south: [0, -1], west: [-1, 0] }.freeze

  class Lost < StandardError; end
  class BadCommand < StandardError
    def initialize(command, reason = "unknown")
      super("#{reason}: #{command}")
    end
  end

  attr_reader :x, :y, :facing, :trail

  def initialize(width, height, walls: [])
    @width, @height = width, height
    @walls = walls
    @trail = []
    @macros = {}
  end

  def place(x, y, facing = :north)
    raise Lost, "off the table" unless inside?(x, y)
    raise ArgumentError, "which way is #{facing}?" unless DIRECTIONS.include?(facing)
    @x, @y, @facing = x, y, facing
    @trail = [[x, y]]
    self
  end

  def left = turn(-1)
  def right = turn(1)

  def move(steps = 1)
    raise Lost, "not placed yet" if @x.nil?
    steps.times do
      dx, dy = STEPS[facing]
      raise Lost, "edge at #{x},#{y}" unless inside?(x + dx, y + dy)
      raise Lost, "wall before #{x},#{y}" if @walls.include?([x + dx, y + dy])
      @x += dx
      @y += dy
      @trail << [x, y]
    end
    self
  end

  def report = @x ? "#{x},#{y} #{facing}" : "nowhere"

  def execute(line)
    word, *args = line.strip.downcase.split(" ")
    case word
    when nil then nil
    when "place" then place(*args[0..1].map { |a| Integer(a) }, *args[2]&.to_sym)
    when "move" then move(args.empty? ? 1 : Integer(args[0]))
    when "left" then left
    when "right" then right
    when "report" then report
    when "define" then @macros[args.shift] = args.join(" ").split(";").map(&:strip)
    when "repeat"
      times = Integer(args.shift)
      times.times { execute(args.join(" ")) }
    when *@macros.keys then @macros[word].map { |step| execute(step) }.last
    else raise BadCommand.new(line)
    end
  end

  def draw
    rows = (@height - 1).downto(0).map do |row|
      (0...@width).map do |column|
        at = [column, row]
        if at == [x, y] then { north: "^", east: ">", south: "v", west: "<" }[facing]
        elsif @walls.include?(at) then "#"
        elsif trail.include?(at) then "o"
        else "."
        end
      end.join
    end
    rows.join("\n")
  end

  private

  def turn(by)
    @facing = DIRECTIONS[(DIRECTIONS.index(facing) + by) % 4]
    self
  end

  def inside?(x, y) = x.between?(0, @width - 1) && y.between?(0, @height - 1)
end

robot = Robot.new(7, 5, walls: [[3, 3], [5, 0]])
puts robot.report
script = <<~SCRIPT
  move
  place 0 0 north
  report
  move 3
  right
  move
  report
  move 9
  report
  jump
  place 9 9
  place 1 1 up
  place 1 x
  place 2
  define square move; right; move; right; move; right; move; right
  place 4 1 north
  square
  report
  repeat 2 move
  repeat 3 left
  square

  report
  repeat many move
SCRIPT
script.each_line do |line|
  result = robot.execute(line)
  puts "> #{result}" if result.is_a?(String)
rescue Robot::Lost => e
  puts "! #{e.message}"
rescue Robot::BadCommand => e
  puts "? #{e.message}"
rescue ArgumentError => e
  puts "#{e.class} #{e.message}"
end
puts robot.draw
p robot.trail, robot.trail.uniq.size
p Robot.new(2, 2).place(0, 0).right.move.left.move.report
