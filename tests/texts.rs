//! Texts of both machines as input: what was written after any pass builds the same executable as the Ruby source, for both
//! targets; broken ones get an answer with a place.
//!
//! `SALAMA_TEXTS=all cargo test --test texts` takes every program at every level of optimisation, not a sample.
use std::fs;
use std::path::Path;
use std::process::Command;

#[allow(dead_code)]
mod support;
use support::case::{Case, ROOT};
use support::mutate::{Random, mutate};
use support::process::{Outcome, Scratch};

use linker::Debug;
use salama::back::{self, Target};
use salama::course::{Course, Stop};
use salama::text::{self, Stage};
use salama::{Level, Optimisation, Pipeline};

/// What is taken unless all is: exceptions, closures, boot objects of many kinds.
const SAMPLE: [&str; 1] = ["15_exceptions"];

/// Runs with the compiler's own stack.
fn deep<R: Send + 'static>(run: impl FnOnce() -> R + Send + 'static) -> R {
    let thread = std::thread::Builder::new().stack_size(1 << 30).spawn(run).expect("a thread starts");
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn bytes(course: &Course, program: &register::Program, target: &Target) -> Vec<u8> {
    let code = back::code(program, target, course.effort()).expect("it can be compiled");
    back::link(&back::image(program, code), target, Debug::Stripped).expect("it can be linked").bytes
}

/// The executables for both targets.
fn executables(course: &mut Course, stage: Stage) -> [Vec<u8>; 2] {
    let stage = course.run(stage).unwrap_or_else(|failure| panic!("{:?}", failure.diagnostics));
    let Stage::Register(program) = stage else { unreachable!("nothing stops the course") };
    back::BUILT_IN.map(|target| bytes(course, &program, target))
}

fn read(text: &str, level: Level) -> base::Result<Stage> {
    match level {
        Level::Virtual => text::of_virtual(text).map(Stage::Virtual),
        Level::Register => text::of_register(text).map(Stage::Register),
    }
}

/// The text of a program after each step from one to the other.
fn texts(path: &Path, optimisation: Optimisation) -> Vec<(String, String, Level)> {
    let pipeline = Pipeline::standard(optimisation);
    let of_virtual = pipeline.iter().filter(|pass| pass.level() == Level::Virtual).count();
    let steps = |level, from: usize, to: usize| (from..=to).map(move |before| Stop { level, before });
    let all = steps(Level::Virtual, 0, of_virtual).chain(steps(Level::Register, of_virtual, pipeline.iter().len()));
    let mut texts: Vec<(String, String, Level)> = Vec::new();
    for stop in all {
        let mut course = Course { stop: Some(stop), ..Course::new(pipeline.clone()) };
        // each from the one before
        let stage = match texts.last() {
            None => salama::course::load(path),
            Some((_, text, level)) => Ok(read(text, *level).unwrap_or_else(|errors| panic!("{stop:?}: {errors:?}"))),
        };
        let stage = stage.and_then(|stage| course.run(stage));
        let (text, level) = match stage.unwrap_or_else(|failure| panic!("{:?}", failure.diagnostics)) {
            Stage::Virtual(program) => (virtual_machine::text::print(&program), Level::Virtual),
            Stage::Register(program) => (register::text::print(&program), Level::Register),
        };
        texts.push((format!("{:?} before pass {}", stop.level, stop.before), text, level));
    }
    texts
}

#[test]
fn the_text_after_any_pass_builds_the_same_executables() {
    let all = std::env::var("SALAMA_TEXTS").is_ok_and(|value| value == "all");
    let cases = Case::all("tests/programs").into_iter().filter(|case| all || SAMPLE.contains(&case.name.as_str()));
    let levels = if all { Optimisation::ALL.to_vec() } else { vec![Optimisation::All] };
    let mut wrong = Vec::new();
    for case in cases {
        for optimisation in levels.clone() {
            let name = case.name.clone();
            let path = Path::new(ROOT).join(&case.path);
            wrong.extend(deep(move || {
                let mut course = Course::new(Pipeline::standard(optimisation));
                let source = salama::course::load(&path).unwrap_or_else(|failure| panic!("{:?}", failure.diagnostics));
                let expected = executables(&mut course, source);
                let mut wrong = Vec::new();
                for (after, text, level) in texts(&path, optimisation) {
                    let stage = read(&text, level).unwrap_or_else(|errors| panic!("{name}, {after}: {errors:?}"));
                    if executables(&mut course, stage) != expected {
                        wrong.push(format!("{name} -O{}, {after}: other executables", optimisation.number()));
                    }
                }
                wrong
            }));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn salama(scratch: &Scratch, arguments: &[&str]) -> Outcome {
    let outcome = scratch.run(Command::new(env!("CARGO_BIN_EXE_salama")).args(arguments), None);
    outcome.unwrap_or_else(|complaint| panic!("salama {arguments:?}: {complaint}"))
}

#[test]
fn texts_go_through_the_command_line_as_ruby_does() {
    let scratch = Scratch::new("texts").expect("a folder for the tests");
    let file = |name: &str| scratch.file(name).to_string_lossy().into_owned();
    let source = file("app.rb");
    fs::write(&source, "def twice(n) = n * 2\nputs [1, 2, 3].map { |n| twice(n) }.sum\n").expect("the folder is ours");
    let done = |arguments: &[&str]| {
        let outcome = salama(&scratch, arguments);
        assert_eq!(outcome.status, Some(0), "salama {arguments:?}: {}", outcome.text());
        outcome.output
    };
    // the level of optimisation is the text's own
    done(&["build", "-O1", "--stop-after", "inline", &source]);
    done(&["build", "-O1", "--stop-after", "gvn", &source]);
    done(&["build", "-O1", "--strip", &source, "-o", &file("expected")]);
    let expected = fs::read(file("expected")).expect("it has been built");
    for text in ["app.virtual", "app.register"] {
        done(&["build", "--strip", &file(text), "-o", &file("built")]);
        assert!(fs::read(file("built")).expect("it has been built") == expected, "{text}");
        assert_eq!(done(&["run", &file(text)]), b"12\n");
        assert_eq!(done(&["interpret", &file(text)]), b"12\n");
    }
    assert!(done(&["emit", "register", &file("app.virtual")]) == done(&["emit", "register", "-O1", &source]));
    let after = String::from_utf8_lossy(&done(&["emit", "register", "-O2", "--after", "licm", &source])).into_owned();
    let head = "optimisation 2\npasses infer unite inline lower merge predict simplify arguments divide gvn licm\n";
    assert!(after.starts_with(head), "{}", after.lines().take(2).collect::<Vec<_>>().join("\n"));

    let wrong: [(&[&str], &str); 6] = [
        (&["build", "--repeat", "unite=2", &file("app.virtual")], "give the options that it was made with"),
        (&["emit", "register", "--after", "merge", &file("app.register")], "has been through `gvn` already"),
        (&["emit", "virtual", &file("app.register")], "this text is one of the Register machine"),
        (&["interpret", "--level", "virtual", &file("app.register")], "this text is one of the Register machine"),
        (&["emit", "virtual", "--after", "gvn", "-O2", &source], "the last pass is of the register machine"),
        (&["emit", "register", "--after", "gnv", "-O2", &source], "did you mean `gvn`?"),
    ];
    for (arguments, words) in wrong {
        let outcome = salama(&scratch, arguments);
        assert!(outcome.status == Some(1) && outcome.text().contains(words), "salama {arguments:?}: {}", outcome.text());
    }
    scratch.remove();
}

#[test]
fn broken_texts_get_an_answer_with_a_place() {
    let scratch = Scratch::new("broken-texts").expect("a folder for the tests");
    for (name, content, words) in [
        ("word.register", "fnuction f()\n", "word.register:1:1"),
        ("type.register", "function f(v0: value) -> word\nb0:\n  v1: word = add v0, v0\n  return v1\n", "type.register:3:3"),
        ("block.register", "function f()\nb0:\n  jump b1\n", "block.register:3:3"),
        ("end.register", "function f()\nb0:\n  v1: word = word 5\n", "end.register:3:3"),
        ("none.register", "", "none.register"),
        ("word.virtual", "mehtod m()\n", "word.virtual:1:1"),
        ("slot.virtual", "virtual\nmethod m()\nb0:\n  return frame.x\n", "slot.virtual:4:10"),
        ("end.virtual", "virtual\nmethod m()\nb0:\n  drop nil\n", "end.virtual:3:1"),
        ("call.virtual", "virtual\nmethod m(a)\nb0:\n  call m self ()\n  return nil\n", "call.virtual:4:3"),
        ("none.virtual", "virtual\n", "none.virtual"),
    ] {
        let path = scratch.file(name).to_string_lossy().into_owned();
        fs::write(&path, content).expect("the folder is ours");
        for command in ["build", "run", "interpret"] {
            let outcome = salama(&scratch, &[command, &path]);
            let fine = outcome.status == Some(1) && outcome.text().contains(words);
            assert!(fine, "{command} {name}: status {}:\n{}", outcome.describe_status(), outcome.text());
        }
    }
    scratch.remove();
}

/// How many changed texts are taken all the way.
const CHANGES: u64 = 24;

#[test]
fn changed_texts_are_refused_or_built() {
    let wrong = deep(|| {
        let scratch = Scratch::new("changed-texts").expect("a folder for the tests");
        let source = scratch.file("app.rb");
        fs::write(&source, "def twice(n) = n * 2\nputs twice(21)\n").expect("the folder is ours");
        let texts = texts(&source, Optimisation::All);
        let mut wrong = Vec::new();
        for seed in 0..CHANGES {
            let mut random = Random::new(seed);
            let (after, good, level) = &texts[random.below(texts.len())];
            let changed = String::from_utf8_lossy(&mutate(&lines(good, &mut random), &mut random)).into_owned();
            let Ok(stage) = read(&changed, *level) else { continue };
            let failure = Course::new(Pipeline::standard(Optimisation::All)).run(stage).err();
            let panicked =
                failure.into_iter().flat_map(|failure| failure.diagnostics).find(|error| error.title.contains("` failed: "));
            wrong.extend(panicked.map(|error| format!("{after}, seed {seed}: {}", error.title)));
        }
        scratch.remove();
        wrong
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text without the sources, in which nothing can go wrong, and at times without a line.
fn lines(text: &str, random: &mut Random) -> String {
    let missing = random.below(text.lines().count() * 2);
    let kept = text.lines().enumerate().filter(|(index, line)| *index != missing && !line.starts_with("  \""));
    kept.map(|(_, line)| line.to_string() + "\n").collect()
}
