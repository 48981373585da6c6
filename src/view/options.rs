//! The options about what passes did.
use crate::glob::Glob;
use clap::{Args, ValueEnum};

/// What is shown of the passes' work, on standard error.
#[derive(Args)]
#[group(skip)]
#[command(next_help_heading = "What passes did (on standard error)")]
pub struct Options {
    /// Print methods as they are after a pass (or `compile`, `lower`); `changed`: after each pass those that it changed; `all`
    #[arg(long, value_name = "PASS|changed|all", value_delimiter = ',')]
    pub print_after: Vec<String>,
    /// Print what each pass changed, method by method; in colour on a terminal, unless NO_COLOR is set
    #[arg(long)]
    pub print_diff: bool,
    /// Look at these methods alone: `Account#deposit`, `Array#*`, `*` [default: those of the program's own files; emit: all]
    #[arg(long, value_name = "GLOB")]
    pub method: Vec<Glob>,
    /// Print what each step took, its instructions before and after, and for each method what its code took, with its bytes
    #[arg(long, value_name = "FORMAT", num_args = 0..=1, require_equals = true, default_missing_value = "table")]
    pub time_passes: Option<TimesFormat>,
    /// Print what passes did, what they could not do, and why
    #[arg(long, value_enum, value_name = "FORMAT", num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    pub remarks: Option<RemarksFormat>,
    /// Only remarks of these passes, of these kinds (done, missed, note), or of what they speak of (inlined, allocated...)
    #[arg(long, value_name = "WORDS", value_delimiter = ',', requires = "remarks")]
    pub remarks_of: Vec<String>,
    /// Remarks in the runtime's own Ruby too, at their place in it
    #[arg(long, requires = "remarks")]
    pub remarks_runtime: bool,
}

/// How remarks are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum RemarksFormat {
    /// A line each: place, kind, message, pass
    Text,
    /// With a version number: docs/json.md has the form
    Json,
    /// The program's files with the remarks beneath their lines
    Source,
}

/// How times are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum TimesFormat {
    /// What took longest first
    Table,
    /// As docs/json.md says
    Json,
}
