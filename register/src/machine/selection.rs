//! Selection: the shared part. Walks a function backwards, blocks in postorder, so that every use is seen before its
//! definition: what no machine instruction asked for is not selected, and so a target folds a constant, an address
//! or a compare into its consumer by just not asking for its register.
//!
//! Constants are made anew at each use: they are cheap, and kept in registers they would have to be saved over calls.
use super::code::{Calls, Code, CodeBlock, Placed};
use super::plan::{self, Origin, Plan};
use super::watch::Watched;
use super::{Target, report};
use crate::{BlockId, ENTRY, Effect, Function, Instruction, Opcode, Program, SymbolId, Type, ValueId};
use base::Id;
use regalloc2::{Block, Inst, Operand, PReg, RegClass, VReg};
use virtual_machine::PositionId;

/// What needs no register of its own: made where it is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    Number(i64),
    /// The address of a symbol plus a number.
    Symbol(SymbolId, i64),
}

/// A selected instruction that waits for its block to be complete.
type Waiting<I> = Vec<Placed<I>>;

/// The state of selecting one function.
pub struct Selection<'a, T: Target> {
    pub program: &'a Program,
    pub function: &'a Function,
    plan: &'a Plan,
    /// Block and place of each value's definition.
    definitions: Vec<Option<(BlockId, u32)>>,
    /// How often each value is used, by all that is reachable.
    uses: Vec<u32>,
    /// The virtual registers of values that something asked for.
    registers: Vec<Option<VReg>>,
    next_register: usize,
    /// For each instruction of the current block: how many before it write memory or call.
    writes: Vec<u32>,
    /// The instruction that is being selected.
    block: BlockId,
    at: usize,
    pending: Waiting<T::Instruction>,
    operands: Vec<Operand>,
    calls: Calls,
    parameters: Vec<VReg>,
    arguments: Vec<VReg>,
}

/// Selects a function's machine code.
///
/// # Errors
/// What the target refuses, with the position.
pub fn select<T: Target>(program: &Program, function: &Function, watched: &[Watched]) -> base::Result<Code<T::Instruction>> {
    let plan = plan::plan(function);
    let mut selection = Selection::<T>::new(program, function, &plan);
    let mut parts: Vec<(Waiting<T::Instruction>, CodeBlock)> = plan.blocks.iter().map(|_| Default::default()).collect();
    for &index in &plan.postorder {
        let planned = &plan.blocks[index];
        let blocks = |indices: &[usize]| indices.iter().map(|index| Block::new(*index)).collect();
        let instructions = selection.block(planned.origin)?;
        let block = CodeBlock {
            instructions: (0, 0),
            successors: blocks(&planned.successors),
            predecessors: blocks(&planned.predecessors),
            parameters: std::mem::take(&mut selection.parameters),
            arguments: std::mem::take(&mut selection.arguments),
            cold: planned.cold,
            origin: match planned.origin {
                Origin::Block(id) => Some(id),
                Origin::Start | Origin::Edge(..) => None,
            },
            place: index as u32,
        };
        parts[index] = (instructions, block);
    }
    let mut instructions = Vec::new();
    let mut blocks = Vec::with_capacity(parts.len());
    for (part, mut block) in parts {
        let start = instructions.len() as u32;
        instructions.extend(part.into_iter().rev());
        block.instructions = (start, instructions.len() as u32);
        blocks.push(block);
    }
    let watched = selection.watched(watched, instructions.len());
    let Selection { operands, next_register: registers, calls, .. } = selection;
    Ok(Code { instructions, operands, blocks, registers, calls, watched })
}

