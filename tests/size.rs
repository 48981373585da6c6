//! `salama build --size` and `--why`: the parts add up to the file, the lines that are named are the reason.
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

#[allow(dead_code)]
mod support;
use support::process::Scratch;

/// Sends by name to more classes than a chain of tests is made for, a big division, a string.
const PROGRAM: &str = r#"class Point
  def initialize(x) = @x = x
  def area = @x.to_f
end
class A; def area = 1; end
class B; def area = "b"; end
class C; def area = :c; end
class D; def area = nil; end
class E; def area = [1]; end
class F; def area = 2..3; end
class G; def area = { 1 => 2 }; end
class H; def area = true; end
class I; def area = 1 << 80; end
class J; def area = "j".split(","); end
things = [A.new, B.new, C.new, D.new, E.new, F.new, G.new, H.new, I.new, J.new]
things << Point.new(ARGV.size)
things.each do |thing|
  p thing.area
end
puts 10**30 / ARGV.size.succ
puts "it was a mistake"
"#;

struct Case {
    scratch: Scratch,
}

impl Drop for Case {
    fn drop(&mut self) {
        self.scratch.remove();
    }
}

impl Case {
    fn new(test: &str, text: &str) -> Case {
        let scratch = Scratch::new(&format!("size-{test}")).expect("a folder for the tests");
        fs::write(scratch.file("app.rb"), text).expect("the folder is ours");
        Case { scratch }
    }

    fn file(&self) -> PathBuf {
        self.scratch.file("app")
    }

    fn build(&self, arguments: &[&str]) -> (bool, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_salama"));
        command.args(["build", "app.rb", "-o", "app"]).args(arguments).current_dir(self.scratch.file(""));
        let output = command.output().expect("salama runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.success(), text(&output.stdout), text(&output.stderr))
    }

    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        let (good, out, error) = self.build(&[&["--size=json"], arguments].concat());
        assert!(good, "{error}");
        serde_json::from_str(&out).expect("it is JSON")
    }

    /// Why something is there.
    #[track_caller]
    fn why(&self, name: &str) -> Value {
        let all = self.json(&["--why", name]);
        all["why"].as_array().and_then(|all| all.first().cloned()).expect("it is there")
    }

    /// Without the lines that are named, is it gone?
    #[track_caller]
    fn gone(&self, name: &str, lines: &[u64]) {
        let kept: Vec<&str> =
            PROGRAM.lines().zip(1..).filter(|(_, number)| !lines.contains(number)).map(|(line, _)| line).collect();
        let text = kept.join("\n") + "\n";
        fs::write(self.scratch.file("app.rb"), text).expect("the folder is ours");
        let (good, _, error) = self.build(&["--why", name]);
        fs::write(self.scratch.file("app.rb"), PROGRAM).expect("the folder is ours");
        assert!(!good && error.contains(&format!("nothing in the executable is called `{name}`")), "{name}: {error}");
    }
}

fn lines(why: &Value) -> Vec<u64> {
    let lines = why["lines"].as_array().expect("lines");
    lines.iter().map(|line| line["line"].as_u64().expect("a number")).collect()
}

#[test]
fn the_parts_add_up_to_the_file() {
    let case = Case::new("adds", PROGRAM);
    let options: [&[&str]; 5] = [&[], &["--strip"], &["-g", "-O0"], &["--target", "aarch64"], &["-O1", "--target", "x86_64"]];
    for options in options {
        let json = case.json(options);
        let size = fs::metadata(case.file()).expect("it was built").len();
        let sum =
            |rows: &Value| rows.as_array().expect("rows").iter().map(|row| row["size"].as_u64().expect("a size")).sum::<u64>();
        assert_eq!((json["version"].as_u64(), json["size"].as_u64()), (Some(1), Some(size)), "{options:?}");
        assert_eq!((sum(&json["totals"]), sum(&json["names"])), (size, size), "{options:?}");
        let alignment = json["totals"].as_array().and_then(|rows| rows.iter().find(|row| row["kind"] == "alignment"));
        assert!(alignment.is_none_or(|row| row["size"].as_u64() < Some(size / 20)), "{options:?}: {alignment:?}");
        let kinds = ["program", "runtime", "class", "string", "table", "header"];
        assert!(
            kinds.iter().all(|kind| json["totals"].as_array().is_some_and(|rows| rows.iter().any(|row| row["kind"] == *kind)))
        );
    }
}

#[test]
fn looking_changes_nothing() {
    let case = Case::new("same", PROGRAM);
    case.build(&[]);
    let plain = fs::read(case.file()).expect("it was built");
    let (good, out, _) = case.build(&["--size", "--why", "*"]);
    assert!(good && out.contains("in all"));
    assert!(plain == fs::read(case.file()).expect("it was built"));
}

#[test]
fn without_the_lines_that_are_named_it_is_gone() {
    let case = Case::new("gone", PROGRAM);
    for name in ["Integer.__divide_rows", "string \"it was a mistake\"", "Point#area", "String#split", "Point#initialize"] {
        let why = case.why(name);
        assert_eq!(why["always"], false, "{name}: {why}");
        assert!(!lines(&why).is_empty(), "{name}: {why}");
        if !name.starts_with("Point#area") && !name.starts_with("String") {
            case.gone(name, &lines(&why));
        }
    }
    assert_eq!(lines(&case.why("Integer.__divide_rows"))[0], 20);
    assert_eq!(lines(&case.why("string \"it was a mistake\"")), [21]);
}

#[test]
fn sends_by_name_are_told() {
    let case = Case::new("sends", PROGRAM);
    let (good, out, error) = case.build(&["--why", "Point#area"]);
    assert!(good, "{error}");
    assert!(out.contains("may be sent by name `area` to anything from app.rb:18"), "{out}");
    assert!(out.contains("without app.rb:18 it would not be there"), "{out}");
    case.gone("Point#area", &[18]);
    case.gone("String#split", &[18]);
}

#[test]
fn what_every_program_has_is_said_so() {
    let case = Case::new("every", "puts 1\n");
    let why = case.why("Kernel#__collect_for");
    assert_eq!(why["always"], true);
    let (_, out, _) = Case::new("class", PROGRAM).build(&["--why", "class Point"]);
    assert!(out.contains("the runtime looks at all classes that there are"), "{out}");
    let (_, out, _) = case.build(&["--why", "Kernel#__collect_for"]);
    assert!(out.contains("the runtime leads there by itself"), "{out}");
}

#[test]
fn unknown_names_get_near_ones() {
    let case = Case::new("names", PROGRAM);
    let (good, _, error) = case.build(&["--why", "Point#araa"]);
    assert!(!good && error.contains("did you mean `Point#area`"), "{error}");
}
