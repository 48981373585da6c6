//! The one shape of an error: what is wrong, where, and what to do. Rendering is the command line's.
#![deny(missing_docs)]

use crate::source::Span;
use serde::{Deserialize, Serialize};

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Severity {
    /// Nothing comes of it.
    Error,
    /// It goes on.
    Warning,
}

/// A message at a place of a source file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be said of that place; may be empty.
    pub text: String,
}

/// An error or warning: title, the places that matter (the first is the main one), and a hint.
///
/// ```
/// use base::{Diagnostic, FileId, Severity, Span};
///
/// let error = Diagnostic::error("`Rational` is not there").at(Span::new(FileId(0), 4, 12), "used here").hint("use Float");
/// assert_eq!((error.severity, error.labels.len()), (Severity::Error, 1));
/// assert_eq!(Diagnostic::warning("slow").severity, Severity::Warning);
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub title: String,
    /// Where, the main place first; may be empty.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub hint: Option<String>,
}

/// What fallible stages return: all that is wrong, together.
pub type Result<T> = std::result::Result<T, Vec<Diagnostic>>;

impl Diagnostic {
    /// An error of that title, without a place.
    pub fn error(title: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Error, title: title.into(), labels: Vec::new(), hint: None }
    }
    /// A warning of that title, without a place.
    pub fn warning(title: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(title) }
    }
    /// The same with one more place and what is to be said of it.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into() });
        self
    }
    /// The same with what to do about it.
    pub fn hint(mut self, text: impl Into<String>) -> Diagnostic {
        self.hint = Some(text.into());
        self
    }
}
