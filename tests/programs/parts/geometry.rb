# Part of lang_require.rb.
require_relative "deeper/units"

module Geometry
  AREA = ->(w, h) { w * h }
  LOADED << :geometry
  def self.describe(w, h) = "#{AREA.(w, h)} #{Units::SQUARE}"
  def self.fail! = raise(ArgumentError, "from a part")
end
