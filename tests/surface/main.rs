//! What passes from outside build upon does not change unannounced: the public surface of `salama` is as `docs/surface.txt`
//! says, and what the policy in `docs/versions.md` asks of a change is in the failure. `BLESS=1` writes the listing anew.
mod listing;
mod print;
mod scope;

use listing::Surface;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const LISTING: &str = "docs/surface.txt";

#[test]
fn the_surface_is_the_one_that_is_announced() {
    let path = Path::new(ROOT).join(LISTING);
    let now = Surface::read(Path::new(ROOT)).listing();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, now).expect("the file is ours");
        return;
    }
    let announced = fs::read_to_string(&path).unwrap_or_default();
    assert!(announced == now, "{}", difference(&announced, &now));
}

#[test]
fn the_listing_is_not_empty() {
    let listing = Surface::read(Path::new(ROOT)).listing();
    for line in [
        "salama::Pass::after: fn(self, name: &str, reason: &str) -> Pass",
        "salama::base::Arena::push: fn(&mut self, item: T) -> I",
        "salama::register::BlockId: struct BlockId(pub u32), an Id",
        "salama::register::Opcode: Add \"add\" (\"ww\") -> Word, None, Pure",
        "salama::register::Opcode::row: fn(self) -> &'static Row",
        "salama::register::Type::name: fn(self) -> &'static str",
        "salama::virtual_machine::Op: Jump { to: BlockId } \"jump\", Terminates",
        "salama::virtual_machine::Program::ancestors: fn(&self, class: ClassId) -> Vec<ClassId>",
        "salama::virtual_machine::Symbols: struct Symbols { .. }",
    ] {
        assert!(listing.lines().any(|it| it == line), "`{line}` is not in the listing:\n{listing}");
    }
    assert!(!listing.contains("lower::") && !listing.contains("machine::Selection"), "that is the compiler's own:\n{listing}");
}

#[test]
fn what_is_public_has_an_example() {
    let without = Surface::read(Path::new(ROOT)).without_example();
    assert!(
        without.is_empty(),
        "no example in the documentation of these, of their types, or of their modules:\n{}",
        without.join("\n")
    );
}

#[test]
fn the_version_has_its_notes() {
    let version = env!("CARGO_PKG_VERSION");
    let notes = fs::read_to_string(Path::new(ROOT).join("CHANGELOG.md")).expect("there are notes");
    assert!(notes.contains("\n## Unreleased\n"), "CHANGELOG.md has no section `Unreleased`");
    assert!(notes.contains(&format!("\n## {version}")), "CHANGELOG.md has no section `{version}`: the version in Cargo.toml");
}

/// What went and what came, and what is to be done about it.
fn difference(announced: &str, now: &str) -> String {
    let (old, new): (BTreeSet<&str>, BTreeSet<&str>) = (announced.lines().collect(), now.lines().collect());
    let gone: Vec<String> = old.difference(&new).map(|line| format!("- {line}\n")).collect();
    let come: Vec<String> = new.difference(&old).map(|line| format!("+ {line}\n")).collect();
    let what = match gone.is_empty() {
        true => "Something is new: say so under `Unreleased` in CHANGELOG.md.",
        false => {
            "Something that passes from outside may use is gone or different: say under `Unreleased` in CHANGELOG.md what they \
             write instead; the next version is one that may break (docs/versions.md)."
        }
    };
    format!(
        "the public surface is not the one of {LISTING}:\n\n{}{}\n{what}\nThen `BLESS=1 cargo test --test surface`.",
        gone.concat(),
        come.concat()
    )
}
