//! Ruby snippets over a runtime of a page, and small programs of text, through the interpreter.
use super::world::Recorder;
use super::{Fault, interpret};
use crate::compile::{Required, compile};
use crate::program::Program;
use crate::text;
use crate::verify::{listing, verify};
use base::{SourceFile, Sources};

fn compiled(ruby: &str) -> Program {
    let mut sources = Sources::new();
    let runtime = sources.add(SourceFile::new("runtime.rb", include_str!("test_runtime.rb"), true));
    let file = sources.add(SourceFile::new("test.rb", ruby, false));
    let runtime = ast::parse(runtime, &sources).expect("the test runtime parses");
    let program = ast::parse(file, &sources).expect("the snippet parses");
    compile(sources, &[runtime], &program, &Required::default()).expect("the snippet compiles")
}

fn run(program: &Program) -> Result<String, Fault> {
    let mut world = Recorder::default();
    interpret(program, &mut world, &[])?;
    Ok(String::from_utf8(world.output).expect("UTF-8 output"))
}

/// Output of a snippet; the same after a round through text.
fn output(ruby: &str) -> String {
    let program = compiled(ruby);
    verify(&program).unwrap_or_else(|errors| panic!("{}", listing(&program, &errors)));
    let out = run(&program).unwrap_or_else(|fault| panic!("{fault:#?}"));
    let printed = text::print(&program);
    let read = text::parse(&printed).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
    assert_eq!(text::print(&read), printed);
    assert_eq!(run(&read).unwrap_or_else(|fault| panic!("{fault:#?}")), out);
    out
}

#[test]
fn calls_and_blocks() {
    assert_eq!(output("def fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)\nputs fib(15)"), "610\n");
    assert_eq!(output("sum = 0\n5.times { |i| sum += i }\nputs sum"), "10\n");
    assert_eq!(output("[[1, 2], [3, 4]].each { |a, b| puts a + b }"), "3\n7\n");
    assert_eq!(output("make = ->(n) { ->(m) { n + m } }\nputs make.call(3).call(4)"), "7\n");
    assert_eq!(output("def each_of(*a, &b) = a.each(&b)\neach_of(1, 2) { |x| puts x }"), "1\n2\n");
}

#[test]
fn objects() {
    let point = "class Point\n  attr_reader :x\n  def initialize(x)\n    @x = x\n  end\n  def +(o) = Point.new(@x + o.x)\nend\n";
    assert_eq!(output(&format!("{point}puts (Point.new(1) + Point.new(2)).x")), "3\n");
    let three = format!("{point}class Three < Point\n  def initialize = super(3)\n  def x = super + 1\nend\nputs Three.new.x");
    assert_eq!(output(&three), "4\n");
    assert_eq!(
        output(
            "module M\n  def f = 1 + super\nend\nclass A\n  def f = 1\nend\nclass B < A\n  prepend M\n  def f = 5\nend\nputs B.new.f"
        ),
        "6\n"
    );
}

#[test]
fn leaving_blocks() {
    let find = "def find(a)\n  a.each { |x| return x if 3 < x }\n  nil\nend\n";
    assert_eq!(output(&format!("{find}puts find([1, 5, 7])")), "5\n");
    assert_eq!(output("puts([1, 5, 7].each { |x| break x * 10 if 3 < x })"), "50\n");
    let ensured = "def f(a)\n  begin\n    a.each { |x| return x }\n  ensure\n    puts 0\n  end\nend\nputs f([4])";
    assert_eq!(output(ensured), "0\n4\n");
    let ensured =
        "r = [1].each do |x|\n  begin\n    [2].each { |y| break }\n    break 7\n  ensure\n    puts 0\n  end\nend\nputs r";
    assert_eq!(output(ensured), "0\n7\n");
    assert_eq!(rescued("", "mm = proc { break 1 }\nmm.call"), "break from proc-closure\n");
    assert_eq!(rescued("def mm = proc { return 1 }", "mm.call"), "unexpected return\n");
}

/// The message of the exception that a snippet raises.
fn rescued(before: &str, ruby: &str) -> String {
    output(&format!("{before}\nbegin\n{ruby}\nrescue Exception => e\n  puts e.message\nend"))
}

#[test]
fn exceptions() {
    assert_eq!(rescued("", "raise ArgumentError.new(\"bad\")"), "bad\n");
    assert_eq!(rescued("", "begin\n  raise StandardError.new(\"one\")\nensure\n  puts 2\nend"), "2\none\n");
    assert_eq!(rescued("def deep(n) = deep(n + 1) + 1", "deep(0)"), "deep\n");
}

#[test]
fn wrong_arguments() {
    let wrong = |arguments: &str, call: &str| rescued(&format!("def f({arguments}) = 1"), &format!("f({call})"));
    assert_eq!(wrong("a", ""), "wrong number of arguments (given 0, expected 1)\n");
    assert_eq!(wrong("a, b = 1", "1, 2, 3"), "wrong number of arguments (given 3, expected 1..2)\n");
    assert_eq!(wrong("a, *b", ""), "wrong number of arguments (given 0, expected 1+)\n");
    assert_eq!(wrong("a, k:", ""), "wrong number of arguments (given 0, expected 1; required keyword: k)\n");
    assert_eq!(wrong("k:, l:", ""), "missing keywords: :k, :l\n");
    assert_eq!(wrong("k: 1", "k: 1, z: 2"), "unknown keyword: :z\n");
    assert_eq!(wrong("**nil", "z: 2"), "no keywords accepted\n");
}

#[test]
fn optional_and_post_arguments() {
    let f = "def f(a, b = a + 1, *r, c, k: 5)\n  puts a; puts b; puts r.length; puts c; puts k\nend\n";
    assert_eq!(output(&format!("{f}f(1, 9)")), "1\n2\n0\n9\n5\n");
    assert_eq!(output(&format!("{f}f(*[1, 2, 3], 4, 9, k: 6)")), "1\n2\n2\n9\n6\n");
}

#[test]
fn faults_are_located() {
    let fault = run(&compiled("def f = __put_int(nil)\nf")).expect_err("nil is no word");
    assert!(fault.message.contains("must be a small integer"), "{fault:?}");
    assert!(fault.trace.iter().any(|line| line.starts_with("test.rb:1:")), "{fault:?}");
}

#[test]
fn texts_of_a_person_run() {
    let program = "virtual
main start
method start()
  slots self, message.block, frame.i, frame.t0, frame.t1
b0:
  set frame.i = 0
  jump b1
b1:
  set frame.t0 = primitive word_lt(frame.i, 10)
  branch frame.t0 b2 b3
b2:
  set frame.i = primitive word_add(frame.i, 3)
  jump b1
b3:
  set frame.t1 = primitive syscall(frame.i) :exit_group
  return nil
";
    let program = text::parse(program).expect("a good text");
    let mut world = Recorder::default();
    assert_eq!(interpret(&program, &mut world, &[]), Ok(12));
}
