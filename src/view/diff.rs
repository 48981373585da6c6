//! A unified diff of two lists of lines; in colour, with the words marked that differ within a line.
use similar::{ChangeTag, DiffOp, TextDiff};
use std::fmt::Write;

/// Lines around what differs.
const CONTEXT: usize = 3;

const RED: &str = "\x1b[31m";
const GREEN: &str = "\x1b[32m";
const CYAN: &str = "\x1b[36m";
const BOLD: &str = "\x1b[1m";
const MARKED: &str = "\x1b[7m";
const UNMARKED: &str = "\x1b[27m";
const PLAIN: &str = "\x1b[0m";

/// `--- what` or `+++ what`
pub fn head(out: &mut String, sign: char, what: &str, colour: bool) {
    let line = format!("{sign}{sign}{sign} {what}");
    painted(out, BOLD, &line, colour);
}

/// The places where the lines differ.
pub fn unified(out: &mut String, before: &[String], after: &[String], colour: bool) {
    let before: Vec<&str> = before.iter().map(String::as_str).collect();
    let after: Vec<&str> = after.iter().map(String::as_str).collect();
    let diff = TextDiff::from_slices(&before, &after);
    for group in diff.grouped_ops(CONTEXT) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let (old, new) = (first.old_range().start..last.old_range().end, first.new_range().start..last.new_range().end);
        // a range of no lines is said to begin before them
        let start = |range: &std::ops::Range<usize>| range.start + usize::from(!range.is_empty());
        let range = format!("@@ -{},{} +{},{} @@", start(&old), old.len(), start(&new), new.len());
        painted(out, CYAN, &range, colour);
        for operation in &group {
            if colour { marked(out, &diff, operation) } else { plain(out, &diff, operation) }
        }
    }
}

fn painted(out: &mut String, paint: &str, line: &str, colour: bool) {
    out.push_str(&if colour { format!("{paint}{line}{PLAIN}\n") } else { format!("{line}\n") });
}

fn plain(out: &mut String, diff: &TextDiff<'_, '_, str>, operation: &DiffOp) {
    for change in diff.iter_changes(operation) {
        let _ = writeln!(out, "{}{}", change.tag(), change.value());
    }
}

fn marked(out: &mut String, diff: &TextDiff<'_, '_, str>, operation: &DiffOp) {
    for change in diff.iter_inline_changes(operation) {
        let paint = match change.tag() {
            ChangeTag::Delete => RED,
            ChangeTag::Insert => GREEN,
            ChangeTag::Equal => PLAIN,
        };
        let _ = write!(out, "{paint}{}", change.tag());
        for (differs, part) in change.values() {
            let (from, to) = if *differs { (MARKED, UNMARKED) } else { ("", "") };
            let _ = write!(out, "{from}{part}{to}");
        }
        let _ = writeln!(out, "{PLAIN}");
    }
}

#[cfg(test)]
mod tests {
    use super::unified;

    fn lines(text: &str) -> Vec<String> {
        text.split(' ').map(String::from).collect()
    }

    #[test]
    fn what_differs_is_shown_with_what_is_around_it() {
        let mut out = String::new();
        unified(&mut out, &lines("a b c d e f g h"), &lines("a b c d E f g h i"), false);
        assert_eq!(out, "@@ -2,7 +2,8 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n+i\n");
        out.clear();
        unified(&mut out, &[], &lines("a b"), false);
        assert_eq!(out, "@@ -0,0 +1,2 @@\n+a\n+b\n");
    }
}
