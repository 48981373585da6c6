//! Broken input of every kind: programs and texts of either machine, changed at random but the same on every run, and
//! files that are none. Always an answer with a place, never a panic, never a hang.
use std::fs;
use std::io::Write;
use std::ops::Range;
use std::os::unix::fs::PermissionsExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use base::{Diagnostic, SourceFile, Sources};

#[allow(dead_code)]
mod support;
use support::case::{ROOT, ruby_files};
use support::mutate::{Random, mutate};
use support::process::{Outcome, Scratch};

const PROGRAMS: u64 = 200;
const TEXTS: u64 = 600;
/// How many of those that are programs after all are built.
const BUILDS: usize = 30;
const LIMIT: Duration = Duration::from_secs(60);

/// The seeds of a test: the same on every run, unless `SALAMA_SEEDS=1000..5000` asks for others.
fn seeds(count: u64) -> Range<u64> {
    let asked = std::env::var("SALAMA_SEEDS").ok();
    let asked =
        asked.as_deref().and_then(|text| text.split_once("..")).and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    asked.unwrap_or(0..count)
}

/// Runs on a thread with the compiler's own stack; an error if it panics or does not end.
fn guarded<R: Send + 'static>(what: &str, run: impl FnOnce() -> R + Send + 'static) -> Result<R, String> {
    let (sender, receiver) = mpsc::channel();
    let run = move || sender.send(catch_unwind(AssertUnwindSafe(run)).map_err(|_| "a panic")).unwrap_or(());
    std::thread::Builder::new().stack_size(1 << 30).spawn(run).expect("a thread starts");
    let result = receiver.recv_timeout(LIMIT).map_err(|_| format!("{what}: no end within {LIMIT:?}"))?;
    result.map_err(|panic| format!("{what}: {panic}"))
}

#[track_caller]
fn none(what: &str, failures: Vec<String>) {
    assert!(failures.is_empty(), "{} {what}:\n\n{}", failures.len(), failures.join("\n\n"));
}

/// A complaint unless each diagnostic has a place within its file, and can be shown.
fn placed(sources: &Sources, diagnostics: &[Diagnostic]) -> Result<(), String> {
    if diagnostics.is_empty() {
        return Err("refused without a reason".into());
    }
    for diagnostic in diagnostics {
        let shown = salama::report::render(sources, diagnostic, false);
        let title = &diagnostic.title;
        if title.is_empty() || shown.is_empty() {
            return Err("a diagnostic without words".into());
        }
        // what is no text has no spans: the title says line and byte
        if diagnostic.labels.is_empty() && !title.contains("is not UTF-8: line ") {
            return Err(format!("no place: {title}"));
        }
        for label in &diagnostic.labels {
            let length = sources.file(label.span.file).text.len();
            if label.span.start > label.span.end || label.span.end as usize > length {
                return Err(format!("a place outside of the text, {:?} of {length}: {title}", label.span));
            }
        }
    }
    Ok(())
}

fn good_programs() -> Vec<(String, String)> {
    let folders = ["tests/programs", "examples"];
    let paths = folders.iter().flat_map(|folder| ruby_files(folder).into_iter().map(move |name| format!("{folder}/{name}.rb")));
    paths.map(|path| (path.clone(), fs::read_to_string(Path::new(ROOT).join(path)).expect("our own programs are text"))).collect()
}

#[test]
fn broken_programs_are_refused_or_compiled() {
    let scratch = Scratch::new("broken-programs").expect("a folder for the tests");
    let good = good_programs();
    let mut failures = Vec::new();
    let (mut refused, mut built) = (0, 0);
    let seeds = seeds(PROGRAMS);
    for seed in seeds.clone() {
        let mut random = Random::new(seed);
        let (name, text) = &good[random.below(good.len())];
        let path = scratch.file(&format!("broken{seed}.rb"));
        fs::write(&path, mutate(text, &mut random)).expect("the folder is ours");
        let file = path.clone();
        let what = format!("{name}, seed {seed} ({})", path.display());
        let front = guarded(&what, move || match salama::front::program(&file) {
            Ok(program) => virtual_machine::verify(&program)
                .map(|()| true)
                .map_err(|errors| virtual_machine::verify::listing(&program, &errors)),
            Err(failure) => placed(&failure.sources, &failure.diagnostics).map(|()| false),
        });
        let result = front.and_then(|result| result.map_err(|complaint| format!("{what}: {complaint}")));
        // what is a program after all goes on to an executable, a sample of them
        match result {
            Ok(true) if built < BUILDS => {
                built += 1;
                failures.extend(build(&scratch, &path, &what).err());
            }
            Ok(true) => {}
            Ok(false) => refused += 1,
            Err(complaint) => failures.push(complaint),
        }
    }
    none("broken programs without a proper answer (their files are kept)", failures);
    let count = seeds.count() as u64;
    assert!(refused > count / 3, "only {refused} of {count} were refused: the mutations are too mild");
    scratch.remove();
}

