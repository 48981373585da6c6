# expect: 3:23 regular expressions are not supported yet
line = "a=1"
puts "yes" if line =~ /=/
