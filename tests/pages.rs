//! The pages of `docs/`: what their commands answer and what is made from the compiler's own tables is there as it is now.
//!
//! `BLESS=1 cargo test --test pages` writes it anew. A page that names a crate in its first line is tested by that crate.
use std::fs;
use std::path::{Path, PathBuf};

#[allow(dead_code)]
mod support;
use support::case::ROOT;
use support::page::Reader;

fn pages() -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new(ROOT).join("docs")).expect("the folder is there").flatten();
    let mut pages: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    pages
}

fn check(path: &Path) {
    let functions = [("salama", env!("CARGO_BIN_EXE_salama").to_string())];
    Reader { functions: &functions, generated: &support::reference::generated }.check(path);
}

#[test]
fn every_page_shows_what_is() {
    for path in pages() {
        let text = fs::read_to_string(&path).expect("the page is there");
        match text.lines().next().and_then(|line| line.strip_prefix("<!-- tested by ")?.strip_suffix(" -->")) {
            Some(tests) => assert!(Path::new(ROOT).join(tests).is_file(), "{}: there is no {tests}", path.display()),
            None => check(&path),
        }
    }
}

/// Sessions of the stepper, each one block of commands.
#[test]
fn sessions_of_the_stepper_answer_as_written() {
    let entries = fs::read_dir(Path::new(ROOT).join("tests/step")).expect("the folder is there").flatten();
    let sessions: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|of| of == "txt")).collect();
    assert!(!sessions.is_empty());
    sessions.iter().for_each(|session| check(session));
}

/// Whoever looks for a page finds it in the contents.
#[test]
fn the_contents_name_every_page() {
    let contents = fs::read_to_string(Path::new(ROOT).join("docs/README.md")).expect("there are contents");
    let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let missing: Vec<String> = pages().iter().map(name).filter(|name| !contents.contains(&format!("]: {name}\n"))).collect();
    assert!(missing.iter().all(|name| name == "README.md"), "docs/README.md lacks {missing:?}");
}
