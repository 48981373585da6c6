//! The page that makes this crate, `docs/pass.md`: its commands answer what it says.
use std::path::Path;

mod support;

#[test]
fn the_page_shows_what_is() {
    let own = env!("CARGO_BIN_EXE_doubling");
    // `cargo run -rq -- ...` runs this crate; it is the compiler itself where its pass is left out
    let functions = [("cargo", format!("shift 3; {own}")), ("salama", own.to_string())];
    let page = Path::new(support::case::ROOT).join("docs/pass.md");
    support::page::Reader { functions: &functions, generated: &|_| None }.check(&page);
}
