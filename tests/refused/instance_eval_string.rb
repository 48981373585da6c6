# expect: 3:7 `instance_eval` is not supported yet
text = "size"
p "x".instance_eval(text)
