//! Emitting instructions: the state of a method that is being generated, its slots and its blocks.
use super::space::{Compiler, ScopeId};
use crate::instruction::*;
use crate::program::*;
use crate::types::Type;
use ast::Node;
use base::{Arena, Span};
use parfait::Primitive;

pub const NIL: Operand = Operand::Constant(Constant::Nil);
pub const TRUE: Operand = Operand::Constant(Constant::True);
pub const FALSE: Operand = Operand::Constant(Constant::False);

/// A method, block or body while it is generated. Blocks stand on top of what they are written in.
pub struct Frame<'a> {
    pub method: MethodId,
    pub kind: MethodKind,
    pub name: SymbolId,
    pub owner: ClassId,
    pub scope: ScopeId,
    /// The class of self, as far as fields are concerned.
    pub self_class: ClassId,
    pub parameters: Parameters,
    /// The slots of the syntax tree's locals, by index.
    pub locals: Vec<SlotId>,
    /// Which of the locals blocks use too.
    pub captured: Vec<bool>,
    /// The body of a `for`: it has no locals of its own.
    pub transparent: bool,
    pub slots: Arena<SlotId, Slot>,
    pub blocks: Arena<BlockId, Block>,
    /// Blocks in the order in which they were begun.
    pub order: Vec<BlockId>,
    pub current: BlockId,
    /// Can the current place be reached? What is emitted elsewhere is dropped.
    pub open: bool,
    /// Where exceptions continue from here.
    pub rescue: Option<BlockId>,
    pub contexts: Vec<Context<'a>>,
    /// Where `redo` continues.
    pub start: BlockId,
    pub span: Span,
    pub position: Option<(Span, PositionId)>,
    pub temporaries: u32,
    pub spare: Vec<SlotId>,
    pub machine: bool,
    pub runtime: bool,
    pub frozen_strings: bool,
}

/// What surrounds a place: `break`, `next`, `return` leave these one after the other.
#[derive(Clone, Copy)]
pub enum Context<'a> {
    Loop {
        break_to: BlockId,
        next_to: BlockId,
        redo_to: BlockId,
        result: Option<SlotId>,
    },
    /// A body with `ensure`; `rescue` is where exceptions of the ensuring code go.
    Ensure {
        body: &'a Node,
        rescue: Option<BlockId>,
    },
    /// The body of a `rescue` clause: `retry` starts the protected body again, leaving restores `$!`.
    Rescue {
        retry: BlockId,
        saved: Operand,
    },
    /// The ensuring code while an exception passes: leaving it otherwise drops that and restores `$!`.
    Ensuring {
        saved: Operand,
    },
}

