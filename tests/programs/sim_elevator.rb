# An elevator in a house, moved tick by tick, with passengers and a log.
class Passenger
  attr_reader :name, :from, :to, :called
  attr_accessor :arrived

  def initialize(name, from, to, called)
    @name, @from, @to, @called = name, from, to, called
    @arrived = nil
  end

  def direction = to > from ? :up : :down
  def waited = arrived - called
end

class Elevator
  CAPACITY = 3

  attr_reader :floor, :direction, :inside, :log

  def initialize(floors)
    @floors = floors
    @floor = 0
    @direction = :idle
    @inside = []
    @waiting = Hash.new { |h, k| h[k] = [] }
    @log = []
    @time = 0
  end

  def call(passenger)
    raise ArgumentError, "#{passenger.name} wants to stay" if passenger.from == passenger.to
    raise RangeError, "no floor #{passenger.to}" unless (0...@floors) === passenger.to
    @waiting[passenger.from] << passenger
  end

  def busy? = !@inside.empty? || @waiting.any? { |_, list| !list.empty? }

  def tick(time)
    @time = time
    leave
    enter
    choose
    case direction
    when :up then @floor += 1
    when :down then @floor -= 1
    end
  end

  private

  def note(text) = @log << "#{@time.to_s.rjust(2)}: #{text}"

  def leave
    out, @inside = @inside.partition { |passenger| passenger.to == floor }
    out.each do |passenger|
      passenger.arrived = @time
      note "#{passenger.name} leaves at #{floor}"
    end
  end

  def enter
    list = @waiting[floor]
    until list.empty? || @inside.size >= CAPACITY
      passenger = list.shift
      @inside << passenger
      note "#{passenger.name} enters at #{floor} for #{passenger.to}"
    end
    note "full, #{list.map(&:name).join(", ")} must wait" unless list.empty?
  end

  def targets = @inside.map(&:to) + @waiting.reject { |_, list| list.empty? }.keys

  def choose
    goals = targets - [floor]
    above, below = goals.partition { |goal| goal > floor }
    @direction =
      if goals.empty? then :idle
      elsif direction == :up && above.any? then :up
      elsif direction == :down && below.any? then :down
      elsif above.any? then :up
      else :down
      end
  end
end

people = [
  Passenger.new("Ann", 0, 5, 0), Passenger.new("Bob", 3, 0, 1), Passenger.new("Cid", 1, 4, 1),
  Passenger.new("Dee", 0, 2, 2), Passenger.new("Eve", 5, 1, 6), Passenger.new("Fay", 5, 0, 6),
  Passenger.new("Gil", 5, 3, 7), Passenger.new("Hal", 5, 2, 7)
]
lift = Elevator.new(6)
pending = people.sort_by.with_index { |person, i| [person.called, i] }
time = 0
while !pending.empty? || lift.busy?
  lift.call(pending.shift) while pending.first && pending.first.called <= time
  lift.tick(time)
  time += 1
  break puts("stuck") if time > 100
end
puts lift.log
puts "all done at #{time}, at floor #{lift.floor}, #{lift.direction}"
people.each { |person| puts "#{person.name} #{person.direction.to_s.ljust(4)} #{person.waited}" }
average = people.sum(&:waited) / people.size.to_f
puts "average #{average}, worst #{people.max_by(&:waited).name}"
[[2, 2], [1, 9]].each do |from, to|
  lift.call(Passenger.new("Zed", from, to, time))
rescue ArgumentError, RangeError => e
  puts "#{e.class}: #{e.message}"
end