/// What targets use.
impl<'a, T: Target> Selection<'a, T> {
    /// The instruction that defines a value, through other names of it. None for parameters.
    pub fn definition(&self, value: ValueId) -> Option<&'a Instruction> {
        let (block, at) = self.definitions[self.resolve(value).index()]?;
        Some(&self.function.blocks[block].instructions[at as usize])
    }
    /// The definition, if it has this opcode.
    pub fn defined_by(&self, value: ValueId, opcode: Opcode) -> Option<&'a Instruction> {
        self.definition(value).filter(|definition| definition.opcode == opcode)
    }
    /// The value's bits or address, if known.
    pub fn known(&self, value: ValueId) -> Option<Known> {
        let definition = self.definition(value)?;
        let symbol = |addend| definition.symbol.map(|symbol| Known::Symbol(symbol, addend));
        match definition.opcode {
            Opcode::Word | Opcode::Constant => Some(Known::Number(definition.immediate)),
            Opcode::Object => symbol(1),
            Opcode::AddressOf => symbol(0),
            _ => None,
        }
    }
    pub fn number(&self, value: ValueId) -> Option<i64> {
        match self.known(value)? {
            Known::Number(number) => Some(number),
            Known::Symbol(..) => None,
        }
    }
    /// Nothing else uses it: its consumer may do its work.
    pub fn used_once(&self, value: ValueId) -> bool {
        self.uses[self.resolve(value).index()] == 1
    }
    /// The definition of a value that only its consumer uses, read from memory that nothing changes until the
    /// instruction that is being selected: the consumer may read it itself.
    pub fn sinkable(&self, value: ValueId) -> Option<&'a Instruction> {
        let (block, at) = self.definitions[self.resolve(value).index()]?;
        let definition = &self.function.blocks[block].instructions[at as usize];
        let unchanged = block == self.block && self.writes[at as usize] == self.writes[self.at];
        (unchanged && self.used_once(value) && definition.opcode.effect() == Effect::Reads).then_some(definition)
    }
    pub fn type_of(&self, value: ValueId) -> Type {
        self.function.values[value]
    }
    /// Are they names of one value?
    pub fn same(&self, a: ValueId, b: ValueId) -> bool {
        self.resolve(a) == self.resolve(b)
    }
    /// Its bits are those of a tagged value, whatever it is now taken for.
    pub fn is_value(&self, value: ValueId) -> bool {
        self.type_of(self.resolve(value)) == Type::Value
    }
    pub fn is_float(&self, value: ValueId) -> bool {
        self.type_of(value) == Type::Float
    }
    /// The register of a value that is to be used: a request to select its definition.
    pub fn register(&mut self, value: ValueId) -> VReg {
        match self.known(value) {
            Some(known) => T::materialise(self, known),
            None => self.home(value),
        }
    }
    /// The register that the current instruction defines.
    pub fn result(&mut self, instruction: &Instruction) -> VReg {
        match instruction.result {
            Some(result) => self.home(result),
            None => self.temporary(RegClass::Int),
        }
    }
    /// A new register.
    pub fn temporary(&mut self, class: RegClass) -> VReg {
        let register = VReg::new(self.next_register, class);
        self.next_register += 1;
        register
    }
    /// Appends a machine instruction, in the order of execution within the current one.
    pub fn emit(&mut self, instruction: T::Instruction, operands: &[Operand]) {
        let start = self.operands.len() as u32;
        self.operands.extend_from_slice(operands);
        self.pending.push(Placed { instruction, operands: (start, self.operands.len() as u32), position: None, at: 0 });
    }
    /// Passes arguments: operands in registers of the convention; those beyond are stored in the context.
    pub fn pass(&mut self, values: &[ValueId]) -> base::Result<Vec<Operand>> {
        let (mut operands, mut places) = (Vec::new(), Places::<T>::new());
        for value in values {
            let place = places.next(self.is_float(*value)).ok_or_else(|| self.refuse("a call with too many arguments"))?;
            let register = self.register(*value);
            match place {
                Place::Register(place) => operands.push(Operand::reg_fixed_use(register, place)),
                Place::Context(index) => T::store_argument(self, register, index),
            }
        }
        Ok(operands)
    }
    /// The operand for a call's result, if it has one.
    pub fn returned(&mut self, instruction: &Instruction) -> Option<Operand> {
        let result = instruction.result?;
        let place = if self.is_float(result) { T::CONVENTION.float_result } else { T::CONVENTION.integer_result };
        Some(Operand::reg_fixed_def(self.home(result), place))
    }
    /// Notes that the function calls, for its frame and stack check.
    pub fn calls(&mut self, calls: Calls) {
        self.calls = self.calls.max(calls);
    }
    /// A diagnostic at the current instruction.
    pub fn refuse(&self, what: &str) -> Vec<base::Diagnostic> {
        let position = self.function.blocks[self.block].instructions.get(self.at).and_then(|instruction| instruction.position);
        report(self.program, self.function, position, &format!("cannot compile {what}"))
    }
}

