# expect: 2:3 Random is not supported yet
p Random.new(42).rand
