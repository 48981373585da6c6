//! The options about what passes did.
use crate::glob::Glob;
use clap::Args;

/// What is shown of the passes' work, on standard error.
#[derive(Args)]
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
    /// Print what each step took
    #[arg(long)]
    pub time_passes: bool,
}
