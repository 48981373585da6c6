# expect: 3:3 defining a class here is not supported yet
3.times do
  class Thing
  end
end
