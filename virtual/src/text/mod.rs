//! The text of the Virtual machine: all of a Program, so that `parse(print(program))` is the same program.
//!
//! ```text
//! virtual                                          # then optimisation, passes, main, files, classes, cells, strings
//! class Point < Object
//!   singleton "#<Class:Point>"
//!   field @x
//!   def :+ = Point#+
//! method Point#+(other) at "point.rb" 52:103       # a span in bytes
//!   owner Point name :+ kind method
//!   slots self, message.block, message.arg.0, frame.t0: Integer
//! b0: rescue b3
//!   set frame.t0 = field self :@x  @7              # row 7 of `positions`
//!   set frame.t0 = send :+ new(frame.t0, message.arg.0, key: 1, &message.block)  @8
//!   return frame.t0
//! positions
//!   @7 at "point.rb" 79:81 in Point#+              # and `into @3` where it was inlined
//! symbols                                          # fixes the numbers of symbols
//!   :+ :x
//! text "point.rb"                                  # the source, for line numbers and diagnostics
//!   "class Point"
//! ```
//!
//! Sections start in the first column. A name that is no plain word is written as a string. What a section leaves out
//! has a default, so that a person can write a method without its tables.
mod method;
mod names;
mod parse;
mod print;
mod read;
mod rows;
mod sections;

pub use names::{Names, slots};
pub(crate) use parse::cycle;
pub use parse::{parse, parse_placed};
pub use print::{Line, print, print_method, print_methods};
pub use rows::{Part, Row, rows};

/// What words may hold besides letters, digits and `_`. A `#` within a word starts no comment.
const WORD_CHARS: &str = ".@$#+*/!~%?";
/// The words that start a section.
const SECTIONS: &[&str] = &[
    "virtual",
    "optimisation",
    "passes",
    "main",
    "file",
    "class",
    "cell",
    "string",
    "method",
    "root",
    "adapter",
    "positions",
    "symbols",
    "text",
];

#[cfg(test)]
mod tests;
