//! The Virtual machine, as the stepper sees it.
use super::inspect;
use super::machine::{Heap, Machine, Moment, Point, Room, Row, Slot, SlotPlace};
use base::Id;
use parfait::value;
use std::ops::ControlFlow;
use virtual_machine::interpret::Datum;
use virtual_machine::interpret::observe::{Observer, View};
use virtual_machine::text::{Line, Names, slots};
use virtual_machine::{
    Argument, BlockArgument, CellId, ClassId, CompiledMethod, Constant, Instruction, MethodId, Op, Operand, Program, SlotId,
    SlotKind, SymbolId, World,
};

pub struct Virtual<'p> {
    program: &'p Program,
    names: Names<'p>,
}

impl<'p> Virtual<'p> {
    pub fn new(program: &'p Program) -> Self {
        Virtual { program, names: Names::new(program) }
    }

    fn instruction(&self, point: Point) -> Option<&'p Instruction> {
        let method = self.program.methods.get(MethodId(point.method))?;
        let mut index = point.index;
        for block in method.blocks.values() {
            if index <= block.instructions.len() {
                return block.instructions.get(index);
            }
            // the interpreter has a place more after each block
            index -= block.instructions.len() + 1;
        }
        None
    }
}

impl Machine for Virtual<'_> {
    fn run(
        &self,
        world: &mut dyn World,
        arguments: &[String],
        before: &mut dyn FnMut(&dyn Moment) -> ControlFlow<()>,
    ) -> Result<i32, String> {
        let mut watcher = Watcher { machine: self, before };
        virtual_machine::interpret::observe(self.program, world, arguments, &mut watcher)
            .map_err(|fault| format!("{}\n{}", fault.message, fault.trace.join("\n")))
    }

    fn methods(&self) -> u32 {
        self.program.methods.len() as u32
    }

    fn label(&self, method: u32) -> String {
        self.program.label(MethodId(method))
    }

    fn code(&self, method: u32) -> Vec<Row> {
        let id = MethodId(method);
        let Some(method) = self.program.methods.get(id) else { return Vec::new() };
        let slots = slots(method);
        let line = Line { names: &self.names, slots: &slots, method: id };
        let mut rows = Vec::new();
        let mut index = 0;
        for (block, of) in method.blocks.iter() {
            for (number, instruction) in of.instructions.iter().enumerate() {
                let (name, text) = (format!("{block}.{number}"), line.instruction(instruction));
                rows.push(Row { index, name, text, position: Some(instruction.position) });
                index += 1;
            }
            index += 1;
        }
        rows
    }
}

struct Watcher<'a, 'p> {
    machine: &'a Virtual<'p>,
    before: &'a mut dyn FnMut(&dyn Moment) -> ControlFlow<()>,
}

impl Observer for Watcher<'_, '_> {
    fn before(&mut self, view: View<'_, '_>) -> ControlFlow<()> {
        (self.before)(&Now { machine: self.machine, view })
    }
}

/// The interpreter before an instruction.
struct Now<'a, 'p, 'i, 'q> {
    machine: &'a Virtual<'p>,
    view: View<'i, 'q>,
}

impl Heap for Now<'_, '_, '_, '_> {
    fn word(&self, address: u64) -> Option<u64> {
        self.view.word(address)
    }
    fn bytes(&self, address: u64, count: u64) -> Option<Vec<u8>> {
        self.view.bytes(address, count).map(<[u8]>::to_vec)
    }
    fn class_of(&self, value: u64) -> Option<ClassId> {
        self.view.class_of(value)
    }
    fn symbol(&self, number: u32) -> Option<SymbolId> {
        ((number as usize) < self.machine.program.symbols.len()).then_some(SymbolId(number))
    }
    fn class_object(&self, value: u64) -> Option<ClassId> {
        inspect::class(self.machine.program, self.view.word(value.wrapping_add(15))? >> 1)
    }
    fn block(&self, proc: u64) -> Option<String> {
        let method = MethodId(u32::try_from(self.view.word(proc.wrapping_add(7))? >> 1).ok()?);
        self.machine.program.methods.get(method).map(|_| self.machine.program.label(method))
    }
}

impl Now<'_, '_, '_, '_> {
    fn method(&self, call: usize) -> Option<&CompiledMethod> {
        self.machine.program.methods.get(self.view.point(call)?.method)
    }

    fn operand(&self, call: usize, operand: &Operand) -> Option<Datum> {
        match operand {
            Operand::Slot(slot) => self.view.slot(call, *slot),
            Operand::Constant(Constant::Small(number)) => value::small(*number).map(Datum::Value),
            Operand::Constant(Constant::Nil) => Some(Datum::Value(value::NIL)),
            Operand::Constant(Constant::True) => Some(Datum::Value(value::TRUE)),
            Operand::Constant(Constant::False) => Some(Datum::Value(value::FALSE)),
            Operand::Constant(Constant::Symbol(symbol)) => Some(Datum::Value(value::symbol(symbol.0))),
            // the text of the instruction says the others
            Operand::Constant(_) => None,
        }
    }

