//! What the interpreter executes: a method's blocks laid out in one list, operands resolved, captured slots known.
//!
//! Made when a method is first called. A slot that a block inside captures lives in a Frame object in
//! memory, as in native code; the others on the interpreter's stack.
use super::intercept::Intercept;
use super::{Interpreter, Trap};
use crate::instruction::{Argument, BlockArgument, Constant, NewMessage, Op, Operand};
use crate::program::*;
use base::Id;
use parfait::{Primitive, value};
use std::rc::Rc;

/// Where an operand is.
#[derive(Clone, Copy, Debug)]
pub enum Source {
    Slot(u32),
    /// A variable of this activation's Frame object.
    Captured(u32),
    Constant(u64),
}

/// Where a result goes.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    Nowhere,
    Slot(u32),
    Captured(u32),
}

#[derive(Clone, Copy, Debug)]
pub enum Given {
    Positional(Source),
    Splat(Source),
    Keyword(u64, Source),
    DoubleSplat(Source),
}

#[derive(Clone, Copy, Debug)]
pub enum GivenBlock {
    None,
    Pass(Source),
    Literal(MethodId),
}

/// A message's shape at a call site.
#[derive(Debug)]
pub struct Message {
    pub receiver: Source,
    pub given: Box<[Given]>,
    /// Positional only.
    pub plain: bool,
    pub block: GivenBlock,
    pub self_call: bool,
    pub variable_call: bool,
}

#[derive(Debug)]
pub enum Code {
    Move {
        to: Place,
        from: Source,
    },
    GetField {
        to: Place,
        object: Source,
        field: SymbolId,
        site: u32,
    },
    SetField {
        object: Source,
        field: SymbolId,
        from: Source,
        site: u32,
    },
    /// A variable of the Frame `depth` frames out.
    GetOuter {
        to: Place,
        depth: u32,
        index: u32,
    },
    SetOuter {
        depth: u32,
        index: u32,
        from: Source,
    },
    GetCell {
        to: Place,
        address: u64,
    },
    SetCell {
        address: u64,
        from: Source,
    },
    Send {
        to: Place,
        name: SymbolId,
        message: Message,
        site: u32,
    },
    Super {
        to: Place,
        message: Message,
    },
    Yield {
        to: Place,
        block: Source,
        given: Box<[Given]>,
        plain: bool,
    },
    Intercepted {
        to: Place,
        intercept: Intercept,
        arguments: Box<[Source]>,
    },
    Call {
        to: Place,
        method: MethodId,
        receiver: Source,
        arguments: Box<[Source]>,
        block: GivenBlock,
    },
    CallBlock {
        to: Place,
        method: MethodId,
        block: Source,
        arguments: Box<[Source]>,
    },
    Block {
        to: Place,
        method: MethodId,
    },
    IsA {
        to: Place,
        object: Source,
        class: ClassId,
    },
    IsExactly {
        to: Place,
        object: Source,
        class: ClassId,
    },
    Primitive {
        to: Place,
        primitive: Primitive,
        arguments: Box<[Source]>,
        name: Option<SymbolId>,
    },
    New {
        to: Place,
        class: ClassId,
    },
    Array {
        to: Place,
        elements: Box<[Source]>,
    },
    String {
        to: Place,
        string: StringId,
    },
    Exception {
        to: Place,
    },
    Jump {
        to: u32,
    },
    Branch {
        condition: Source,
        then: u32,
        otherwise: u32,
    },
    Return {
        value: Source,
    },
    ReturnOut {
        value: Source,
    },
    BreakOut {
        value: Source,
    },
    Unwind {
        exception: Source,
    },
    Halt,
}

/// No landing block.
pub const NO_RESCUE: u32 = u32::MAX;

/// A method made ready.
#[derive(Debug)]
pub struct MethodCode {
    pub id: MethodId,
    pub code: Vec<Code>,
    pub positions: Vec<PositionId>,
    /// For each instruction where an exception lands.
    pub rescue: Vec<u32>,
    pub slots: usize,
    /// Variables of its Frame object (after the enclosing Frame); `None`: it needs no Frame.
    pub frame: Option<usize>,
    /// Self, block and arguments that are captured: slot and index in the Frame.
    pub captured_arguments: Vec<(u32, u32)>,
    pub lambda: bool,
    /// Only required parameters, this many.
    pub simple: Option<usize>,
    pub parameters: Parameters,
    /// Takes the dynamic protocol's arguments: their count, three values (see `infer`'s adapters).
    pub is_adapter: bool,
}

/// Which slots blocks inside capture: per method, `None` if it needs no Frame.
#[derive(Default)]
pub struct Captures(Vec<Option<Vec<SlotId>>>);

