//! Machine code over virtual registers: what selection builds and regalloc2 allocates.
//!
//! An instruction of type `I` does not name its registers: they are a list of operands beside it, and after
//! allocation a list of registers (or spill slots) in the same order. Only blocks that end in a plain jump pass
//! arguments; the others' successors have one predecessor each (see `plan`).
use crate::BlockId;
use regalloc2::{Allocation, Block, Inst, InstRange, MachineEnv, Operand, PRegSet, RegClass, VReg};
use virtual_machine::PositionId;

/// What the shared part must know of a machine instruction.
pub trait MachineInstruction {
    /// A jump to the block's only successor.
    fn is_jump(&self) -> bool;
    /// Ends the function: no successors.
    fn is_exit(&self) -> bool;
    /// Ends a block that has successors.
    fn is_branch(&self) -> bool;
    /// Registers that it destroys beyond its operands.
    fn clobbers(&self) -> PRegSet;
}

/// An instruction with its operands (a range of [`Code::operands`]).
pub struct Placed<I> {
    pub instruction: I,
    pub operands: (u32, u32),
    pub position: Option<PositionId>,
    /// The index, in its block, of the instruction that it was selected for.
    pub at: u32,
}

/// A block of machine code, in the numbering of the plan.
#[derive(Default)]
pub struct CodeBlock {
    pub instructions: (u32, u32),
    pub successors: Vec<Block>,
    pub predecessors: Vec<Block>,
    pub parameters: Vec<VReg>,
    /// What the jump at its end passes.
    pub arguments: Vec<VReg>,
    pub cold: bool,
    /// The function's block that it was selected from, if it is from one.
    pub origin: Option<BlockId>,
    /// Its place in the order of emission.
    pub place: u32,
}

/// What the body calls: decides about frame and stack check.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Calls {
    None,
    /// Only functions that call nothing themselves (or no deeper than such).
    Leaf,
    Any,
}

/// A function's machine code before allocation.
pub struct Code<I> {
    pub instructions: Vec<Placed<I>>,
    pub operands: Vec<Operand>,
    pub blocks: Vec<CodeBlock>,
    pub registers: usize,
    pub calls: Calls,
    /// Registers that hold what a debugger asks for, with the numbers of the variables; in the order of the registers.
    pub watched: Vec<(VReg, Inst, Inst, u32)>,
}

impl<I: MachineInstruction> Code<I> {
    /// The same code with every block numbered after those that dominate it; the order of emission stays.
    ///
    /// Fastalloc goes through the blocks backwards by number, once, and keeps a definition in memory only if it has seen
    /// a use in another block by then. In the order of emission the test of a loop comes after its body, and with it
    /// what the test defines for the body.
    #[must_use]
    pub fn dominators_first(self) -> Code<I> {
        let order = self.reverse_postorder();
        let mut number = vec![Block::invalid(); self.blocks.len()];
        for (new, old) in order.iter().enumerate() {
            number[*old] = Block::new(new);
        }
        let renumber = |blocks: &[Block]| blocks.iter().map(|block| number[block.index()]).collect();
        let mut from: Vec<Option<Placed<I>>> = self.instructions.into_iter().map(Some).collect();
        let mut instructions = Vec::with_capacity(from.len());
        let mut old_blocks: Vec<Option<CodeBlock>> = self.blocks.into_iter().map(Some).collect();
        let mut blocks = Vec::with_capacity(old_blocks.len());
        for old in order {
            let block = old_blocks[old].take().expect("each block comes once");
            let start = instructions.len() as u32;
            let (first, end) = block.instructions;
            instructions.extend(from[first as usize..end as usize].iter_mut().filter_map(Option::take));
            let (successors, predecessors) = (renumber(&block.successors), renumber(&block.predecessors));
            let instructions = (start, instructions.len() as u32);
            blocks.push(CodeBlock { instructions, successors, predecessors, ..block });
        }
        Code { instructions, blocks, ..self }
    }
    /// All blocks are reachable.
    fn reverse_postorder(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.blocks.len());
        let mut seen = vec![false; self.blocks.len()];
        let mut stack = vec![(0, 0)];
        seen[0] = true;
        while let Some((block, next)) = stack.last_mut() {
            if let Some(successor) = self.blocks[*block].successors.get(*next) {
                *next += 1;
                if !std::mem::replace(&mut seen[successor.index()], true) {
                    stack.push((successor.index(), 0));
                }
            } else {
                order.push(*block);
                stack.pop();
            }
        }
        order.reverse();
        order
    }
}

