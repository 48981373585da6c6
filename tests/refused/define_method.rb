# expect: 3:3 `define_method` is not supported yet
class Numbers
  define_method(:one) { 1 }
end
p Numbers.new.one
