# expect: 4:5 defining 'speak' a second time, after statements that may call it, is not supported yet
def speak = "first"
puts speak
def speak = "second"
puts speak