/// The walk.
impl<'a, T: Target> Selection<'a, T> {
    fn new(program: &'a Program, function: &'a Function, plan: &'a Plan) -> Self {
        let mut selection = Selection {
            program,
            function,
            plan,
            definitions: vec![None; function.values.len()],
            uses: vec![0; function.values.len()],
            registers: vec![None; function.values.len()],
            next_register: 0,
            writes: Vec::new(),
            block: ENTRY,
            at: 0,
            pending: Vec::new(),
            operands: Vec::new(),
            calls: Calls::None,
            parameters: Vec::new(),
            arguments: Vec::new(),
        };
        for planned in &plan.blocks {
            if let Origin::Block(id) = planned.origin {
                selection.look_at(id);
            }
        }
        selection
    }
    /// Notes definitions and uses.
    fn look_at(&mut self, id: BlockId) {
        for (at, instruction) in self.function.blocks[id].instructions.iter().enumerate() {
            if let Some(result) = instruction.result {
                self.definitions[result.index()] = Some((id, at as u32));
            }
            let arguments = instruction.targets.iter().filter(|target| self.plan.merges[target.block.index()]);
            let arguments = arguments.flat_map(|target| &target.arguments);
            let operands = if plan::only_retypes(self.function, instruction) { &[][..] } else { &instruction.operands };
            for value in operands.iter().chain(arguments) {
                self.uses[self.plan.aliases[value.index()].index()] += 1;
            }
        }
    }
    fn resolve(&self, value: ValueId) -> ValueId {
        self.plan.aliases[value.index()]
    }
    fn home(&mut self, value: ValueId) -> VReg {
        let value = self.resolve(value);
        if let Some(register) = self.registers[value.index()] {
            return register;
        }
        let register = self.temporary(if self.is_float(value) { RegClass::Float } else { RegClass::Int });
        self.registers[value.index()] = Some(register);
        register
    }
    /// One block's machine instructions, last first.
    fn block(&mut self, origin: Origin) -> base::Result<Waiting<T::Instruction>> {
        let mut done = Vec::new();
        match origin {
            Origin::Start => {
                self.jump(&self.function.blocks[ENTRY].parameters);
                self.flush(None, &mut done);
                self.receive()?;
                self.flush(self.function.position, &mut done);
            }
            Origin::Edge(source, target) => {
                let last = plan::terminator(self.function, source).expect("an edge comes from a terminator");
                self.jump(&last.targets[target].arguments);
                self.flush(last.position, &mut done);
            }
            Origin::Block(id) => self.instructions(id, &mut done)?,
        }
        Ok(done)
    }
    fn instructions(&mut self, id: BlockId, done: &mut Waiting<T::Instruction>) -> base::Result<()> {
        let block = &self.function.blocks[id];
        self.block = id;
        self.writes.clear();
        let mut writes = 0;
        for instruction in &block.instructions {
            self.writes.push(writes);
            writes += u32::from(matches!(instruction.opcode.effect(), Effect::Writes | Effect::Calls));
        }
        for (at, instruction) in block.instructions.iter().enumerate().rev() {
            self.at = at;
            if self.is_wanted(instruction) {
                match instruction.opcode {
                    Opcode::Jump if self.plan.merges[instruction.targets[0].block.index()] => {
                        self.jump(&instruction.targets[0].arguments);
                    }
                    Opcode::Jump => self.jump(&[]),
                    _ => T::select(self, instruction)?,
                }
                self.flush(instruction.position, done);
            }
        }
        if self.plan.merges[id.index()] {
            for parameter in &block.parameters {
                let register = self.home(*parameter);
                self.parameters.push(register);
            }
        } else if id == ENTRY {
            self.receive()?;
            self.flush(self.function.position, done);
        }
        Ok(())
    }
    fn is_wanted(&self, instruction: &Instruction) -> bool {
        match instruction.opcode.effect() {
            Effect::Pure | Effect::Reads => {
                let asked = |result: ValueId| self.resolve(result) == result && self.registers[result.index()].is_some();
                instruction.result.is_some_and(asked)
            }
            Effect::Writes | Effect::Calls | Effect::Terminates => true,
        }
    }
    fn jump(&mut self, arguments: &[ValueId]) {
        for argument in arguments {
            let register = self.register(*argument);
            self.arguments.push(register);
        }
        self.emit(T::jump(), &[]);
    }
    /// Takes the function's parameters from where the convention has them.
    fn receive(&mut self) -> base::Result<()> {
        let (mut operands, mut beyond, mut places) = (Vec::new(), Vec::new(), Places::<T>::new());
        for parameter in &self.function.blocks[ENTRY].parameters {
            let place = places.next(self.is_float(*parameter));
            let place = place.ok_or_else(|| self.refuse("a function with too many parameters"))?;
            let Some(register) = self.registers[parameter.index()] else { continue };
            match place {
                Place::Register(place) => operands.push(Operand::reg_fixed_def(register, place)),
                Place::Context(index) => beyond.push((register, index)),
            }
        }
        if !operands.is_empty() {
            self.emit(T::arguments(), &operands);
        }
        for (register, index) in beyond {
            T::load_argument(self, register, index);
        }
        Ok(())
    }
    fn flush(&mut self, position: Option<PositionId>, done: &mut Waiting<T::Instruction>) {
        done.extend(self.pending.drain(..).rev().map(|placed| Placed { position, at: self.at as u32, ..placed }));
    }
    /// The registers of what a debugger asks for: anywhere in so many instructions.
    fn watched(&self, watched: &[Watched], instructions: usize) -> Vec<(VReg, Inst, Inst, u32)> {
        let register = |value: &ValueId| self.registers[self.resolve(*value).index()];
        let registers = watched.iter().flat_map(|it| it.values.iter().filter_map(register).map(|register| (register, it.row)));
        let mut registers: Vec<(VReg, u32)> = registers.collect();
        registers.sort_unstable();
        registers.dedup();
        registers.into_iter().map(|(register, row)| (register, Inst::new(0), Inst::new(instructions), row)).collect()
    }
}

