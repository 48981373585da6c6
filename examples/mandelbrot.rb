# mandelbrot: draws the set with characters, or writes a picture as a PGM file.
#
#   mandelbrot [-w WIDTH] [-h HEIGHT] [-n LIMIT] [-x X -y Y -z ZOOM] [-o FILE.pgm]
class Mandelbrot
  SHADES = " .:-=+*#%@"

  attr_reader :width, :height

  def initialize(width:, height:, limit:, x:, y:, zoom:, ratio:)
    @width = width
    @height = height
    @limit = limit
    @step = 3.0 / (width * zoom)
    @rows_step = @step * ratio
    @left = x - @step * width / 2
    @top = y - @rows_step * height / 2
  end

  # The number of steps until a point runs away, or the limit.
  def escape(cr, ci)
    zr = zi = 0.0
    steps = 0
    while steps < @limit
      rr = zr * zr
      ii = zi * zi
      break if rr + ii > 4.0
      zi = 2.0 * zr * zi + ci
      zr = rr - ii + cr
      steps += 1
    end
    steps
  end

  def rows
    return enum_for(:rows) unless block_given?
    height.times do |y|
      ci = @top + @rows_step * (y + 0.5)
      yield Array.new(width) { |x| escape(@left + @step * (x + 0.5), ci) }
    end
  end

  def to_s
    rows.map { |row| row.map { |steps| shade(steps) }.join.rstrip }.join("\n")
  end

  def write(path)
    File.open(path, "w") do |file|
      file.puts "P2", "#{width} #{height}", "255"
      rows { |row| file.puts row.map { |steps| steps == @limit ? 0 : 255 - steps * 255 / @limit }.join(" ") }
    end
  end

  private

  def shade(steps)
    return SHADES[-1] if steps == @limit
    SHADES[[steps / 2, SHADES.length - 2].min]
  end
end

settings = { "-w" => 78, "-h" => 32, "-n" => 80, "-x" => -0.75, "-y" => 0.0, "-z" => 1.0, "-o" => nil }
arguments = ARGV.dup
until arguments.empty?
  flag = arguments.shift
  value = arguments.shift
  abort "usage: mandelbrot [-w WIDTH] [-h HEIGHT] [-n LIMIT] [-x X -y Y -z ZOOM] [-o FILE.pgm]" unless settings.key?(flag) && value
  begin
    settings[flag] = case settings[flag]
                     when Integer then Integer(value)
                     when Float then Float(value)
                     else value
                     end
  rescue ArgumentError => e
    abort "mandelbrot: #{flag}: #{e.message}"
  end
end

path = settings["-o"]
picture = Mandelbrot.new(width: settings["-w"], height: settings["-h"], limit: settings["-n"], x: settings["-x"], y: settings["-y"],
                         zoom: settings["-z"], ratio: path ? 1.0 : 2.0)
if path
  picture.write(path)
  puts "wrote #{path}, #{picture.width} by #{picture.height}"
else
  puts picture
end
