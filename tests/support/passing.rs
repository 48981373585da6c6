//! Which programs pass on which engine today (`tests/programs/passing.txt`): the others are reported as ignored, so that
//! the list says what is missing and what passes cannot break unseen.
use std::collections::BTreeSet;
use std::sync::LazyLock;

static PROMISED: LazyLock<BTreeSet<String>> = LazyLock::new(|| promised(include_str!("../programs/passing.txt")));

/// Is it left out because the list does not promise it? Not if `SALAMA_PENDING` is set.
pub fn is_pending(name: &str) -> bool {
    std::env::var_os("SALAMA_PENDING").is_none() && !PROMISED.contains(name)
}

/// A line is `ENGINE: FOLDER::NAME FOLDER::NAME ...`; `#` starts a comment.
fn promised(list: &str) -> BTreeSet<String> {
    let lines = list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'));
    lines.flat_map(|(engine, names)| names.split_whitespace().map(move |name| format!("{name}::{engine}"))).collect()
}
