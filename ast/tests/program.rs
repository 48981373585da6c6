//! The program around the tree: spans, the magic comment, `DATA`, JSON, and the text with places.
mod common;
use ast::{NodeKind, Program};
use base::Sources;

fn good(text: &str) -> (Sources, Program) {
    let (sources, parsed) = common::parse(text);
    (sources, parsed.expect("the text is right"))
}

#[test]
fn spans_are_exact() {
    let (sources, program) = good("x = 1\n  foo.bar(x, \"é\") { |a| a }\n");
    let NodeKind::Sequence(nodes) = &program.scope.body.kind else { panic!("two statements") };
    assert_eq!(sources.text(nodes[0].span), "x = 1");
    assert_eq!(sources.text(nodes[1].span), "foo.bar(x, \"é\") { |a| a }");
    let NodeKind::Call(call) = &nodes[1].kind else { panic!("a call") };
    assert_eq!(sources.text(call.name_span), "bar");
    assert_eq!(sources.text(call.arguments.positional[1].span), "\"é\"");
    assert_eq!(sources.text(call.block.as_ref().expect("a block").span), "{ |a| a }");
}

#[test]
fn rescue_spans_end_with_their_body() {
    let text = "begin\n  1\nrescue A\n  2\nrescue B\n  3\nend\n";
    let (sources, program) = good(text);
    let NodeKind::Begin(begin) = &program.scope.body.kind else { panic!("a begin") };
    let texts: Vec<&str> = begin.rescues.iter().map(|rescue| sources.text(rescue.span)).collect();
    assert_eq!(texts, ["rescue A\n  2", "rescue B\n  3"]);
}

#[test]
fn frozen_string_literals() {
    assert!(good("# frozen_string_literal: true\n'a'").1.frozen_string_literals);
    assert!(!good("# frozen_string_literal: false\n'a'").1.frozen_string_literals);
    assert!(!good("'a'").1.frozen_string_literals);
}

#[test]
fn data_is_behind_its_marker() {
    let (sources, program) = good("1\n__END__\ntwo\nthree");
    assert_eq!(program.data.map(|data| sources.text(data)), Some("two\nthree"));
    assert_eq!(good("1\n__END__").1.data.map(|data| data.end - data.start), Some(0));
    assert_eq!(good("1").1.data, None);
}

#[test]
fn json_reads_back() {
    let (_, program) = good("def m(a, *b, k: 1.5) = f(a) { |x| \"\\xff\\\\#{x}\" + :s.to_s }\n'\\\\x41' if m 2**70");
    let json = serde_json::to_string(&program).expect("a tree has a text");
    assert_eq!(serde_json::from_str::<Program>(&json).expect("reads back"), program);
    assert!(json.contains(r#""String":"\\xff\\\\""#), "{json}");
}

#[test]
fn text_has_places() {
    let (sources, program) = good("a = 1\nputs(a)\n");
    let expected = "\
program test.rb
  locals a
  sequence                              # 1:1
    set local a 0.0                     # 1:1
      integer 1                         # 1:5
    call puts                           # 2:1
      argument: local a 0.0             # 2:6
";
    assert_eq!(ast::text::print(&program, &sources), expected);
}

#[test]
fn empty_and_odd_files() {
    for text in ["", "\n\n", "# only a comment", "\u{feff}1", "#!/usr/bin/env ruby\n1", "1\r\n2\r\n", "\0", "1\u{4}2"] {
        let (sources, parsed) = common::parse(text);
        if let Ok(program) = parsed {
            ast::text::print(&program, &sources);
        }
    }
}
