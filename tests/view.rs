//! What passes did, as the command line prints it: texts after passes, and what differs, for the methods that are asked for.
#[allow(dead_code)]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use support::process::{Outcome, Scratch};

const PROGRAM: &str = "class Account
  attr_reader :balance
  def initialize = @balance = 0
  def deposit(amount)
    raise ArgumentError, \"no\" if amount < 0
    @balance += amount
  end
end
def fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)
a = Account.new
[1, 2, 3].each { |n| a.deposit(n) }
puts a.balance, fib(20), fib(2.5)
";

fn scratch(test: &str) -> Scratch {
    let scratch = Scratch::new(&format!("view-{test}")).expect("a folder for the tests");
    fs::write(scratch.file("app.rb"), PROGRAM).expect("the folder is ours");
    scratch
}

fn salama(scratch: &Scratch, command: &str, file: &str, options: &[&str]) -> Outcome {
    let mut salama = Command::new(env!("CARGO_BIN_EXE_salama"));
    salama.arg(command).arg(scratch.file(file)).args(options);
    if command == "build" {
        salama.arg("-o").arg(scratch.file("app"));
    }
    scratch.run(&mut salama, None).unwrap_or_else(|complaint| panic!("{complaint}"))
}

/// What a command that succeeds writes to standard error.
#[track_caller]
fn told(scratch: &Scratch, command: &str, file: &str, options: &[&str]) -> String {
    let outcome = salama(scratch, command, file, options);
    assert_eq!(outcome.status, Some(0), "{}", outcome.text());
    String::from_utf8(outcome.errors).expect("UTF-8")
}

/// The parts of an output after each step: its name, what its head says, and its text.
fn steps(text: &str) -> Vec<(&str, &str, &str)> {
    let parts = text.split("=== after ").skip(1).map(|part| part.split_once('\n').expect("a head is a line"));
    parts
        .map(|(head, text)| (head.split_once(": ").expect("a name"), text))
        .map(|((name, said), text)| (name, said, text))
        .collect()
}

/// Methods of a text by name, without their places.
fn methods(text: &str) -> BTreeMap<String, Vec<String>> {
    let parts = text.split("\n\n").filter(|part| !part.trim().is_empty());
    let named = parts.map(|part| {
        let lines: Vec<String> = part.lines().map(|line| line.split("  # ").next().unwrap_or(line).to_string()).collect();
        let name = lines[0].split_once(' ').expect("a keyword").1.split('(').next().expect("a name");
        (name.trim_matches('"').to_string(), lines)
    });
    named.collect()
}

/// What a diff makes of lines: the diff's own lines must be there.
#[track_caller]
fn applied(lines: &[String], diff: &str) -> Vec<String> {
    let (mut out, mut at) = (Vec::new(), 0);
    for line in diff.lines().filter(|line| !line.is_empty()) {
        if let Some(range) = line.strip_prefix("@@ -") {
            let (from, length) = range.split(' ').next().and_then(|it| it.split_once(',')).expect("a range");
            let from: usize = from.parse().expect("a number");
            let start = if length == "0" { from } else { from - 1 };
            out.extend(lines[at..start].iter().cloned());
            at = start;
            continue;
        }
        let (sign, text) = line.split_at(1);
        if sign != "+" {
            assert_eq!(lines[at], text, "in {diff}");
            at += 1;
        }
        if sign != "-" {
            out.push(text.to_string());
        }
    }
    out.extend(lines[at..].iter().cloned());
    out
}

#[test]
fn a_diff_shows_what_a_pass_changed_and_nothing_else() {
    let scratch = scratch("diff");
    let whole = told(&scratch, "build", "app.rb", &["--print-after", "all"]);
    let differences = told(&scratch, "build", "app.rb", &["--print-diff"]);
    let (whole, differences) = (steps(&whole), steps(&differences));
    let names: Vec<&str> = whole.iter().map(|step| step.0).collect();
    assert_eq!(names, differences.iter().map(|step| step.0).collect::<Vec<_>>());
    assert_eq!(names[..4], ["compile", "infer", "unite", "inline"]);
    assert!(names.contains(&"simplify.2") && names.contains(&"merge.2"), "{names:?}");
    let mut changes = 0;
    for (index, (name, said, diff)) in differences.iter().enumerate() {
        if ["compile", "lower"].contains(name) {
            assert!(diff.is_empty(), "{name} begins: {diff}");
            continue;
        }
        let (before, after) = (methods(whole[index - 1].2), methods(whole[index].2));
        let mut left = before.clone();
        let mut kept: Vec<String> = Vec::new();
        let mut shown = 0;
        for part in diff.split("--- ").skip(1) {
            let (old, rest) = part.split_once('\n').expect("a line");
            let (new, hunks) = rest.split_once('\n').expect("a line");
            let old = old.strip_suffix(&format!(" before {name}")).expect("the pass is named");
            shown += 1;
            let Some(new) = new.strip_prefix("+++ ").and_then(|new| new.strip_suffix(&format!(" after {name}"))) else {
                assert_eq!(new, format!("+++ nothing, where {} lines were", before[old].len()));
                assert!(!after.contains_key(old), "{old} is not gone after {name}");
                left.remove(old);
                continue;
            };
            let lines = before.get(old).cloned().unwrap_or_default();
            assert_ne!(lines, after[new], "{new} did not change in {name}");
            assert_eq!(applied(&lines, hunks), after[new], "{new} in {name}");
            left.remove(old);
            kept.push(new.to_string());
        }
        for (method, lines) in &left {
            assert_eq!(after.get(method), Some(lines), "{method} changed in {name}, and nothing is said");
        }
        assert!(after.keys().all(|method| kept.contains(method) || left.contains_key(method)), "{name} forgets a method");
        assert_eq!(*said, format!("{shown} of {} methods changed", after.len()));
        changes += shown;
    }
    assert!(changes > 10, "passes do something");
    scratch.remove();
}

