# frozen_string_literal: true

# What every object answers: identity, classes, copies, how it looks.
class BasicObject
  def initialize
  end

  machine def ==(other)
    same(self, other)
  end

  machine def equal?(other)
    same(self, other)
  end

  machine def !
    truthy(self) ? false : true
  end

  def !=(other)
    self == other ? false : true
  end

  def __id__
    __identity
  end

  # A number of its own for the object, which moving it does not change: kept in the header's upper bits.
  # Frozen strings may be in read-only memory, where they do not move.
  machine def __identity
    if instance?(self, ::String) && (header(self) & 4294967296) != 0
      small(address(self))
    elsif is_reference(self)
      number = word_and(word_shr(header(self), 34), 536870911)
      if number == 0
        number = word(::Kernel.__next_identity)
        set_header(self, header(self) | word_shl(number, 34))
      end
      small(number * 8)
    else
      small(word_shr(bits(self), 2))
    end
  end
end

module Kernel
  def __next_identity
    $__identities = $__identities.nil? ? 1 : $__identities + 1
  end

  def nil?
    false
  end

  def ===(other)
    equal?(other) || self == other
  end

  def !~(other)
    (self =~ other) ? false : true
  end

  machine def eql?(other)
    same(self, other)
  end

  def <=>(other)
    equal?(other) || self == other ? 0 : nil
  end

  def object_id
    __identity
  end

  def hash
    Kernel.__hash_of_number(__identity)
  end

  # Spreads the bits of a small integer over a nonnegative one.
  machine def __hash_of_number(number)
    mixed = word(number) * 2177342782468422677
    small(word_shr(word_xor(mixed, word_shr(mixed, 32)), 2))
  end

  # Both halves of a product: each bit of the word reaches the low bits, which choose the place in a table.
  machine def __fold(bits)
    word_xor(bits * 2177342782468422677, word_umulh(bits, 2177342782468422677))
  end

  machine def class
    __visible_class(class_of(self))
  end

  def __visible_class(found)
    found = found.superclass while found.__hidden?
    found
  end

  machine def singleton_class
    class_of(self)
  end

  def is_a?(wanted)
    raise TypeError, "class or module required" unless wanted.is_a?(Module)
    wanted.__instance?(self)
  end

  def kind_of?(wanted)
    raise TypeError, "class or module required" unless wanted.is_a?(Module)
    wanted.__instance?(self)
  end

  def instance_of?(wanted)
    raise TypeError, "class or module required" unless wanted.is_a?(Module)
    self.class.equal?(wanted)
  end

  machine def respond_to?(name, private_too = false)
    name = name.to_sym
    if truthy(private_too)
      return true if responds_privately(self, name)
    elsif responds(self, name)
      return true
    end
    respond_to_missing?(name, private_too) ? true : false
  end

  def respond_to_missing?(name, private_too)
    false
  end

  def freeze
    # programs that never freeze do not carry the error
    $__freezes = true
    __freeze
  end

  machine def __freeze
    set_header(self, header(self) | 4294967296) if is_reference(self) && (header(self) & 4294967296) == 0
    self
  end

  machine def frozen?
    is_reference(self) ? (header(self) & 4294967296) != 0 : true
  end

  # Raises FrozenError if the object is frozen: called before every change of a core object.
  machine def __modify
    __frozen_error if (header(self) & 4294967296) != 0
    nil
  end

  def __frozen_error(object = self)
    return if $__freezes.nil?
    raise FrozenError.new("can't modify frozen #{Kernel.__class_name(object)}: #{object.inspect}", receiver: object)
  end

  def dup
    copy = __copy
    copy.initialize_copy(self) unless copy.equal?(self)
    copy
  end

  def clone(freeze: nil)
    copy = __copy
    return self if copy.equal?(self)
    copy.initialize_copy(self)
    copy.freeze if freeze || (freeze.nil? && frozen?)
    copy
  end

  # A new object of the same class with the same instance variables.
  machine def __copy
    return self unless is_reference(self)
    copy = allocate_object(class_of(self))
    index = 0
    count = __field_count
    while index < count
      set_slot(copy, index, slot(self, index))
      index += 1
    end
    copy
  end

  machine def __field_count
    fields = slot(class_of(self), 6)
    same(fields, nil) ? 0 : storage_length(fields)
  end

  def initialize_copy(original)
    self
  end

  def itself
    self
  end

  def tap
    yield self
    self
  end

  def then
    return __enumerator(:then) { |block| self.then(&block) } unless block_given?
    yield self
  end

  def yield_self
    yield self
  end

  def to_s
    return "main" if equal?($__main)
    __address_text + ">"
  end

  def inspect
    return to_s if equal?($__main)
    names = instance_variables
    return __address_text + ">" if names.empty?
    return __address_text + " ...>" if Kernel.__inspecting?(self)
    Kernel.__inspecting(self) do
      parts = names.map { |name| "#{name}=#{instance_variable_get(name).inspect}" }
      "#{__address_text} #{parts.join(", ")}>"
    end
  end

  def __address_text
    "#<#{self.class}:0x#{__identity.to_s(16).rjust(16, "0")}"
  end

  # Instance variables that were set: those that are not nil. Fields of the runtime and of structs have names without the `@`.
  def instance_variables
    __set_fields.select { |name| name.start_with?("@") && !name.end_with?("?") }
  end

  machine def __set_fields
    names = []
    fields = slot(class_of(self), 6)
    return names if same(fields, nil) || !is_reference(self)
    index = 0
    while index < storage_length(fields)
      names << storage_get(fields, index) unless same(slot(self, index), nil)
      index += 1
    end
    names
  end

  machine def __field_index(name)
    fields = slot(class_of(self), 6)
    return -1 if same(fields, nil)
    index = 0
    while index < storage_length(fields)
      return index if same(storage_get(fields, index), name)
      index += 1
    end
    -1
  end

  machine def instance_variable_get(name)
    index = __field_index(name.to_sym)
    index < 0 ? nil : slot(self, index)
  end

  machine def instance_variable_set(name, content)
    __modify
    index = __field_index(name.to_sym)
    raise NameError, "instance variable #{name} is not in the compiled class" if index < 0
    set_slot(self, index, content)
    content
  end

  def instance_variable_defined?(name)
    instance_variables.include?(name.to_sym)
  end

  machine def send(name, *arguments, **keywords, &block)
    send_by_name(self, name.to_sym, arguments, keywords.empty? ? nil : keywords, block)
  end

  machine def __send__(name, *arguments, **keywords, &block)
    send_by_name(self, name.to_sym, arguments, keywords.empty? ? nil : keywords, block)
  end

  machine def public_send(name, *arguments, **keywords, &block)
    name = name.to_sym
    __no_public_method(name, arguments, keywords) unless responds(self, name)
    send_by_name(self, name, arguments, keywords.empty? ? nil : keywords, block)
  end

  machine def __no_public_method(name, arguments, keywords)
    if responds_privately(self, name)
      __private_method(name, self, false, arguments, keywords)
    else
      __no_method(name, self, false, arguments, keywords)
    end
  end

  def method(name)
    name = name.to_sym
    unless respond_to?(name, true)
      raise NameError.new("undefined method '#{name}' for class '#{self.class}'", name, receiver: self)
    end
    Method.__make(self, name)
  end

  def display
    $stdout.write(self)
    nil
  end

  def instance_variable_names
    instance_variables.map(&:to_s)
  end

  # An Enumerator whose `each` calls the block with what is to be called for each element.
  def __enumerator(name, arguments = nil, size = nil, &source)
    Enumerator.__make(self, name, arguments, size, source)
  end

  # The block, if there is one, tells the size.
  def to_enum(name = :each, *arguments, &size)
    receiver = self
    shown = arguments.empty? ? nil : arguments
    Enumerator.__make(self, name, shown, size, lambda { |block| receiver.__send__(name, *arguments, &block) })
  end

  def enum_for(name = :each, *arguments, &size)
    to_enum(name, *arguments, &size)
  end
end

# Objects that are being inspected now, so that one that holds itself ends.
module Kernel
  def self.__inspecting?(object)
    list = $__inspected
    return false if list.nil?
    list.any? { |other| other.equal?(object) }
  end

  def self.__inspecting(object)
    list = ($__inspected ||= [])
    list.push(object)
    begin
      yield
    ensure
      list.pop
    end
  end

  # How error messages speak of a receiver.
  machine def self.__describe(object)
    return "nil" if same(object, nil)
    return "true" if same(object, true)
    return "false" if same(object, false)
    return "main" if same(object, $__main)
    return __describe_module("class ", object) if instance?(object, Class)
    return __describe_module("module ", object) if instance?(object, Module)
    "an instance of ".dup.__append_string(__class_name(object))
  end

  machine def self.__describe_module(kind, object)
    name = slot(object, 0)
    instance?(name, String) ? kind.dup.__append_string(name) : kind.dup.__append_string("without a name")
  end

  # The name of the class of anything, without a send to it.
  machine def self.__class_name(object)
    name = slot(class_of(object), 0)
    instance?(name, String) ? name : "#<Class>"
  end
end

class Object
  include Kernel
end
