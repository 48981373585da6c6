# expect: 2:21 regular expressions are not supported yet
p "abc".start_with?(/b/)
