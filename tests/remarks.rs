//! What passes say of their work: `tests/remarks/NAME.rb` with the remarks of -O2 beneath its lines, in `NAME.txt`.
//!
//! `BLESS=1 cargo test --test remarks` rewrites what is expected.
#[allow(dead_code)]
mod support;

use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use support::case::ROOT;
use support::process::Scratch;

const PROGRAM: &str = "tests/remarks/decisions.rb";

/// What the command says on standard error; it must succeed.
fn said(scratch: &Scratch, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_salama"));
    command.current_dir(ROOT).args(arguments).arg("-o").arg(scratch.file("out"));
    let outcome = scratch.run(&mut command, None).expect("salama ends");
    let errors = String::from_utf8_lossy(&outcome.errors).into_owned();
    assert_eq!(outcome.status, Some(0), "{arguments:?}: {errors}");
    errors
}

fn scratch(name: &str) -> Scratch {
    Scratch::new(name).expect("a folder for the tests")
}

#[test]
fn programs_are_remarked_on_as_expected() {
    let scratch = scratch("remarks");
    let entries = fs::read_dir(PathBuf::from(ROOT).join("tests/remarks")).expect("the folder is there").flatten();
    let mut programs: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|it| it == "rb")).collect();
    programs.sort();
    assert!(!programs.is_empty());
    for program in programs {
        let name = program.strip_prefix(ROOT).expect("it is below").to_string_lossy().into_owned();
        let now = said(&scratch, &["build", "--remarks=source", &name]);
        let expected = program.with_extension("txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, now).expect("the file is ours");
            continue;
        }
        let text = fs::read_to_string(&expected).unwrap_or_default();
        let first = text.lines().zip(now.lines()).find(|(expected, got)| expected != got);
        assert_eq!(text, now, "{name}: the first difference is {first:?}; BLESS=1 writes it anew");
    }
    scratch.remove();
}

/// The form that docs/remarks.md gives.
#[test]
fn json_has_its_form() {
    let scratch = scratch("remarks-json");
    let text = said(&scratch, &["build", "--remarks=json", "--remarks-runtime", PROGRAM]);
    let all: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(all["version"], 1);
    let remarks = all["remarks"].as_array().expect("a list");
    let keys = |value: &Value| -> Vec<String> { value.as_object().expect("an object").keys().cloned().collect() };
    let is_place = |place: &Value| {
        assert_eq!(keys(place), ["column", "end_column", "end_line", "file", "line", "method"]);
        assert!(["line", "column", "end_line", "end_column"].iter().all(|key| place[*key].as_u64().is_some_and(|it| it > 0)));
        assert!(place["file"].is_string() && place["method"].is_string());
    };
    for remark in remarks {
        assert_eq!(keys(remark), ["count", "kind", "message", "origin", "pass", "place", "what"]);
        assert!(["done", "missed", "note"].contains(&remark["kind"].as_str().expect("a word")));
        assert!(remark["count"].as_u64().is_some_and(|count| count > 0));
        assert!(["pass", "what", "message"].iter().all(|key| remark[*key].as_str().is_some_and(|text| !text.is_empty())));
        [&remark["place"], &remark["origin"]].into_iter().filter(|place| !place.is_null()).for_each(is_place);
    }
    let lines = said(&scratch, &["build", "--remarks", "--remarks-runtime", PROGRAM]);
    assert_eq!(remarks.len(), lines.lines().count());
    assert!(lines.lines().any(|line| line.starts_with("array_iterate.rb:")), "the runtime's are there");
    scratch.remove();
}

#[test]
fn remarks_can_be_asked_for_by_word_and_method() {
    let scratch = scratch("remarks-of");
    let of = |more: &[&str]| said(&scratch, &[&["build", "--remarks", PROGRAM], more].concat());
    let all = of(&[]);
    assert!(all.lines().all(|line| line.starts_with(PROGRAM)), "{all}");
    let kept = |wanted: &dyn Fn(&str) -> bool| -> String {
        all.lines().filter(|line| wanted(line)).map(|line| format!("{line}\n")).collect()
    };
    assert_eq!(of(&["--remarks-of", "missed"]), kept(&|line| line.contains(": missed ")));
    assert_eq!(of(&["--remarks-of", "missed,inline"]), kept(&|line| line.contains(": missed ") && line.ends_with("[inline]")));
    assert_eq!(of(&["--remarks-of", "divided,boxed"]), kept(&|line| line.contains(" divided: ") || line.contains(" boxed: ")));
    let total = of(&["--method", "Object#total"]);
    assert!(
        !total.is_empty() && total.lines().all(|line| ["14:", "15:", "16:", "17:"].iter().any(|at| line.contains(at))),
        "{total}"
    );
    let wrong = of(&["--remarks-of", "inlinde"]);
    assert!(wrong.starts_with("warning: no remark is of `inlinde`: did you mean `inline`"), "{wrong}");
    scratch.remove();
}

/// Looking changes nothing, and looks the same each time.
#[test]
fn executables_are_the_same() {
    let scratch = scratch("remarks-same");
    let out = scratch.file("out");
    let build = |more: &[&str]| {
        let said = said(&scratch, &[&["build", PROGRAM], more].concat());
        (said, fs::read(&out).expect("it was built"))
    };
    for level in ["-O0", "-O2"] {
        let (silence, plain) = build(&[level]);
        let (first, watched) = build(&[level, "--remarks"]);
        let (second, _) = build(&[level, "--remarks"]);
        assert!(silence.is_empty() && plain == watched, "{level}");
        assert_eq!(first, second, "{level}");
    }
    scratch.remove();
}

/// A text of one of the machines is remarked on by the passes that it still goes through, at the places of its source.
#[test]
fn texts_are_remarked_on() {
    let scratch = scratch("remarks-text");
    let whole = said(&scratch, &["build", "--remarks", "--remarks-of", "inline,divide,allocate", PROGRAM]);
    said(&scratch, &["build", "--stop-after", "unite", PROGRAM]);
    let text = scratch.file("program.virtual");
    fs::rename(scratch.file("out"), &text).expect("it was written");
    let rest = said(&scratch, &["build", "--remarks", &text.to_string_lossy()]);
    assert!(whole.lines().all(|line| rest.lines().any(|other| other == line)), "{whole}\n{rest}");
    assert!(!rest.contains("[infer]"));
    scratch.remove();
}