/// The registers that hold parameters at a function's entry.
pub fn registers_at_entry<T: Target>(function: &Function) -> Vec<(ValueId, PReg)> {
    let mut places = Places::<T>::new();
    let place = |parameter: &ValueId| match places.next(function.values[*parameter] == Type::Float)? {
        Place::Register(register) => Some((*parameter, register)),
        Place::Context(_) => None,
    };
    function.blocks[ENTRY].parameters.iter().filter_map(place).collect()
}

/// Where an argument goes.
enum Place {
    Register(PReg),
    /// A field of the context: `argumentN`.
    Context(u32),
}

/// Hands out places in order.
struct Places<T> {
    integers: usize,
    floats: usize,
    beyond: u32,
    target: std::marker::PhantomData<T>,
}

impl<T: Target> Places<T> {
    /// How many `argumentN` fields the context has.
    const FIELDS: u32 = 16;
    fn new() -> Self {
        Places { integers: 0, floats: 0, beyond: 0, target: std::marker::PhantomData }
    }
    fn next(&mut self, float: bool) -> Option<Place> {
        let (count, registers) = match float {
            true => (&mut self.floats, T::CONVENTION.floats),
            false => (&mut self.integers, T::CONVENTION.integers),
        };
        *count += 1;
        if let Some(register) = registers.get(*count - 1) {
            return Some(Place::Register(*register));
        }
        self.beyond += 1;
        (self.beyond <= Self::FIELDS).then_some(Place::Context(self.beyond - 1))
    }
}
