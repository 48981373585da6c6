//! Where values come from, and where they are used.
use crate::function::{BlockId, Function, ValueId};
use crate::instruction::Instruction;
use base::Id;

/// An instruction, by block and index there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The block.
    pub block: BlockId,
    /// The instruction's index in it.
    pub index: usize,
}

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Definition {
    /// Nothing that is in the layout defines it.
    Nowhere,
    /// A block's parameter.
    Parameter {
        /// The block.
        block: BlockId,
        /// Which of its parameters.
        number: usize,
    },
    /// The result of an instruction.
    Instruction(Place),
}

/// By value: its definition, and the instructions that use it, as operand or as an argument of a target; in the order of the layout.
///
/// ```
/// use register::analysis::{Definition, Uses};
/// use register::{FunctionBuilder, Opcode, SymbolId, Type};
///
/// let mut build = FunctionBuilder::new("twice", SymbolId(0), &[Type::Word], Some(Type::Word));
/// let number = build.parameters()[0];
/// let sum = build.op(Opcode::Add, &[number, number]);
/// build.give_back(Some(sum));
/// let function = build.finish();
///
/// let uses = Uses::new(&function);
/// assert!(matches!(uses.definition(number), Definition::Parameter { number: 0, .. }));
/// assert_eq!(uses.instruction(&function, sum).unwrap().opcode, Opcode::Add);
/// assert_eq!(uses.of(number).len(), 2); // once for each operand
/// assert_eq!(uses.of(sum)[0].index, 1);
/// ```
#[derive(Clone, Debug)]
pub struct Uses {
    definitions: Vec<Definition>,
    /// By value: where its uses start in `places`; one more entry at the end.
    starts: Vec<u32>,
    places: Vec<Place>,
}

/// By value: its definition.
///
/// ```
/// use register::analysis::{Definition, definitions};
/// use register::{ENTRY, FunctionBuilder, SymbolId, Type};
///
/// let mut build = FunctionBuilder::new("same", SymbolId(0), &[Type::Word], Some(Type::Word));
/// let number = build.parameters()[0];
/// build.give_back(Some(number));
/// assert_eq!(definitions(&build.finish()), [Definition::Parameter { block: ENTRY, number: 0 }]);
/// ```
pub fn definitions(function: &Function) -> Vec<Definition> {
    let mut definitions = vec![Definition::Nowhere; function.values.len()];
    for block in function.layout.iter().copied() {
        let data = &function.blocks[block];
        for (number, parameter) in data.parameters.iter().enumerate() {
            definitions[parameter.index()] = Definition::Parameter { block, number };
        }
        for (index, instruction) in data.instructions.iter().enumerate() {
            if let Some(result) = instruction.result {
                definitions[result.index()] = Definition::Instruction(Place { block, index });
            }
        }
    }
    definitions
}

impl Uses {
    /// The uses in the blocks of the layout.
    pub fn new(function: &Function) -> Uses {
        let mut starts = vec![0; function.values.len() + 1];
        each(function, |value, _| starts[value.index() + 1] += 1);
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        let mut next = starts.clone();
        let nowhere = Place { block: BlockId(0), index: 0 };
        let mut places = vec![nowhere; starts.last().map_or(0, |count| *count as usize)];
        each(function, |value, place| {
            let slot = &mut next[value.index()];
            places[*slot as usize] = place;
            *slot += 1;
        });
        Uses { definitions: definitions(function), starts, places }
    }

    /// Where a value comes from.
    pub fn definition(&self, value: ValueId) -> Definition {
        self.definitions[value.index()]
    }

    /// The instruction whose result it is, if it is one's: in the function as it was asked about.
    pub fn instruction<'f>(&self, function: &'f Function, value: ValueId) -> Option<&'f Instruction> {
        match self.definition(value) {
            Definition::Instruction(place) => function.blocks[place.block].instructions.get(place.index),
            Definition::Nowhere | Definition::Parameter { .. } => None,
        }
    }

    /// The instructions that use a value; one that does twice comes twice.
    pub fn of(&self, value: ValueId) -> &[Place] {
        &self.places[self.starts[value.index()] as usize..self.starts[value.index() + 1] as usize]
    }
}

/// Calls `visit` with every use.
fn each(function: &Function, mut visit: impl FnMut(ValueId, Place)) {
    for block in function.layout.iter().copied() {
        for (index, instruction) in function.blocks[block].instructions.iter().enumerate() {
            let arguments = instruction.targets.iter().flat_map(|target| &target.arguments);
            instruction.operands.iter().chain(arguments).for_each(|value| visit(*value, Place { block, index }));
        }
    }
}