impl Captures {
    pub fn of(program: &Program) -> Captures {
        let mut captures: Vec<Option<Vec<SlotId>>> = vec![None; program.methods.len()];
        for method in program.methods.values().filter(|method| method.parent.is_some()) {
            for instruction in method.blocks.values().flat_map(|block| &block.instructions) {
                let (Op::GetOuter { depth, slot } | Op::SetOuter { depth, slot, .. }) = instruction.op else { continue };
                let mut at = method.parent;
                for level in (0..depth).rev() {
                    let Some(parent) = at else { break };
                    let slots = captures[parent.index()].get_or_insert_default();
                    if level == 0 && !slots.contains(&slot) {
                        slots.push(slot);
                    }
                    at = program.methods[parent].parent;
                }
            }
        }
        captures.iter_mut().flatten().for_each(|slots| slots.sort_unstable());
        Captures(captures)
    }

    /// Those of a method, in the order in which its Frame has them.
    pub fn slots(&self, method: MethodId) -> &[SlotId] {
        self.0[method.index()].as_deref().unwrap_or_default()
    }

    pub fn index(&self, method: MethodId, slot: SlotId) -> Option<u32> {
        let slots = self.0[method.index()].as_ref()?;
        slots.binary_search(&slot).ok().map(|index| index as u32)
    }
}

impl Interpreter<'_> {
    /// The method, ready to execute.
    pub(super) fn code(&mut self, id: MethodId) -> Result<Rc<MethodCode>, Trap> {
        if let Some(code) = &self.codes[id.index()] {
            return Ok(code.clone());
        }
        let code = Rc::new(Translator { interpreter: self, id }.method()?);
        self.codes[id.index()] = Some(code.clone());
        Ok(code)
    }
}

struct Translator<'i, 'p> {
    interpreter: &'i mut Interpreter<'p>,
    id: MethodId,
}

impl Translator<'_, '_> {
    fn method(&mut self) -> Result<MethodCode, Trap> {
        let program = self.interpreter.program;
        let method = &program.methods[self.id];
        let mut starts = Vec::new();
        let mut count = 0;
        for block in method.blocks.values() {
            starts.push(count as u32);
            // A block without terminator (the verifier refuses it) must not run into the next one.
            count += block.instructions.len() + 1;
        }
        let start = |block: BlockId| starts.get(block.index()).copied().ok_or_else(|| Trap::fault(format!("no block {block}")));
        let is_adapter = self.interpreter.adapters.contains(&self.id);
        let mut made = MethodCode {
            id: self.id,
            code: Vec::with_capacity(count),
            positions: Vec::with_capacity(count),
            rescue: Vec::with_capacity(count),
            slots: method.slots.len(),
            frame: self.interpreter.captures.0[self.id.index()].as_ref().map(Vec::len),
            captured_arguments: Vec::new(),
            lambda: matches!(method.kind, MethodKind::Block { lambda: true }),
            simple: (method.parameters.is_simple() && !is_adapter).then_some(method.parameters.required as usize),
            is_adapter,
            parameters: method.parameters.clone(),
        };
        for slot in 0..2 + method.parameters.formals() as u32 {
            if let Some(index) = self.interpreter.captures.index(self.id, SlotId(slot)) {
                made.captured_arguments.push((slot, index));
            }
        }
        if method.blocks.is_empty() {
            return Err(Trap::fault(format!("{} has no code", program.label(self.id))));
        }
        for block in method.blocks.values() {
            let rescue = block.rescue.map_or(Ok(NO_RESCUE), start)?;
            for instruction in &block.instructions {
                let code = self.instruction(instruction.result, &instruction.op, &start)?;
                made.code.push(code);
                made.positions.push(instruction.position);
                made.rescue.push(rescue);
            }
            made.code.push(Code::Halt);
            made.positions.push(block.instructions.last().map_or(PositionId(0), |last| last.position));
            made.rescue.push(NO_RESCUE);
        }
        Ok(made)
    }

    fn site(&mut self) -> u32 {
        self.interpreter.sites.push(super::Site::default());
        self.interpreter.sites.len() as u32 - 1
    }

    fn place(&self, result: Option<SlotId>) -> Place {
        match result {
            None => Place::Nowhere,
            Some(slot) => match self.interpreter.captures.index(self.id, slot) {
                Some(index) => Place::Captured(index),
                None => Place::Slot(slot.0),
            },
        }
    }

    fn source(&mut self, operand: &Operand) -> Result<Source, Trap> {
        Ok(match operand {
            Operand::Slot(slot) => match self.interpreter.captures.index(self.id, *slot) {
                Some(index) => Source::Captured(index),
                None => Source::Slot(slot.0),
            },
            Operand::Constant(constant) => Source::Constant(self.interpreter.constant(constant)?),
        })
    }

    fn sources(&mut self, operands: &[Operand]) -> Result<Box<[Source]>, Trap> {
        operands.iter().map(|operand| self.source(operand)).collect()
    }

    fn given(&mut self, arguments: &[Argument]) -> Result<Box<[Given]>, Trap> {
        let given = |argument: &Argument| {
            Ok(match argument {
                Argument::Positional(operand) => Given::Positional(self.source(operand)?),
                Argument::Splat(operand) => Given::Splat(self.source(operand)?),
                Argument::Keyword(name, operand) => Given::Keyword(value::symbol(name.0), self.source(operand)?),
                Argument::DoubleSplat(operand) => Given::DoubleSplat(self.source(operand)?),
            })
        };
        arguments.iter().map(given).collect()
    }

