# expect: 2:1 ARGF is not supported yet
ARGF.each_line { |line| puts line }
