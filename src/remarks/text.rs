//! Remarks as text: a line each, as compilers print them; or beneath the lines of the source.
use super::{Remarks, Row};
use base::remark::Kind;
use std::fmt::Write;

/// A line for each: `app.rb:3:5: missed inlined: reason [inline]`.
pub fn lines(remarks: &Remarks) -> String {
    let mut out = String::new();
    for (_, row) in remarks.rows() {
        if let Some(place) = &row.place {
            let _ = write!(out, "{}:{}:{}: ", place.file, place.line, place.column);
        }
        let _ = writeln!(out, "{}", said(row));
    }
    out
}

fn said(row: &Row) -> String {
    let times = if row.count > 1 { format!(" ({} times)", row.count) } else { String::new() };
    format!("{} {}: {}{times} [{}]", row.kind.name(), row.what, row.message, row.pass)
}

/// The program's own files (and the runtime's, where something is said of them) with the remarks beneath their lines.
pub fn listing(remarks: &Remarks) -> String {
    let mut out = String::new();
    for (_, row) in remarks.rows().filter(|(_, row)| row.place.is_none()) {
        let _ = writeln!(out, "{}", said(row));
    }
    for (id, file) in remarks.sources.iter() {
        let here = |row: &&Row| row.place.as_ref().is_some_and(|place| place.span.file == id);
        let mut rows = remarks.rows().map(|(_, row)| row).filter(here).peekable();
        if file.runtime && rows.peek().is_none() {
            continue;
        }
        let _ = writeln!(out, "{}", file.name);
        for (number, line) in (1..).zip(file.text.lines()) {
            let _ = writeln!(out, "{}", format!("{number:>5} | {line}").trim_end());
            while let Some(row) = rows.next_if(|row| row.place.as_ref().is_some_and(|place| place.line == number)) {
                let column = row.place.as_ref().map_or(0, |place| place.column as usize - 1);
                let before: String = line.bytes().take(column).map(|byte| if byte == b'\t' { '\t' } else { ' ' }).collect();
                let _ = writeln!(out, "    {} | {before}^ {}", mark(row.kind), said(row));
            }
        }
    }
    out
}

/// What stands in the margin.
fn mark(kind: Kind) -> char {
    match kind {
        Kind::Done => '+',
        Kind::Missed => '-',
        Kind::Note => '.',
    }
}