    fn block(&mut self, block: &BlockArgument) -> Result<GivenBlock, Trap> {
        Ok(match block {
            BlockArgument::None => GivenBlock::None,
            BlockArgument::Pass(Operand::Constant(Constant::Nil)) => GivenBlock::None,
            BlockArgument::Pass(operand) => GivenBlock::Pass(self.source(operand)?),
            BlockArgument::Literal(method) => GivenBlock::Literal(*method),
        })
    }

    fn message(&mut self, message: &NewMessage) -> Result<Message, Trap> {
        let NewMessage { receiver, arguments, block, self_call, variable_call } = message;
        Ok(Message {
            receiver: self.source(receiver)?,
            given: self.given(arguments)?,
            plain: is_plain(arguments),
            block: self.block(block)?,
            self_call: *self_call,
            variable_call: *variable_call,
        })
    }

    fn outer_index(&self, depth: u32, slot: SlotId) -> Result<u32, Trap> {
        let methods = &self.interpreter.program.methods;
        let owner = (0..depth).try_fold(self.id, |id, _| methods[id].parent);
        let index = owner.and_then(|owner| self.interpreter.captures.index(owner, slot));
        index.ok_or_else(|| Trap::fault(format!("there is no {slot} {depth} blocks out")))
    }

    fn instruction(
        &mut self,
        result: Option<SlotId>,
        op: &Op,
        start: &dyn Fn(BlockId) -> Result<u32, Trap>,
    ) -> Result<Code, Trap> {
        let to = self.place(result);
        Ok(match op {
            Op::Set { from } => Code::Move { to, from: self.source(from)? },
            Op::GetField { object, field } => {
                Code::GetField { to, object: self.source(object)?, field: *field, site: self.site() }
            }
            Op::SetField { object, field, from } => {
                Code::SetField { object: self.source(object)?, field: *field, from: self.source(from)?, site: self.site() }
            }
            Op::GetOuter { depth, slot } => Code::GetOuter { to, depth: *depth, index: self.outer_index(*depth, *slot)? },
            Op::SetOuter { depth, slot, from } => {
                Code::SetOuter { depth: *depth, index: self.outer_index(*depth, *slot)?, from: self.source(from)? }
            }
            Op::GetCell { cell } => Code::GetCell { to, address: self.interpreter.image.cell(*cell) },
            Op::SetCell { cell, from } => Code::SetCell { address: self.interpreter.image.cell(*cell), from: self.source(from)? },
            Op::Send { name, message } => Code::Send { to, name: *name, message: self.message(message)?, site: self.site() },
            Op::Super { message } => Code::Super { to, message: self.message(message)? },
            Op::Yield { block, arguments } => {
                Code::Yield { to, block: self.source(block)?, given: self.given(arguments)?, plain: is_plain(arguments) }
            }
            Op::Call { method, arguments, .. } if let Some(intercept) = self.interpreter.intercepted(*method) => {
                Code::Intercepted { to, intercept, arguments: self.sources(arguments)? }
            }
            Op::Call { method, receiver, arguments, block } => Code::Call {
                to,
                method: *method,
                receiver: self.source(receiver)?,
                arguments: self.sources(arguments)?,
                block: self.block(block)?,
            },
            Op::CallBlock { method, block, arguments } => {
                Code::CallBlock { to, method: *method, block: self.source(block)?, arguments: self.sources(arguments)? }
            }
            Op::Block { method } => Code::Block { to, method: *method },
            Op::IsA { object, class } => Code::IsA { to, object: self.source(object)?, class: *class },
            Op::IsExactly { object, class } => Code::IsExactly { to, object: self.source(object)?, class: *class },
            Op::Primitive { primitive, arguments, name } => {
                Code::Primitive { to, primitive: *primitive, arguments: self.sources(arguments)?, name: *name }
            }
            Op::New { class } => Code::New { to, class: *class },
            Op::Array { elements } => Code::Array { to, elements: self.sources(elements)? },
            Op::String { string } => Code::String { to, string: *string },
            Op::Exception {} => Code::Exception { to },
            Op::Jump { to } => Code::Jump { to: start(*to)? },
            Op::Branch { condition, then, otherwise } => {
                Code::Branch { condition: self.source(condition)?, then: start(*then)?, otherwise: start(*otherwise)? }
            }
            Op::Return { value } => Code::Return { value: self.source(value)? },
            Op::ReturnOut { value } => Code::ReturnOut { value: self.source(value)? },
            Op::BreakOut { value } => Code::BreakOut { value: self.source(value)? },
            Op::Unwind { exception } => Code::Unwind { exception: self.source(exception)? },
            Op::Halt {} => Code::Halt,
        })
    }
}

fn is_plain(arguments: &[Argument]) -> bool {
    arguments.iter().all(|argument| matches!(argument, Argument::Positional(_)))
}
