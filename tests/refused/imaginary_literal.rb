# expect: 2:7 complex numbers are not supported yet
p 1 + 2i
