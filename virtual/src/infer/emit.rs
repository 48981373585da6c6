//! Writes the body of a version while it is walked.
use crate::instruction::*;
use crate::program::*;
use crate::types::Type;
use base::Arena;

/// The body under construction: the original's blocks keep their ids, more come behind.
pub struct Emitter {
    pub blocks: Vec<Block>,
    pub slots: Arena<SlotId, Slot>,
    current: BlockId,
    temporaries: u32,
    open: bool,
}

impl Emitter {
    pub fn new(method: &CompiledMethod) -> Emitter {
        let blocks = vec![Block::default(); method.blocks.len()];
        let temporaries = method.slots.len() as u32;
        Emitter { blocks, slots: method.slots.clone(), current: BlockId(0), temporaries, open: true }
    }
    pub fn start(&mut self, block: BlockId, rescue: Option<BlockId>) {
        self.current = block;
        self.blocks[block.0 as usize].rescue = rescue;
        self.open = true;
    }
    /// Continues in another block, made by [`Emitter::block`].
    pub fn enter(&mut self, block: BlockId) {
        self.current = block;
        self.open = true;
    }
    /// A new block under the same rescue.
    pub fn block(&mut self) -> BlockId {
        let rescue = self.blocks[self.current.0 as usize].rescue;
        self.blocks.push(Block { rescue, instructions: Vec::new() });
        BlockId(self.blocks.len() as u32 - 1)
    }
    pub fn push(&mut self, result: Option<SlotId>, op: Op, position: PositionId) {
        if self.open {
            self.blocks[self.current.0 as usize].instructions.push(Instruction { result, op, position });
        }
    }
    pub fn terminate(&mut self, op: Op, position: PositionId) {
        self.push(None, op, position);
        self.open = false;
    }
    /// A new temporary of a type.
    pub fn temporary(&mut self, type_: Type) -> SlotId {
        self.temporaries += 1;
        self.slots.push(Slot { name: format!("t{}", self.temporaries), kind: SlotKind::Temporary, type_ })
    }
}