fn build(scratch: &Scratch, path: &Path, what: &str) -> Result<(), String> {
    let output = scratch.file("executable");
    let mut command = Command::new(env!("CARGO_BIN_EXE_salama"));
    let outcome = scratch.run(command.args(["build", "-O1", "--verify", "-o"]).arg(output).arg(path), None);
    let outcome = outcome.map_err(|complaint| format!("{what}: {complaint}"))?;
    let text = outcome.text();
    let answered =
        outcome.status == Some(0) || outcome.status == Some(1) && text.contains("-->") && !text.contains("after the pass");
    if answered && !text.contains("panicked") {
        Ok(())
    } else {
        Err(format!("{what}: status {}:\n{text}", outcome.describe_status()))
    }
}

/// Reads a text and checks it: refused with diagnostics, or a program with a complaint or without.
type Check = fn(&str) -> base::Result<Result<(), String>>;

/// Mutates the texts, reads them, checks them; what is still a program must read back as itself.
fn broken_texts(good: &[(String, String)], check: Check) {
    let mut failures = Vec::new();
    let mut refused = 0;
    let seeds = seeds(TEXTS);
    for seed in seeds.clone() {
        let mut random = Random::new(seed);
        let (name, text) = &good[random.below(good.len())];
        let text = String::from_utf8_lossy(&mutate(text, &mut random)).into_owned();
        let (what, copy) = (format!("{name}, seed {seed}"), text.clone());
        let result = guarded(&what, move || {
            let mut sources = Sources::new();
            sources.add(SourceFile::new("text", copy.clone(), false));
            match check(&copy) {
                Ok(complaint) => complaint.map(|()| true),
                Err(diagnostics) => placed(&sources, &diagnostics).map(|()| false),
            }
        });
        match result.and_then(|result| result.map_err(|complaint| format!("{what}: {complaint}"))) {
            Ok(fine) => refused += u64::from(!fine),
            Err(complaint) => failures.push(format!("{complaint}\n{text}")),
        }
    }
    failures.truncate(5);
    none("broken texts (the first five) without a proper answer", failures);
    let count = seeds.count() as u64;
    assert!(refused > count / 3, "only {refused} of {count} were refused: the mutations are too mild");
}

const RUBY: &str = r#"
class Point
  attr_reader :x
  def initialize(x, y = 2, *rest, key: 3, **more, &block) = (@x, @y = x, y)
  def +(other) = Point.new(@x + other.x)
  def each
    return @x unless block_given?
    3.times { |i| @y += i; yield i, @x }
  rescue ArgumentError => error
    puts "failed: #{error}"
  ensure
    $last = self
  end
end
LIST = [1, 2.5, :three, "four", nil, 10**30]
list = LIST.map { |item| item.to_s + "!" }
Point.new(*list, key: 4).each { |i, _| break i if i > 1 }
case list.size when 1..3 then 1 else while true do break end end
"#;

#[test]
fn broken_virtual_texts_are_refused_or_verified() {
    let mut sources = Sources::new();
    let file = sources.add(SourceFile::new("point.rb", RUBY, false));
    let program = ast::parse(file, &sources).expect("the sample is Ruby");
    let program = virtual_machine::compile::compile(sources, &[], &program, &Default::default())
        .unwrap_or_else(|errors| panic!("{errors:?}"));
    let good = [("point.rb".to_string(), virtual_machine::text::print(&program))];
    broken_texts(&good, |text| {
        let program = virtual_machine::text::parse(text)?;
        if let Err(errors) = virtual_machine::verify(&program) {
            let listing = virtual_machine::verify::listing(&program, &errors);
            return Ok(if listing.is_empty() { Err("refused without a reason".into()) } else { Ok(()) });
        }
        let printed = virtual_machine::text::print(&program);
        let again = virtual_machine::text::print(&virtual_machine::text::parse(&printed)?);
        Ok(if again == printed { Ok(()) } else { Err("does not read back as itself".into()) })
    });
}

#[test]
fn broken_register_texts_are_refused_or_verified() {
    let mut good = Vec::new();
    let root = Path::new(ROOT).join("tests/filetests/register");
    for folder in fs::read_dir(root).expect("there are filetests").flatten() {
        for entry in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            if register::text::parse(text.split("----\n").next().unwrap_or("")).is_ok() {
                good.push((entry.path().display().to_string(), text.split("----\n").next().unwrap_or("").to_string()));
            }
        }
    }
    good.sort();
    broken_texts(&good, |text| {
        let program = register::text::parse(text)?;
        if let Err(errors) = register::verify::verify(&program) {
            return Ok(if errors.is_empty() { Err("refused without a reason".into()) } else { Ok(()) });
        }
        let printed = register::text::print(&program);
        let again = register::text::print(&register::text::parse(&printed)?);
        Ok(if again == printed { Ok(()) } else { Err("does not read back as itself".into()) })
    });
}

fn salama(scratch: &Scratch, arguments: &[&str]) -> Outcome {
    let outcome = scratch.run(Command::new(env!("CARGO_BIN_EXE_salama")).args(arguments), None);
    outcome.unwrap_or_else(|complaint| panic!("salama {arguments:?}: {complaint}"))
}

