//! Remarks: what a pass did, what it could not do and why, at a place of the source. They are made only where somebody asks
//! for them, change nothing, and are in no text.
#![deny(missing_docs)]

use crate::Span;
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};

/// How a remark is meant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It was done, and the program is better for it.
    Done,
    /// It could not be done: the message has the reason.
    Missed,
    /// Neither: something to know.
    Note,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 3] = [Kind::Done, Kind::Missed, Kind::Note];

    /// As it is written: `done`, `missed`, `note`.
    ///
    /// ```
    /// assert_eq!(base::remark::Kind::Missed.name(), "missed");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Kind::Done => "done",
            Kind::Missed => "missed",
            Kind::Note => "note",
        }
    }
}

/// A place of the source, and the method whose text it is in.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Place {
    /// Where.
    pub span: Span,
    /// As backtraces call it: `Foo#bar`, `block in Foo#bar`, `<main>`.
    pub method: String,
}

/// Something that a pass says of its work.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Remark {
    /// The place that is meant, then the call that it was inlined into, and so on outwards. Empty: the whole program.
    pub places: Vec<Place>,
    /// How it is meant.
    pub kind: Kind,
    /// What it is about, in a word that can be asked for: `inlined`, `allocated`.
    pub what: String,
    /// What was done; or why it could not be, in terms of Ruby.
    pub message: String,
}

/// Where the passes of a program leave their remarks. As it begins, nothing is kept, and messages are not even made.
///
/// ```
/// use base::remark::{Kind, Remark, Remarks};
///
/// let remark = || Remark { places: Vec::new(), kind: Kind::Done, what: "folded".into(), message: "1 + 1 is 2".into() };
/// let remarks = Remarks::default();
/// remarks.say(remark);
/// assert!(remarks.take().is_empty());
///
/// let remarks = Remarks::kept();
/// remarks.say(remark);
/// assert_eq!(remarks.take()[0].message, "1 + 1 is 2");
/// ```
#[derive(Default, Debug)]
pub struct Remarks(Option<Box<Mutex<Vec<Remark>>>>);

impl Remarks {
    /// Remarks are not kept.
    ///
    /// ```
    /// assert!(!base::Remarks::none().are_kept());
    /// ```
    pub const fn none() -> Remarks {
        Remarks(None)
    }

    /// Remarks are kept from now on.
    pub fn kept() -> Remarks {
        Remarks(Some(Box::default()))
    }

    /// Does anybody want to know?
    pub fn are_kept(&self) -> bool {
        self.0.is_some()
    }

    /// Keeps a remark, which is made only if somebody wants to know. Several threads may speak at once.
    pub fn say(&self, remark: impl FnOnce() -> Remark) {
        if let Some(said) = &self.0 {
            let remark = remark();
            said.lock().unwrap_or_else(PoisonError::into_inner).push(remark);
        }
    }

    /// Keeps remarks that were taken out before.
    ///
    /// ```
    /// let remarks = base::Remarks::kept();
    /// remarks.say_again(remarks.take());
    /// ```
    pub fn say_again(&self, taken: Vec<Remark>) {
        taken.into_iter().for_each(|remark| self.say(|| remark));
    }

    /// Takes out what has been said so far, sorted by place: in the same order each time, whoever spoke first.
    pub fn take(&self) -> Vec<Remark> {
        let Some(said) = &self.0 else { return Vec::new() };
        let mut taken = std::mem::take(&mut *said.lock().unwrap_or_else(PoisonError::into_inner));
        taken.sort();
        taken
    }
}

impl Clone for Remarks {
    fn clone(&self) -> Remarks {
        let said = self.0.as_ref().map(|said| said.lock().unwrap_or_else(PoisonError::into_inner).clone());
        Remarks(said.map(|said| Box::new(Mutex::new(said))))
    }
}
