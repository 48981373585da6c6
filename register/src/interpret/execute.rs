//! The loop that runs operations.
use super::Trap;
use super::decode::{Code, Edge, NOTHING, Operation, Place};
use super::image::{CODE, RESERVE};
use super::memory::Memory;
use super::observe::Hook;
use super::system;
use crate::evaluate::{checked, compare, compare_float};
use crate::function::{Program, SymbolId};
use crate::instruction::Opcode;
use virtual_machine::World;

/// A function that runs, or waits for what it called.
#[derive(Clone, Copy, Default)]
pub struct Activation {
    /// The next operation.
    pub next: usize,
    /// Its first register, and how many it has.
    pub base: usize,
    width: usize,
    /// Its stack pointer.
    pub stack: u64,
    frame_size: u32,
    /// The register that gets the result of what it called.
    result: u32,
}

/// What is called when the stack is full, and where the limit is.
pub struct StackLimit {
    /// The address of the limit; 0 if there is no context.
    pub field: u64,
    pub handler: Option<u32>,
}

/// Everything that changes while a program runs.
pub struct Machine {
    code: Code,
    memory: Memory,
    context: u64,
    limit: StackLimit,
    /// The handler runs: it may use the reserve.
    overflowing: bool,
    registers: Vec<u64>,
    now: Activation,
    callers: Vec<Activation>,
    /// Arguments on their way.
    scratch: Vec<u64>,
}