impl<'a> Compiler<'a> {
    pub fn frame(&mut self) -> &mut Frame<'a> {
        self.frames.last_mut().expect("code is generated within a method")
    }
    /// Says where the instructions that follow were written.
    pub fn at(&mut self, span: Span) {
        self.frame().span = span;
    }

    fn position(&mut self) -> PositionId {
        let frame = self.frames.last_mut().expect("code is generated within a method");
        let (span, method) = (frame.span, frame.method);
        match frame.position {
            Some((known, position)) if known == span => position,
            _ => {
                let position = self.program.positions.push(Position { span, method, parent: None });
                frame.position = Some((span, position));
                position
            }
        }
    }

    pub fn emit(&mut self, result: Option<SlotId>, op: Op) {
        if !self.frame().open {
            return;
        }
        let position = self.position();
        let frame = self.frame();
        let current = frame.current;
        frame.blocks[current].instructions.push(Instruction { result, op, position });
    }
    /// Emits an instruction whose result goes to a new temporary.
    pub fn emit_value(&mut self, op: Op) -> Operand {
        let result = self.temporary();
        self.emit(Some(result), op);
        Operand::Slot(result)
    }
    /// Ends the block.
    pub fn end(&mut self, op: Op) {
        self.emit(None, op);
        self.frame().open = false;
    }
    pub fn jump(&mut self, to: BlockId) {
        self.end(Op::Jump { to });
    }
    pub fn branch(&mut self, condition: Operand, then: BlockId, otherwise: BlockId) {
        match condition {
            Operand::Constant(Constant::Nil | Constant::False) => self.jump(otherwise),
            Operand::Constant(_) => self.jump(then),
            Operand::Slot(_) => self.end(Op::Branch { condition, then, otherwise }),
        }
    }
    pub fn new_block(&mut self) -> BlockId {
        self.frame().blocks.push(Block::default())
    }
    /// Continues in a block, under the present rescue.
    pub fn begin(&mut self, block: BlockId) {
        let frame = self.frame();
        frame.blocks[block].rescue = frame.rescue;
        frame.order.push(block);
        frame.current = block;
        frame.open = true;
    }
    /// Goes on in a new block (since the rescue changes).
    pub fn fall_into_new_block(&mut self) -> BlockId {
        let block = self.new_block();
        self.jump(block);
        self.begin(block);
        block
    }

    pub fn temporary(&mut self) -> SlotId {
        let frame = self.frame();
        if let Some(slot) = frame.spare.pop() {
            return slot;
        }
        let name = format!("t{}", frame.temporaries);
        frame.temporaries += 1;
        frame.slots.push(Slot { name, kind: SlotKind::Temporary, type_: Type::Mystery })
    }
    /// Moves a value that nothing else uses to a slot: the instruction that made it writes there at once.
    pub fn move_to(&mut self, to: SlotId, from: Operand) {
        let frame = self.frame();
        if let Operand::Slot(temporary) = from
            && frame.open
            && frame.slots[temporary].kind == SlotKind::Temporary
            && frame.slots[to].kind != SlotKind::Temporary
            && let current = frame.current
            && let Some(last) = frame.blocks[current].instructions.last_mut()
            && last.result == Some(temporary)
        {
            last.result = Some(to);
            frame.spare.push(temporary);
            return;
        }
        self.copy_to(to, from);
    }
    pub fn copy_to(&mut self, to: SlotId, from: Operand) {
        if from != Operand::Slot(to) {
            self.emit(Some(to), Op::Set { from });
        }
    }
    /// A copy that later assignments to a variable do not change.
    pub fn settle(&mut self, operand: Operand) -> Operand {
        match operand {
            Operand::Slot(slot) if self.is_variable(slot) => self.emit_value(Op::Set { from: operand }),
            _ => operand,
        }
    }
    pub fn is_variable(&mut self, slot: SlotId) -> bool {
        matches!(self.frame().slots[slot].kind, SlotKind::Local | SlotKind::Argument)
    }

    pub fn primitive(&mut self, primitive: Primitive, arguments: Vec<Operand>) -> Operand {
        self.emit_value(Op::Primitive { primitive, arguments, name: None })
    }
    /// A plain send to a receiver.
    pub fn send(&mut self, receiver: Operand, name: &str, arguments: &[Operand]) -> Operand {
        let op = self.send_op(receiver, name, arguments);
        self.emit_value(op)
    }
    /// A plain send whose result is not used.
    pub fn send_only(&mut self, receiver: Operand, name: &str, arguments: &[Operand]) {
        let op = self.send_op(receiver, name, arguments);
        self.emit(None, op);
    }
    fn send_op(&mut self, receiver: Operand, name: &str, arguments: &[Operand]) -> Op {
        let name = self.symbol(name);
        let arguments = arguments.iter().map(|operand| Argument::Positional(*operand)).collect();
        let self_call = receiver == Operand::Slot(SELF);
        Op::Send {
            name,
            message: NewMessage { receiver, arguments, block: BlockArgument::None, self_call, variable_call: false },
        }
    }
    /// A send to a helper of the runtime's Kernel.
    pub fn help(&mut self, name: &str, arguments: &[Operand]) -> Operand {
        let kernel = self.runtime_module("Kernel");
        self.send(kernel, name, arguments)
    }

    pub fn frozen_string(&mut self, text: &str) -> Operand {
        Operand::Constant(Constant::FrozenString(self.string(text.as_bytes())))
    }
    pub fn symbol_operand(&mut self, name: &str) -> Operand {
        Operand::Constant(Constant::Symbol(self.symbol(name)))
    }

    /// Begins a method, block or body.
    pub fn open_frame(&mut self, header: Header) {
        let Header { kind, name, owner, scope, self_class, span, machine } = header;
        let runtime = self.is_runtime(span);
        let placeholder = CompiledMethod {
            name,
            owner,
            kind,
            machine,
            parent: None,
            parameters: Parameters::default(),
            slots: Arena::new(),
            blocks: Arena::new(),
            span,
            version_of: None,
            self_type: Type::Mystery,
            return_type: Type::Mystery,
        };
        let method = self.program.methods.push(placeholder);
        let frozen_strings = self.frozen_strings.contains(&span.file);
        let mut frame = Frame {
            method,
            kind,
            name,
            owner,
            scope,
            self_class,
            parameters: Parameters::default(),
            locals: Vec::new(),
            captured: Vec::new(),
            transparent: false,
            slots: Arena::new(),
            blocks: Arena::new(),
            order: Vec::new(),
            current: BlockId(0),
            open: true,
            rescue: None,
            contexts: Vec::new(),
            start: BlockId(0),
            span,
            position: None,
            temporaries: 0,
            spare: Vec::new(),
            machine,
            runtime,
            frozen_strings,
        };
        frame.slots.push(Slot { name: "self".into(), kind: SlotKind::SelfValue, type_: Type::Mystery });
        frame.slots.push(Slot { name: "block".into(), kind: SlotKind::MessageBlock, type_: Type::Mystery });
        self.frames.push(frame);
        let entry = self.new_block();
        self.begin(entry);
    }

    /// Ends the method: returns `value`, leaves out what cannot be reached.
    pub fn close_frame(&mut self, value: Operand) -> MethodId {
        self.end(Op::Return { value });
        let frame = self.frames.pop().expect("it was opened");
        let is_block = matches!(frame.kind, MethodKind::Block { .. });
        let parent = if is_block { self.frames.last().map(|frame| frame.method) } else { None };
        let compiled = &mut self.program.methods[frame.method];
        compiled.parent = parent;
        compiled.parameters = frame.parameters;
        compiled.slots = frame.slots;
        compiled.blocks = reachable(frame.blocks, &frame.order);
        frame.method
    }
}

