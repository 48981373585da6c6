# expect: 3:7 method_missing
class Ghost
  def method_missing(name, *args) = name
end
p Ghost.new.boo
