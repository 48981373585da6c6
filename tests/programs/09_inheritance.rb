# Inheritance, super in both forms, overriding, modules.
class Animal
  attr_reader :name
  def initialize(name)
    @name = name
  end

  def speak = "..."
  def describe(loud = false)
    text = "#{name} says #{speak}"
    loud ? text.upcase : text
  end
  def legs = 4
end

class Dog < Animal
  def initialize(name, breed)
    super(name)
    @breed = breed
  end

  def speak = "Woof"
  def describe(loud = false)
    super + " (#{@breed})"
  end
end

class Puppy < Dog
  def initialize(name) = super(name, "puppy")
  def speak = super() + "?"
  def legs
    super + 0
  end
end

module Swimming
  def swim = "#{name} swims"
  def legs = super - 4
end

class Fish < Animal
  include Swimming
end

[Animal.new("It"), Dog.new("Rex", "Collie"), Puppy.new("Bit"), Fish.new("Nemo")].each do |a|
  puts a.describe
  puts a.describe(true)
  puts a.legs
end
puts Fish.new("Dory").swim
p Puppy.superclass, Puppy.ancestors.first(3), Fish.ancestors.include?(Swimming)
p Puppy.new("a").is_a?(Animal), Puppy.new("a").instance_of?(Dog), Dog === Puppy.new("b"), Puppy < Animal
