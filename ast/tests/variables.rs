//! Variables and assignments: how names resolve, and every place that takes a value.
mod common;
use common::shows;

#[test]
fn all_kinds() {
    shows(
        r#"a = 1; @a = 2; @@a = 3; $a = 4; A = 5; B::A = 6; ::C = 7
a; @a; @@a; $a; A; B::A; ::C"#,
        r#"
        locals a
        sequence
          set local a 0.0
            integer 1
          set @a
            integer 2
          set @@a
            integer 3
          set $a
            integer 4
          set constant A
            value: integer 5
          set constant A
            scope: constant B
            value: integer 6
          set constant ::C
            value: integer 7
          local a 0.0
          get @a
          get @@a
          get $a
          constant A
          constant A
            scope: constant B
          constant ::C
        "#,
    );
}

#[test]
fn blocks_see_outer_locals() {
    shows(
        r#"a = 1; b = 2
f { c = a; g { c += 1; b = 3 } }"#,
        r#"
        locals a^ b^
        sequence
          set local a 0.0
            integer 1
          set local b 0.1
            integer 2
          call f
            block
              locals c^
              sequence
                set local c 0.0
                  local a 1.0
                call g
                  block
                    sequence
                      assign +=
                        target: local c 1.0
                        value: integer 1
                      set local b 2.1
                        integer 3
        "#,
    );
}

#[test]
fn methods_do_not() {
    shows(
        r#"a = 1
def m = a"#,
        r#"
        locals a
        sequence
          set local a 0.0
            integer 1
          def m
            call a variable
        "#,
    );
}

#[test]
fn block_locals_hide() {
    shows(
        r#"x = 1
f { |a; x| x = a }"#,
        r#"
        locals x
        sequence
          set local x 0.0
            integer 1
          call f
            block
              locals a x
              required 0
              set local x 0.1
                local a 0.0
        "#,
    );
}

#[test]
fn multiple() {
    shows(
        r#"a, (b, *c), @d, *e = f
g.h, i[1], J, K::L, $m, @@n = 1, *o
a, = 1
*, a = 1"#,
        r#"
        locals a b c e
        sequence
          assign
            target: local a 0.0
            target: multiple
              target: local b 0.1
              splat: local c 0.2
            target: @d
            splat: local e 0.3
            value: call f variable
          assign
            target: attribute h
              receiver: call g variable
            target: index
              receiver: call i variable
              argument: integer 1
            target: constant J
            target: constant L
              scope: constant K
            target: $m
            target: @@n
            value: array
              integer 1
              splat
                call o variable
          assign
            target: local a 0.0
            splat
            value: integer 1
          assign
            splat
            target: local a 0.0
            value: integer 1
        "#,
    );
}

#[test]
fn operators() {
    shows(
        r#"a ||= 1; a &&= 2; a += 3
@a ||= 1; @@a += 1; $a &&= 1; A ||= 1; B::C ||= 1"#,
        r#"
        locals a
        sequence
          assign ||=
            target: local a 0.0
            value: integer 1
          assign &&=
            target: local a 0.0
            value: integer 2
          assign +=
            target: local a 0.0
            value: integer 3
          assign ||=
            target: @a
            value: integer 1
          assign +=
            target: @@a
            value: integer 1
          assign &&=
            target: $a
            value: integer 1
          assign ||=
            target: constant A
            value: integer 1
          assign ||=
            target: constant C
              scope: constant B
            value: integer 1
        "#,
    );
}

#[test]
fn operators_on_calls() {
    shows(
        r#"f.a += 1; f&.a ||= 1; f[1, *x] <<= 2; self.b ||= 3; self[0] -= 1"#,
        r#"
        sequence
          assign +=
            target: attribute a
              receiver: call f variable
            value: integer 1
          assign ||=
            target: attribute a safe
              receiver: call f variable
            value: integer 1
          assign <<=
            target: index
              receiver: call f variable
              argument: integer 1
              argument: splat
                call x variable
            value: integer 2
          assign ||=
            target: attribute b
              receiver: self
            value: integer 3
          assign -=
            target: index
              receiver: self
              argument: integer 0
            value: integer 1
        "#,
    );
}

#[test]
fn setters() {
    shows(
        r#"f.a = 1; f[1] = 2; self.a = 3; f&.a = 4; f.a = 1, 2"#,
        r#"
        sequence
          call a= assignment
            receiver: call f variable
            argument: integer 1
          call []= assignment
            receiver: call f variable
            argument: integer 1
            argument: integer 2
          call a= private assignment
            receiver: self
            argument: integer 3
          call a= safe assignment
            receiver: call f variable
            argument: integer 4
          call a= assignment
            receiver: call f variable
            argument: array
              integer 1
              integer 2
        "#,
    );
}

#[test]
fn swap() {
    shows(
        r#"a = b = 1
a, b = b, a"#,
        r#"
        locals a b
        sequence
          set local a 0.0
            set local b 0.1
              integer 1
          assign
            target: local a 0.0
            target: local b 0.1
            value: array
              local b 0.1
              local a 0.0
        "#,
    );
}
