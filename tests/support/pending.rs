//! What does not pass yet (`tests/programs/pending.txt`): reported as ignored, so that the list says what is missing.
//! Everything else must pass, a new program on every engine.
use std::collections::BTreeSet;
use std::sync::LazyLock;

static PENDING: LazyLock<BTreeSet<String>> = LazyLock::new(|| read(include_str!("../programs/pending.txt")));

/// Is the test of this name left out? Not if `SALAMA_PENDING` is set.
pub fn is_pending(name: &str) -> bool {
    std::env::var_os("SALAMA_PENDING").is_none() && PENDING.contains(name)
}

/// A line is `ENGINE: FOLDER::NAME FOLDER::NAME ...`; `#` starts a comment.
fn read(list: &str) -> BTreeSet<String> {
    let lines = list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'));
    lines.flat_map(|(engine, names)| names.split_whitespace().map(move |name| format!("{name}::{engine}"))).collect()
}
