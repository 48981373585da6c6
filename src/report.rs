//! Diagnostics as people read them: title, place, source line, hint.
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use base::{Diagnostic, Severity, Sources, Span};
use std::io::IsTerminal;
use std::ops::Range;

/// Prints diagnostics on standard error, in colour on a terminal.
pub fn print(sources: &Sources, diagnostics: &[Diagnostic]) {
    let colour = in_colour();
    for diagnostic in diagnostics {
        eprintln!("{}", render(sources, diagnostic, colour));
    }
}

/// Is standard error a terminal, and colour welcome there? <https://no-color.org>
pub fn in_colour() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// A diagnostic as text.
pub fn render(sources: &Sources, diagnostic: &Diagnostic, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.title.as_str());
    let mut group = Group::with_title(title);
    for (index, label) in diagnostic.labels.iter().enumerate() {
        let file = sources.file(label.span.file);
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        // only the lines around: large files are not scanned again for each diagnostic
        let first = file.line_column(label.span.start).0;
        let last = file.line_column(label.span.end.max(label.span.start)).0;
        let text: Vec<&str> = (first..=last).map(|line| file.line_text(line)).collect();
        let text = text.join("\n");
        let start = (file.line_column(label.span.start).1 - 1) as usize;
        let annotation = kind.span(characters(&text, start, label.span)).label(label.text.clone());
        group = group
            .element(Snippet::source(text).line_start(first as usize).path(file.name.clone()).fold(false).annotation(annotation));
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).render(&[group]).to_string()
}

/// Where in a text of whole lines a span is that starts at `start`: whole characters only.
fn characters(text: &str, start: usize, span: Span) -> Range<usize> {
    let length = span.end.saturating_sub(span.start) as usize;
    text.floor_char_boundary(start)..text.ceil_char_boundary(start + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::SourceFile;

    #[test]
    fn half_a_character_is_shown_whole() {
        let mut sources = Sources::new();
        let file = sources.add(SourceFile::new("text", "a\u{e9}b", false));
        for (start, end) in [(0, 2), (2, 3), (2, 4), (2, 2), (4, 4), (3, 1)] {
            let diagnostic = Diagnostic::error("wrong").at(Span::new(file, start, end), "here");
            assert!(render(&sources, &diagnostic, false).contains("text:1:"), "{start}..{end}");
        }
    }
}
