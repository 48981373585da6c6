//! Errors: all of a file together, each with its place, and never a panic.
mod common;
use common::{errors, parse};

#[test]
fn syntax_errors_come_together() {
    let found = errors("def f(a, a)\nend\nclass foo; end\nx = )\n");
    assert!(found.len() >= 3, "{found:?}");
    assert_eq!(found[0], "1:10 duplicated argument name");
    assert!(found[1].starts_with("3:7 unexpected constant path after `class`"), "{found:?}");
    assert!(found.iter().any(|line| line.starts_with("4:")), "{found:?}");
}

#[test]
fn each_unsupported_form_has_its_place() {
    let found = errors(
        "a = /x/\n  b = `ls`\n3r\n2i\ncase 1\nin Integer then 2\nend\n1 => c\n1 in d\nundef :\"m#{a}\"\nBEGIN { }\nEND { }\n\
         $~\n$1\n$&\nif (a == 1)..(a == 2) then 1 end\n/#{a}/\nif /x/ then 1 end\n/(?<n>x)/ =~ a\nalias :\"m#{a}\" b\n",
    );
    let expected = [
        "1:5 regular expressions are not supported yet",
        "2:7 shell commands in backticks are not supported",
        "3:1 rational numbers are not supported yet",
        "4:1 complex numbers are not supported yet",
        "5:1 pattern matching is not supported yet",
        "8:1 pattern matching is not supported yet",
        "9:1 pattern matching is not supported yet",
        "10:7 undef with a computed name is not supported",
        "11:1 BEGIN blocks are not supported",
        "12:1 END blocks are not supported",
        "13:1 variables of the last match are not supported yet",
        "14:1 variables of the last match are not supported yet",
        "15:1 variables of the last match are not supported yet",
        "16:4 the flip-flop is not supported",
        "17:1 regular expressions are not supported yet",
        "18:4 regular expressions are not supported yet",
        "19:1 regular expressions are not supported yet",
        "20:7 alias with a computed name is not supported",
    ];
    assert_eq!(found, expected);
}

#[test]
fn unsupported_forms_have_hints() {
    let (_, parsed) = parse("x =~ /a/");
    let diagnostics = parsed.expect_err("refused");
    assert!(diagnostics[0].hint.as_deref().is_some_and(|hint| hint.contains("String#")));
}

#[test]
fn both_kinds_come_in_order() {
    let found = errors("a = /x/\nb = )\nc = /y/\n");
    let lines: Vec<&str> = found.iter().map(|line| &line[..1]).collect();
    assert!(lines.is_sorted() && lines.contains(&"1") && lines.contains(&"2"), "{found:?}");
}

#[test]
fn implicit_super_of_a_parameter_taken_apart() {
    let title = "super without arguments is not supported in a method that takes a parameter apart";
    assert_eq!(errors("def m((a, b)) = super"), [format!("1:17 {title}")]);
}

#[test]
fn other_encodings() {
    assert_eq!(errors("# encoding: big5\n1"), ["1:13 source files in big5 are not supported"]);
    for fine in ["# encoding: utf-8\n1", "# -*- coding: US-ASCII -*-\n1", "1\n2\n# encoding: big5"] {
        assert!(parse(fine).1.is_ok(), "{fine}");
    }
}

#[test]
fn deep_nesting_is_one_error() {
    let deep = |open: &str, middle: &str, close: &str| format!("{}{middle}{}", open.repeat(20_000), close.repeat(20_000));
    let texts = [
        deep("(", "1", ")"),
        deep("[", "", "]"),
        deep("f(", "1", ")"),
        deep("if x\n", "", "end\n"),
        deep("def x\n", "", "end\n"),
        deep("->{", "", "}"),
        deep("f {", "", "}"),
        deep("\"#{", "", "}\""),
        deep("!", "x", ""),
        deep("a = ", "1", ""),
        format!("{} = 1", deep("(", "a,b", ")")),
        format!("def f({}) end", deep("(", "a", ")")),
        deep("", "1", "+1"),
        deep("", "a", ".b"),
        deep("", "a", " && a"),
        deep("", "A", "::B"),
        deep("", "if x\n", "elsif y\n") + "end",
    ];
    for text in texts {
        let found = errors(&text);
        assert!(found.len() == 1 && found[0].contains("nested more than 2000 deep"), "{} {found:?}", &text[..20]);
    }
}

#[test]
fn wide_is_fine() {
    for text in ["f 1\n".repeat(20_000), format!("[{}]", "1,".repeat(20_000)), "\"a\" ".repeat(20_000)] {
        assert!(parse(&text).1.is_ok());
    }
}

#[test]
fn nesting_below_the_limit_is_fine() {
    for text in [format!("1{}", "+1".repeat(1990)), format!("{}{}", "[".repeat(1990), "]".repeat(1990))] {
        let (sources, parsed) = parse(&text);
        let program = parsed.expect("below the limit");
        assert!(ast::text::print(&program, &sources).lines().count() > 1990);
        assert!(serde_json::to_string(&program).is_ok());
    }
}