/// What [`Compiler::open_frame`] needs to know.
pub struct Header {
    pub kind: MethodKind,
    pub name: SymbolId,
    pub owner: ClassId,
    pub scope: ScopeId,
    pub self_class: ClassId,
    pub span: Span,
    pub machine: bool,
}

/// The blocks that can be reached from the first, in order, renumbered. Blocks that only jump are left out, and a block
/// with one way in is joined to where that comes from, if exceptions go to the same place.
fn reachable(mut blocks: Arena<BlockId, Block>, order: &[BlockId]) -> Arena<BlockId, Block> {
    let forward: Vec<BlockId> = blocks.ids().map(|block| destination(&blocks, block)).collect();
    for block in blocks.ids() {
        blocks[block].rescue = blocks[block].rescue.map(|to| forward[to.0 as usize]);
        if let Some(last) = blocks[block].instructions.last_mut() {
            retarget(&mut last.op, &forward);
        }
    }
    let mut ways_in = vec![0; blocks.len()];
    let mut work = vec![order[0]];
    while let Some(block) = work.pop() {
        ways_in[block.0 as usize] += 1;
        if ways_in[block.0 as usize] == 1 {
            work.extend(blocks[block].rescue);
            work.extend(blocks[block].instructions.last().into_iter().flat_map(|last| last.op.targets()));
        }
    }
    let mut kept: Vec<BlockId> = order.iter().copied().filter(|block| ways_in[block.0 as usize] > 0).collect();
    let mut joined = vec![false; blocks.len()];
    for block in &kept {
        while !joined[block.0 as usize]
            && let Some(Op::Jump { to }) = blocks[*block].instructions.last().map(|last| &last.op)
            && let to = *to
            && to != *block
            && to != order[0]
            && ways_in[to.0 as usize] == 1
            && blocks[to].rescue == blocks[*block].rescue
        {
            blocks[*block].instructions.pop();
            let rest = std::mem::take(&mut blocks[to].instructions);
            blocks[*block].instructions.extend(rest);
            joined[to.0 as usize] = true;
        }
    }
    kept.retain(|block| !joined[block.0 as usize]);
    let mut places = vec![BlockId(0); blocks.len()];
    kept.iter().enumerate().for_each(|(place, block)| places[block.0 as usize] = BlockId(place as u32));
    let take = |block: &BlockId| {
        let mut block = std::mem::take(&mut blocks[*block]);
        block.rescue = block.rescue.map(|to| places[to.0 as usize]);
        if let Some(last) = block.instructions.last_mut() {
            retarget(&mut last.op, &places);
        }
        block
    };
    kept.iter().map(take).collect()
}

/// Where a block continues that does nothing but jump.
fn destination(blocks: &Arena<BlockId, Block>, block: BlockId) -> BlockId {
    let mut at = block;
    for _ in 0..blocks.len() {
        match &blocks[at].instructions[..] {
            [Instruction { op: Op::Jump { to }, .. }] => at = *to,
            _ => break,
        }
    }
    at
}

fn retarget(op: &mut Op, places: &[BlockId]) {
    match op {
        Op::Jump { to } => *to = places[to.0 as usize],
        Op::Branch { then, otherwise, .. } => {
            *then = places[then.0 as usize];
            *otherwise = places[otherwise.0 as usize];
        }
        _ => {}
    }
}
