# expect: 2:15 regular expressions are not supported yet
p "a b".split(%r{\s})
