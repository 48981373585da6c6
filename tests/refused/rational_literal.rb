# expect: 2:3 rational numbers are not supported yet
p 3r / 4
