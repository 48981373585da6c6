//! What holds of the text of the project itself: which crate may use which, heads and sizes of files, every pass listed
//! and tested, no words that do not belong. The rules and their reasons are in `ARCHITECTURE.md`.
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Which crates of the house a crate may use: a level knows what it reads, never what reads it.
const EDGES: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("parfait", &["base"]),
    ("ast", &["base"]),
    ("virtual", &["ast", "base", "parfait"]),
    ("register", &["virtual", "base", "parfait"]),
    ("builtin", &["register", "base", "parfait"]),
    ("x86", &["register", "base", "parfait"]),
    ("arm", &["register", "base", "parfait"]),
    ("linker", &["register", "base", "parfait"]),
];

/// Which crates from outside a crate may use; the reasons are in `ARCHITECTURE.md`.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("base", &["serde", "smallvec"]),
    ("parfait", &["serde"]),
    ("ast", &["ruby-prism", "serde"]),
    ("virtual", &["serde", "smallvec"]),
    ("register", &["serde", "smallvec", "regalloc2", "dynasmrt"]),
    ("builtin", &[]),
    ("x86", &["smallvec", "regalloc2", "dynasmrt", "dynasm"]),
    ("arm", &["smallvec", "regalloc2", "dynasmrt", "dynasm"]),
    ("linker", &["object", "gimli"]),
    (
        ".",
        &[
            "clap",
            "annotate-snippets",
            "mimalloc",
            "similar",
            "object",
            "miniz_oxide",
            "base64",
            "serde",
            "serde_json",
            "ratatui",
            "iced-x86",
            "yaxpeax-arm",
            "yaxpeax-arch",
        ],
    ),
];

/// How many lines a file may have: the everyday methods of a core class may stand together, and so may what inference does
/// for one kind of instruction.
const LONGEST: &[(&str, usize)] = &[("parfait/lib", 800), ("virtual/src/infer/", 600), ("", 500)];

/// Every file with one of the extensions, by its path from the root.
fn files(extensions: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    walk(Path::new(ROOT), extensions, &mut found);
    found.sort();
    assert!(found.len() > 10, "the walk finds the project's files");
    found
}

fn walk(folder: &Path, extensions: &[&str], found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != ".git" && name != "target" && !name.starts_with("target-") {
                walk(&path, extensions, found);
            }
        } else if name != ".git"
            && extensions.contains(&path.extension().map_or("", |extension| extension.to_str().unwrap_or("")))
        {
            found.push(path.strip_prefix(ROOT).expect("the walk starts there").to_string_lossy().into_owned());
        }
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[track_caller]
fn none(what: &str, found: Vec<String>) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

/// The names under `[dependencies]` of a Cargo.toml.
fn dependencies(folder: &str) -> Vec<String> {
    let text = read(&format!("{folder}/Cargo.toml"));
    let lines = text.lines().skip_while(|line| *line != "[dependencies]").skip(1).take_while(|line| !line.starts_with('['));
    lines
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|name| !name.is_empty() && !name.starts_with('#'))
        .map(String::from)
        .collect()
}

#[test]
fn a_crate_uses_only_what_it_may_know() {
    let mut wrong = Vec::new();
    for (folder, allowed) in EDGES {
        let inside = dependencies(folder).into_iter().filter_map(|name| name.strip_prefix("salama-").map(String::from));
        wrong.extend(inside.filter(|name| !allowed.contains(&name.as_str())).map(|name| format!("{folder} may not use {name}")));
    }
    for (folder, allowed) in OUTSIDE {
        let outside = dependencies(folder).into_iter().filter(|name| !name.starts_with("salama-"));
        let unknown = outside.filter(|name| !allowed.contains(&name.as_str()));
        wrong.extend(
            unknown.map(|name| format!("{folder} may not use {name}: give its reason in ARCHITECTURE.md and list it here")),
        );
    }
    let members =
        read("Cargo.toml").lines().find(|line| line.starts_with("members")).map(String::from).expect("a workspace has members");
    let known: Vec<&str> = EDGES.iter().map(|(folder, _)| *folder).collect();
    wrong.extend(
        members
            .split('"')
            .skip(1)
            .step_by(2)
            .filter(|name| !known.contains(name))
            .map(|name| format!("{name} has no row in EDGES")),
    );
    none("crate edges", wrong);
}

#[test]
fn every_dependency_has_its_reason() {
    let page = read("ARCHITECTURE.md");
    let named = |name: &str| {
        page.lines().any(|line| {
            line.starts_with('|') && line.split('|').nth(1).is_some_and(|cell| cell.split(", ").any(|word| word.trim() == name))
        })
    };
    let all = OUTSIDE.iter().flat_map(|(folder, _)| dependencies(folder)).filter(|name| !name.starts_with("salama-"));
    none("no row in ARCHITECTURE.md", all.filter(|name| !named(name)).collect());
}

#[test]
fn every_file_says_what_it_is() {
    let rust = files(&["rs"]).into_iter().filter(|path| !read(path).starts_with("//! "));
    none("Rust files start with `//! `", rust.collect());
    let ruby = files(&["rb"])
        .into_iter()
        .filter(|path| path.starts_with("parfait/lib") || path.starts_with("examples") || path.starts_with("bench"));
    none("Ruby files start with a comment", ruby.filter(|path| !read(path).starts_with('#')).collect());
}

