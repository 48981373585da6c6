//! Literals: what each is in the tree.
mod common;
use common::shows;

#[test]
fn words() {
    shows(
        r#"nil; true; false; self"#,
        r#"
        sequence
          nil
          true
          false
          self
        "#,
    );
}

#[test]
fn integers() {
    shows(
        r#"1_000; 0xff; -5; 9223372036854775807; -9223372036854775808; 9223372036854775808; -0x1_0000_0000_0000_0000"#,
        r#"
        sequence
          integer 1000
          integer 255
          integer -5
          integer 9223372036854775807
          integer -9223372036854775808
          integer 0x8000000000000000
          integer -0x10000000000000000
        "#,
    );
}

#[test]
fn floats() {
    shows(
        r#"1.5; 1e3; -0.0"#,
        r#"
        sequence
          float 1.5
          float 1000.0
          float -0.0
        "#,
    );
}

#[test]
fn strings_keep_their_bytes() {
    shows(
        r#""a\n\u00e9\xff"; 'a\n'; ?c; %q(x); %w[a b]; %i[a b]"#,
        r#"
        sequence
          string "a\né\xff"
          string "a\\n"
          string "c"
          string "x"
          array
            string "a"
            string "b"
          array
            symbol "a"
            symbol "b"
        "#,
    );
}

#[test]
fn neighbouring_strings_are_one() {
    shows(
        r#""a" 'b' "c""#,
        r#"
        string "abc"
        "#,
    );
}

#[test]
fn interpolation() {
    shows(
        r##"x = 1
"a#{x}b#{}" "c#@d"
:"s#{x}"
:"plain""##,
        r#"
        locals x
        sequence
          set local x 0.0
            integer 1
          interpolated string
            string "a"
            local x 0.0
            string "b"
            nil
            string "c"
            get @d
          interpolated symbol
            string "s"
            local x 0.0
          symbol "plain"
        "#,
    );
}

#[test]
fn heredocs_are_strings() {
    shows(
        r#"x = <<~A
  one
    two
A
y = <<-'B'
  #{x}
  B
z = <<~C
  a #{x}
  b
C
"#,
        r##"
        locals x y z
        sequence
          set local x 0.0
            string "one\n  two\n"
          set local y 0.1
            string "  #{x}\n"
          set local z 0.2
            interpolated string
              string "a "
              local x 0.0
              string "\nb\n"
        "##,
    );
}

#[test]
fn arrays_and_hashes() {
    shows(
        r#"[1, *[2], 3]; {a: 1, "b" => 2, **{}}; [a: 1]"#,
        r#"
        sequence
          array
            integer 1
            splat
              array
                integer 2
            integer 3
          hash
            key: symbol "a"
              value: integer 1
            key: string "b"
              value: integer 2
            double splat: hash
          array
            hash
              key: symbol "a"
                value: integer 1
        "#,
    );
}

#[test]
fn hash_shorthand() {
    shows(
        r#"x = 1
{x:, foo:}"#,
        r#"
        locals x
        sequence
          set local x 0.0
            integer 1
          hash
            key: symbol "x"
              value: local x 0.0
            key: symbol "foo"
              value: call foo
        "#,
    );
}

#[test]
fn ranges() {
    shows(
        r#"1..2; 1...2; (1..); (..2)"#,
        r#"
        sequence
          range
            first: integer 1
            last: integer 2
          range excluding end
            first: integer 1
            last: integer 2
          range
            first: integer 1
          range
            last: integer 2
        "#,
    );
}

#[test]
fn places() {
    shows(
        r#"[__FILE__, __LINE__, __method__, __dir__]
__LINE__
__ENCODING__"#,
        r#"
        sequence
          array
            string "test.rb"
            integer 1
            call __method__ variable
            call __dir__ variable
          integer 2
          constant UTF_8
            scope: constant ::Encoding
        "#,
    );
}
