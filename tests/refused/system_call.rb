# expect: 2:1 `system` is not supported yet
system("date")
