//! Conditions, loops, exceptions and jumps.
mod common;
use common::shows;

#[test]
fn conditions() {
    shows(
        r#"if a then 1 elsif b then 2 else 3 end
unless a then 1 end
unless a then 1 else 2 end
1 if a
1 unless a
a ? 1 : 2
if a then end"#,
        r#"
        sequence
          if
            condition: call a variable
            then: integer 1
            else: if
              condition: call b variable
              then: integer 2
              else: integer 3
          if
            condition: call a variable
            then: nil
            else: integer 1
          if
            condition: call a variable
            then: integer 2
            else: integer 1
          if
            condition: call a variable
            then: integer 1
          if
            condition: call a variable
            then: nil
            else: integer 1
          if
            condition: call a variable
            then: integer 1
            else: integer 2
          if
            condition: call a variable
            then: nil
        "#,
    );
}

#[test]
fn logic() {
    shows(
        r#"a and b or not c
a && b || !c"#,
        r#"
        sequence
          or
            and
              call a variable
              call b variable
            call !
              receiver: call c variable
          or
            and
              call a variable
              call b variable
            call !
              receiver: call c variable
        "#,
    );
}

#[test]
fn loops() {
    shows(
        r#"while a do b end
until a do b end
b while a
begin; b; end while a
begin; b; end until a
loop { break }"#,
        r#"
        sequence
          while
            condition: call a variable
            body: call b variable
          while
            condition: not
              call a variable
            body: call b variable
          while
            condition: call a variable
            body: call b variable
          do while
            condition: call a variable
            body: call b variable
          do while
            condition: not
              call a variable
            body: call b variable
          call loop
            block
              break
        "#,
    );
}

#[test]
fn for_shares_the_scope() {
    shows(
        r#"for a, b in c do d = a end
for @i in c do end
d"#,
        r#"
        locals a b d
        sequence
          for
            target: multiple
              target: local a 0.0
              target: local b 0.1
            in: call c variable
            body: set local d 0.2
              local a 0.0
          for
            target: @i
            in: call c variable
            body: nil
          local d 0.2
        "#,
    );
}

#[test]
fn cases() {
    shows(
        r#"case a when 1, 2 then 3 when *b then 4 else 5 end
case when a then 1 end"#,
        r#"
        sequence
          case
            subject: call a variable
            when: integer 1
            when: integer 2
              then: integer 3
            when: splat
              call b variable
              then: integer 4
            else: integer 5
          case
            when: call a variable
              then: integer 1
        "#,
    );
}

#[test]
fn exceptions() {
    shows(
        r#"begin
  1
rescue A, *B => e
  2
rescue => @f
  3
else
  4
ensure
  5
end"#,
        r#"
        locals e
        begin
          body: integer 1
          rescue
            class: constant A
            class: splat
              constant B
            variable: local e 0.0
            body: integer 2
          rescue
            variable: @f
            body: integer 3
          else: integer 4
          ensure: integer 5
        "#,
    );
}

#[test]
fn plain_begin() {
    shows(
        r#"begin; 1; 2; end; begin; end; (); (1; 2)"#,
        r#"
        sequence
          sequence
            integer 1
            integer 2
          nil
          nil
          sequence
            integer 1
            integer 2
        "#,
    );
}

#[test]
fn bodies_with_rescue() {
    shows(
        r#"def m
  1
rescue
  2
ensure
  3
end
f do
  1
rescue
  retry
end"#,
        r#"
        sequence
          def m
            begin
              body: integer 1
              rescue
                body: integer 2
              ensure: integer 3
          call f
            block
              begin
                body: integer 1
                rescue
                  body: retry
        "#,
    );
}

#[test]
fn rescue_modifier() {
    shows(
        r#"a = b rescue c"#,
        r#"
        locals a
        set local a 0.0
          begin
            body: call b variable
            rescue
              body: call c variable
        "#,
    );
}

#[test]
fn jumps() {
    shows(
        r#"def m
  return
  return 1
  return 1, 2
  return *a
end
f { next; next 1; break 1, *b; redo }"#,
        r#"
        sequence
          def m
            sequence
              return
              return
                integer 1
              return
                array
                  integer 1
                  integer 2
              return
                array
                  splat
                    call a variable
          call f
            block
              sequence
                next
                next
                  integer 1
                break
                  array
                    integer 1
                    splat
                      call b variable
                redo
        "#,
    );
}

#[test]
fn defined_keeps_its_node() {
    shows(
        r#"defined?(a); defined?(@b); defined? yield; defined?(A::B)"#,
        r#"
        sequence
          defined
            call a variable
          defined
            get @b
          defined
            yield
          defined
            constant B
              scope: constant A
        "#,
    );
}
