# expect: 2:3 Marshal is not supported yet
p Marshal.dump(1)
