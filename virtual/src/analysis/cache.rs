//! What is known of a method, kept until it changes.
use super::{Dominators, Flow, Liveness, Loops, Uses};
use crate::program::{MethodId, Program};
use std::cell::OnceCell;

/// What a pass has asked about a method: each thing is computed when it is first asked for, and kept. Whoever changes the
/// method says so, and what is not true any more is forgotten.
///
/// ```
/// use virtual_machine::analysis::Analyses;
/// use virtual_machine::{BlockId, CompiledMethod, Program, SELF};
///
/// let mut program = Program::with_core_classes();
/// let method = CompiledMethod::named(&mut program, "empty"); // returns nil
/// let mut analyses = Analyses::of(method);
/// assert_eq!(analyses.flow(&program).order, [BlockId(0)]);
/// assert_eq!(analyses.dominators(&program).parent(BlockId(0)), None);
/// assert!(analyses.loops(&program).loops.is_empty());
/// assert!(analyses.liveness(&program).into[0].is_empty());
/// assert!(analyses.uses(&program).reads(SELF).is_empty());
/// analyses.instructions_changed(); // flow, dominators and loops are as they were
/// analyses.blocks_changed(); // everything is asked anew
/// ```
#[derive(Clone, Debug)]
pub struct Analyses {
    method: MethodId,
    flow: OnceCell<Flow>,
    dominators: OnceCell<Dominators>,
    loops: OnceCell<Loops>,
    liveness: OnceCell<Liveness>,
    uses: OnceCell<Uses>,
}

impl Analyses {
    /// Nothing is known of the method yet.
    pub fn of(method: MethodId) -> Analyses {
        Analyses {
            method,
            flow: OnceCell::new(),
            dominators: OnceCell::new(),
            loops: OnceCell::new(),
            liveness: OnceCell::new(),
            uses: OnceCell::new(),
        }
    }

    /// Predecessors, and blocks in an order in which each comes after its dominators.
    pub fn flow(&self, program: &Program) -> &Flow {
        self.flow.get_or_init(|| Flow::new(&program.methods[self.method]))
    }

    /// Which blocks every way to a block leads through.
    pub fn dominators(&self, program: &Program) -> &Dominators {
        self.dominators.get_or_init(|| Dominators::new(&program.methods[self.method], self.flow(program)))
    }

    /// Loops, inner ones first.
    pub fn loops(&self, program: &Program) -> &Loops {
        self.loops.get_or_init(|| Loops::new(&program.methods[self.method], self.flow(program), self.dominators(program)))
    }

    /// Which slots are live into each block.
    pub fn liveness(&self, program: &Program) -> &Liveness {
        self.liveness.get_or_init(|| Liveness::new(program, self.method, self.flow(program)))
    }

    /// Where slots are set and read.
    pub fn uses(&self, program: &Program) -> &Uses {
        self.uses.get_or_init(|| Uses::new(&program.methods[self.method]))
    }

    /// Instructions or slots have changed; which blocks there are, and where they go, has not.
    pub fn instructions_changed(&mut self) {
        self.liveness.take();
        self.uses.take();
    }

    /// Blocks have come or gone, or go elsewhere.
    pub fn blocks_changed(&mut self) {
        *self = Analyses::of(self.method);
    }
}
