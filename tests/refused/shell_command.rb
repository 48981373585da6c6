# expect: 2:6 shell commands in backticks are not supported
puts `date`
