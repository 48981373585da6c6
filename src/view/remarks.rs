//! `--remarks`: what passes did, and what they could not do.
use super::options::{Options, RemarksFormat};
use crate::methods::Wanted;
use crate::near;
use crate::observe::{Observer, Seen, Step};
use crate::remarks::{self, Remarks};
use std::io::Write;

/// What is asked for, and what has been said.
pub struct Said {
    format: RemarksFormat,
    words: Vec<String>,
    methods: Wanted,
    remarks: Remarks,
}

impl Said {
    /// What the options ask for, if they do.
    pub fn new(options: &Options, methods: &Wanted) -> Option<Said> {
        let remarks = Remarks::new(options.remarks_runtime);
        Some(Said { format: options.remarks?, words: options.remarks_of.clone(), methods: methods.clone(), remarks })
    }

    /// On standard error.
    pub fn print(mut self) {
        let mut told = String::new();
        for word in &self.words {
            let words = self.remarks.words();
            if !words.contains(&word.as_str()) {
                let near = near::did_you_mean(&near::nearest(word, words.into_iter()));
                told.push_str(&format!("warning: no remark is of `{word}`{near}\n"));
            }
        }
        self.remarks.retain(&self.words, |method| self.methods.has_name(method, method));
        told.push_str(&match self.format {
            RemarksFormat::Text => remarks::lines(&self.remarks),
            RemarksFormat::Source => remarks::listing(&self.remarks),
            RemarksFormat::Json => remarks::json(&self.remarks).unwrap_or_else(|error| format!("error: {error}\n")),
        });
        // whoever reads may have seen enough
        let _ = std::io::stderr().write_all(told.as_bytes());
    }
}

impl Observer for Said {
    fn wants_remarks(&self) -> bool {
        true
    }

    fn step(&mut self, step: &Step, program: Seen<'_>) {
        self.remarks.step(step, program);
    }
}
