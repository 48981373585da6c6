//! The one list of passes: which run at each level of optimisation, in what order, and why; and the rules that a list keeps.
#![deny(missing_docs)]

mod check;
mod edit;
mod text;

use crate::pass::{Pass, Rule};
pub(crate) use edit::unknown;
use register::passes as register_passes;
pub(crate) use text::machine;
use virtual_machine::{infer, inline, unite};

/// How much work goes into the program: `-O0`, `-O1`, `-O2`.
///
/// ```
/// use salama::Optimisation;
///
/// assert!(Optimisation::None < Optimisation::All);
/// assert_eq!(Optimisation::default().number(), 2);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Optimisation {
    /// Compile quickly.
    None,
    /// Most of the speed.
    Some,
    /// The fastest program.
    #[default]
    All,
}

impl Optimisation {
    /// All of them, from the quickest on.
    ///
    /// ```
    /// assert_eq!(salama::Optimisation::ALL.len(), 3);
    /// ```
    pub const ALL: [Optimisation; 3] = [Optimisation::None, Optimisation::Some, Optimisation::All];

    /// The number in `-O2`.
    ///
    /// ```
    /// assert_eq!(salama::Optimisation::Some.number(), 1);
    /// ```
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The level of `-O2`; larger numbers are the highest.
    ///
    /// ```
    /// assert_eq!(salama::Optimisation::of(1), salama::Optimisation::Some);
    /// ```
    pub fn of(number: u8) -> Optimisation {
        Optimisation::ALL[usize::from(number.min(2))]
    }
}

/// The passes that a program goes through, in order: those of the Virtual machine, then (after lowering) of the Register
/// machine. It is shown as `--pipeline` takes it.
///
/// ```
/// use salama::{Optimisation, Pipeline};
///
/// let pipeline = Pipeline::standard(Optimisation::None);
/// assert_eq!(pipeline.to_string(), "virtual(infer,unite),register(merge,allocate,safepoints,layout)");
/// ```
#[derive(Clone)]
pub struct Pipeline {
    pub(crate) passes: Vec<Pass>,
    optimisation: Optimisation,
}

/// Pairs that must stay in this order, and why.
pub(crate) const ORDER: &[(&str, &str, &str)] = &[
    ("infer", "unite", "there are no versions before"),
    ("unite", "inline", "a body that is called once is not copied, and that is known after merging"),
    ("infer", "inline", "what a call reaches must be known before it can be inlined"),
    ("predict", "simplify", "a block that only passes on says by its mark that the way through it is rare"),
    ("simplify", "arguments", "what is not used any more is not needed"),
    ("arguments", "dead", "an argument that is not taken any more may have been computed for it alone"),
    ("simplify", "divide", "divisors are constant only after folding"),
    ("divide", "gvn", "quotient and remainder of the same numbers share their product"),
    ("simplify", "gvn", "equal expressions look equal only after folding"),
    ("allocate", "safepoints", "expanding an allocation makes the call that collects"),
    ("safepoints", "layout", "keeping values over safepoints edits blocks"),
];

/// Passes that cannot be left out, and why.
///
/// ```
/// assert!(salama::pipeline::NEEDED.iter().any(|(name, _)| *name == "infer"));
/// ```
pub const NEEDED: &[(&str, &str)] = &[
    ("infer", "lowering takes resolved calls and typed slots, which sends become there"),
    ("allocate", "no processor has an instruction that allocates"),
    ("safepoints", "the collector would not see values in registers, and moves what they refer to"),
];

/// Passes after which something holds that later passes must keep ([`Pass::keeps`]), and what that is.
///
/// ```
/// assert!(salama::pipeline::ESTABLISHED.iter().any(|(name, _)| *name == "safepoints"));
/// ```
pub const ESTABLISHED: &[(&str, &str)] = &[
    ("infer", "slots have types, calls are resolved, and only what is reached has code"),
    ("allocate", "allocation is bumping a pointer, and no address that it makes lives over a safepoint"),
    ("safepoints", "no value is in a register over a call"),
    ("layout", "the order of blocks is that of the code"),
];

