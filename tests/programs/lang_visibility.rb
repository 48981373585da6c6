# private, protected, public in all forms, private constants and class methods, and the errors.
class Safe
  SECRET = 42
  private_constant :SECRET
  attr_reader :open_level
  attr_writer :code
  private :code=

  def initialize(code, level = 1)
    @open_level = level
    self.code = code
  end

  def same?(other) = code == other.code
  def stronger?(other) = strength > other.strength
  def reveal = "#{hidden} #{self.hidden} #{SECRET}"
  def call_private_on(other) = other.hidden

  protected

  def code = @code
  def strength
    @code * open_level
  end

  private

  def hidden
    "hidden"
  end

  def also_hidden = 1
  public def shown_again = also_hidden + 1
  def still_hidden = 2

  public

  def open? = true

  private def one_only = :one
  def after = one_only

  def self.build(...) = new(...)
  def self.internal = :internal
  private_class_method :internal, :new
  def self.use_internal = internal

  class << self
    def outer = inner
    private
    def inner = :inner
  end

  def later = :later
  private :later
  def last = later
end

class Vault < Safe
  public :hidden
  def try = also_hidden
  def reveal = "vault #{super}"
  private :reveal
  def show = reveal
end

a = Safe.build(5)
b = Safe.build(5, 3)
v = Vault.build(7)
p a.same?(b), a.stronger?(b), b.stronger?(a), a.same?(v), a.open?, a.reveal, a.shown_again, a.after, a.last
p v.hidden, v.try, v.show, Safe.use_internal, Safe.outer

def top_level = :top

def attempt(label)
  p [label, yield]
rescue NoMethodError, NameError => e
  puts "#{label}: #{e.class}: #{e.message}"
end

attempt("private") { a.hidden }
attempt("protected") { a.code }
attempt("protected strength") { b.strength }
attempt("writer") { a.code = 5 }
attempt("private after public") { a.still_hidden }
attempt("one only") { a.one_only }
attempt("later") { a.later }
attempt("on other") { a.call_private_on(b) }
attempt("class method") { Safe.internal }
attempt("new") { Safe.new(1) }
attempt("inner") { Safe.inner }
attempt("constant") { Safe::SECRET }
attempt("vault reveal") { v.reveal }
attempt("missing") { a.missing }
attempt("missing args") { a.missing(1, 2) }
attempt("missing writer") { a.missing = 1 }
attempt("missing index") { a[1] }
attempt("missing operator") { a + 1 }
attempt("missing unary") { -a }
attempt("on nil") { nil.missing }
attempt("on true") { true.missing }
attempt("on class") { Safe.missing }
attempt("on module") { Comparable.missing }
attempt("on integer") { 5.missing }
attempt("on float") { 5.0.missing }
attempt("on string") { "x".missing }
attempt("on symbol") { :x.missing }
attempt("on array") { [].missing }
attempt("on hash") { {}.missing }
attempt("on range") { (1..2).missing }
attempt("on proc") { proc {}.missing }
attempt("variable") { unknown_variable }
attempt("call") { unknown_method() }
attempt("self call") { self.unknown_method }
attempt("constant missing") { UnknownConstant }
attempt("nested constant") { Safe::Unknown }
attempt("puts private") { a.puts "x" }
attempt("send") { a.send(:hidden) }
attempt("public_send") { a.public_send(:hidden) }
attempt("respond") { [a.respond_to?(:hidden), a.respond_to?(:hidden, true), a.respond_to?(:open?), a.respond_to?(:code)] }
attempt("names") { begin; a.nope(1); rescue NoMethodError => e; [e.name, e.receiver.equal?(a), e.args]; end }
attempt("top private") { 5.top_level }
attempt("top send") { 5.send(:top_level) }