#[test]
fn the_methods_that_are_asked_for_are_printed() {
    let scratch = scratch("methods");
    let printed = |options: &[&str]| -> Vec<String> {
        let text = told(&scratch, "build", "app.rb", options);
        let steps = steps(&text);
        assert_eq!(steps.len(), 1, "{text}");
        methods(steps[0].2).into_keys().collect()
    };
    let own = ["<main>", "Account#balance", "Account#deposit", "Account#initialize", "Object#fib", "block in <main>"];
    assert_eq!(printed(&["--print-after", "compile"]), own);
    assert_eq!(printed(&["--print-after", "compile", "--method", "Account#*"]), own[1..4]);
    assert_eq!(printed(&["--print-after", "compile", "--method", "*fib", "--method", "<main>"]), [own[0], own[4], own[5]]);
    assert_eq!(printed(&["--print-after", "infer", "--method", "Object#fib#3"]), ["Object#fib#3"]);
    assert_eq!(printed(&["--print-after", "merge.2", "--method", "Object#fib"]), ["Object#fib#2", "Object#fib#3"]);
    assert!(printed(&["--print-after", "compile", "--method", "*"]).len() > 500);
    for (options, wrong) in [
        (["--print-diff", "--method", "Acount#deposit"], "no method is called `Acount#deposit`: did you mean `Account#deposit`?"),
        (["--print-diff", "--method", "deposit"], "no method is called `deposit`: did you mean `Account#deposit`?"),
        (["--print-diff", "--method", "Nothing#*"], "no method is called `Nothing#*`\n"),
        (["--print-after", "gvm", "--print-diff"], "there is no pass `gvm`"),
    ] {
        let outcome = salama(&scratch, "build", "app.rb", &options);
        assert_eq!(outcome.status, Some(1), "{options:?}");
        assert!(outcome.text().contains(wrong), "{options:?}: {}", outcome.text());
    }
    scratch.remove();
}

#[test]
fn a_text_is_looked_at_from_where_it_is() {
    let scratch = scratch("text");
    for (level, after, first) in [("virtual", "infer", "read"), ("register", "lower", "lower"), ("register", "gvn", "read")] {
        let file = format!("app.{level}");
        let mut emit = Command::new(env!("CARGO_BIN_EXE_salama"));
        emit.args(["emit", level, "-O2", "--after", after]).arg(scratch.file("app.rb"));
        let outcome = scratch.run(&mut emit, None).expect("emit ends");
        fs::write(scratch.file(&file), outcome.output).expect("the folder is ours");
        let of_source = told(&scratch, "build", "app.rb", &["--print-after", "all"]);
        let of_text = told(&scratch, "build", &file, &["--print-after", "all"]);
        let of_text = steps(&of_text);
        assert_eq!(of_text[0].0, first, "{level} after {after}");
        let rest: Vec<_> = steps(&of_source).into_iter().skip_while(|step| step.0 != after).skip(1).collect();
        // a text numbers its values anew where some are not used any more
        let named = |steps: &[(&str, &str, &str)]| -> Vec<(String, Vec<String>)> {
            steps.iter().map(|step| (step.0.to_string(), methods(step.2).into_keys().collect())).collect()
        };
        assert_eq!(named(&of_text[1..]), named(&rest), "{level} after {after}");
        let changed = told(&scratch, "build", &file, &["--print-after", "changed"]);
        assert_eq!(steps(&changed)[0].2, of_text[0].2, "what it begins with is whole");
    }
    scratch.remove();
}

#[test]
fn a_terminal_gets_colours_unless_it_wants_none() {
    let scratch = scratch("colour");
    let plain = told(&scratch, "build", "app.rb", &["--print-diff"]);
    assert!(!plain.contains('\x1b'), "a file gets none");
    let on_terminal = |no_colour: &str| {
        let line = format!(
            "{} build {} -o {} --print-diff",
            env!("CARGO_BIN_EXE_salama"),
            scratch.file("app.rb").display(),
            scratch.file("app").display()
        );
        let mut script = Command::new("script");
        script.args(["-qec", &line, "/dev/null"]).env("NO_COLOR", no_colour);
        String::from_utf8(scratch.run(&mut script, None).expect("script ends").output).expect("UTF-8").replace("\r\n", "\n")
    };
    if !support::tools::have("script") {
        return;
    }
    assert_eq!(on_terminal("1"), plain);
    let coloured = on_terminal("");
    assert!(coloured.contains("\x1b[32m+") && coloured.contains("\x1b[31m-"), "lines are red and green");
    assert!(coloured.contains("\x1b[7m"), "words are marked");
    let mut without = String::new();
    let mut rest = coloured.as_str();
    while let Some((text, code)) = rest.split_once("\x1b[") {
        without.push_str(text);
        rest = code.split_once('m').expect("a colour ends").1;
    }
    assert_eq!(without + rest, plain, "colours change nothing else");
    scratch.remove();
}

#[test]
fn looking_changes_nothing() {
    let scratch = scratch("same");
    told(&scratch, "build", "app.rb", &[]);
    let bytes = fs::read(scratch.file("app")).expect("the executable");
    told(&scratch, "build", "app.rb", &["--print-diff", "--print-after", "all", "--time-passes"]);
    assert!(fs::read(scratch.file("app")).expect("the executable") == bytes);
    scratch.remove();
}
