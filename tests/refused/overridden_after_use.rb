# expect: 5:16 defining 'speak' a second time, after statements that may call it, is not supported yet
class Animal; def speak = "..."; end
class Dog < Animal; end
puts Dog.new.speak
class Dog; def speak = "woof"; end
puts Dog.new.speak
