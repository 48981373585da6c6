# expect: 3:1 pattern matching is not supported yet
point = { x: 1, y: 2 }
point => { x: }
puts x
