# The hooks included, extended, inherited and method_added, called by the classes that they watch.
module Tracked
  def self.included(base) = base.extend(ClassMethods)
  module ClassMethods
    def fields(*names)
      return @fields || [] if names.empty?
      @fields = names
    end
  end
  def to_h = self.class.fields.to_h { |name| [name, fetch(name)] }
  def inspect = "#<#{self.class} #{to_h.map { |k, v| "#{k}=#{v.inspect}" }.join(" ")}>"
end
class Config
  include Tracked
  fields :host, :port
  def initialize(**values) = @values = values
  def fetch(name) = @values[name]
end
p Config.new(host: "localhost", port: 80), Config.fields
class Sub < Config
  def self.inherited(klass) = (puts "inherited by #{klass.name || "someone"}"; super)
end
class SubSub < Sub; end
p SubSub.fields, SubSub.superclass


module Loud
  def self.extended(object) = puts("extended #{object.class}")
  def shout = "HEY"
end
thing = Object.new
thing.extend(Loud)
puts thing.shout

class Registry
  def self.all = @all ||= []

  def self.inherited(klass)
    super
    all << klass.name
  end
end

class Circle < Registry; end
class Square < Registry; end
p Registry.all
