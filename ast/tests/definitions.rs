//! Methods, classes, modules, aliases.
mod common;
use common::shows;

#[test]
fn methods() {
    shows(
        r#"def a = 1
def b; end
def self.c; end
def d=(x); end
def +(o) = o
def []=(i, v); end
object = 1
def object.e; end"#,
        r#"
        locals object
        sequence
          def a
            integer 1
          def b
            nil
          def c
            on: self
            nil
          def d=
            locals x
            required 0
            nil
          def +
            locals o
            required 0
            local o 0.0
          def []=
            locals i v
            required 0
            required 1
            nil
          set local object 0.0
            integer 1
          def e
            on: local object 0.0
            nil
        "#,
    );
}

#[test]
fn classes() {
    shows(
        r#"class A; end
class B < A
  x = 1
  attr_reader :x
  class << self
    def y; end
  end
end
class ::C::D < f; end"#,
        r#"
        sequence
          class A
            nil
          class B
            superclass: constant A
            locals x
            sequence
              set local x 0.0
                integer 1
              call attr_reader
                argument: symbol "x"
              singleton class
                of: self
                def y
                  nil
          class D
            scope: constant ::C
            superclass: call f variable
            nil
        "#,
    );
}

#[test]
fn modules() {
    shows(
        r#"module A; module B::C; end; end"#,
        r#"
        module A
          module C
            scope: constant B
            nil
        "#,
    );
}

#[test]
fn aliases() {
    shows(
        r#"alias a b; alias :+ :-; alias $a $b"#,
        r#"
        sequence
          alias a b
          alias + -
          alias $a $b
        "#,
    );
}

#[test]
fn private_def() {
    shows(
        r#"private def m; end"#,
        r#"
        call private
          argument: def m
            nil
        "#,
    );
}
