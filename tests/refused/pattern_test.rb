# expect: 2:6 pattern matching is not supported yet
x = (5 in Integer)
p x
