//! The Register machine, as the stepper sees it: parameters are the message, SSA values the frame, a call's operands the new message.
use super::machine::{Heap, Machine, Moment, Point, Room, Row, Slot, SlotPlace};
use base::Id;
use parfait::value;
use register::analysis::{Flow, Liveness};
use register::function::{ENTRY, Function, FunctionId, ValueId};
use register::instruction::{Instruction, Opcode, Type};
use register::interpret::observe::{Observer, View};
use register::lower::Numbers;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::rc::Rc;
use virtual_machine::interpret::Datum;
use virtual_machine::{CellId, ClassId, SymbolId, World};

pub struct Register<'p> {
    program: &'p register::Program,
    classes: &'p virtual_machine::Program,
    numbers: Numbers,
    /// By function and block: the index of the first instruction.
    starts: Vec<Vec<usize>>,
    /// The first parameter is self: passes leave parameters out.
    has_self: bool,
    /// By address of the class object.
    class_objects: OnceCell<HashMap<u64, ClassId>>,
    /// By function: what is live into each block.
    live: RefCell<HashMap<FunctionId, Rc<Vec<Vec<ValueId>>>>>,
}

impl<'p> Register<'p> {
    pub fn new(program: &'p register::Program, classes: &'p virtual_machine::Program, numbers: Numbers, has_self: bool) -> Self {
        Register {
            program,
            classes,
            numbers,
            starts: program.functions.values().map(starts).collect(),
            has_self,
            class_objects: OnceCell::new(),
            live: Default::default(),
        }
    }

    fn function(&self, id: FunctionId) -> Option<&'p Function> {
        self.program.functions.get(id)
    }

    fn live(&self, id: FunctionId, function: &Function) -> Rc<Vec<Vec<ValueId>>> {
        let live = || Rc::new(Liveness::new(function, &Flow::new(function), |_| true).into);
        self.live.borrow_mut().entry(id).or_insert_with(live).clone()
    }

    /// The class objects' symbols have the classes' names, with the number where that is taken.
    fn class_objects(&self, view: View<'_>) -> &HashMap<u64, ClassId> {
        self.class_objects.get_or_init(|| {
            let mut objects = HashMap::new();
            for (id, class) in self.classes.classes.iter() {
                let numbered = view.address(&format!("class {}.{}", class.name, id.0));
                if let Some(address) = numbered.or_else(|| view.address(&format!("class {}", class.name))) {
                    objects.entry(address).or_insert(id);
                }
            }
            objects
        })
    }
}

/// By block: how many instructions are before it in the layout.
fn starts(function: &Function) -> Vec<usize> {
    let mut starts = vec![0; function.blocks.len()];
    let mut count = 0;
    for block in &function.layout {
        starts[block.index()] = count;
        count += function.blocks[*block].instructions.len();
    }
    starts
}

impl Machine for Register<'_> {
    fn run(
        &self,
        world: &mut dyn World,
        arguments: &[String],
        before: &mut dyn FnMut(&dyn Moment) -> ControlFlow<()>,
    ) -> Result<i32, String> {
        register::interpret::observe(self.program, world, arguments, &mut Watcher { machine: self, before })
    }

    fn methods(&self) -> u32 {
        self.program.functions.len() as u32
    }

    /// Without the number that tells versions apart.
    fn label(&self, method: u32) -> String {
        let name = self.function(FunctionId(method)).map_or("", |function| &function.name);
        let number = name.rsplit_once(" (").filter(|(_, rest)| rest.trim_end_matches(')').parse::<u32>().is_ok());
        number.map_or(name, |(name, _)| name).to_string()
    }

    fn code(&self, method: u32) -> Vec<Row> {
        let Some(function) = self.function(FunctionId(method)) else { return Vec::new() };
        let blocks = function.layout.iter().flat_map(|block| {
            let instructions = function.blocks[*block].instructions.iter().enumerate();
            instructions.map(move |(number, instruction)| (format!("{block}.{number}"), instruction))
        });
        let row = |(index, (name, instruction)): (usize, (String, &Instruction))| Row {
            index,
            name,
            text: register::text::print_instruction(self.program, function, instruction),
            position: instruction.position,
        };
        blocks.enumerate().map(row).collect()
    }
}

struct Watcher<'a, 'p> {
    machine: &'a Register<'p>,
    before: &'a mut dyn FnMut(&dyn Moment) -> ControlFlow<()>,
}

impl Observer for Watcher<'_, '_> {
    fn before(&mut self, view: View<'_>) -> ControlFlow<()> {
        (self.before)(&Now { machine: self.machine, view })
    }
}

/// The interpreter before an instruction.
struct Now<'a, 'p, 'i> {
    machine: &'a Register<'p>,
    view: View<'i>,
}

impl<'p> Now<'_, 'p, '_> {
    fn function(&self, call: usize) -> Option<(&'p Function, register::interpret::observe::Point)> {
        let point = self.view.point(call)?;
        Some((self.machine.function(point.function)?, point))
    }

