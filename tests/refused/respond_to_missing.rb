# expect: 3:7 respond_to_missing?
class Ghost
  def respond_to_missing?(name, all = false) = true
end
