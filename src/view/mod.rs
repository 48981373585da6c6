//! What the options about looking at passes ask for (`--print-after`, `--print-diff`, `--remarks`, `--time-passes`),
//! as an observer of the course.
pub(crate) mod diff;
mod options;
mod print;
mod remarks;
mod times;

use crate::course::Course;
use crate::front::Failure;
use crate::methods::Wanted;
use crate::observe::{COMPILE, Coded, LOWER, Observer, READ, Seen, Step};
use crate::pipeline::Pipeline;
use crate::text::Stage;
use linker::Linked;
pub use options::{Options, TimesFormat};
use print::{After, Printer};
use remarks::Said;
use std::io::Write;
use std::time::Duration;
use times::Times;

/// All that the options ask for; without them it does nothing, and is not told of anything.
pub struct Watch {
    printer: Printer,
    times: Option<(Times, TimesFormat)>,
    remarks: Option<Said>,
}

impl Watch {
    /// What the options ask for, of a course that is to begin.
    ///
    /// # Errors
    /// There is no such pass, or no such method.
    pub fn new(options: &Options, course: &Course<'_>, stage: &Stage) -> Result<Watch, Failure> {
        let wanted = Wanted::or(&options.method, Wanted::Own);
        let remarks = Said::new(options, &wanted);
        let printer = Printer::new(after(&options.print_after, &course.pipeline)?, options.print_diff, wanted);
        let measured = Wanted::or(&options.method, Wanted::All);
        let times = options.time_passes.map(|format| (Times::new(measured), format));
        let watch = Watch { printer, times, remarks };
        if watch.is_busy() {
            watch.printer.wanted.check(stage.seen())?;
        }
        Ok(watch)
    }

    fn is_busy(&self) -> bool {
        self.printer.is_busy() || self.times.is_some() || self.remarks.is_some()
    }

    /// Looks on from here on, if there is anything to look for.
    pub fn attach<'o>(&'o mut self, course: &mut Course<'o>) {
        if self.is_busy() {
            course.watch(self);
        }
    }

    /// The course has come to its end.
    pub fn end(self) {
        let text = self.times.map(|(times, format)| match format {
            TimesFormat::Table => times.table(),
            TimesFormat::Json => times.json(),
        });
        let _ = std::io::stderr().write_all(text.unwrap_or_default().as_bytes());
        if let Some(remarks) = self.remarks {
            remarks.print();
        }
    }
}

/// After which steps methods are printed.
fn after(words: &[String], pipeline: &Pipeline) -> Result<After, Failure> {
    let mut steps = Vec::new();
    for word in words {
        match word.as_str() {
            "all" => return Ok(After::All),
            "changed" => return Ok(After::Changed),
            COMPILE | LOWER | READ => steps.push(word.clone()),
            name => steps.push(pipeline.unique_name(pipeline.position(name)?)),
        }
    }
    Ok(if steps.is_empty() { After::None } else { After::Steps(steps) })
}

impl Observer for Watch {
    fn wants_remarks(&self) -> bool {
        self.remarks.is_some()
    }

    fn step(&mut self, step: &Step, program: Seen<'_>) {
        if self.printer.is_busy() {
            let text = self.printer.step(step, program);
            // whoever reads may have seen enough
            let _ = std::io::stderr().write_all(text.as_bytes());
        }
        if let Some((times, _)) = &mut self.times {
            times.step(step, program);
        }
        if let Some(remarks) = &mut self.remarks {
            remarks.step(step, program);
        }
    }

    fn code(&mut self, program: &register::Program, code: &Coded<'_>) {
        if let Some((times, _)) = &mut self.times {
            times.code(program, code);
        }
    }

    fn linked(&mut self, linked: &Linked, time: Duration) {
        if let Some((times, _)) = &mut self.times {
            times.linked(linked, time);
        }
    }
}
