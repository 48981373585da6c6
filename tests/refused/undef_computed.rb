# expect: 4:9 undef with a computed name is not supported
class Thing
  def one = 1
  undef :"#{self}"
end
