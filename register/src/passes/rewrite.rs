//! Small tools for rewriting functions: replacing values everywhere, inserting instructions in one go.
use crate::function::{BlockId, Function, ValueId};
use crate::instruction::Instruction;
use base::Id;

/// Values that stand for others: follows chains.
pub struct Renames(Vec<ValueId>);

impl Renames {
    pub fn new(function: &Function) -> Renames {
        Renames(function.values.ids().collect())
    }
    pub fn set(&mut self, old: ValueId, new: ValueId) {
        while self.0.len() <= old.index().max(new.index()) {
            self.0.push(ValueId::new(self.0.len()));
        }
        self.0[old.index()] = new;
    }
    pub fn get(&mut self, value: ValueId) -> ValueId {
        let mut end = value;
        while let Some(next) = self.0.get(end.index()).filter(|next| **next != end) {
            end = *next;
        }
        if let Some(start) = self.0.get_mut(value.index()) {
            *start = end;
        }
        end
    }
    /// The same, to be asked while others look on.
    pub fn find(&self, value: ValueId) -> ValueId {
        let mut end = value;
        while let Some(next) = self.0.get(end.index()).filter(|next| **next != end) {
            end = *next;
        }
        end
    }
    /// Replaces the operands and arguments of an instruction.
    pub fn apply(&mut self, instruction: &mut Instruction) {
        for operand in &mut instruction.operands {
            *operand = self.get(*operand);
        }
        for argument in instruction.targets.iter_mut().flat_map(|target| target.arguments.iter_mut()) {
            *argument = self.get(*argument);
        }
    }
    pub fn apply_all(&mut self, function: &mut Function) {
        for block in &function.layout {
            function.blocks[*block].instructions.iter_mut().for_each(|instruction| self.apply(instruction));
        }
    }
}

/// Instructions to be inserted: block, index of the instruction that they come before, the instruction.
#[derive(Default)]
pub struct Insertions(Vec<(BlockId, usize, Instruction)>);

impl Insertions {
    pub fn before(&mut self, block: BlockId, index: usize, instruction: Instruction) {
        self.0.push((block, index, instruction));
    }
    /// What was inserted, to be changed.
    pub fn instruction(&mut self, number: usize) -> &mut Instruction {
        &mut self.0[number].2
    }
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// Inserts all; those at one place in the order in which they came.
    pub fn apply(mut self, function: &mut Function) {
        self.0.sort_by_key(|(block, index, _)| (*block, *index));
        let mut new = self.0.into_iter().peekable();
        while let Some((block, _, _)) = new.peek() {
            let block = *block;
            let old = std::mem::take(&mut function.blocks[block].instructions);
            let mut merged = Vec::with_capacity(old.len() + 4);
            for (index, instruction) in old.into_iter().enumerate() {
                while let Some((_, _, inserted)) = new.next_if(|(at, before, _)| *at == block && *before <= index) {
                    merged.push(inserted);
                }
                merged.push(instruction);
            }
            while let Some((_, _, inserted)) = new.next_if(|(at, _, _)| *at == block) {
                merged.push(inserted);
            }
            function.blocks[block].instructions = merged;
        }
    }
}