#[test]
fn no_file_is_too_long() {
    let limit = |path: &String| LONGEST.iter().find(|(start, _)| path.starts_with(start)).map_or(0, |(_, lines)| *lines);
    let long = files(&["rs", "rb"]).into_iter().map(|path| (read(&path).lines().count(), path));
    let long = long.filter(|(lines, path)| *lines > limit(path));
    none("files that are too long: split them by idea", long.map(|(lines, path)| format!("{path}: {lines}")).collect());
}

/// How many lines of Rust a target from outside may have: selection, emission, relocations and all.
const TARGET: usize = 2000;

#[test]
fn a_target_from_outside_is_small() {
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for path in files(&["rs"]) {
        if let Some((target, _)) = path.strip_prefix("examples/targets/").and_then(|rest| rest.split_once("/src/")) {
            *lines.entry(target.to_string()).or_default() += read(&path).lines().count();
        }
    }
    assert!(!lines.is_empty(), "there is one");
    let large = lines.into_iter().filter(|(_, lines)| *lines > TARGET);
    none("targets of too many lines", large.map(|(target, lines)| format!("{target}: {lines}")).collect());
}

#[test]
fn every_folder_has_its_page() {
    let folders =
        ["base", "parfait", "ast", "virtual", "register", "builtin", "x86", "arm", "linker", "src", "tests", "examples", "bench"];
    let more = ["tests/programs", "tests/refused", "tests/filetests", "register/src/passes", "examples/targets/riscv"];
    let missing = folders.iter().chain(&more).filter(|folder| !Path::new(ROOT).join(folder).join("README.md").is_file());
    none("no README.md in", missing.map(|folder| (*folder).to_string()).collect());
}

/// Every pass: machine, name, file. A pass is a file (or a folder's `mod.rs`) of its name with a `PASS`.
fn passes() -> Vec<(&'static str, String, String)> {
    let mut passes = Vec::new();
    for path in files(&["rs"]) {
        let machine = ["virtual", "register"].into_iter().find(|machine| path.starts_with(&format!("{machine}/src/")));
        if let (Some(machine), true) = (machine, read(&path).contains("pub const PASS")) {
            let path_name = PathBuf::from(path.trim_end_matches("/mod.rs"));
            let name = path_name.file_stem().expect("a file has a name").to_string_lossy().into_owned();
            passes.push((machine, name, path));
        }
    }
    assert!(passes.len() > 5, "the passes are found");
    passes
}

#[test]
fn every_pass_is_listed_and_tested() {
    let pipeline = read("src/pipeline.rs");
    let mut wrong = Vec::new();
    for (machine, name, path) in passes() {
        if !read(&path).contains(&format!("name: \"{name}\"")) {
            wrong.push(format!("{path}: the pass is not called {name}"));
        }
        let used = format!("{name}::PASS");
        if !pipeline.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(&used)) {
            wrong.push(format!("src/pipeline.rs does not list {name}"));
        }
        let folder = Path::new(ROOT).join("tests/filetests").join(machine).join(&name);
        if !fs::read_dir(&folder).is_ok_and(|entries| {
            entries.flatten().any(|entry| entry.path().extension().is_some_and(|extension| extension == "txt"))
        }) {
            wrong.push(format!("no filetests in tests/filetests/{machine}/{name}"));
        }
    }
    none("passes", wrong);
}

/// What has no place in the text, in two halves so that it is not found here, and where it may be in spite of that.
const FORBIDDEN: &[(&str, &str, &[&str])] = &[
    ("/ho", "me/", &[]),
    ("/ro", "ot/", &[]),
    ("/wo", "rk/", &[]),
    ("/Us", "ers/", &[]),
    ("tod", "o!(", &[]),
    ("unimple", "mented!(", &[]),
    ("db", "g!(", &[]),
    ("FIX", "ME", &[]),
    ("XX", "X", &["tests/programs", "examples"]),
];

#[test]
fn no_word_is_out_of_place() {
    let mut wrong = Vec::new();
    for path in files(&["rs", "rb", "md", "toml", "txt", "sh", "py", ""]) {
        let Ok(text) = fs::read_to_string(Path::new(ROOT).join(&path)) else { continue };
        for (first, second, allowed) in FORBIDDEN {
            let word = format!("{first}{second}");
            if let Some(line) = text
                .lines()
                .position(|line| line.contains(&word))
                .filter(|_| !allowed.iter().any(|start| path.starts_with(start)))
            {
                wrong.push(format!("{path}:{}: {word}", line + 1));
            }
        }
    }
    none("words out of place", wrong);
    let lock = read("Cargo.lock");
    let other =
        lock.lines().filter(|line| line.starts_with("source = ") && !line.ends_with("github.com/rust-lang/crates.io-index\""));
    none("dependencies from elsewhere than the public registry", other.map(String::from).collect());
}

/// The text before the tests at its end.
fn without_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

#[test]
fn nothing_is_unwrapped_on_a_users_path() {
    let mut wrong = Vec::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for path in files(&["rs"]) {
        let is_test = path.contains("tests/") || path.ends_with("tests.rs");
        if is_test {
            continue;
        }
        for (index, line) in
            without_tests(&read(&path)).lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
        {
            if line.contains(".unwrap()") || line.contains(".unwrap_err()") {
                wrong.push(format!("{path}:{}: say why it cannot fail with `expect`, or give a Diagnostic", index + 1));
            }
            if line.contains("panic!(") {
                *counts.entry(path.clone()).or_default() += 1;
            }
        }
    }
    none("unwrapped", wrong);
    none(
        "panics (unreachable!(\"why\") or a Diagnostic)",
        counts.into_iter().map(|(path, count)| format!("{path}: {count}")).collect(),
    );
}
