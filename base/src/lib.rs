//! What every level shares: ids and arenas, spans and source files, diagnostics, the lexer of the
//! two machines' texts, and the shape of a pass. Knows nothing of Ruby or of any machine.
pub mod arena;
pub mod diagnostic;
pub mod graph;
pub mod hash;
pub mod pass;
pub mod remark;
pub mod source;
pub mod text;

pub use arena::{Arena, Id};
pub use diagnostic::{Diagnostic, Label, Result, Severity};
pub use pass::{Level, Pass};
pub use remark::{Remark, Remarks};
pub use source::{FileId, SourceFile, Sources, Span};
