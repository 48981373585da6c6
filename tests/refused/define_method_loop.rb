# expect: 4:5 `define_method` is not supported yet
class Numbers
  %w[one two].each_with_index do |name, i|
    define_method(name) { i + 1 }
  end
end