impl<I: MachineInstruction> regalloc2::Function for Code<I> {
    fn num_insts(&self) -> usize {
        self.instructions.len()
    }
    fn num_blocks(&self) -> usize {
        self.blocks.len()
    }
    fn entry_block(&self) -> Block {
        Block::new(0)
    }
    fn block_insns(&self, block: Block) -> InstRange {
        let (start, end) = self.blocks[block.index()].instructions;
        InstRange::new(Inst::new(start as usize), Inst::new(end as usize))
    }
    fn block_succs(&self, block: Block) -> &[Block] {
        &self.blocks[block.index()].successors
    }
    fn block_preds(&self, block: Block) -> &[Block] {
        &self.blocks[block.index()].predecessors
    }
    fn block_params(&self, block: Block) -> &[VReg] {
        &self.blocks[block.index()].parameters
    }
    fn is_ret(&self, instruction: Inst) -> bool {
        self.instructions[instruction.index()].instruction.is_exit()
    }
    fn is_branch(&self, instruction: Inst) -> bool {
        self.instructions[instruction.index()].instruction.is_branch()
    }
    fn branch_blockparams(&self, block: Block, _: Inst, _: usize) -> &[VReg] {
        &self.blocks[block.index()].arguments
    }
    fn inst_operands(&self, instruction: Inst) -> &[Operand] {
        let (start, end) = self.instructions[instruction.index()].operands;
        &self.operands[start as usize..end as usize]
    }
    fn inst_clobbers(&self, instruction: Inst) -> PRegSet {
        self.instructions[instruction.index()].instruction.clobbers()
    }
    fn num_vregs(&self) -> usize {
        self.registers
    }
    fn debug_value_labels(&self) -> &[(VReg, Inst, Inst, u32)] {
        &self.watched
    }
    fn spillslot_size(&self, _: RegClass) -> usize {
        1
    }
}

/// How much work allocation may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Effort {
    /// One pass; more moves.
    Quick,
    #[default]
    Optimised,
}

/// Where everything is, after allocation.
pub struct Allocated {
    pub output: regalloc2::Output,
}

impl Allocated {
    /// The places of an instruction's operands, in their order.
    pub fn of(&self, instruction: usize) -> &[Allocation] {
        self.output.inst_allocs(Inst::new(instruction))
    }
}

/// Runs regalloc2.
///
/// # Errors
/// What regalloc2 says, as text: a function too large, or a mistake of selection.
pub fn allocate<I: MachineInstruction>(code: &Code<I>, environment: &MachineEnv, effort: Effort) -> Result<Allocated, String> {
    thread_local! {
        /// Its tables grow once and are used for all functions of a thread.
        static TABLES: std::cell::RefCell<regalloc2::Ctx> = std::cell::RefCell::default();
    }
    let algorithm = match effort {
        Effort::Quick => regalloc2::Algorithm::Fastalloc,
        Effort::Optimised => regalloc2::Algorithm::Ion,
    };
    let options = regalloc2::RegallocOptions { verbose_log: false, validate_ssa: cfg!(debug_assertions), algorithm };
    TABLES.with_borrow_mut(|tables| {
        regalloc2::run_with_ctx(code, environment, &options, tables).map_err(|error| error.to_string())?;
        Ok(Allocated { output: std::mem::take(&mut tables.output) })
    })
}
