//! Tests of passes, text and verifiers in files: `tests/filetests/LEVEL/PASS/NAME.txt`.
//!
//! ```text
//! # run: register dead, layout
//! function f(v0: value)
//! ...
//! ----
//! the text after the passes, or the errors
//! ```
//!
//! The input is verified, each pass is followed by the verifier, and what is printed at the end must read back as itself.
//! `BLESS=1 cargo test --test filetests` rewrites what is expected.
use salama::{Level, Optimisation, Pass, Pipeline};
use std::fmt::Write;
use std::path::{Path, PathBuf};

#[test]
fn filetests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/filetests");
    let mut files = Vec::new();
    find(&root, &mut files);
    files.sort();
    assert!(!files.is_empty(), "no filetests in {}", root.display());
    let failures: Vec<String> = files.iter().filter_map(|file| check(file).err()).collect();
    assert!(
        failures.is_empty(),
        "{} of {} filetests fail; BLESS=1 rewrites them.\n\n{}",
        failures.len(),
        files.len(),
        failures.join("\n")
    );
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            files.push(path);
        }
    }
}

fn check(file: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let (input, expected) = text.split_once("----\n").unwrap_or((&text, ""));
    let first = input.lines().next().unwrap_or("");
    let Some((level, steps)) = first.strip_prefix("# run: ").map(|run| run.split_once(' ').unwrap_or((run, ""))) else {
        return Err(format!("{}: the first line should be `# run: register PASS, PASS`", file.display()));
    };
    let steps: Vec<&str> = steps.split(',').map(str::trim).filter(|step| !step.is_empty()).collect();
    let found = match level {
        "register" => run_register(input, &steps),
        "virtual" => run_virtual(input, &steps),
        _ => return Err(format!("{}: there is no level {level}", file.display())),
    };
    let found = found.unwrap_or_else(|errors| show(input, &errors));
    if found == expected {
        return Ok(());
    }
    if std::env::var_os("BLESS").is_some() {
        let new = format!("{}\n----\n{found}", input.trim_end());
        return std::fs::write(file, new).map_err(|error| format!("{}: {error}", file.display()));
    }
    Err(format!("== {}\n-- expected\n{expected}\n-- found\n{found}", file.display()))
}

/// Reads, runs the steps, and prints.
fn run_register(input: &str, steps: &[&str]) -> base::Result<String> {
    let mut program = register::text::parse(input)?;
    register::verify::verify(&program)?;
    for step in steps {
        pass(Level::Register, step)?.run_on_register(&mut program)?;
        register::verify::verify(&program)?;
    }
    let printed = register::text::print(&program);
    let again = register::text::print(&register::text::parse(&printed)?);
    if again == printed {
        Ok(printed)
    } else {
        Err(vec![base::Diagnostic::error("the text does not read back as itself").hint(format!("{printed}\n---\n{again}"))])
    }
}

/// A pass of the pipeline: what is not in it has no filetests.
fn pass(level: Level, name: &str) -> base::Result<Pass> {
    let pipeline = Pipeline::standard(Optimisation::All);
    let pass = pipeline.iter().find(|pass| pass.level() == level && pass.name() == name).cloned();
    pass.ok_or_else(|| vec![base::Diagnostic::error(format!("there is no pass {name}"))])
}

/// Reads, runs the steps, and prints the methods that have code; `interpret` as the last step prints what the program writes.
fn run_virtual(input: &str, steps: &[&str]) -> base::Result<String> {
    use virtual_machine::{text, verify};
    let wrong =
        |program: &_| verify(program).map_err(|errors| vec![base::Diagnostic::error("").hint(verify::listing(program, &errors))]);
    let mut program = text::parse(input)?;
    wrong(&program)?;
    for step in steps {
        if *step == "interpret" {
            let mut world = virtual_machine::interpret::world::Recorder::default();
            let end = match virtual_machine::interpret(&program, &mut world, &["filetest".to_string()]) {
                Ok(status) => format!("status {status}\n"),
                Err(fault) => format!("fault: {}\n", fault.message),
            };
            return Ok(String::from_utf8_lossy(&world.output).into_owned() + &end);
        }
        pass(Level::Virtual, step)?.run_on_virtual(&mut program)?;
        wrong(&program)?;
    }
    let printed = text::print(&program);
    let again = text::print(&text::parse(&printed)?);
    if again != printed {
        return Err(vec![
            base::Diagnostic::error("the text does not read back as itself").hint(format!("{printed}\n---\n{again}")),
        ]);
    }
    let with_code = program.methods.iter().filter(|(_, method)| !method.blocks.is_empty());
    Ok(with_code.map(|(id, _)| text::print_method(&program, id)).collect::<Vec<_>>().join("\n"))
}

fn show(input: &str, errors: &[base::Diagnostic]) -> String {
    let mut out = String::new();
    let file = base::SourceFile::new("", input, false);
    for error in errors {
        let _ = write!(out, "error: {}", error.title);
        if let Some(label) = error.labels.first() {
            let (line, column) = file.line_column(label.span.start);
            let _ = write!(out, " at {line}:{column}");
        }
        let _ = writeln!(out, "\n{}", error.hint.as_deref().unwrap_or("").trim_end());
    }
    out
}
