# require_relative: files loaded once, in order, with their constants, methods and errors.
LOADED = []
puts "before"
require_relative "parts/geometry"
puts "after #{LOADED}"
require_relative "parts/geometry.rb"
require_relative "parts/deeper/units"
p LOADED, Geometry.describe(2, 3), 5.cm, Units::SQUARE
begin
  Geometry.fail!
rescue ArgumentError => e
  puts e.message
end