    fn datum(&self, call: usize, function: &Function, value: ValueId) -> Option<Datum> {
        let word = self.view.value(call, value)?;
        Some(match function.values.get(value)? {
            Type::Value => Datum::Value(word),
            Type::Float => value::encode_float(f64::from_bits(word)).map_or(Datum::Word(word), Datum::Value),
            Type::Word | Type::Address => Datum::Word(word),
        })
    }
}

impl Heap for Now<'_, '_, '_> {
    fn word(&self, address: u64) -> Option<u64> {
        self.view.word(address)
    }
    fn bytes(&self, address: u64, count: u64) -> Option<Vec<u8>> {
        self.view.bytes(address, count).map(<[u8]>::to_vec)
    }
    fn class_of(&self, value: u64) -> Option<ClassId> {
        if !value::is_reference(value) {
            return None;
        }
        let number = self.view.word(value.wrapping_sub(1))? & 0xffff_ffff;
        self.machine.numbers.classes.get(number as usize).copied()
    }
    fn symbol(&self, number: u32) -> Option<SymbolId> {
        self.machine.numbers.symbols.get(number as usize).copied()
    }
    fn class_object(&self, value: u64) -> Option<ClassId> {
        self.machine.class_objects(self.view).get(&value.wrapping_sub(1)).copied()
    }
    fn block(&self, proc: u64) -> Option<String> {
        let function = self.view.function(self.view.word(proc.wrapping_add(7))?)?;
        Some(self.machine.label(function.0))
    }
}

impl Moment for Now<'_, '_, '_> {
    fn depth(&self) -> usize {
        self.view.depth()
    }

    fn point(&self, call: usize) -> Option<Point> {
        let (function, point) = self.function(call)?;
        let position = function.blocks.get(point.block)?.instructions.get(point.index)?.position;
        Some(Point {
            method: point.function.0,
            index: self.machine.starts[point.function.index()][point.block.index()] + point.index,
            position,
        })
    }

    fn slots(&self, call: usize) -> Vec<Slot> {
        let Some((function, point)) = self.function(call) else { return Vec::new() };
        let block = &function.blocks[point.block];
        let parameters = &function.blocks[ENTRY].parameters;
        let live = self.machine.live(point.function, function);
        let made = block.instructions.iter().take(point.index).filter_map(|instruction| instruction.result);
        let mut values: Vec<ValueId> =
            parameters.iter().chain(&live[point.block.index()]).chain(&block.parameters).copied().collect();
        values.extend(made);
        values.sort_unstable();
        values.dedup();
        let slot = |value: ValueId| {
            let own = self.machine.has_self && Some(&value) == parameters.first() && function.values[value] == Type::Value;
            let room = match parameters.contains(&value) {
                true if own => Room::Own,
                true => Room::Message,
                false => Room::Frame,
            };
            let name = if own { "self".to_string() } else { value.to_string() };
            let place = SlotPlace { outer: 0, slot: value.0 };
            Some(Slot { place, room, name, text: value.to_string(), temporary: false, datum: self.datum(call, function, value)? })
        };
        values.into_iter().filter_map(slot).collect()
    }

    fn slot(&self, call: usize, place: SlotPlace) -> Option<Datum> {
        let (function, _) = self.function(call)?;
        self.datum(call, function, ValueId(place.slot))
    }

    fn new_message(&self, call: usize) -> Vec<(String, Option<Datum>)> {
        let Some((function, point)) = self.function(call) else { return Vec::new() };
        let Some(instruction) = function.blocks[point.block].instructions.get(point.index) else { return Vec::new() };
        let arguments = match instruction.opcode {
            Opcode::Call | Opcode::CallLeaf | Opcode::CallLanding | Opcode::SystemCall => &instruction.operands[..],
            Opcode::CallIndirect | Opcode::CallIndirectLanding => &instruction.operands[1..],
            _ => return Vec::new(),
        };
        let name = match (instruction.symbol, instruction.operands.first()) {
            (Some(symbol), _) => self.machine.program.symbols.name(symbol).to_string(),
            (None, Some(code)) => {
                let address = self.view.value(call, *code).and_then(|address| self.view.function(address));
                address.map_or(code.to_string(), |function| self.machine.label(function.0))
            }
            (None, None) => String::new(),
        };
        let argument = |(index, value): (usize, &ValueId)| (format!("arg.{index} {value}"), self.datum(call, function, *value));
        let head = (format!("call {name}"), None);
        std::iter::once(head).chain(arguments.iter().enumerate().map(argument)).collect()
    }

    fn cell(&self, cell: CellId) -> Option<u64> {
        let number = self.machine.numbers.cells.iter().position(|other| *other == cell)? as u64;
        self.view.word(self.view.address("cells")?.checked_add(16 + 8 * number)?)
    }
}