/// The commands that take a program's file.
const COMMANDS: [&[&str]; 4] = [&["build"], &["run"], &["interpret"], &["emit", "ast"]];

#[track_caller]
fn refused(scratch: &Scratch, path: &Path, words: &str) {
    for command in COMMANDS {
        let file = path.to_string_lossy();
        let arguments: Vec<&str> = command.iter().copied().chain([&*file]).collect();
        let outcome = salama(scratch, &arguments);
        let text = outcome.text();
        let fine = outcome.status == Some(1) && text.contains(words) && text.contains("error") && outcome.output.is_empty();
        assert!(fine, "salama {arguments:?}: status {} and\n{text}\ninstead of {words:?}", outcome.describe_status());
    }
}

#[test]
fn what_is_no_program_gets_a_clear_answer() {
    let scratch = Scratch::new("files").expect("a folder for the tests");
    let write = |name: &str, bytes: &[u8]| -> PathBuf {
        fs::write(scratch.file(name), bytes).expect("the folder is ours");
        scratch.file(name)
    };
    refused(&scratch, &scratch.file("missing.rb"), "missing.rb: No such file");
    fs::create_dir_all(scratch.file("folder.rb")).expect("the folder is ours");
    refused(&scratch, &scratch.file("folder.rb"), "is a directory");
    refused(&scratch, &write("latin.rb", b"a = 1\nputs 'caf\xe9'\n"), "latin.rb is not UTF-8: line 2");
    refused(&scratch, &write("control.rb", b"puts 1\nputs \x01\x02"), "control.rb:2");
    let large = write("large.rb", b"puts 1\n");
    fs::File::options().write(true).open(&large).and_then(|file| file.set_len(100 << 20)).expect("a file may have holes");
    refused(&scratch, &large, "large.rb is too large: 100 MiB");
    let secret = write("secret.rb", b"puts 1\n");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).expect("the file is ours");
    if fs::File::open(&secret).is_ok() {
        eprintln!("!!! SKIPPED: an unreadable file: this user may read everything");
    } else {
        refused(&scratch, &secret, "cannot read");
    }
    // the tree of a file alone needs no other file
    let requires = write("requires.rb", b"require_relative 'nothing'\n");
    let outcome = salama(&scratch, &["build", &requires.to_string_lossy()]);
    assert!(outcome.status == Some(1) && outcome.text().contains("nothing.rb"), "{}", outcome.text());
    scratch.remove();
}

#[test]
fn an_empty_program_does_nothing() {
    let scratch = Scratch::new("empty").expect("a folder for the tests");
    for (name, text) in [("empty.rb", ""), ("comment.rb", "# nothing"), ("space.rb", "\n\n  \n"), ("end.rb", "__END__\n")] {
        let path = scratch.file(name);
        fs::File::create(&path).and_then(|mut file| file.write_all(text.as_bytes())).expect("the folder is ours");
        for command in ["run", "interpret"] {
            let outcome = salama(&scratch, &[command, &path.to_string_lossy()]);
            assert!(outcome.status == Some(0) && outcome.text().is_empty(), "{command} {name}: {}", outcome.text());
        }
    }
    scratch.remove();
}

#[test]
fn wrong_usage_ends_with_status_2() {
    let scratch = Scratch::new("usage").expect("a folder for the tests");
    let wrong: [&[&str]; 10] = [
        &[],
        &["biuld", "a.rb"],
        &["build"],
        &["build", "a.rb", "b.rb"],
        &["build", "-O9", "a.rb"],
        &["build", "--target", "vax", "a.rb"],
        &["build", "--strip", "-g", "a.rb"],
        &["emit", "soup", "a.rb"],
        &["run", "a.rb", "argument"],
        &["passes", "--unknown"],
    ];
    for arguments in wrong {
        let outcome = salama(&scratch, arguments);
        assert_eq!(outcome.status, Some(2), "salama {arguments:?}: {}", outcome.text());
        assert!(outcome.output.is_empty() && outcome.text().contains("--help"), "salama {arguments:?}: {}", outcome.text());
    }
    for arguments in [["--help"], ["--version"]] {
        let outcome = salama(&scratch, &arguments);
        assert!(outcome.status == Some(0) && !outcome.output.is_empty() && outcome.errors.is_empty(), "salama {arguments:?}");
    }
    scratch.remove();
}

#[test]
fn where_nothing_can_be_written_it_is_said() {
    let scratch = Scratch::new("output").expect("a folder for the tests");
    let path = scratch.file("fine.rb");
    fs::write(&path, "puts 1\n").expect("the folder is ours");
    let outcome = salama(&scratch, &["build", &path.to_string_lossy(), "-o", &scratch.file("no/such/folder").to_string_lossy()]);
    assert!(outcome.status == Some(1) && outcome.text().contains("cannot write"), "{}", outcome.text());
    scratch.remove();
}
