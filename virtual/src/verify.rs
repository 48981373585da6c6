//! What every Program must keep, straight from `compile` and after each pass. Run after every pass in tests.
//!
//! Errors name a method, block and instruction; [`listing`] shows them inside the method's text:
//!
//! ```text
//! b0:
//!   set frame.t0 = call Point#+ self ()  @7
//!   ^ Point#+ takes 1 argument, not 0
//! ```
#![deny(missing_docs)]

use crate::analysis::{Flow, Liveness, Place, Uses};
use crate::instruction::*;
use crate::program::*;
use crate::text;
use crate::types::Type;
use base::Id;
use parfait::{CoreClass, Kind, Primitive};
use std::collections::HashSet;
use std::fmt::Write;

/// Something that must not be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifyError {
    /// The method; none: it is about the program.
    pub method: Option<MethodId>,
    /// The block.
    pub block: Option<BlockId>,
    /// The index of the instruction.
    pub instruction: Option<usize>,
    /// What is wrong.
    pub message: String,
}

/// Checks a program.
///
/// # Errors
/// All that is wrong.
pub fn verify(program: &Program) -> Result<(), Vec<VerifyError>> {
    let mut verifier = Verifier { program, errors: Vec::new(), method: None, block: None, instruction: None };
    verifier.program();
    // A program whose graphs have ways round cannot be looked at further: lookups would not end.
    if verifier.errors.is_empty() {
        for id in program.methods.ids() {
            verifier.method(id);
        }
    }
    // Ways through a method are followed only where each leads somewhere.
    if verifier.errors.is_empty() {
        verifier.unset_temporaries();
    }
    if verifier.errors.is_empty() { Ok(()) } else { Err(verifier.errors) }
}

/// The errors, each under the line it is about.
pub fn listing(program: &Program, errors: &[VerifyError]) -> String {
    let mut out = String::new();
    for error in errors.iter().filter(|error| error.method.is_none()) {
        let _ = writeln!(out, "^ {}", error.message);
    }
    let mut methods: Vec<MethodId> = errors.iter().filter_map(|error| error.method).collect();
    methods.sort_unstable();
    methods.dedup();
    for method in methods {
        let of_method = |error: &&VerifyError| error.method == Some(method);
        for error in errors.iter().filter(of_method).filter(|error| error.block.is_none()) {
            let _ = writeln!(out, "^ {}", error.message);
        }
        let (mut block, mut instruction) = (None, 0);
        for line in text::print_method(program, method).lines() {
            out.push_str(line);
            out.push('\n');
            let at = if line.starts_with('b') {
                block = Some(block.map_or(BlockId(0), |BlockId(number)| BlockId(number + 1)));
                instruction = 0;
                None
            } else if block.is_some() {
                instruction += 1;
                Some(instruction - 1)
            } else {
                continue;
            };
            let here = |error: &&VerifyError| error.block == block && error.instruction == at;
            for error in errors.iter().filter(of_method).filter(here) {
                let _ = writeln!(out, "  ^ {}", error.message);
            }
        }
    }
    out
}

struct Verifier<'p> {
    program: &'p Program,
    errors: Vec<VerifyError>,
    method: Option<MethodId>,
    block: Option<BlockId>,
    instruction: Option<usize>,
}

