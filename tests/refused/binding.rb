# expect: 3:3 `binding` is not supported yet
x = 1
p binding.local_variable_get(:x)
