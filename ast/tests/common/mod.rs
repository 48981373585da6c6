//! What the tests share: parsing a text, and comparing its tree with an expected one.
use base::{Diagnostic, FileId, SourceFile, Sources};

/// Parses a text as `test.rb`.
pub fn parse(text: &str) -> (Sources, Result<ast::Program, Vec<Diagnostic>>) {
    let mut sources = Sources::new();
    let file: FileId = sources.add(SourceFile::new("test.rb", text, false));
    let parsed = ast::parse(file, &sources);
    (sources, parsed)
}

/// The errors of a text as `line:column title`, one per line.
#[allow(dead_code, reason = "not every test file looks at errors")]
pub fn errors(text: &str) -> Vec<String> {
    let (sources, parsed) = parse(text);
    let place = |diagnostic: &Diagnostic| sources.line_column(diagnostic.labels[0].span);
    let line = |diagnostic: &Diagnostic| {
        let (line, column) = place(diagnostic);
        format!("{line}:{column} {}", diagnostic.title)
    };
    parsed.expect_err("the text has errors").iter().map(line).collect()
}

/// Checks the tree of a text; the expected text is without the first line, and may be indented.
#[allow(dead_code, reason = "not every test file looks at trees")]
#[track_caller]
pub fn shows(text: &str, expected: &str) {
    let (sources, parsed) = parse(text);
    let printed = match parsed {
        Ok(program) => ast::text::print(&program, &sources),
        Err(diagnostics) => panic!("{text}\n{diagnostics:#?}"),
    };
    let lines: Vec<&str> = printed.lines().skip(1).map(|line| &line[2..]).map(without_place).collect();
    let expected: Vec<&str> = expected.lines().filter(|line| !line.trim().is_empty()).collect();
    let margin = expected.first().map_or(0, |line| line.len() - line.trim_start().len());
    let expected: Vec<&str> = expected.iter().map(|line| line.get(margin..).unwrap_or(line).trim_end()).collect();
    assert!(lines == expected, "{text}\n--- printed\n{}\n--- expected\n{}", lines.join("\n"), expected.join("\n"));
}

fn without_place(line: &str) -> &str {
    match line.rsplit_once(" # ") {
        Some((text, place)) if place.bytes().all(|byte| byte.is_ascii_digit() || byte == b':') => text.trim_end(),
        _ => line,
    }
}
