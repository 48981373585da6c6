# frozen_string_literal: true

# Classes and modules as objects. Their slots: 0 name, 1 index, 2 superclass, 3 methods, 4 attached, 5 constants, 6 fields, 7 ancestors.
class Module
  # Classes without a name have one that shows them.
  def name
    name = __full_name
    name.nil? || name.__byte(0) == 35 || __hidden? ? nil : name
  end

  machine def __full_name
    slot(self, 0)
  end

  def to_s
    attached = __attached_name
    attached.nil? ? __full_name || "#<Class:0x0000000000000001>" : "#<Class:#{attached}>"
  end

  # The name of the class or module that a singleton class belongs to.
  machine def __attached_name
    attached = slot(self, 4)
    name = instance?(attached, Module) ? slot(attached, 0) : nil
    instance?(name, String) ? name : nil
  end

  def inspect
    to_s
  end

  machine def hash
    __hash_of_number(slot(self, 1))
  end

  machine def __index
    slot(self, 1)
  end

  def ===(object)
    __instance?(object)
  end

  machine def __instance?(object)
    __among?(slot(class_of(object), 7))
  end

  # Is this class or module in a storage of ancestors?
  machine def __among?(ancestors)
    return false if same(ancestors, nil)
    index = 0
    count = storage_length(ancestors)
    while index < count
      return true if same(storage_get(ancestors, index), self)
      index += 1
    end
    false
  end

  machine def __inherits?(other)
    other.__among?(slot(self, 7))
  end

  def <=(other)
    raise TypeError, "compared with non class/module" unless other.is_a?(Module)
    return true if __inherits?(other)
    other.__inherits?(self) ? false : nil
  end

  def <(other)
    equal?(other) ? false : self <= other
  end

  def >=(other)
    raise TypeError, "compared with non class/module" unless other.is_a?(Module)
    other <= self
  end

  def >(other)
    equal?(other) ? false : self >= other
  end

  def <=>(other)
    return nil unless other.is_a?(Module)
    return 0 if equal?(other)
    return -1 if __inherits?(other)
    other.__inherits?(self) ? 1 : nil
  end

  machine def ancestors
    found = []
    list = slot(self, 7)
    index = 0
    while index < storage_length(list)
      found << storage_get(list, index)
      index += 1
    end
    found
  end

  def include?(other)
    !equal?(other) && !other.is_a?(Class) && __inherits?(other)
  end

  def included_modules
    ancestors.reject { |other| other.equal?(self) || other.is_a?(Class) }
  end

  # Names of methods in a method table with a visibility in a range.
  machine def __method_names(lowest, highest)
    found = []
    table = slot(self, 3)
    return found if same(table, nil)
    index = 0
    while index < storage_length(table)
      visibility = storage_get(table, index + 1)
      found << storage_get(table, index) if visibility >= lowest && visibility <= highest
      index += 2
    end
    found
  end

  def instance_methods(inherited = true)
    return __method_names(0, 1) unless inherited
    found = []
    ancestors.each { |one| found |= one.__method_names(0, 1) unless one.equal?(Object) || one.equal?(Kernel) || one.equal?(BasicObject) }
    found
  end

  def public_instance_methods(inherited = true)
    inherited ? instance_methods : __method_names(0, 0)
  end

  def private_instance_methods(inherited = true)
    __method_names(2, 2)
  end

  def method_defined?(name)
    name = name.to_sym
    ancestors.any? { |one| one.__method_names(0, 1).include?(name) }
  end

  alias public_method_defined? method_defined?

  def private_method_defined?(name)
    name = name.to_sym
    ancestors.any? { |one| one.__method_names(2, 2).include?(name) }
  end

  def included(base)
    nil
  end

  def extended(base)
    nil
  end

  def prepended(base)
    nil
  end

  def method_added(name)
    nil
  end

  def instance_method_names
    instance_methods.map(&:to_s)
  end

  # Hidden: singleton classes of objects and the halves of Integer, which show as their superclass.
  machine def __hidden?
    same(slot(self, 7), nil) ? true : !same(storage_get(slot(self, 7), 0), self)
  end
end

class Class
  # Hidden classes are passed over.
  def superclass
    found = __superclass
    found = found.__superclass while !found.nil? && found.__hidden?
    found
  end

  machine def __superclass
    slot(self, 2)
  end

  def inherited(subclass)
    nil
  end

  def new(...)
    object = allocate
    object.initialize(...)
    object
  end

  machine def allocate
    allocate_object(self)
  end
end

# A method of an object, to be called later.
class Method
  def self.__make(receiver, name)
    made = allocate
    made.initialize(receiver, name)
    made
  end

  def initialize(receiver, name)
    @receiver = receiver
    @name = name
  end

  attr_reader :receiver, :name

  def call(*arguments, **keywords, &block)
    @receiver.__send__(@name, *arguments, **keywords, &block)
  end

  alias [] call
  alias === call

  def to_proc
    method = self
    lambda { |*arguments, **keywords, &block| method.call(*arguments, **keywords, &block) }.__describe(__description)
  end

  def curry(arity = nil)
    to_proc.curry(arity)
  end

  def owner
    @receiver.singleton_class.ancestors.find { |one| one.__method_names(0, 2).include?(@name) } || @receiver.class
  end

  # What describes parameters (`req a,opt b,keyreq c`), as Ruby tells them. Procs that are no lambdas require nothing.
  def self.__parameters(description, strict)
    description.split(",").map do |parameter|
      kind, name = parameter.split(" ")
      kind = "opt" if kind == "req" && !strict
      name ? [kind.to_sym, name.to_sym] : [kind.to_sym]
    end
  end

  def self.__arity(description, strict)
    kinds = description.split(",").map { |parameter| parameter.split(" ").first }
    least = kinds.count("req")
    least += 1 if kinds.include?("keyreq")
    open = kinds.include?("rest")
    open ||= kinds.include?("opt") || (!kinds.include?("keyreq") && (kinds.include?("key") || kinds.include?("keyrest"))) if strict
    open ? -least - 1 : least
  end

  def arity
    Method.__arity(__description, true)
  end

  def parameters
    Method.__parameters(__description, true)
  end

  # A method that only `respond_to_missing?` knows takes anything.
  def __description
    Method.__find_description(@receiver, @name) || "rest"
  end

  machine def self.__find_description(receiver, name)
    method_parameters(receiver, name)
  end

  def unbind
    self
  end

  def >>(other)
    method = self
    lambda { |*arguments| other.call(method.call(*arguments)) }
  end

  def <<(other)
    method = self
    lambda { |*arguments| method.call(other.call(*arguments)) }
  end

  def inspect
    "#<Method: #{@receiver.class}##{@name}>"
  end
end
