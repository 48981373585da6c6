# nbody: the sun and its four giant planets, moved step by step.
#
#   nbody [STEPS]        (1000 unless told)
#
# Prints the energy before and after, which should hardly differ, and where the planets are.
Vector = Struct.new(:x, :y, :z) do
  def +(other) = Vector.new(x + other.x, y + other.y, z + other.z)
  def -(other) = Vector.new(x - other.x, y - other.y, z - other.z)
  def *(factor) = Vector.new(x * factor, y * factor, z * factor)
  def dot(other) = x * other.x + y * other.y + z * other.z
  def length = Math.sqrt(dot(self))
  def to_s = format("(%9.4f, %9.4f, %9.4f)", x, y, z)
end

class Body
  SOLAR_MASS = 4 * Math::PI**2
  DAYS_PER_YEAR = 365.24

  attr_reader :name, :mass
  attr_accessor :position, :velocity

  # Position in astronomical units, velocity in those per day, mass in suns.
  def initialize(name, position, velocity, mass)
    @name = name
    @position = Vector.new(*position)
    @velocity = Vector.new(*velocity) * DAYS_PER_YEAR
    @mass = mass * SOLAR_MASS
  end

  def momentum = velocity * mass
  def kinetic_energy = mass * velocity.dot(velocity) / 2
  def potential_energy(other) = -mass * other.mass / (position - other.position).length

  def attract(other, time)
    way = position - other.position
    square = way.dot(way)
    force = time / (square * Math.sqrt(square))
    @velocity -= way * (other.mass * force)
    other.velocity += way * (mass * force)
  end

  def move(time) = @position += velocity * time
end

class SolarSystem
  include Enumerable

  def initialize(*bodies)
    @bodies = bodies
    hold_still
  end

  def each(&) = @bodies.each(&)

  def advance(time)
    each_pair { |a, b| a.attract(b, time) }
    each { |body| body.move(time) }
  end

  def energy
    total = sum(&:kinetic_energy)
    each_pair { |a, b| total += a.potential_energy(b) }
    total
  end

  private

  # The sun's own movement keeps the centre of all masses where it is.
  def hold_still
    sun = @bodies.first
    momentum = drop(1).map(&:momentum).inject(:+)
    sun.velocity = momentum * (-1.0 / sun.mass)
  end

  def each_pair
    @bodies.each_with_index do |a, i|
      j = i + 1
      while j < @bodies.size
        yield a, @bodies[j]
        j += 1
      end
    end
  end
end

steps = ARGV.empty? ? 1000 : Integer(ARGV.first, exception: false)
abort "usage: nbody [STEPS]" if steps.nil? || steps.negative?

system = SolarSystem.new(
  Body.new("Sun", [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], 1.0),
  Body.new("Jupiter", [4.8414314, -1.1603200, -0.1036220], [0.0016600767, 0.0076990112, -0.0000690460], 0.000954792),
  Body.new("Saturn", [8.3433667, 4.1247986, -0.4035234], [-0.0027674251, 0.0049985280, 0.0000230417], 0.000285886),
  Body.new("Uranus", [12.8943696, -15.1111514, -0.2233076], [0.0029646014, 0.0023784717, -0.0000296590], 0.000043662),
  Body.new("Neptune", [15.3796971, -25.9193146, 0.1792588], [0.0026806777, 0.0016282417, -0.0000951592], 0.000051514)
)

before = system.energy
printf("energy %.9f\n", before)
steps.times { system.advance(0.01) }
after = system.energy
printf("energy %.9f after %d steps, which differs by %.1e\n", after, steps, (after - before).abs)
system.each { |body| puts "#{body.name.ljust(8)} #{body.position}" }
