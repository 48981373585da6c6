//! `--time-passes`: what each step took.
use crate::back::Target;
use crate::observe::{Observer, Seen, Step};
use linker::Linked;
use register::object::CodeObject;
use std::time::Duration;

/// What has been measured.
#[derive(Default)]
pub struct Times {
    rows: Vec<(String, Duration)>,
}

impl Times {
    pub fn print(&self) {
        let total: Duration = self.rows.iter().map(|(_, time)| *time).sum();
        for (name, time) in &self.rows {
            eprintln!("{:>9.3} ms  {name}", time.as_secs_f64() * 1000.0);
        }
        eprintln!("{:>9.3} ms  in all", total.as_secs_f64() * 1000.0);
    }
}

impl Observer for Times {
    fn step(&mut self, step: &Step, _program: Seen<'_>) {
        self.rows.push((step.name.clone(), step.time));
    }

    fn code(&mut self, _program: &register::Program, _code: &[CodeObject], _target: &Target, time: Duration) {
        self.rows.push(("code".into(), time));
    }

    fn linked(&mut self, _linked: &Linked, time: Duration) {
        self.rows.push(("link".into(), time));
    }
}
