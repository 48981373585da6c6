//! Source files and spans: every diagnostic, instruction and line of debug information points here.
#![deny(missing_docs)]

use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

crate::id!(
    /// A file of [`Sources`].
    FileId, "file"
);

/// Bytes `start..end` of a file.
///
/// ```
/// use base::{FileId, Span};
///
/// let (first, last) = (Span::new(FileId(0), 2, 5), Span::new(FileId(0), 9, 11));
/// assert_eq!(first.to(last), Span::new(FileId(0), 2, 11));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The span of those bytes.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start: start as u32, end: end as u32 }
    }
    /// The span from the start of `self` to the end of `other`.
    pub fn to(self, other: Span) -> Span {
        Span { end: other.end, ..self }
    }
}

/// One file: the name as the user gave it, and its text.
///
/// ```
/// let file = base::SourceFile::new("two.rb", "x = 1\nputs x\n", false);
/// assert_eq!((file.line_column(6), file.line_text(2)), ((2, 1), "puts x"));
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SourceFile {
    /// As the user gave it.
    pub name: String,
    /// All of it.
    pub text: String,
    /// Part of the runtime: its frames are left out of backtraces, as CRuby leaves out its C.
    pub runtime: bool,
    line_starts: Vec<u32>,
}

impl SourceFile {
    /// A file of that name and text.
    pub fn new(name: impl Into<String>, text: impl Into<String>, runtime: bool) -> SourceFile {
        let text = text.into();
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(breaks.map(|(at, _)| at as u32 + 1)).collect();
        SourceFile { name: name.into(), text, runtime, line_starts }
    }
    /// Line and column, both from 1; the column counts bytes.
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1);
        (line as u32, offset - self.line_starts[line - 1] + 1)
    }
    /// The text of a line (from 1), without its newline.
    pub fn line_text(&self, line: u32) -> &str {
        let start = self.line_starts[line as usize - 1] as usize;
        let end = self.line_starts.get(line as usize).map_or(self.text.len(), |next| *next as usize - 1);
        &self.text[start..end.max(start)]
    }
}

/// All files of a compilation.
///
/// ```
/// use base::{SourceFile, Sources, Span};
///
/// let mut sources = Sources::new();
/// let id = sources.add(SourceFile::new("two.rb", "x = 1\nputs x\n", false));
/// let span = Span::new(id, 6, 12);
/// assert_eq!((sources.text(span), sources.line_column(span)), ("puts x", (2, 1)));
/// assert_eq!(sources.file(id).name, "two.rb");
/// ```
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Sources {
    files: crate::Arena<FileId, SourceFile>,
}

impl Sources {
    /// No files yet.
    pub fn new() -> Sources {
        Sources::default()
    }
    /// Adds a file.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        self.files.push(file)
    }
    /// A file; an empty one if there is none of this id: a machine's text may leave its sources out.
    pub fn file(&self, id: FileId) -> &SourceFile {
        static NONE: LazyLock<SourceFile> = LazyLock::new(|| SourceFile::new("?", "", false));
        self.files.get(id).unwrap_or(&NONE)
    }
    /// A file, if there is one of this id.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id)
    }
    /// All files, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter()
    }
    /// Line and column of a span's start, both from 1.
    pub fn line_column(&self, span: Span) -> (u32, u32) {
        self.file(span.file).line_column(span.start)
    }
    /// The text under a span.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.start as usize..span.end as usize).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_is_empty() {
        let sources = Sources::new();
        let span = Span::new(FileId(3), 4, 9);
        assert_eq!((sources.file(span.file).name.as_str(), sources.text(span), sources.line_column(span)), ("?", "", (1, 5)));
    }
}