impl Pipeline {
    /// The standard passes of a level of optimisation.
    ///
    /// ```
    /// use salama::{Optimisation, Pipeline};
    ///
    /// let names: Vec<String> = Pipeline::standard(Optimisation::All).iter().map(|pass| pass.name().to_string()).collect();
    /// assert_eq!(names[..3], ["infer", "unite", "inline"]);
    /// ```
    pub fn standard(optimisation: Optimisation) -> Pipeline {
        use Optimisation::{All, None, Some};
        use register_passes as r;
        // (from which level on, the pass, why here)
        let list: [(Optimisation, Pass, &str); 16] = [
            (
                None,
                infer::PASS.into(),
                "after it every call that can be resolved is, and only versions that are reached are left",
            ),
            (None, unite::PASS.into(), "inference makes versions freely: those that came out the same are one from here on"),
            (Some, inline::PASS.into(), "calls are known: small methods and blocks go into their callers"),
            (None, r::merge::PASS.into(), "versions of methods that do not differ: less work for all that follows"),
            (Some, r::predict::PASS.into(), "before blocks are merged: what is common is to be known from here on"),
            (Some, r::simplify::PASS.into(), "constants, branches on what is known, chains of jumps"),
            (Some, r::arguments::PASS.into(), "what is handed on unseen, `self` above all: fewer registers to keep and to move"),
            (Some, r::divide::PASS.into(), "divisors are constant, and what the products share is numbered next"),
            (Some, r::gvn::PASS.into(), "what was folded looks equal now"),
            (All, r::licm::PASS.into(), "what is left in a loop is needed there, or does not change in it"),
            (Some, r::simplify::PASS.into(), "what numbering and moving have made known"),
            (Some, r::dead::PASS.into(), "nothing after it makes anything superfluous"),
            (Some, r::merge::PASS.into(), "what differed in arguments alone"),
            (None, r::allocate::PASS.into(), "from here on allocation is bumping a pointer"),
            (None, r::safepoints::PASS.into(), "from here on no value is in a register over a call"),
            (None, r::layout::PASS.into(), "from here on the order of blocks is that of the code"),
        ];
        let asked = list.into_iter().filter(|(from, ..)| *from <= optimisation);
        let passes = asked.map(|(_, pass, reason)| standard_keeps(pass.because(reason)).trusted()).collect();
        Pipeline { passes, optimisation }
    }

    /// The level of optimisation: that of the back end too.
    ///
    /// ```
    /// use salama::{Optimisation, Pipeline};
    ///
    /// assert_eq!(Pipeline::standard(Optimisation::Some).optimisation(), Optimisation::Some);
    /// ```
    pub fn optimisation(&self) -> Optimisation {
        self.optimisation
    }

    /// The passes in order.
    ///
    /// ```
    /// use salama::{Level, Optimisation, Pipeline};
    ///
    /// let pipeline = Pipeline::standard(Optimisation::None);
    /// assert_eq!(pipeline.iter().filter(|pass| pass.level() == Level::Virtual).count(), 2);
    /// ```
    pub fn iter(&self) -> std::slice::Iter<'_, Pass> {
        self.passes.iter()
    }

    /// The rules of order: those of the standard passes, and those that its passes brought along.
    ///
    /// ```
    /// use salama::{Optimisation, Pipeline};
    ///
    /// let rules = Pipeline::standard(Optimisation::All).rules();
    /// assert!(rules.iter().any(|rule| rule.before == "infer" && rule.after == "inline"));
    /// ```
    pub fn rules(&self) -> Vec<Rule> {
        let standard = ORDER.iter().map(|(before, after, reason)| Rule::new(before, after, reason));
        let own = self.passes.iter().flat_map(|pass| pass.order().iter().chain(pass.required())).cloned();
        standard.chain(own).collect()
    }
}

/// What the standard passes keep of what earlier ones establish.
fn standard_keeps(pass: Pass) -> Pass {
    match pass.name() {
        "unite" | "inline" => pass.keeps("infer"),
        "safepoints" => pass.keeps("allocate"),
        "layout" => pass.keeps("allocate").keeps("safepoints"),
        _ => pass,
    }
}

#[cfg(test)]
mod tests;
