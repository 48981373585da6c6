# expect: 3:10 the singleton class of an object is not supported yet
dog = [Object.new].first
class << dog
  def bark = "woof"
end
