# expect: 3:5 a method of a single object is not supported yet
dog = [Object.new].first
def dog.bark = "woof"
puts dog.bark
