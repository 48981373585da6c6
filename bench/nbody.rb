# Floats in objects: the planets' movement around the sun.
class Body
  attr_accessor :x, :y, :z, :vx, :vy, :vz
  attr_reader :mass

  def initialize(x, y, z, vx, vy, vz, mass)
    @x, @y, @z = x, y, z
    @vx, @vy, @vz = vx * 365.24, vy * 365.24, vz * 365.24
    @mass = mass * 39.47841760435743
  end

  def attract(other, dt)
    dx = @x - other.x
    dy = @y - other.y
    dz = @z - other.z
    square = dx * dx + dy * dy + dz * dz
    magnitude = dt / (square * Math.sqrt(square))
    mine = @mass * magnitude
    its = other.mass * magnitude
    @vx -= dx * its
    @vy -= dy * its
    @vz -= dz * its
    other.vx += dx * mine
    other.vy += dy * mine
    other.vz += dz * mine
  end

  def move(dt)
    @x += dt * @vx
    @y += dt * @vy
    @z += dt * @vz
  end

  def kinetic = 0.5 * @mass * (@vx * @vx + @vy * @vy + @vz * @vz)

  def distance(other)
    dx = @x - other.x
    dy = @y - other.y
    dz = @z - other.z
    Math.sqrt(dx * dx + dy * dy + dz * dz)
  end
end

class Planets
  def initialize(bodies)
    @bodies = bodies
    sun = bodies.first
    sun.vx = -bodies.sum { |b| b.vx * b.mass } / sun.mass
    sun.vy = -bodies.sum { |b| b.vy * b.mass } / sun.mass
    sun.vz = -bodies.sum { |b| b.vz * b.mass } / sun.mass
  end

  def advance(dt)
    count = @bodies.size
    i = 0
    while i < count
      body = @bodies[i]
      j = i + 1
      while j < count
        body.attract(@bodies[j], dt)
        j += 1
      end
      i += 1
    end
    @bodies.each { |body| body.move(dt) }
  end

  def energy
    total = 0.0
    @bodies.each_with_index do |body, i|
      total += body.kinetic
      @bodies.drop(i + 1).each { |other| total -= body.mass * other.mass / body.distance(other) }
    end
    total
  end
end

planets = Planets.new([
  Body.new(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
  Body.new(4.84143144246472, -1.16032004402743, -0.10362204447112, 0.00166007664274404, 0.00769901118419740, -0.0000690460016972063, 0.000954791938424327),
  Body.new(8.34336671824458, 4.12479856412430, -0.403523417114321, -0.00276742510726411, 0.00499852801234917, 0.0000230417297573764, 0.000285885980666131),
  Body.new(12.8943695621391, -15.1111514016986, -0.223307578892656, 0.00296460137564762, 0.00237847173959481, -0.0000296589568540237, 0.0000436624404335156),
  Body.new(15.3796971148509, -25.9193146099880, 0.179258772950371, 0.00268067772490389, 0.00162824170038242, -0.0000951592254519716, 0.0000515138902046611)
])
puts planets.energy.round(9)
220_000.times { planets.advance(0.01) }
puts planets.energy.round(9)