    /// A slot of NewMessage: its name (with the text of a constant that is no plain value), and what it holds.
    fn row(&self, call: usize, name: String, operand: &Operand) -> (String, Option<Datum>) {
        match (self.operand(call, operand), operand) {
            (None, Operand::Constant(constant)) => (format!("{name} {}", self.machine.names.constant(constant)), None),
            (datum, _) => (name, datum),
        }
    }

    fn arguments(&self, call: usize, arguments: &[Argument]) -> Vec<(String, Option<Datum>)> {
        let name = |(index, argument): (usize, &Argument)| match argument {
            Argument::Positional(operand) => self.row(call, format!("arg.{index}"), operand),
            Argument::Splat(operand) => self.row(call, format!("arg.{index} *"), operand),
            Argument::Keyword(name, operand) => self.row(call, format!("{}:", self.machine.program.symbols.name(*name)), operand),
            Argument::DoubleSplat(operand) => self.row(call, "**".to_string(), operand),
        };
        arguments.iter().enumerate().map(name).collect()
    }

    fn operands(&self, call: usize, operands: &[Operand]) -> Vec<(String, Option<Datum>)> {
        operands.iter().enumerate().map(|(index, operand)| self.row(call, format!("arg.{index}"), operand)).collect()
    }

    fn block_row(&self, call: usize, block: &BlockArgument) -> Option<(String, Option<Datum>)> {
        match block {
            BlockArgument::None => None,
            BlockArgument::Pass(operand) => Some(self.row(call, "block".to_string(), operand)),
            BlockArgument::Literal(method) => Some((format!("block {}", self.machine.program.label(*method)), None)),
        }
    }
}

impl Moment for Now<'_, '_, '_, '_> {
    fn depth(&self) -> usize {
        self.view.depth()
    }

    fn point(&self, call: usize) -> Option<Point> {
        let point = self.view.point(call)?;
        Some(Point { method: point.method.0, index: point.index, position: Some(point.position) })
    }

    fn slots(&self, call: usize) -> Vec<Slot> {
        let Some(method) = self.method(call) else { return Vec::new() };
        let own = method.slots.iter().zip(slots(method)).filter_map(|((id, slot), text)| {
            let room = match slot.kind {
                SlotKind::SelfValue => Room::Own,
                SlotKind::MessageBlock | SlotKind::Argument => Room::Message,
                SlotKind::Local | SlotKind::Temporary => Room::Frame,
            };
            let temporary = slot.kind == SlotKind::Temporary;
            let place = SlotPlace { outer: 0, slot: id.0 };
            Some(Slot { place, room, name: slot.name.clone(), text, temporary, datum: self.view.slot(call, id)? })
        });
        let mut all: Vec<Slot> = own.collect();
        let mut parent = method.parent;
        let mut outer = 1;
        while let Some(method) = parent.and_then(|parent| self.machine.program.methods.get(parent)) {
            let texts = slots(method);
            for (slot, value) in self.view.outer(call, outer) {
                let (name, text) = (method.slots[slot].name.clone(), format!("outer.{outer}.{}", texts[slot.index()]));
                let place = SlotPlace { outer, slot: slot.0 };
                all.push(Slot { place, room: Room::Outer, name, text, temporary: false, datum: Datum::Value(value) });
            }
            parent = method.parent;
            outer += 1;
        }
        all
    }

    fn slot(&self, call: usize, place: SlotPlace) -> Option<Datum> {
        if place.outer == 0 {
            return self.view.slot(call, SlotId(place.slot));
        }
        let slots = self.view.outer(call, place.outer);
        slots.into_iter().find(|(slot, _)| slot.0 == place.slot).map(|(_, value)| Datum::Value(value))
    }

    fn new_message(&self, call: usize) -> Vec<(String, Option<Datum>)> {
        let Some(instruction) = self.point(call).and_then(|point| self.machine.instruction(point)) else { return Vec::new() };
        let receiver = |operand| self.row(call, "self".to_string(), operand);
        let mut rows = Vec::new();
        match &instruction.op {
            Op::Send { name, message } => {
                rows.push((format!("send {}", self.machine.names.symbol(*name)), None));
                rows.push(receiver(&message.receiver));
                rows.extend(self.arguments(call, &message.arguments));
                rows.extend(self.block_row(call, &message.block));
            }
            Op::Super { message } => {
                rows.push(("super".to_string(), None));
                rows.extend(self.arguments(call, &message.arguments));
                rows.extend(self.block_row(call, &message.block));
            }
            Op::Yield { block, arguments } => {
                rows.push(("yield".to_string(), None));
                rows.push(self.row(call, "block".to_string(), block));
                rows.extend(self.arguments(call, arguments));
            }
            Op::Call { method, receiver: of, arguments, block } => {
                rows.push((format!("call {}", self.machine.program.label(*method)), None));
                rows.push(receiver(of));
                rows.extend(self.operands(call, arguments));
                rows.extend(self.block_row(call, block));
            }
            Op::CallBlock { method, arguments, .. } => {
                rows.push((format!("call {}", self.machine.program.label(*method)), None));
                rows.extend(self.operands(call, arguments));
            }
            _ => {}
        }
        rows
    }

    fn cell(&self, cell: CellId) -> Option<u64> {
        self.view.cell(cell)
    }
}
