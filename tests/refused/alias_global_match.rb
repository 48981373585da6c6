# expect: 2:6 variables of the last match are not supported yet
puts $1
