//! From functions to one array of fixed-size operations over numbered registers.
use super::Trap;
use super::image::{Addresses, CODE};
use crate::function::{BlockId, ENTRY, Function, FunctionId, Program, SymbolId, ValueId};
use crate::instruction::{Condition, Instruction, Opcode};
use base::Id;
use std::collections::HashMap;
use virtual_machine::PositionId;

/// One operation: registers `a`, `b`, `c` to `d`. What they are for calls and jumps, [`Decoder`] says.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    pub opcode: Opcode,
    pub condition: Condition,
    pub d: u32,
    pub a: u32,
    pub b: u32,
    pub c: u32,
    pub immediate: i64,
}

/// The way from one block to another: assignments (at once), then where to go.
#[derive(Clone, Copy, Default)]
pub struct Edge {
    pub to: u32,
    pub moves: (u32, u32),
    /// An assignment reads what one before has written.
    pub crossed: bool,
}

/// A function's frame and registers.
pub struct Routine {
    pub entry: u32,
    pub registers: u32,
    /// Where the arguments go.
    pub parameters: Vec<u32>,
    /// Stack slots and the return address, a multiple of 16.
    pub frame_size: u32,
    /// By SSA value: its register.
    pub values: Vec<u32>,
}

/// A call: what the tables say of its return address.
pub struct CallSite {
    pub address: u64,
    pub frame_size: u32,
    pub landing: u64,
    pub live: Vec<u32>,
    pub position: Option<PositionId>,
}

/// No register.
pub const NOTHING: u32 = u32::MAX;

/// Everything that runs.
#[derive(Default)]
pub struct Code {
    pub operations: Vec<Operation>,
    pub edges: Vec<Edge>,
    pub moves: Vec<(u32, u32)>,
    /// Argument registers of calls.
    pub arguments: Vec<u32>,
    pub routines: Vec<Routine>,
    pub sites: Vec<CallSite>,
    /// By (address - CODE) / 2: a function's number, or an operation's.
    pub places: Vec<Place>,
}

/// What an address of code is.
#[derive(Clone, Copy)]
pub enum Place {
    Function(u32),
    Return,
    Landing(u32),
}

/// Decodes all functions and gives them addresses; constants that are addresses are left to [`resolve`].
pub fn decode(program: &Program, addresses: &mut Addresses) -> Result<Code, Trap> {
    let mut code = Code::default();
    let mut numbers = HashMap::new();
    for (id, function) in program.functions.iter() {
        numbers.insert(function.symbol, id);
    }
    for (id, function) in program.functions.iter() {
        addresses.set(program.symbols.name(function.symbol), CODE + 2 * code.places.len() as u64);
        code.places.push(Place::Function(id.0));
        Decoder::new(program, function, &numbers, &mut code).run()?;
    }
    Ok(code)
}

/// Fills in addresses of symbols.
pub fn resolve(program: &Program, code: &mut Code, addresses: &Addresses) -> Result<(), Trap> {
    for operation in &mut code.operations {
        if matches!(operation.opcode, Opcode::Object | Opcode::AddressOf) {
            let address = addresses.symbol(program, SymbolId(operation.a))?;
            let tag = if operation.opcode == Opcode::Object { parfait::value::REFERENCE_TAG } else { 0 };
            operation.opcode = Opcode::Word;
            operation.immediate = (address + tag) as i64;
        }
    }
    Ok(())
}

struct Decoder<'a> {
    program: &'a Program,
    function: &'a Function,
    numbers: &'a HashMap<SymbolId, FunctionId>,
    code: &'a mut Code,
    /// By value.
    registers: Vec<u32>,
    count: u32,
    frame_size: u32,
    /// By block: its first operation.
    starts: Vec<u32>,
    /// First edge and first call site of the function.
    edges: usize,
    landings: Vec<(usize, BlockId)>,
}

