# expect: 4:3 undef is not supported yet
class Thing
  def name = "x"
  undef name
end
