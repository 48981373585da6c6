//! Changing methods: new ones, new slots, blocks written anew.
#![deny(missing_docs)]

use crate::instruction::{Constant, Instruction, Op, Operand};
use crate::program::*;
use crate::types::Type;
use base::{FileId, Span};

impl CompiledMethod {
    /// A new method of Object that takes nothing and returns nil; no class's table has it yet. Its place in the source is the start
    /// of the first file.
    ///
    /// ```
    /// use virtual_machine::{CompiledMethod, Program, text, verify};
    ///
    /// let mut program = Program::with_core_classes();
    /// let method = CompiledMethod::named(&mut program, "hello");
    /// assert_eq!(program.label(method), "Object#hello");
    /// assert!(text::print_method(&program, method).contains("return nil"));
    /// ```
    pub fn named(program: &mut Program, name: &str) -> MethodId {
        let span = Span { file: FileId(0), start: 0, end: 0 };
        let name = program.symbols.intern(name);
        let slot = |name: &str, kind| Slot { name: name.to_string(), kind, type_: Type::Mystery };
        let slots = [slot("self", SlotKind::SelfValue), slot("block", SlotKind::MessageBlock)].into_iter().collect();
        let method = program.methods.push(CompiledMethod { slots, ..CompiledMethod::bare(name) });
        let position = program.positions.push(Position { span, method, parent: None });
        let nil = Op::Return { value: Operand::Constant(Constant::Nil) };
        let instructions = vec![Instruction { result: None, op: nil, position }];
        program.methods[method].blocks.push(Block { rescue: None, instructions });
        method
    }

    /// A new slot for a value between two instructions, of which nothing is known.
    ///
    /// ```
    /// use virtual_machine::{CompiledMethod, Program};
    ///
    /// let mut program = Program::with_core_classes();
    /// let method = CompiledMethod::named(&mut program, "hello");
    /// let (first, second) = (program.methods[method].new_temporary(), program.methods[method].new_temporary());
    /// assert_ne!(program.methods[method].slots[first].name, program.methods[method].slots[second].name);
    /// ```
    pub fn new_temporary(&mut self) -> SlotId {
        let taken = |name: &String| self.slots.values().any(|slot| slot.name == *name);
        let names = (self.slots.len()..).map(|number| format!("t{number}"));
        let name = names.into_iter().find(|name| !taken(name)).expect("there are more numbers than slots");
        self.slots.push(Slot { name, kind: SlotKind::Temporary, type_: Type::Mystery })
    }

    /// Writes a block anew: `step` is given its instructions in turn, and what it puts into the list is the block from then on.
    /// It may ask for new slots and blocks on the way.
    ///
    /// ```
    /// use virtual_machine::{BlockId, CompiledMethod, Constant, Instruction, Op, Operand, Program};
    ///
    /// let mut program = Program::with_core_classes();
    /// let method = CompiledMethod::named(&mut program, "hello");
    /// // what is returned goes through a slot
    /// program.methods[method].rewrite(BlockId(0), |method, instruction, out| match instruction.op {
    ///     Op::Return { value } => {
    ///         let slot = method.new_temporary();
    ///         out.push(Instruction { result: Some(slot), op: Op::Set { from: value }, ..instruction });
    ///         out.push(Instruction { op: Op::Return { value: Operand::Slot(slot) }, ..instruction });
    ///     }
    ///     _ => out.push(instruction),
    /// });
    /// assert_eq!(program.methods[method].blocks[BlockId(0)].instructions.len(), 2);
    /// ```
    pub fn rewrite(&mut self, block: BlockId, mut step: impl FnMut(&mut CompiledMethod, Instruction, &mut Vec<Instruction>)) {
        let old = std::mem::take(&mut self.blocks[block].instructions);
        let mut new = Vec::with_capacity(old.len());
        old.into_iter().for_each(|instruction| step(self, instruction, &mut new));
        self.blocks[block].instructions = new;
    }

    /// Splits a block before one of its instructions: the rest is a new block, with the same rescue, to which the first half goes.
    ///
    /// ```
    /// use virtual_machine::{BlockId, CompiledMethod, Instruction, Op, Program, verify};
    ///
    /// let mut program = Program::with_core_classes();
    /// let method = CompiledMethod::named(&mut program, "hello");
    /// let rest = program.methods[method].split(BlockId(0), 0); // before `return nil`
    /// let code = &program.methods[method];
    /// assert!(matches!(code.blocks[BlockId(0)].instructions[..], [Instruction { op: Op::Jump { to }, .. }] if to == rest));
    /// assert!(verify(&program).is_ok());
    /// ```
    pub fn split(&mut self, block: BlockId, at: usize) -> BlockId {
        let first = &mut self.blocks[block];
        let rest = Block { rescue: first.rescue, instructions: first.instructions.split_off(at) };
        let position = rest.instructions.first().or(first.instructions.last()).map(|instruction| instruction.position);
        let to = self.blocks.push(rest);
        if let Some(position) = position {
            self.blocks[block].instructions.push(Instruction { result: None, op: Op::Jump { to }, position });
        }
        to
    }
}
