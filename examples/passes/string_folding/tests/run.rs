//! With the pass a program has fewer additions, and gives the same; unless it has an addition of its own.
use std::process::Command;

const PROGRAM: &str = r#"
def usage(name) = "usage: " + "[OPTIONS] " + "FILE... " + name
puts usage("x"), usage("y")
text = "a"
text += "b" + "c" + "\u00e9"
puts text, text.size, text.frozen?
"#;
const OWN: &str = "
class String
  def +(other) = \"#{self} and #{other}\"
end
puts \"a\" + \"b\" + \"c\"
";

fn salama(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_string_folding")).args(arguments).output().expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it prints text")
}

fn file(name: &str, text: &str) -> String {
    let path = format!("{}/{name}", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&path, text).expect("the folder is ours");
    path
}

#[test]
fn literals_become_one_and_the_program_gives_the_same() {
    let path = file("literals.rb", PROGRAM);
    let plain = salama(&["run", "--verify", "--without", "string_folding", &path]);
    assert_eq!(salama(&["run", "--verify", &path]), plain);
    let text = salama(&["emit", "virtual", "-O2", "--after", "string_folding", &path]);
    assert!(text.contains("= string \"usage: [OPTIONS] FILE... \""));
}

#[test]
fn it_says_what_it_did() {
    let path = file("said.rb", PROGRAM);
    let output = Command::new(env!("CARGO_BIN_EXE_string_folding"))
        .args(["build", "--remarks", "--remarks-of", "string_folding", &path, "-o", &file("said", "")])
        .output()
        .expect("it starts");
    let said = String::from_utf8(output.stderr).expect("it says text");
    let first = format!("{path}:2:29: done folded: the sum is the literal \"usage: [OPTIONS] \" [string_folding]");
    assert_eq!(said.lines().next(), Some(first.as_str()));
    assert!(said.lines().all(|line| line.ends_with("[string_folding]")));
}

#[test]
fn an_addition_of_ones_own_is_called() {
    assert_eq!(salama(&["run", "--verify", &file("own.rb", OWN)]), "a and b and c\n");
    assert_eq!(salama(&["run", "--verify", &file("alias.rb", "class String\n  alias + ==\nend\np(\"a\" + \"b\")\n")]), "false\n");
    let prepended = "module Loud\n  def +(other) = super.upcase\nend\nString.prepend(Loud)\nputs \"a\" + \"b\"\n";
    assert_eq!(salama(&["run", "--verify", &file("prepended.rb", prepended)]), "AB\n");
}
