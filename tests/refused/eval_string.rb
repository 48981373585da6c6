# expect: 2:1 `eval` is not supported yet
eval("puts 1 + 1")
