//! Calls, blocks and parameters.
mod common;
use common::shows;

#[test]
fn forms() {
    shows(
        r#"f; f(); f 1; f.g; f&.g(1); f.(1); f::g; f[1]; -f; !f; not f; f + 1; f != 1; self.f"#,
        r#"
        sequence
          call f variable
          call f
          call f
            argument: integer 1
          call g
            receiver: call f variable
          call g safe
            receiver: call f variable
            argument: integer 1
          call call
            receiver: call f variable
            argument: integer 1
          call g
            receiver: call f variable
          call []
            receiver: call f variable
            argument: integer 1
          call -@
            receiver: call f variable
          call !
            receiver: call f variable
          call !
            receiver: call f variable
          call +
            receiver: call f variable
            argument: integer 1
          call !=
            receiver: call f variable
            argument: integer 1
          call f private
            receiver: self
        "#,
    );
}

#[test]
fn arguments() {
    shows(
        r#"f(1, *a, 2, k: 3, "s" => 4, **h, &b)
f({k: 1})
f(&:sym)"#,
        r#"
        sequence
          call f
            argument: integer 1
            argument: splat
              call a variable
            argument: integer 2
            keywords
              key: symbol "k"
                value: integer 3
              key: string "s"
                value: integer 4
              double splat: call h variable
            block: call b variable
          call f
            argument: hash
              key: symbol "k"
                value: integer 1
          call f
            block: symbol "sym"
        "#,
    );
}

#[test]
fn required_optional_rest() {
    shows(
        r#"def m(a, b = 1, c = b, *d, e) = d"#,
        r#"
        def m
          locals a b c d e
          required 0
          optional 1: integer 1
          optional 2: local b 0.1
          rest 3
          post 4
          local d 0.3
        "#,
    );
}

#[test]
fn keyword_parameters() {
    shows(
        r#"def m(k:, o: k, **r, &b) = r
def n(**nil) = 1"#,
        r#"
        sequence
          def m
            locals k o r b
            keyword k 0
            keyword o 1: local k 0.0
            keyword_rest 2
            block 3
            local r 0.2
          def n
            no keywords
            integer 1
        "#,
    );
}

#[test]
fn anonymous_parameters() {
    shows(
        r#"def m(*, **, &) = f(*, **, &)
def n(a, ...) = f(a, ...)
def o(*) = [1].each { f(*) }"#,
        r#"
        sequence
          def m
            locals * ** &
            rest 0
            keyword_rest 1
            block 2
            call f
              argument: splat
                local * 0.0
              keywords
                double splat: local ** 0.1
              block: local & 0.2
          def n
            locals a * ** &
            required 0
            rest 1
            keyword_rest 2
            block 3
            call f
              argument: local a 0.0
              argument: splat
                local * 0.1
              keywords
                double splat: local ** 0.2
              block: local & 0.3
          def o
            locals *^
            rest 0
            call each
              receiver: array
                integer 1
              block
                call f
                  argument: splat
                    local * 1.0
        "#,
    );
}

#[test]
fn taken_apart() {
    shows(
        r#"def m((a, (b, *c)), d) = c
f { |(a, b), *| a }"#,
        r#"
        sequence
          def m
            locals a b c d
            required
              target: local a 0.0
              target: multiple
                target: local b 0.1
                splat: local c 0.2
            required 3
            local c 0.2
          call f
            block
              locals a b *
              required
                target: local a 0.0
                target: local b 0.1
              rest 2
              local a 0.0
        "#,
    );
}

#[test]
fn trailing_comma() {
    shows(
        r#"f { |a,| a }; f { |a| a }"#,
        r#"
        sequence
          call f
            block
              locals a
              required 0
              trailing comma
              local a 0.0
          call f
            block
              locals a
              required 0
              local a 0.0
        "#,
    );
}

#[test]
fn numbered_and_it() {
    shows(
        r#"f { _1 }; f { _1 + _2 }; f { _2 }; f { it }; -> { it }; f { it = 1; it }"#,
        r#"
        sequence
          call f
            block
              locals _1
              required 0
              implicit numbered
              local _1 0.0
          call f
            block
              locals _1 _2
              required 0
              required 1
              implicit numbered
              call +
                receiver: local _1 0.0
                argument: local _2 0.1
          call f
            block
              locals _1 _2
              required 0
              required 1
              implicit numbered
              local _2 0.1
          call f
            block
              locals it
              required 0
              implicit it
              local it 0.0
          lambda
            locals it
            required 0
            implicit it
            local it 0.0
          call f
            block
              locals it
              sequence
                set local it 0.0
                  integer 1
                local it 0.0
        "#,
    );
}

#[test]
fn repeated_underscore() {
    shows(
        r#"f { |_, a, _| _ }"#,
        r#"
        call f
          block
            locals _ a _
            required 0
            required 1
            required 2
            local _ 0.0
        "#,
    );
}

#[test]
fn defaults_use_locals() {
    shows(
        r#"def m(a = (x = 1), b: x) = x"#,
        r#"
        def m
          locals a b x
          optional 0: set local x 0.2
            integer 1
          keyword b 1: local x 0.2
          local x 0.2
        "#,
    );
}

#[test]
fn block_defaults_see_outside() {
    shows(
        r#"y = 1
f { |a = y| a }"#,
        r#"
        locals y^
        sequence
          set local y 0.0
            integer 1
          call f
            block
              locals a
              optional 0: local y 1.0
              local a 0.0
        "#,
    );
}

#[test]
fn lambdas() {
    shows(
        r#"->(a, b = 1) { a }; -> do 1 end; lambda { |x| x }"#,
        r#"
        sequence
          lambda
            locals a b
            required 0
            optional 1: integer 1
            local a 0.0
          lambda
            integer 1
          call lambda
            block
              locals x
              required 0
              local x 0.0
        "#,
    );
}

#[test]
fn super_and_yield() {
    shows(
        r#"def m(a, b = 1, *c, d, e:, f: 2, **g, &h)
  super
  super()
  super(1, &h)
  super { |x| x }
  yield 1, *c, k: 2
end"#,
        r#"
        def m
          locals a b c d e f g h
          required 0
          optional 1: integer 1
          rest 2
          post 3
          keyword e 4
          keyword f 5: integer 2
          keyword_rest 6
          block 7
          sequence
            implicit super
              argument: local a 0.0
              argument: local b 0.1
              argument: splat
                local c 0.2
              argument: local d 0.3
              keywords
                key: symbol "e"
                  value: local e 0.4
                key: symbol "f"
                  value: local f 0.5
                double splat: local g 0.6
            super
            super
              argument: integer 1
              block: local h 0.7
            implicit super
              argument: local a 0.0
              argument: local b 0.1
              argument: splat
                local c 0.2
              argument: local d 0.3
              keywords
                key: symbol "e"
                  value: local e 0.4
                key: symbol "f"
                  value: local f 0.5
                double splat: local g 0.6
              block
                locals x
                required 0
                local x 0.0
            yield
              argument: integer 1
              argument: splat
                local c 0.2
              keywords
                key: symbol "k"
                  value: integer 2
        "#,
    );
}

#[test]
fn implicit_super_in_a_block() {
    shows(
        r#"def m(a) = f { super }"#,
        r#"
        def m
          locals a^
          required 0
          call f
            block
              implicit super
                argument: local a 1.0
        "#,
    );
}

#[test]
fn machine_methods() {
    shows(
        r#"machine def m(a)
  load(a)
end"#,
        r#"
        call machine
          argument: def m
            locals a
            required 0
            call load
              argument: local a 0.0
        "#,
    );
}
