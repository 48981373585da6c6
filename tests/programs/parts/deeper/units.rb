# Part of lang_require.rb.
LOADED << :units
module Units
  SQUARE = "cm2"
end
class Integer
  def cm = "#{self} cm"
end