impl Machine {
    /// A machine about to run the function `start` with the stack's address.
    pub fn new(code: Code, memory: Memory, context: u64, limit: StackLimit) -> Machine {
        Machine {
            code,
            memory,
            context,
            limit,
            overflowing: false,
            registers: Vec::new(),
            now: Activation::default(),
            callers: Vec::new(),
            scratch: Vec::new(),
        }
    }
    pub fn code(&self) -> &Code {
        &self.code
    }
    pub fn memory(&self) -> &Memory {
        &self.memory
    }
    pub fn registers(&self) -> &[u64] {
        &self.registers
    }
    /// What runs.
    pub fn now(&self) -> &Activation {
        &self.now
    }
    /// What waits, outermost first.
    pub fn callers(&self) -> &[Activation] {
        &self.callers
    }
    /// Runs the function `start` with the stack's address, to the end of the program.
    pub fn run(&mut self, program: &Program, world: &mut dyn World, (start, stack): (u32, u64), hook: impl Hook) -> Trap {
        self.now.stack = stack;
        self.scratch.push(stack);
        let done = self.enter(start, 0, NOTHING).and_then(|()| self.steps(program, world, hook));
        match done {
            Err(Trap::Fault(message)) => Trap::Fault(format!("{message}, in {}", self.whereabouts(program))),
            Err(exit) => exit,
            Ok(()) => Trap::Fault("`start` returned".to_string()),
        }
    }
    fn whereabouts(&self, program: &Program) -> String {
        let name = |next: usize| {
            let index = self.code.routines.iter().rposition(|routine| (routine.entry as usize) < next);
            let found = index.and_then(|index| program.functions.values().nth(index));
            found.map_or("nothing", |function| program.symbols.name(function.symbol))
        };
        let callers = self.callers.iter().skip(1).rev().take(5).map(|caller| name(caller.next));
        std::iter::once(name(self.now.next)).chain(callers).collect::<Vec<_>>().join(", called by ")
    }
    #[inline(always)]
    fn get(&self, register: u32) -> u64 {
        self.registers[self.now.base + register as usize]
    }
    #[inline(always)]
    fn set(&mut self, register: u32, word: u64) {
        self.registers[self.now.base + register as usize] = word;
    }
    #[inline(always)]
    fn float(&self, register: u32) -> f64 {
        f64::from_bits(self.get(register))
    }
    /// Calls a function with the arguments in `scratch`; `address` is where it returns to.
    fn enter(&mut self, mut number: u32, address: u64, result: u32) -> Result<(), Trap> {
        let below = self.now.stack.wrapping_sub(self.code.routines[number as usize].frame_size.into());
        if self.limit.field != 0 {
            let limit = self.memory.load(self.limit.field)?;
            if below < if self.overflowing { limit.saturating_sub(RESERVE / 2) } else { limit } {
                if self.overflowing {
                    return Err(Trap::Fault("the stack is full, its reserve too".to_string()));
                }
                number = self.limit.handler.ok_or_else(|| Trap::Fault("the stack is full".to_string()))?;
                self.overflowing = true;
                self.scratch.clear();
            }
        }
        let routine = &self.code.routines[number as usize];
        if routine.parameters.len() != self.scratch.len() {
            return Err(Trap::Fault(format!("{} arguments for {}", self.scratch.len(), routine.parameters.len())));
        }
        self.memory.store(self.now.stack - 8, address)?;
        self.now.result = result;
        self.callers.push(self.now);
        let base = self.now.base + self.now.width;
        let end = base + routine.registers as usize;
        if self.registers.len() < end {
            self.registers.resize(end.max(2 * self.registers.len()), 0);
        }
        for (parameter, argument) in routine.parameters.iter().zip(&self.scratch) {
            self.registers[base + *parameter as usize] = *argument;
        }
        self.now = Activation {
            next: routine.entry as usize,
            base,
            width: routine.registers as usize,
            stack: self.now.stack - u64::from(routine.frame_size),
            frame_size: routine.frame_size,
            result: NOTHING,
        };
        Ok(())
    }
    fn call(&mut self, operation: Operation, number: u32) -> Result<(), Trap> {
        let arguments = operation.a as usize..(operation.a + operation.b) as usize;
        self.scratch.clear();
        for index in arguments {
            let word = self.get(self.code.arguments[index]);
            self.scratch.push(word);
        }
        let address = self.code.sites[operation.c as usize].address;
        self.enter(number, address, operation.d)
    }
    #[inline(always)]
    fn take(&mut self, edge: u32) {
        let Edge { to, moves: (from, end), crossed } = self.code.edges[edge as usize];
        self.now.next = to as usize;
        if from == end {
            return;
        }
        if crossed {
            self.scratch.clear();
            for index in from..end {
                let word = self.get(self.code.moves[index as usize].1);
                self.scratch.push(word);
            }
            for index in from..end {
                self.set(self.code.moves[index as usize].0, self.scratch[(index - from) as usize]);
            }
        } else {
            for index in from..end {
                let (to, from) = self.code.moves[index as usize];
                let word = self.get(from);
                self.set(to, word);
            }
        }
    }
    #[inline(always)]
    fn branch(&mut self, operation: Operation, holds: bool) {
        self.take(operation.c + u32::from(!holds));
    }
    fn place(&self, address: u64) -> Option<Place> {
        let offset = address.checked_sub(CODE).filter(|offset| offset % 2 == 0)?;
        self.code.places.get((offset / 2) as usize).copied()
    }
    /// Continues in the activation with that stack pointer.
    fn unwind(&mut self, address: u64, stack: u64) -> Result<(), Trap> {
        let Some(Place::Landing(next)) = self.place(address) else {
            return Err(Trap::Fault(format!("unwinding to {address:#x}, where nothing lands")));
        };
        while self.now.stack != stack {
            self.now = self.callers.pop().ok_or_else(|| Trap::Fault("unwinding to no frame".to_string()))?;
        }
        self.overflowing = false;
        self.now.next = next as usize;
        Ok(())
    }
    fn system_call(&mut self, operation: Operation, program: &Program, world: &mut dyn World) -> Result<(), Trap> {
        let mut words = [0; 6];
        for (index, word) in words.iter_mut().enumerate().take(operation.b as usize) {
            *word = self.get(self.code.arguments[operation.a as usize + index]);
        }
        let name = program.symbols.name(SymbolId(operation.immediate as u32));
        let result = system::call(name, words, &mut self.memory, world)?;
        if operation.d != NOTHING {
            self.set(operation.d, result as u64);
        }
        Ok(())
    }

