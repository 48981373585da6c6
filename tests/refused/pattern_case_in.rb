# expect: 3:1 pattern matching is not supported yet
config = { name: "x", size: 1 }
case config
in { name: String => name } then puts name
end