impl Verifier<'_> {
    fn error(&mut self, message: impl Into<String>) {
        let Verifier { method, block, instruction, .. } = *self;
        self.errors.push(VerifyError { method, block, instruction, message: message.into() });
    }

    fn require(&mut self, holds: bool, message: impl FnOnce() -> String) {
        if !holds {
            self.error(message());
        }
    }

    fn program(&mut self) {
        let program = self.program;
        for core in CoreClass::ALL {
            let found = program.classes.get(Program::core(*core)).map(|class| class.name.as_str());
            self.require(found == Some(core.layout().name), || format!("class {} must be {}", *core as u32, core.layout().name));
        }
        for (_, class) in program.classes.iter() {
            self.class(class);
        }
        let above = |index: usize| {
            let class = &program.classes[ClassId::new(index)];
            let modules = class.includes.iter().chain(&class.prepends).copied();
            modules.chain(class.superclass).map(|class| class.index()).collect()
        };
        if let Some(class) = text::cycle(program.classes.len(), &above) {
            self.error(format!("class {} is above itself", program.classes[ClassId::new(class)].name));
        }
        let known = |id: &MethodId| program.methods.get(*id).is_some();
        let roots = program.main.iter().chain(program.roots.iter().map(|(_, root)| root));
        let adapters = program.adapters.iter().flat_map(|(of, adapter)| [of, adapter]);
        for id in roots.chain(adapters).filter(|id| !known(id)) {
            self.error(format!("there is no {id}, which the program names"));
        }
        for (id, position) in program.positions.iter() {
            self.require(known(&position.method), || format!("{id} is in {}, which is not there", position.method));
            let earlier = position.parent.is_none_or(|parent| program.positions.get(parent).is_some() && parent != id);
            self.require(earlier, || format!("{id} is inlined into a position that is not there"));
        }
        for (id, method) in program.methods.iter() {
            let parent = method.parent.is_none_or(|parent| known(&parent));
            self.require(parent, || format!("the parent of {id} is not there"));
            self.require(program.classes.get(method.owner).is_some(), || format!("the owner of {id} is not there"));
            self.require(method.name.index() < program.symbols.len(), || format!("the name of {id} is not there"));
        }
        let parent =
            |index: usize| program.methods[MethodId::new(index)].parent.map(|parent| parent.index()).into_iter().collect();
        if text::cycle(program.methods.len(), &parent).is_some() {
            self.error("a method is its own parent");
        }
    }

    fn class(&mut self, class: &BootClass) {
        let program = self.program;
        let name = &class.name;
        let classes = class.superclass.iter().chain(&class.attached).chain(&class.singleton);
        let in_constants = class.constants.iter().filter_map(|(_, constant)| match constant {
            ConstantEntry::Class(class) => Some(class),
            ConstantEntry::Cell(_) => None,
        });
        for other in classes.chain(&class.includes).chain(&class.prepends).chain(in_constants) {
            self.require(program.classes.get(*other).is_some(), || format!("class {name} names {other}, which is not there"));
        }
        let entries = class.methods.iter().chain(&class.declared);
        let symbols = class.fields.iter().chain(entries.clone().map(|(name, _)| name));
        for symbol in symbols.chain(class.constants.iter().map(|(name, _)| name)) {
            self.require(symbol.index() < program.symbols.len(), || format!("class {name} names {symbol}, which is not there"));
        }
        for method in entries.filter_map(|(_, entry)| entry.method) {
            self.require(program.methods.get(method).is_some(), || format!("class {name} names {method}, which is not there"));
        }
        let cells = class.constants.iter().filter_map(|(_, constant)| match constant {
            ConstantEntry::Cell(cell) => Some(cell),
            ConstantEntry::Class(_) => None,
        });
        for cell in cells.chain(class.class_variables.iter().map(|(_, cell)| cell)) {
            self.require(program.cells.get(*cell).is_some(), || format!("class {name} names {cell}, which is not there"));
        }
    }

    fn method(&mut self, id: MethodId) {
        let method = &self.program.methods[id];
        self.method = Some(id);
        (self.block, self.instruction) = (None, None);
        let arguments = FIRST_ARGUMENT.index() + method.parameters.formals();
        self.require(method.slots.len() >= arguments, || {
            format!("there must be {arguments} slots for self, block and arguments")
        });
        let is_block = matches!(method.kind, MethodKind::Block { .. });
        self.require(!is_block || method.parent.is_some(), || "a block must have a parent".to_string());
        let rescues: Vec<BlockId> = method.blocks.values().filter_map(|block| block.rescue).collect();
        for (block_id, block) in method.blocks.iter() {
            self.block = Some(block_id);
            self.instruction = None;
            if let Some(rescue) = block.rescue {
                self.target(method, rescue);
            }
            let ends = block.instructions.last().is_some_and(|last| last.op.is_terminator());
            self.require(ends, || "a block must end with a terminator".to_string());
            for (index, instruction) in block.instructions.iter().enumerate() {
                self.instruction = Some(index);
                let last = index + 1 == block.instructions.len();
                self.require(last || !instruction.op.is_terminator(), || "a terminator must be the last instruction".to_string());
                if let Op::Exception {} = instruction.op {
                    let landing = index == 0 && rescues.contains(&block_id);
                    self.require(landing, || "exception must be the first instruction of a rescue block".to_string());
                }
                self.instruction(id, method, instruction);
            }
        }
    }

    /// Locals begin as nil; a temporary is set on every way to where it is read.
    fn unset_temporaries(&mut self) {
        let program = self.program;
        let mut outer = HashSet::new();
        for (mut id, block) in program.methods.iter().filter(|(_, method)| method.parent.is_some()) {
            let around: Vec<MethodId> =
                std::iter::from_fn(|| program.methods[id].parent.inspect(|parent| id = *parent)).collect();
            for instruction in block.blocks.values().flat_map(|block| &block.instructions) {
                if let Op::GetOuter { depth: depth @ 1.., slot } | Op::SetOuter { depth: depth @ 1.., slot, .. } = instruction.op
                {
                    outer.insert((around[depth as usize - 1], slot));
                }
            }
        }
        for (id, method) in program.methods.iter().filter(|(_, method)| !method.blocks.is_empty()) {
            let flow = Flow::new(method);
            let live = Liveness::beyond(method, &flow, &vec![false; method.slots.len()]);
            let temporary = |slot: &&SlotId| method.slots[**slot].kind == SlotKind::Temporary && !outer.contains(&(id, **slot));
            for slot in live.into[0].iter().filter(temporary) {
                let reads = Uses::new(method);
                let live_there = |place: &&Place| live.into[place.block.index()].contains(slot);
                let first = flow
                    .order
                    .iter()
                    .find_map(|block| reads.reads(*slot).iter().filter(live_there).find(|place| place.block == *block));
                self.method = Some(id);
                self.block = first.map(|place| place.block);
                self.instruction = first.map(|place| place.index);
                self.error(format!("frame.{} may be read before it is set", method.slots[*slot].name));
            }
        }
    }

    fn target(&mut self, method: &CompiledMethod, block: BlockId) {
        self.require(method.blocks.get(block).is_some(), || format!("there is no {block}"));
    }

    fn instruction(&mut self, id: MethodId, method: &CompiledMethod, instruction: &Instruction) {
        let program = self.program;
        if let Some(result) = instruction.result {
            self.require(method.slots.get(result).is_some(), || format!("there is no {result} for the result"));
            let none = matches!(instruction.op, Op::SetField { .. } | Op::SetOuter { .. } | Op::SetCell { .. });
            self.require(!none && !instruction.op.is_terminator(), || "this instruction has no result".to_string());
        }
        let place = program.positions.get(instruction.position).is_some();
        self.require(place, || format!("there is no {}", instruction.position));
        instruction.op.fields(&mut |field| self.field(method, field.view()));
        instruction.op.operands(&mut |operand| self.operand(method, operand));
        instruction.op.targets().for_each(|target| self.target(method, target));
        match &instruction.op {
            Op::GetOuter { depth, slot } | Op::SetOuter { depth, slot, .. } => {
                let owner = (0..*depth).try_fold(id, |id, _| program.methods[id].parent);
                match owner {
                    Some(owner) if *depth > 0 => {
                        let exists = program.methods[owner].slots.get(*slot).is_some();
                        self.require(exists, || format!("there is no {slot} {depth} blocks out"));
                    }
                    _ => self.error(format!("there are no {depth} blocks around this one")),
                }
            }
            Op::Call { method: callee, arguments, block, .. } => {
                self.call(*callee, arguments.len(), false);
                self.literal(id, block);
            }
            Op::CallBlock { method: callee, arguments, .. } => self.call(*callee, arguments.len(), true),
            Op::Send { message, .. } | Op::Super { message } => self.literal(id, &message.block),
            Op::Block { method } => self.literal(id, &BlockArgument::Literal(*method)),
            Op::ReturnOut { .. } | Op::BreakOut { .. } => {
                let in_block = matches!(method.kind, MethodKind::Block { .. });
                self.require(in_block, || "only a block can leave what is around it".to_string());
            }
            Op::Primitive { primitive, arguments, name } => self.primitive(*primitive, arguments.len(), name.is_some()),
            _ => {}
        }
        self.words(method, instruction);
    }

    fn field(&mut self, _method: &CompiledMethod, view: View) {
        let program = self.program;
        match view {
            View::Symbol(symbol) | View::OptionalSymbol(Some(symbol)) => {
                self.require(symbol.index() < program.symbols.len(), || format!("there is no {symbol}"));
            }
            View::Cell(cell) => self.require(program.cells.get(cell).is_some(), || format!("there is no {cell}")),
            View::Class(class) => self.require(program.classes.get(class).is_some(), || format!("there is no {class}")),
            View::Method(method) => self.require(program.methods.get(method).is_some(), || format!("there is no {method}")),
            View::String(string) => self.require(program.strings.get(string).is_some(), || format!("there is no {string}")),
            View::Operand(_) | View::Operands(_) | View::Arguments(_) | View::Message(_) | View::BlockArgument(_) => {}
            View::Slot(_) | View::Block(_) | View::Number(_) | View::Primitive(_) | View::OptionalSymbol(None) => {}
        }
    }

    fn operand(&mut self, method: &CompiledMethod, operand: Operand) {
        let program = self.program;
        let (holds, what) = match operand {
            Operand::Slot(slot) => (method.slots.get(slot).is_some(), slot.to_string()),
            Operand::Constant(constant) => match constant {
                Constant::Class(class) => (program.classes.get(class).is_some(), class.to_string()),
                Constant::Symbol(symbol) => (symbol.index() < program.symbols.len(), symbol.to_string()),
                Constant::Big(string) | Constant::FrozenString(string) => {
                    (program.strings.get(string).is_some(), string.to_string())
                }
                Constant::Small(n) => (parfait::value::small(n).is_some(), format!("small integer {n}")),
                Constant::Nil | Constant::True | Constant::False | Constant::Undefined | Constant::Float(_) => return,
            },
        };
        self.require(holds, || format!("there is no {what}"));
    }

    /// A known callee gets exactly its formals.
    fn call(&mut self, callee: MethodId, given: usize, as_block: bool) {
        let Some(method) = self.program.methods.get(callee) else { return };
        let formals = method.parameters.formals();
        let name = self.program.label(callee);
        self.require(formals == given, || format!("{name} takes {formals} arguments, not {given}"));
        // Inference leaves what cannot be reached without blocks.
        self.require(!method.blocks.is_empty(), || format!("{name} has no code"));
        let is_block = matches!(method.kind, MethodKind::Block { .. });
        self.require(is_block == as_block, || match as_block {
            true => format!("{name} is no block"),
            false => format!("{name} is a block: it is called by call_block"),
        });
    }

    /// A block literal's body stands in this method.
    fn literal(&mut self, id: MethodId, block: &BlockArgument) {
        let BlockArgument::Literal(body) = block else { return };
        let Some(method) = self.program.methods.get(*body) else {
            return self.error(format!("there is no {body}"));
        };
        let is_block = matches!(method.kind, MethodKind::Block { .. });
        self.require(is_block, || format!("{} is no block", self.program.label(*body)));
        let inside = method.parent == Some(id);
        self.require(inside, || format!("{} does not stand in this method", self.program.label(*body)));
    }

    fn primitive(&mut self, primitive: Primitive, given: usize, named: bool) {
        let kinds = primitive.operands();
        let takes_name = kinds.contains(&Kind::Name);
        let count = kinds.len() - usize::from(takes_name);
        let fits = given == count || primitive == Primitive::syscall && given < count;
        self.require(fits, || format!("{} takes {count} operands, not {given}", primitive.name()));
        self.require(named == takes_name, || match takes_name {
            true => format!("{} takes a name", primitive.name()),
            false => format!("{} takes no name", primitive.name()),
        });
    }

    /// A raw word stays out of objects, of what the collector or a sender may see as a value.
    fn words(&mut self, method: &CompiledMethod, instruction: &Instruction) {
        let is_word = |operand: &Operand| match operand {
            Operand::Slot(slot) => method.slots.get(*slot).is_some_and(|slot| slot.type_ == Type::Word),
            Operand::Constant(_) => false,
        };
        let stored: Vec<&Operand> = match &instruction.op {
            Op::SetField { object, from, .. } => vec![object, from],
            Op::SetOuter { from, .. } | Op::SetCell { from, .. } => vec![from],
            Op::Array { elements } => elements.iter().collect(),
            Op::Branch { condition, .. } => vec![condition],
            Op::ReturnOut { value } | Op::BreakOut { value } => vec![value],
            Op::Unwind { exception } => vec![exception],
            Op::Return { value } if !method.machine => vec![value],
            Op::Yield { block, arguments } => {
                std::iter::once(block).chain(arguments.iter().map(|argument| argument.operand())).collect()
            }
            Op::Call { method: callee, arguments, .. } => match self.program.methods.get(*callee) {
                Some(callee) if !callee.machine => arguments.iter().collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        self.require(!stored.into_iter().any(is_word), || "a raw word is used as a value".to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::parse;

    /// The listing of what is wrong with a method's body.
    fn wrong(body: &str) -> String {
        let text = format!("virtual\nmethod m(a)\n  slots self, message.block, message.arg.0, frame.w: Word, frame.t0\n{body}\n");
        let program = parse(&text).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}"));
        verify(&program).map_or_else(|errors| listing(&program, &errors), |()| "fine".to_string())
    }

    #[test]
    fn good_methods_pass() {
        assert_eq!(wrong("b0: rescue b1\n  jump b1\nb1:\n  drop nil\n  return self"), "fine");
        assert_eq!(wrong("b0:\n  set frame.t0 = nil\n  jump b1\nb1:\n  return frame.t0"), "fine");
        assert_eq!(wrong("b0: rescue b1\n  return nil\nb1:\n  set message.arg.0 = exception\n  unwind message.arg.0"), "fine");
    }

    #[test]
    fn errors_stand_under_their_line() {
        let listing = wrong("b0:\n  drop nil\n  call m self ()\n  return nil");
        assert!(listing.ends_with("self ()  @0\n  ^ Object#m takes 1 arguments, not 0\n  return nil  @0\n"), "{listing}");
    }

    #[test]
    fn structure_is_checked() {
        for (body, message) in [
            ("b0:\n  drop nil", "must end with a terminator"),
            ("b0:", "must end with a terminator"),
            ("b0:\n  return nil\n  return nil", "must be the last instruction"),
            ("b0:\n  set message.arg.0 = exception\n  return nil", "first instruction of a rescue block"),
            ("b0:\n  call m self ()\n  return nil", "takes 1 arguments, not 0"),
            ("b0:\n  call_block m nil (1)\n  return nil", "is no block"),
            ("b0:\n  break_out nil", "only a block can leave"),
            ("b0:\n  set message.arg.0 = primitive same(nil)\n  return nil", "same takes 2 operands, not 1"),
            ("b0:\n  set message.arg.0 = primitive context_get()\n  return nil", "context_get takes a name"),
            ("b0:\n  set_field self :@x frame.w\n  return nil", "a raw word is used as a value"),
            ("b0:\n  return frame.w", "a raw word is used as a value"),
            ("b0:\n  return frame.t0", "frame.t0 may be read before it is set"),
            (
                "b0:\n  branch message.arg.0 b1 b2\nb1:\n  set frame.t0 = nil\n  jump b2\nb2:\n  return frame.t0",
                "frame.t0 may be read",
            ),
            ("b0:\n  set message.arg.0 = block m\n  return nil", "is no block"),
        ] {
            let listing = wrong(body);
            assert!(listing.contains("^ ") && listing.contains(message), "{body}\n{listing}");
        }
    }

    #[test]
    fn ids_are_checked() {
        let mut program = parse("virtual\nmethod m()\n  slots self, message.block\nb0:\n  return nil\n").expect("a good text");
        program.methods[MethodId(0)].blocks[BlockId(0)].instructions[0].op = Op::Return { value: Operand::Slot(SlotId(9)) };
        program.main = Some(MethodId(7));
        let errors = verify(&program).expect_err("no slot 9");
        assert_eq!(errors.len(), 1);
        program.main = None;
        let errors = verify(&program).expect_err("no slot 9");
        let shown = listing(&program, &errors);
        assert!(shown.contains("  return slot.9  @0") && shown.contains("\n  ^ there is no slot9\n"), "{shown}");
    }
}
