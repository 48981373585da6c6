//! Round trips and bad texts. Programs compiled from Ruby go round in the interpreter's tests.
use super::{parse, print, print_method};
use crate::instruction::{Constant, Instruction, Op, Operand};
use crate::program::*;
use base::Id;

const GOOD: &str = r#"virtual
passes compile
main start
root start = start
file "a b.rb" runtime
class Point < Object at "a b.rb" 0:5
  attached Object
  field :@x
  variable :@@v = A@@v
  constant :P = class Point
  constant :Q = cell "A::B"
  def :+ = Point#+
  private def :"[]=" = undefined
  protected declared :x = Point#+
  declared :+ = undefined
class module "A::M"
class Point#2 as "Point" < Point hidden
  include "A::M"
cell $x
cell "A::B" undefined
cell A@@v undefined
string "one"
string "two\xff\n"
string "one"

method start() at "a b.rb" 0:10
  owner Object name :start kind method machine self Point
  slots self, message.block, frame.x: Point | String, slot "frame.strange name", frame.x#2 as x: Word, frame.t1 local
b0: rescue b1
  set frame.x = "one"  @0
  set frame.x = string.2  @0
  set frame.x = big "-123456789012345678901234567890"
  set frame.x = float 0x7ff8000000000000
  set frame.x = -1.5
  set slot "frame.strange name" = const Point#2
  drop :"a b"
  set frame.x = send :+ new(self, * frame.x, key: 1, "odd key": nil, ** frame.x, do "block in start") self_call
  set frame.x = yield message.block (1, * self)
  set frame.t1 = call Point#+ self (1, nil, nil, nil) &frame.x  @1
  set frame.t1 = primitive context_get() :exception
  set_cell "A::B" undefined
  set frame.t1 = is_a self "A::M"
  branch frame.x b1 b1
b1:
  set frame.x = exception
  unwind frame.x

method Point#+(a, optional b, rest c, post d, keyword k :k required, keyword_rest o, flag lenient) -> Point | Small
  names(:a, :x)
b0:
  return message.arg.0

method "block in start"(a)
  owner Object kind block parent start
  slots self, message.block, message.arg.0: Word, frame.t0
b0:
  set frame.t0 = outer 1 frame.x#2
  set_outer 1 slot "frame.strange name" message.arg.0
  break_out nil
positions
  @0 at "a b.rb" 0:3 in start
  @1 at "a b.rb" 3:4 in Point#+ into @0
text "a b.rb"
  "class Point"
  ""
"#;

fn json(program: &Program) -> String {
    serde_json::to_string(program).expect("a Program is JSON")
}

#[test]
fn what_is_printed_is_read_back() {
    let program = parse(GOOD).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    let printed = print(&program);
    let again = parse(&printed).unwrap_or_else(|diagnostics| panic!("{printed}\n{diagnostics:#?}"));
    assert_eq!(print(&again), printed);
    assert_eq!(json(&again), json(&program));
    assert!(print_method(&program, MethodId(0)).starts_with("method Object#start()"));
}

#[test]
fn json_goes_round() {
    let program = parse(GOOD).expect("a good text");
    let read: Program = serde_json::from_str(&json(&program)).expect("its own JSON");
    assert_eq!(print(&read), print(&program));
    assert_eq!(read.symbols.find("key"), program.symbols.find("key"));
}

#[test]
fn random_constants_go_round() {
    // A linear congruence is random enough.
    let mut state = 7u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 1
    };
    let mut program =
        parse("virtual\nmethod m()\n  slots self, message.block, frame.x\nb0:\n  return nil\n").expect("a good text");
    for _ in 0..500 {
        let name: String = (0..next() % 5).map(|_| char::from_u32((next() % 300) as u32).unwrap_or('x')).collect();
        let constant = match next() % 4 {
            0 => Constant::Small(next() as i64 >> (next() % 62) >> 1),
            1 => Constant::Float(f64::from_bits(next())),
            2 => Constant::Symbol(program.symbols.intern(&name)),
            _ => Constant::FrozenString(program.strings.push(name.into_bytes())),
        };
        let op = Op::Set { from: Operand::Constant(constant) };
        let instruction = Instruction { result: Some(SlotId(2)), op, position: PositionId(0) };
        program.methods[MethodId(0)].blocks[BlockId(0)].instructions.insert(0, instruction);
    }
    let printed = print(&program);
    let again = parse(&printed).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    assert_eq!(json(&again), json(&program));
    assert_eq!(print(&again), printed);
}

/// Texts with something deleted, doubled or swapped are read, or refused with a place; never a panic.
#[test]
fn broken_texts_are_refused_with_a_place() {
    let words: Vec<&str> = GOOD.split_inclusive([' ', '\n', '(', ')', ',']).collect();
    let mut texts: Vec<String> = Vec::new();
    for at in 0..words.len() {
        texts.push([&words[..at], &words[at + 1..]].concat().concat());
        texts.push([&words[..at], &words[at..=at], &words[at..]].concat().concat());
        let mut swapped = words.clone();
        swapped.swap(at, (at * 31 + 17) % words.len());
        texts.push(swapped.concat());
    }
    let mut refused = 0;
    for text in texts.iter().map(String::as_str).chain((0..GOOD.len()).filter_map(|end| GOOD.get(..end))) {
        match parse(text) {
            Ok(program) => {
                print(&program);
            }
            Err(diagnostics) => {
                refused += 1;
                assert!(diagnostics.iter().all(|diagnostic| !diagnostic.labels.is_empty()), "{diagnostics:?}\n{text}");
            }
        }
    }
    assert!(refused > texts.len() / 3, "{refused} of {}", texts.len());
}

#[test]
fn classes_cannot_be_above_themselves() {
    for bad in ["class A < B\nclass B < A", "class module M\n  prepend M", "class A < A"] {
        assert!(parse(&format!("virtual\n{bad}\n")).is_err(), "{bad}");
    }
    let program = parse("virtual\nclass A\nclass B < A\n").expect("core classes are there");
    assert_eq!(program.ancestors(ClassId::new(program.classes.len() - 1)).len(), 2);
}

/// A line that begins no section is part of the one before, which has to understand it.
#[test]
fn lines_that_are_not_understood_are_refused() {
    let method = "method m()\n  slots self, message.block\nb0:\n  return nil\n";
    for head in ["optimisation 2", "passes infer", "main m", "root r = m", "cell c", "string \"s\"", "symbols\n  :a", "virtual"] {
        let text = format!("{method}{head}\nnonsense here\n");
        let errors = parse(&text).err().unwrap_or_else(|| panic!("{head}: should be refused"));
        let at = errors[0].labels[0].span.start as usize;
        assert!(text[at..].starts_with("nonsense"), "{head}: {}", errors[0].title);
    }
}
