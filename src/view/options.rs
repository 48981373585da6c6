//! The options about what passes did.
use clap::Args;

/// What is shown of the passes' work, on standard error.
#[derive(Args)]
#[command(next_help_heading = "What passes did")]
pub struct Options {
    /// Print what each step took
    #[arg(long)]
    pub time_passes: bool,
}
