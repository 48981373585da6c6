//! The options about what is in an executable.
use super::Contents;
use crate::back::Target;
use crate::front::Failure;
use crate::glob::Glob;
use clap::{Args, ValueEnum};

/// What is told of the executable, on standard output.
#[derive(Args)]
#[group(skip)]
#[command(next_help_heading = "What is in the executable")]
pub struct Options {
    /// List what the executable is made of, with totals by kind that add up to the file
    #[arg(long, value_enum, value_name = "FORMAT", num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    pub size: Option<SizeFormat>,
    /// Say why a method, class or string is in the executable, line by line from the program's start: 'Array#sort', 'Integer#*'
    #[arg(long, value_name = "GLOB")]
    pub why: Vec<Glob>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum SizeFormat {
    Text,
    Json,
}

impl Options {
    /// Is anything to be told?
    pub fn any(&self) -> bool {
        self.size.is_some() || !self.why.is_empty()
    }

    /// All that is asked for, as text or as one JSON object.
    ///
    /// # Errors
    /// A pattern matches nothing.
    pub fn told(&self, contents: &Contents, title: &str, target: &Target) -> Result<String, Failure> {
        let why = contents.why_text(&self.why)?;
        Ok(match self.size {
            Some(SizeFormat::Json) => {
                serde_json::to_string_pretty(&contents.json(title, target.name(), &self.why)).unwrap_or_default() + "\n"
            }
            Some(SizeFormat::Text) if why.is_empty() => contents.text(title),
            Some(SizeFormat::Text) => contents.text(title) + "\n" + &why,
            None => why,
        })
    }
}
