# Private and protected methods through receivers that are not known when compiling.
class A
  def pub = prot + priv
  def other(o) = o.prot
  def other_priv(o) = o.priv
  def self_priv = self.priv
  protected def prot = 1
  private
  def priv = 2
  attr_accessor :sec
  public
  def set = (self.sec = 5)
  def get = self.sec
end
class B < A
  public :priv
  private :pub
  def call_pub = pub
end
def try; p yield; rescue NoMethodError => e; puts e.message rescue puts e.message; end
a = A.new; b = B.new
objs = [a, b]
objs.each { |o| try { o.pub } }
objs.each { |o| try { o.priv } }
objs.each { |o| try { o.prot } }
try { a.other(b) }
try { b.other(a) }
try { a.other_priv(b) }
try { a.other_priv(a) }
try { a.self_priv }
try { a.set }
try { a.get }
try { a.sec }
try { a.sec = 1 }
try { b.call_pub }
try { a.send(:priv) }
try { a.public_send(:priv) }
try { a.public_send(:prot) }
try { a.__send__(:prot) }
name = [:priv, :pub].sample == :priv ? :priv : :priv
try { a.send(name) }
try { a.public_send(name) }
p a.respond_to?(:priv), a.respond_to?(:priv, true), a.respond_to?(:pub), a.respond_to?(:nope)
p A.instance_methods(false).sort, A.private_instance_methods(false).sort, B.instance_methods(false).sort
try { a.method(:priv).call }
class C
  private_class_method def self.make = 1
  def self.ok = make

  Y = 6
  private_constant :Y
  def self.y = Y
end
try { C.make }
p C.ok, C.y
begin; C::Y; rescue NameError => e; puts e.message; end
class D; private def initialize = (@x = 1); def self.b = new; private_class_method :new; end
try { D.new }
p D.b.class
def top = 3
try { 1.top }
try { nil.top }
try { self.top }
try { a.foo }
try { nil.foo }
try { A.foo }


try { 3.foo }
try { "s".foo(1) }
try { [].foo }
try { true.foo }
try { :a.foo }
try { 1.5.foo }
try { Kernel.foo }
