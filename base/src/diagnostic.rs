//! The one shape of an error: what is wrong, where, and what to do. Rendering is the command line's.
use crate::source::Span;
use serde::{Deserialize, Serialize};

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Severity {
    Error,
    Warning,
}

/// A message at a place of a source file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

/// An error or warning: title, the places that matter (the first is the main one), and a hint.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    pub severity: Severity,
    pub title: String,
    pub labels: Vec<Label>,
    pub hint: Option<String>,
}

/// What fallible stages return: all that is wrong, together.
pub type Result<T> = std::result::Result<T, Vec<Diagnostic>>;

impl Diagnostic {
    pub fn error(title: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Error, title: title.into(), labels: Vec::new(), hint: None }
    }
    pub fn warning(title: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(title) }
    }
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into() });
        self
    }
    pub fn hint(mut self, text: impl Into<String>) -> Diagnostic {
        self.hint = Some(text.into());
        self
    }
}