impl<'a> Decoder<'a> {
    fn new(
        program: &'a Program,
        function: &'a Function,
        numbers: &'a HashMap<SymbolId, FunctionId>,
        code: &'a mut Code,
    ) -> Decoder<'a> {
        let edges = code.edges.len();
        Decoder {
            program,
            function,
            numbers,
            code,
            registers: vec![NOTHING; function.values.len()],
            count: 0,
            frame_size: (8 * function.stack_slots + 8).next_multiple_of(16),
            starts: vec![0; function.blocks.len()],
            edges,
            landings: Vec::new(),
        }
    }
    fn run(mut self) -> Result<(), Trap> {
        let entry = self.code.operations.len() as u32;
        let parameters = self.function.blocks[ENTRY].parameters.iter().map(|value| self.register(*value)).collect();
        for block in &self.function.layout {
            self.starts[block.index()] = self.code.operations.len() as u32;
            for instruction in &self.function.blocks[*block].instructions {
                self.instruction(instruction)?;
            }
        }
        for index in self.edges..self.code.edges.len() {
            let edge = &mut self.code.edges[index];
            edge.to = self.starts[edge.to as usize];
        }
        // One address for each landing block of the function.
        let mut known: HashMap<BlockId, u64> = HashMap::new();
        for (site, block) in std::mem::take(&mut self.landings) {
            let address = *known.entry(block).or_insert_with(|| {
                self.code.places.push(Place::Landing(self.starts[block.index()]));
                CODE + 2 * (self.code.places.len() as u64 - 1)
            });
            self.code.sites[site].landing = address;
        }
        let (registers, frame_size, values) = (self.count, self.frame_size, self.registers);
        self.code.routines.push(Routine { entry, registers, parameters, frame_size, values });
        Ok(())
    }
    fn register(&mut self, value: ValueId) -> u32 {
        let register = &mut self.registers[value.index()];
        if *register == NOTHING {
            *register = self.count;
            self.count += 1;
        }
        *register
    }
    /// The edge of a target, by number.
    fn edge(&mut self, instruction: &Instruction, index: usize) -> u32 {
        let target = &instruction.targets[index];
        let start = self.code.moves.len();
        let mut crossed = false;
        for (parameter, argument) in self.function.blocks[target.block].parameters.iter().zip(&target.arguments) {
            let (to, from) = (self.register(*parameter), self.register(*argument));
            if to != from {
                crossed |= self.code.moves[start..].iter().any(|(written, _)| *written == from);
                self.code.moves.push((to, from));
            }
        }
        let moves = (start as u32, self.code.moves.len() as u32);
        self.code.edges.push(Edge { to: target.block.0, moves, crossed });
        self.code.edges.len() as u32 - 1
    }
    fn instruction(&mut self, instruction: &Instruction) -> Result<(), Trap> {
        let mut operands = [0; 3];
        for (slot, operand) in operands.iter_mut().zip(&instruction.operands) {
            *slot = self.register(*operand);
        }
        let mut operation = Operation {
            opcode: instruction.opcode,
            condition: instruction.condition.unwrap_or(Condition::Equal),
            d: instruction.result.map_or(NOTHING, |result| self.register(result)),
            a: operands[0],
            b: operands[1],
            c: operands[2],
            immediate: instruction.immediate,
        };
        match instruction.opcode {
            Opcode::Object | Opcode::AddressOf => operation.a = instruction.symbol.map_or(0, |symbol| symbol.0),
            Opcode::Call | Opcode::CallLeaf | Opcode::CallIndirect => self.call(instruction, &mut operation)?,
            Opcode::CallLanding | Opcode::CallIndirectLanding => {
                operation.opcode = if instruction.opcode == Opcode::CallLanding { Opcode::Call } else { Opcode::CallIndirect };
                self.call(instruction, &mut operation)?;
                let site = self.code.sites.len() - 1;
                self.landings.push((site, instruction.targets[1].block));
                self.code.operations.push(operation);
                return self.jump(instruction);
            }
            Opcode::SystemCall => {
                operation.immediate = instruction.symbol.map_or(0, |symbol| i64::from(symbol.0));
                self.arguments(instruction, &mut operation, 0);
            }
            Opcode::Jump => return self.jump(instruction),
            // First edge in `c`; the second follows it.
            Opcode::Branch | Opcode::BranchCompare | Opcode::BranchFloat | Opcode::BranchBits => {
                operation.c = self.edge(instruction, 0);
                self.edge(instruction, 1);
            }
            Opcode::AddSmallChecked | Opcode::SubSmallChecked | Opcode::MulSmallChecked => {
                operation.c = self.edge(instruction, 1);
                self.code.operations.push(operation);
                return self.jump(instruction);
            }
            Opcode::Return if instruction.operands.is_empty() => operation.a = NOTHING,
            _ => {}
        }
        self.code.operations.push(operation);
        Ok(())
    }
    /// To the first target: the edge is `c`.
    fn jump(&mut self, instruction: &Instruction) -> Result<(), Trap> {
        let c = self.edge(instruction, 0);
        let condition = Condition::Equal;
        self.code.operations.push(Operation { opcode: Opcode::Jump, condition, d: 0, a: 0, b: 0, c, immediate: 0 });
        Ok(())
    }
    /// Arguments from `a` on, `b` of them; `c` is the call site, `immediate` the function or the register of the address.
    fn call(&mut self, instruction: &Instruction, operation: &mut Operation) -> Result<(), Trap> {
        let indirect = operation.opcode == Opcode::CallIndirect;
        operation.immediate = if indirect {
            i64::from(operation.a)
        } else {
            let symbol = instruction.symbol.ok_or_else(|| Trap::Fault("a call of nothing".to_string()))?;
            let name = self.program.symbols.name(symbol);
            let found = self.numbers.get(&symbol);
            let found = found.ok_or_else(|| Trap::Fault(format!("no function is called `{name}`")))?;
            i64::from(found.0)
        };
        self.arguments(instruction, operation, usize::from(indirect));
        operation.c = self.code.sites.len() as u32;
        self.code.sites.push(CallSite {
            address: CODE + 2 * self.code.places.len() as u64,
            frame_size: self.frame_size,
            landing: 0,
            live: instruction.live.clone(),
            position: instruction.position,
        });
        self.code.places.push(Place::Return);
        Ok(())
    }
    fn arguments(&mut self, instruction: &Instruction, operation: &mut Operation, skip: usize) {
        operation.a = self.code.arguments.len() as u32;
        for operand in instruction.operands.iter().skip(skip) {
            let register = self.register(*operand);
            self.code.arguments.push(register);
        }
        operation.b = self.code.arguments.len() as u32 - operation.a;
    }
}
