# expect: 2:1 `autoload` is not supported yet
autoload :Thing, "./thing"
