# expect: 3:1 `require_relative` here is not supported yet
name = gets
require_relative name.chomp
