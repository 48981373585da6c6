# expect: 2:1 a class variable at the top level is not supported yet
@@count = 1
