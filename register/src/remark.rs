//! How a pass of the Register machine says what it did, and what it could not do.
#![deny(missing_docs)]

use crate::function::Program;
use base::remark::{Kind, Remark};
use base::{Arena, Remarks};
use virtual_machine::{Position, PositionId};

/// Speaks for passes that work on one function at a time, which do not have the program.
#[derive(Clone, Copy, Debug)]
pub struct Speaker<'a> {
    pub(crate) remarks: &'a Remarks,
    pub(crate) positions: &'a Arena<PositionId, Position>,
    pub(crate) method_names: &'a [String],
}

/// Nobody to speak to.
static SILENCE: Remarks = Remarks::none();

impl Speaker<'static> {
    /// A speaker whom nobody hears.
    ///
    /// ```
    /// use base::remark::Kind;
    /// register::remark::Speaker::silent().say(Kind::Done, "moved", None, || unreachable!("nobody asks"));
    /// ```
    pub fn silent() -> Speaker<'static> {
        static NOWHERE: std::sync::LazyLock<Arena<PositionId, Position>> = std::sync::LazyLock::new(Arena::new);
        Speaker { remarks: &SILENCE, positions: &NOWHERE, method_names: &[] }
    }
}

impl Speaker<'_> {
    /// Says something of an instruction, by its position.
    ///
    /// ```
    /// use base::remark::Kind;
    /// use register::Program;
    ///
    /// let program = Program { remarks: base::Remarks::kept(), ..Program::default() };
    /// program.speaker().say(Kind::Done, "moved", None, || "out of the loop".to_string());
    /// assert_eq!(program.remarks.take().len(), 1);
    /// ```
    pub fn say(&self, kind: Kind, what: &str, position: Option<PositionId>, message: impl FnOnce() -> String) {
        let name = |method: virtual_machine::MethodId| self.method_names.get(method.0 as usize).cloned().unwrap_or_default();
        let places = || virtual_machine::remark::places(self.positions, position, name);
        self.remarks.say(|| Remark { places: places(), kind, what: what.to_string(), message: message() });
    }
}

impl Program {
    /// Says that something was done at an instruction. The message is made only if somebody wants to know.
    ///
    /// ```
    /// use register::Program;
    ///
    /// let program = Program { remarks: base::Remarks::kept(), ..Program::default() };
    /// program.remark("moved", None, || "out of the loop".to_string());
    /// assert_eq!(program.remarks.take()[0].message, "out of the loop");
    /// ```
    pub fn remark(&self, what: &str, position: Option<PositionId>, message: impl FnOnce() -> String) {
        self.speaker().say(Kind::Done, what, position, message);
    }

    /// Says that something could not be done at an instruction, and why.
    ///
    /// ```
    /// use register::Program;
    ///
    /// let program = Program { remarks: base::Remarks::kept(), ..Program::default() };
    /// program.missed("moved", None, || "it may raise".to_string());
    /// assert_eq!(program.remarks.take()[0].kind, base::remark::Kind::Missed);
    /// ```
    pub fn missed(&self, what: &str, position: Option<PositionId>, reason: impl FnOnce() -> String) {
        self.speaker().say(Kind::Missed, what, position, reason);
    }

    /// Says something of an instruction.
    ///
    /// ```
    /// use register::Program;
    ///
    /// let program = Program { remarks: base::Remarks::kept(), ..Program::default() };
    /// program.note("counted", None, || "3 loops".to_string());
    /// assert_eq!(program.remarks.take().len(), 1);
    /// ```
    pub fn note(&self, what: &str, position: Option<PositionId>, message: impl FnOnce() -> String) {
        self.speaker().say(Kind::Note, what, position, message);
    }

    /// Who speaks while functions are changed: it borrows neither them nor the data.
    ///
    /// ```
    /// let program = register::Program::default();
    /// program.speaker().say(base::remark::Kind::Note, "counted", None, || unreachable!("nobody asks"));
    /// ```
    pub fn speaker(&self) -> Speaker<'_> {
        Speaker { remarks: &self.remarks, positions: &self.positions, method_names: &self.method_names }
    }
}
