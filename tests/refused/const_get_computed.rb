# expect: 2:10 is not supported yet
p Object.const_get(gets.chomp)
