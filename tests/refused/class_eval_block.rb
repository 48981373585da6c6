# expect: 2:8 `class_eval` is not supported yet
String.class_eval do
  def shout = upcase
end
