//! What the options about looking at passes ask for (`--time-passes`), as an observer of the course.
mod options;
mod times;

use crate::back::Target;
use crate::course::Course;
use crate::observe::{Observer, Seen, Step};
use linker::Linked;
pub use options::Options;
use register::object::CodeObject;
use std::time::Duration;
use times::Times;

/// All that the options ask for; without them it does nothing, and is not told of anything.
#[derive(Default)]
pub struct Watch {
    times: Option<Times>,
}

impl Watch {
    /// What the options ask for.
    pub fn new(options: &Options) -> Watch {
        Watch { times: options.time_passes.then(Times::default) }
    }

    /// Looks on from here on, if there is anything to look for.
    pub fn attach<'o>(&'o mut self, course: &mut Course<'o>) {
        if self.times.is_some() {
            course.watch(self);
        }
    }

    /// The course has come to its end.
    pub fn end(self) {
        if let Some(times) = self.times {
            times.print();
        }
    }
}

impl Observer for Watch {
    fn step(&mut self, step: &Step, program: Seen<'_>) {
        if let Some(times) = &mut self.times {
            times.step(step, program);
        }
    }

    fn code(&mut self, program: &register::Program, code: &[CodeObject], target: Target, time: Duration) {
        if let Some(times) = &mut self.times {
            times.code(program, code, target, time);
        }
    }

    fn linked(&mut self, linked: &Linked, time: Duration) {
        if let Some(times) = &mut self.times {
            times.linked(linked, time);
        }
    }
}
