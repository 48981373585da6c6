//! How a pass of the Virtual machine says what it did, and what it could not do.
#![deny(missing_docs)]

use crate::program::{MethodId, PositionId, Program};
use base::Arena;
use base::remark::{Kind, Place, Remark};

impl Program {
    /// Says that something was done at an instruction. The message is made only if somebody wants to know.
    ///
    /// ```
    /// use virtual_machine::{PositionId, Program};
    ///
    /// let mut program = Program { remarks: base::Remarks::kept(), ..Program::default() };
    /// program.remark("folded", PositionId(0), || "two literals are one".to_string());
    /// assert_eq!(program.remarks.take()[0].what, "folded");
    /// ```
    pub fn remark(&self, what: &str, position: PositionId, message: impl FnOnce() -> String) {
        self.say(Kind::Done, what, position, message);
    }

    /// Says that something could not be done at an instruction, and why.
    ///
    /// ```
    /// use virtual_machine::{PositionId, Program};
    ///
    /// let program = Program { remarks: base::Remarks::kept(), ..Program::default() };
    /// program.missed("folded", PositionId(0), || "`x` may be anything".to_string());
    /// assert_eq!(program.remarks.take()[0].kind, base::remark::Kind::Missed);
    /// ```
    pub fn missed(&self, what: &str, position: PositionId, reason: impl FnOnce() -> String) {
        self.say(Kind::Missed, what, position, reason);
    }

    /// Says something of an instruction.
    ///
    /// ```
    /// use virtual_machine::{PositionId, Program};
    ///
    /// let program = Program { remarks: base::Remarks::kept(), ..Program::default() };
    /// program.note("folded", PositionId(0), || "it raises".to_string());
    /// assert_eq!(program.remarks.take()[0].kind, base::remark::Kind::Note);
    /// ```
    pub fn note(&self, what: &str, position: PositionId, message: impl FnOnce() -> String) {
        self.say(Kind::Note, what, position, message);
    }

    pub(crate) fn say(&self, kind: Kind, what: &str, position: PositionId, message: impl FnOnce() -> String) {
        let places = || places(&self.positions, Some(position), |method| self.label(method));
        self.remarks.say(|| Remark { places: places(), kind, what: what.to_string(), message: message() });
    }

    /// The text of a method as a place.
    pub(crate) fn place_of(&self, method: MethodId) -> Place {
        Place { span: self.methods[method].span, method: self.label(method) }
    }
}

/// The places of a position: its own, and those of the calls that it was inlined into, outwards.
pub fn places(
    positions: &Arena<PositionId, crate::Position>,
    position: Option<PositionId>,
    name: impl Fn(MethodId) -> String,
) -> Vec<Place> {
    let first = position.and_then(|id| positions.get(id));
    let chain = std::iter::successors(first, |position| positions.get(position.parent?));
    chain.map(|position| Place { span: position.span, method: name(position.method) }).collect()
}