    fn steps(&mut self, program: &Program, world: &mut dyn World, mut hook: impl Hook) -> Result<(), Trap> {
        loop {
            hook.before(self)?;
            let it = self.code.operations[self.now.next];
            self.now.next += 1;
            macro_rules! word {
                (|$a:ident, $b:ident| $result:expr) => {{
                    let ($a, $b) = (self.get(it.a), self.get(it.b));
                    self.set(it.d, $result);
                }};
            }
            macro_rules! float {
                (|$a:ident, $b:ident| $result:expr) => {{
                    let ($a, $b) = (self.float(it.a), self.float(it.b));
                    self.set(it.d, f64::to_bits($result));
                }};
                (|$a:ident| $result:expr) => {{
                    let $a = self.float(it.a);
                    self.set(it.d, f64::to_bits($result));
                }};
            }
            macro_rules! address {
                () => {
                    self.get(it.a).wrapping_add_signed(it.immediate)
                };
                (indexed) => {
                    self.get(it.a).wrapping_add_signed(it.immediate).wrapping_add(self.get(it.b).wrapping_mul(8))
                };
            }
            match it.opcode {
                Opcode::Word | Opcode::Constant | Opcode::FloatConstant => self.set(it.d, it.immediate as u64),
                Opcode::Object | Opcode::AddressOf => return Err(Trap::Fault("an address without a place".to_string())),
                Opcode::Add | Opcode::AddSmall => word!(|a, b| a.wrapping_add(b)),
                Opcode::Sub | Opcode::SubSmall => word!(|a, b| a.wrapping_sub(b)),
                Opcode::Mul => word!(|a, b| a.wrapping_mul(b)),
                Opcode::Div => word!(|a, b| quotient((a as i64).checked_div(b as i64).map(|it| it as u64))?),
                Opcode::Rem => word!(|a, b| quotient((a as i64).checked_rem(b as i64).map(|it| it as u64))?),
                Opcode::UnsignedDiv => word!(|a, b| quotient(a.checked_div(b))?),
                Opcode::UnsignedRem => word!(|a, b| quotient(a.checked_rem(b))?),
                Opcode::UnsignedMulHigh => word!(|a, b| ((u128::from(a) * u128::from(b)) >> 64) as u64),
                Opcode::And => word!(|a, b| a & b),
                Opcode::Or => word!(|a, b| a | b),
                Opcode::Xor => word!(|a, b| a ^ b),
                Opcode::ShiftLeft => word!(|a, b| a.wrapping_shl(b as u32)),
                Opcode::ShiftRight => word!(|a, b| a.wrapping_shr(b as u32)),
                Opcode::ShiftRightSigned => word!(|a, b| (a as i64).wrapping_shr(b as u32) as u64),
                Opcode::LeadingZeros => self.set(it.d, self.get(it.a).leading_zeros().into()),
                Opcode::TrailingZeros => self.set(it.d, self.get(it.a).trailing_zeros().into()),
                Opcode::Compare => word!(|a, b| compare(it.condition, a, b).into()),
                Opcode::Select => {
                    let word = self.get(if self.get(it.a) != 0 { it.b } else { it.c });
                    self.set(it.d, word);
                }
                Opcode::FloatAdd => float!(|a, b| a + b),
                Opcode::FloatSub => float!(|a, b| a - b),
                Opcode::FloatMul => float!(|a, b| a * b),
                Opcode::FloatDiv => float!(|a, b| a / b),
                Opcode::FloatNeg => float!(|a| -a),
                Opcode::FloatAbs => float!(|a| a.abs()),
                Opcode::FloatSqrt => float!(|a| a.sqrt()),
                Opcode::FloatFloor => float!(|a| a.floor()),
                Opcode::FloatCeil => float!(|a| a.ceil()),
                Opcode::FloatTrunc => float!(|a| a.trunc()),
                Opcode::CompareFloat => {
                    let holds = compare_float(it.condition, self.float(it.a), self.float(it.b));
                    self.set(it.d, holds.into());
                }
                Opcode::FloatFromWord => self.set(it.d, (self.get(it.a) as i64 as f64).to_bits()),
                Opcode::FloatToWord => self.set(it.d, self.float(it.a) as i64 as u64),
                Opcode::FloatBits | Opcode::FloatFromBits | Opcode::Bits | Opcode::ValueOf => {
                    self.set(it.d, self.get(it.a));
                }
                Opcode::ToAddress => {
                    let tag = parfait::value::REFERENCE_TAG;
                    self.set(it.d, self.get(it.a).wrapping_sub(tag).wrapping_add_signed(it.immediate));
                }
                Opcode::Load => {
                    let word = self.memory.load(address!())?;
                    self.set(it.d, word);
                }
                Opcode::LoadIndexed => {
                    let word = self.memory.load(address!(indexed))?;
                    self.set(it.d, word);
                }
                Opcode::Load8 => self.load_part(it, 1)?,
                Opcode::Load16 => self.load_part(it, 2)?,
                Opcode::Load32 => self.load_part(it, 4)?,
                Opcode::Store => self.memory.store(address!(), self.get(it.b))?,
                Opcode::StoreIndexed => self.memory.store(address!(indexed), self.get(it.c))?,
                Opcode::Store8 => self.memory.store_part(address!(), self.get(it.b), 1)?,
                Opcode::Store16 => self.memory.store_part(address!(), self.get(it.b), 2)?,
                Opcode::Store32 => self.memory.store_part(address!(), self.get(it.b), 4)?,
                Opcode::LoadContext => {
                    let word = self.memory.load(self.context + it.immediate as u64)?;
                    self.set(it.d, word);
                }
                Opcode::StoreContext => self.memory.store(self.context + it.immediate as u64, self.get(it.a))?,
                Opcode::CopyMemory => self.memory.copy(self.get(it.a), self.get(it.b), self.get(it.c))?,
                Opcode::FillMemory => {
                    let (to, byte, count) = (self.get(it.a), self.get(it.b) as u8, self.get(it.c));
                    self.memory.bytes_mut(to, count)?.fill(byte);
                }
                Opcode::Call | Opcode::CallLeaf => self.call(it, it.immediate as u32)?,
                Opcode::CallIndirect => match self.place(self.get(it.immediate as u32)) {
                    Some(Place::Function(number)) => self.call(it, number)?,
                    _ => return Err(Trap::Fault("a call of what is no function".to_string())),
                },
                Opcode::Allocate => {
                    let object = self.allocate(it)?;
                    self.set(it.d, object);
                }
                Opcode::SystemCall => self.system_call(it, program, world)?,
                Opcode::FrameAddress => self.set(it.d, self.now.stack + u64::from(self.now.frame_size)),
                Opcode::SpillStore => self.memory.store(self.now.stack + 8 * it.immediate as u64, self.get(it.a))?,
                Opcode::SpillLoad => {
                    let word = self.memory.load(self.now.stack + 8 * it.immediate as u64)?;
                    self.set(it.d, word);
                }
                Opcode::Jump => self.take(it.c),
                Opcode::Branch => self.branch(it, self.get(it.a) != 0),
                Opcode::BranchCompare => self.branch(it, compare(it.condition, self.get(it.a), self.get(it.b))),
                Opcode::BranchFloat => self.branch(it, compare_float(it.condition, self.float(it.a), self.float(it.b))),
                Opcode::BranchBits => self.branch(it, self.get(it.a) & it.immediate as u64 != 0),
                Opcode::AddSmallChecked | Opcode::SubSmallChecked | Opcode::MulSmallChecked => {
                    match checked(it.opcode, self.get(it.a), self.get(it.b)) {
                        Some(word) => self.set(it.d, word),
                        None => self.take(it.c),
                    }
                }
                Opcode::Return => {
                    let word = if it.a == NOTHING { 0 } else { self.get(it.a) };
                    self.now = self.callers.pop().unwrap_or_default();
                    if self.callers.is_empty() {
                        return Ok(());
                    }
                    if self.now.result != NOTHING {
                        self.set(self.now.result, word);
                    }
                }
                Opcode::UnwindTo => self.unwind(self.get(it.a), self.get(it.b))?,
                Opcode::Unreachable => return Err(Trap::Fault("what is never reached was reached".to_string())),
                Opcode::CallLanding | Opcode::CallIndirectLanding => {
                    return Err(Trap::Fault("a call that was not decoded".to_string()));
                }
            }
        }
    }
    fn load_part(&mut self, it: Operation, size: usize) -> Result<(), Trap> {
        let word = self.memory.load_part(self.get(it.a).wrapping_add_signed(it.immediate), size)?;
        self.set(it.d, word);
        Ok(())
    }
    /// Before the pass `allocate`: takes the bytes from the heap, without end.
    fn allocate(&mut self, it: Operation) -> Result<u64, Trap> {
        let field = |name| self.context + parfait::context_offset(name).map_or(0, u64::from);
        let (top, limit) = (self.memory.load(field("heap_top"))?, self.memory.load(field("heap_limit"))?);
        let size = it.immediate as u64;
        let object = if top + size > limit {
            // The rest of the heap stays unused: nothing collects here.
            self.memory.map(size.next_multiple_of(8)).ok_or_else(|| Trap::Fault("out of memory".to_string()))?
        } else {
            self.memory.store(field("heap_top"), top + size)?;
            top
        };
        self.memory.store(object, self.get(it.a))?;
        for slot in 1..size / 8 {
            self.memory.store(object + 8 * slot, parfait::value::NIL)?;
        }
        Ok(object + parfait::value::REFERENCE_TAG)
    }
}

fn quotient(found: Option<u64>) -> Result<u64, Trap> {
    found.ok_or_else(|| Trap::Fault("a division by zero".to_string()))
}
