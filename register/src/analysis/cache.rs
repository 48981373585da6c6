//! What is known of a function, kept until it changes.
use super::{Dominators, Flow, Liveness, Loops, Uses};
use crate::function::Function;
use std::cell::OnceCell;

/// What a pass has asked about a function: each thing is computed when it is first asked for, and kept. Whoever changes the
/// function says so, and what is not true any more is forgotten; references into what is forgotten cannot be held beyond that.
///
/// ```
/// use register::analysis::Analyses;
/// use register::{ENTRY, FunctionBuilder, Opcode, SymbolId, Type};
///
/// let mut build = FunctionBuilder::new("f", SymbolId(0), &[Type::Word], Some(Type::Word));
/// let (number, end) = (build.parameters()[0], build.new_block(&[]));
/// build.jump(end, &[]);
/// build.switch_to(end);
/// build.give_back(Some(number));
/// let mut function = build.finish();
///
/// let mut analyses = Analyses::default();
/// assert!(analyses.dominators(&function).dominates(ENTRY, end));
/// assert!(analyses.loops(&function).loops.is_empty());
/// assert_eq!(analyses.flow(&function).order, [ENTRY, end]);
/// assert_eq!(analyses.liveness(&function).into[end.0 as usize], [number]);
/// assert_eq!(analyses.uses(&function).of(number).len(), 1);
///
/// function.terminator_mut(end).opcode = Opcode::Unreachable;
/// function.terminator_mut(end).operands.clear();
/// analyses.instructions_changed(); // flow, dominators and loops are as they were
/// assert!(analyses.uses(&function).of(number).is_empty());
/// analyses.blocks_changed(); // everything is asked anew
/// ```
#[derive(Clone, Default, Debug)]
pub struct Analyses {
    flow: OnceCell<Flow>,
    dominators: OnceCell<Dominators>,
    loops: OnceCell<Loops>,
    liveness: OnceCell<Liveness>,
    uses: OnceCell<Uses>,
}

impl Analyses {
    /// Predecessors, and blocks in an order in which each comes after its dominators.
    pub fn flow(&self, function: &Function) -> &Flow {
        self.flow.get_or_init(|| Flow::new(function))
    }

    /// Which blocks every way to a block leads through.
    pub fn dominators(&self, function: &Function) -> &Dominators {
        self.dominators.get_or_init(|| Dominators::new(function, self.flow(function)))
    }

    /// Loops, inner ones first.
    pub fn loops(&self, function: &Function) -> &Loops {
        self.loops.get_or_init(|| Loops::new(function, self.flow(function), self.dominators(function)))
    }

    /// Which values are live into each block.
    pub fn liveness(&self, function: &Function) -> &Liveness {
        self.liveness.get_or_init(|| Liveness::new(function, self.flow(function), |_| true))
    }

    /// Definitions and uses.
    pub fn uses(&self, function: &Function) -> &Uses {
        self.uses.get_or_init(|| Uses::new(function))
    }

    /// Instructions, values or parameters have changed; which blocks there are, and where they go, has not.
    pub fn instructions_changed(&mut self) {
        self.liveness.take();
        self.uses.take();
    }

    /// Blocks have come or gone, or go elsewhere.
    pub fn blocks_changed(&mut self) {
        *self = Analyses::default();
    }
}
