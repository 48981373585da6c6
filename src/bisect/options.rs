//! The options of the search.
use clap::Args;

/// The search for the pass that breaks a program.
#[derive(Args)]
#[group(skip)]
#[command(next_help_heading = "What breaks the program")]
pub struct Options {
    /// Find the pass and the method that break the program, and write a reproducer. COMMAND gets the executable as {} or as its last
    /// argument; exit status 0 means right, 125 that it cannot be told. Without COMMAND (then put it after the file) the program
    /// is compared with its interpretation; both are given the standard input
    #[arg(long, value_name = "COMMAND", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["size", "why", "stop_after"])]
    pub bisect: Option<String>,
    /// How long the program may take each time: beyond it, it is wrong
    #[arg(long, value_name = "SECONDS", default_value_t = 60, requires = "bisect")]
    pub bisect_timeout: u64,
}
