//! The one list of passes: which run at each level of optimisation, in what order, and why.
use base::Pass;
use register::passes as register_passes;
use virtual_machine::{infer, inline, unite};

/// A pass of either machine.
#[derive(Clone, Copy)]
pub enum Step {
    Virtual(Pass<virtual_machine::Program>),
    Register(Pass<register::Program>),
}

impl Step {
    pub fn name(&self) -> &'static str {
        match self {
            Step::Virtual(pass) => pass.name,
            Step::Register(pass) => pass.name,
        }
    }
    pub fn about(&self) -> &'static str {
        match self {
            Step::Virtual(pass) => pass.about,
            Step::Register(pass) => pass.about,
        }
    }
    pub fn machine(&self) -> &'static str {
        match self {
            Step::Virtual(_) => "virtual",
            Step::Register(_) => "register",
        }
    }
}

/// How much work goes into the program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Optimisation {
    /// Compile quickly.
    None,
    /// Most of the speed.
    Some,
    #[default]
    All,
}

/// The passes that a program goes through, in order: those of the Virtual machine, then (after lowering) of the Register machine.
pub struct Pipeline {
    pub steps: Vec<Step>,
    pub optimisation: Optimisation,
}

/// Pairs that must stay in this order, and why.
pub const ORDER: &[(&str, &str, &str)] = &[
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

impl Pipeline {
    /// The standard passes of a level of optimisation.
    pub fn standard(optimisation: Optimisation) -> Pipeline {
        use Step::{Register as R, Virtual as V};
        // (from which level on, the pass)
        let list = [
            // whole-program types; after it every call that can be resolved is, and only versions that are reached are left
            (Optimisation::None, V(infer::PASS)),
            // inference makes versions freely: those that came out the same are one from here on
            (Optimisation::None, V(unite::PASS)),
            // small methods and blocks into their callers: iteration becomes a loop
            (Optimisation::Some, V(inline::PASS)),
            // versions of methods that do not differ: less work for all that follows
            (Optimisation::None, R(register_passes::merge::PASS)),
            // before blocks are merged: what is common is to be known from here on
            (Optimisation::Some, R(register_passes::predict::PASS)),
            // constants, branches on what is known, chains of jumps
            (Optimisation::Some, R(register_passes::simplify::PASS)),
            // what is handed on unseen, `self` above all: fewer registers to keep and to move
            (Optimisation::Some, R(register_passes::arguments::PASS)),
            // the reciprocal's product serves quotient and remainder
            (Optimisation::Some, R(register_passes::divide::PASS)),
            (Optimisation::Some, R(register_passes::gvn::PASS)),
            (Optimisation::All, R(register_passes::licm::PASS)),
            (Optimisation::Some, R(register_passes::simplify::PASS)),
            (Optimisation::Some, R(register_passes::dead::PASS)),
            // what differed in arguments alone
            (Optimisation::Some, R(register_passes::merge::PASS)),
            // from here on allocation is bumping a pointer
            (Optimisation::None, R(register_passes::allocate::PASS)),
            // from here on no value is in a register over a call
            (Optimisation::None, R(register_passes::safepoints::PASS)),
            // the order of blocks is that of the code
            (Optimisation::None, R(register_passes::layout::PASS)),
        ];
        let steps = list.into_iter().filter(|(from, _)| *from <= optimisation).map(|(_, step)| step).collect();
        Pipeline { steps, optimisation }
    }

    /// The first ordering rule that the list breaks.
    pub fn broken_rule(&self) -> Option<(&'static str, &'static str, &'static str)> {
        let last = |name: &str| self.steps.iter().rposition(|step| step.name() == name);
        let first = |name: &str| self.steps.iter().position(|step| step.name() == name);
        ORDER.iter().copied().find(|(before, after, _)| matches!((first(before), last(after)), (Some(a), Some(b)) if a > b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_lists_keep_the_order() {
        for optimisation in [Optimisation::None, Optimisation::Some, Optimisation::All] {
            assert_eq!(Pipeline::standard(optimisation).broken_rule(), None);
        }
    }
}
