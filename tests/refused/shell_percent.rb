# expect: 2:8 shell commands in backticks are not supported
date = %x(date)
