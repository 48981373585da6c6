//! What is known of values: the pure instructions that make them, in a compact form.
use crate::evaluate;
use crate::function::{BlockId, Function, SymbolId, ValueId};
use crate::instruction::{Condition, Effect, Instruction, Opcode, Type};
use base::Id;

/// A pure instruction, or one whose result has known bits.
#[derive(Clone, Copy)]
pub struct Node {
    pub opcode: Opcode,
    pub operands: [ValueId; 3],
    pub count: u8,
    pub immediate: i64,
    pub symbol: Option<SymbolId>,
    pub condition: Option<Condition>,
}

/// An instruction to be made: operands are values, or words to be made first.
pub struct New {
    pub opcode: Opcode,
    pub operands: [Part; 2],
    pub immediate: i64,
    pub condition: Option<Condition>,
}

/// An operand of a [`New`].
#[derive(Clone, Copy)]
pub enum Part {
    None,
    Value(ValueId),
    Word(i64),
}

impl New {
    pub fn binary(opcode: Opcode, left: ValueId, right: i64) -> New {
        New { opcode, operands: [Part::Value(left), Part::Word(right)], immediate: 0, condition: None }
    }
    /// The instruction in place of `old`; constants go to `before`.
    pub fn instruction(
        self,
        function: &mut Function,
        nodes: &mut Nodes,
        before: &mut Vec<Instruction>,
        old: &Instruction,
    ) -> Instruction {
        let mut new = Instruction { result: old.result, position: old.position, ..Instruction::new(self.opcode) };
        new.immediate = self.immediate;
        new.condition = self.condition;
        for part in self.operands {
            match part {
                Part::None => {}
                Part::Value(value) => new.operands.push(value),
                Part::Word(number) => {
                    let value = function.values.push(Type::Word);
                    let word = Instruction {
                        result: Some(value),
                        immediate: number,
                        position: old.position,
                        ..Instruction::new(Opcode::Word)
                    };
                    nodes.define(&word);
                    before.push(word);
                    new.operands.push(value);
                }
            }
        }
        // What a store writes, what else an access has, comes after the address.
        if matches!(old.opcode, Opcode::Store | Opcode::Store8 | Opcode::Store16 | Opcode::Store32 | Opcode::StoreIndexed) {
            new.operands.extend(old.operands.last().copied());
        }
        new.targets = old.targets.clone();
        new
    }
}

impl Node {
    pub fn operands(&self) -> &[ValueId] {
        &self.operands[..self.count as usize]
    }
    pub fn same_constant(&self, other: &Node) -> bool {
        self.opcode == other.opcode && self.immediate == other.immediate && self.symbol == other.symbol
    }
    /// The constant as an instruction.
    pub fn constant(&self, result: ValueId) -> Instruction {
        Instruction { result: Some(result), immediate: self.immediate, symbol: self.symbol, ..Instruction::new(self.opcode) }
    }
}

/// By value: its node, if it has one. The bits of an address have none: seen through, the address would live longer, over
/// a safepoint maybe.
pub struct Nodes {
    nodes: Vec<Option<Node>>,
    /// By value that there was at the start: is it an address?
    addresses: Vec<bool>,
}

/// Some bits of a word that are known.
#[derive(Clone, Copy)]
pub struct KnownBits {
    pub mask: u64,
    pub bits: u64,
}

impl Nodes {
    pub fn new(function: &Function) -> Nodes {
        let addresses = function.values.values().map(|ty| *ty == Type::Address).collect();
        let mut nodes = Nodes { nodes: vec![None; function.values.len()], addresses };
        for block in &function.layout {
            nodes.define_all(function, *block);
        }
        nodes
    }
    fn define_all(&mut self, function: &Function, block: BlockId) {
        function.blocks[block].instructions.iter().for_each(|instruction| self.define(instruction));
    }
    pub fn define(&mut self, instruction: &Instruction) {
        let Some(result) = instruction.result else { return };
        if self.nodes.len() <= result.index() {
            self.nodes.resize(result.index() + 1, None);
        }
        let checked = matches!(instruction.opcode, Opcode::AddSmallChecked | Opcode::SubSmallChecked | Opcode::MulSmallChecked);
        self.nodes[result.index()] = None;
        let is_address = |value: &ValueId| self.addresses.get(value.index()).is_some_and(|is| *is);
        if instruction.opcode == Opcode::Bits && instruction.operands.first().is_some_and(is_address) {
            return;
        }
        if instruction.opcode.effect() == Effect::Pure && instruction.operands.len() <= 3 || checked {
            let mut operands = [ValueId(u32::MAX); 3];
            operands[..instruction.operands.len()].copy_from_slice(&instruction.operands);
            self.nodes[result.index()] = Some(Node {
                opcode: instruction.opcode,
                operands,
                count: instruction.operands.len() as u8,
                immediate: instruction.immediate,
                symbol: instruction.symbol,
                condition: instruction.condition,
            });
        }
    }
    pub fn get(&self, value: ValueId) -> Option<&Node> {
        self.nodes.get(value.index())?.as_ref()
    }
    /// The operands of a value that this opcode makes.
    pub fn made_by(&self, value: ValueId, opcode: Opcode) -> Option<&[ValueId]> {
        self.get(value).filter(|node| node.opcode == opcode).map(Node::operands)
    }
    /// A constant, also the address of something.
    pub fn constant(&self, value: ValueId) -> Option<Node> {
        let is = |node: &&Node| {
            matches!(node.opcode, Opcode::Word | Opcode::Constant | Opcode::FloatConstant | Opcode::Object | Opcode::AddressOf)
        };
        self.get(value).filter(is).copied()
    }
    /// The bits of a constant.
    pub fn bits(&self, value: ValueId) -> Option<u64> {
        let is = |node: &&Node| matches!(node.opcode, Opcode::Word | Opcode::Constant | Opcode::FloatConstant);
        self.get(value).filter(is).map(|node| node.immediate as u64)
    }
    /// The value without instructions that only change its type.
    pub fn bare(&self, mut value: ValueId) -> ValueId {
        while let Some(Node { opcode: Opcode::Bits | Opcode::ValueOf, operands, .. }) = self.get(value) {
            value = operands[0];
        }
        value
    }
    /// If the value is one of two constants, depending on whether a word is 0: the word, and both (first if not 0).
    pub fn either(&self, value: ValueId) -> Option<(ValueId, u64, u64)> {
        self.either_within(value, 4)
    }
    fn either_within(&self, value: ValueId, depth: usize) -> Option<(ValueId, u64, u64)> {
        let node = self.get(value)?;
        if node.opcode == Opcode::Select {
            return Some((node.operands[0], self.bits(node.operands[1])?, self.bits(node.operands[2])?));
        }
        if depth == 0 || !matches!(node.opcode, Opcode::Bits | Opcode::ValueOf | Opcode::Or | Opcode::And | Opcode::Xor) {
            return None;
        }
        let (word, then, otherwise) = self.either_within(node.operands[0], depth - 1)?;
        let right = if node.count > 1 { self.bits(node.operands[1])? } else { 0 };
        let fold = |left| evaluate::pure(node.opcode, None, 0, &[left, right]);
        Some((word, fold(then)?, fold(otherwise)?))
    }
    /// Which bits of a value are known.
    pub fn known_bits(&self, value: ValueId) -> KnownBits {
        self.known_within(value, 4)
    }
    fn known_within(&self, value: ValueId, depth: usize) -> KnownBits {
        let nothing = KnownBits { mask: 0, bits: 0 };
        let Some(node) = self.get(value).filter(|_| depth > 0) else { return nothing };
        let operand = |index: usize| self.known_within(node.operands[index], depth - 1);
        match node.opcode {
            Opcode::Word | Opcode::Constant => KnownBits { mask: u64::MAX, bits: node.immediate as u64 },
            Opcode::Object => KnownBits { mask: 7, bits: parfait::value::REFERENCE_TAG },
            Opcode::AddressOf => nothing,
            Opcode::AddSmall | Opcode::SubSmall => KnownBits { mask: 1, bits: 0 },
            Opcode::AddSmallChecked | Opcode::SubSmallChecked | Opcode::MulSmallChecked => KnownBits { mask: 1, bits: 0 },
            Opcode::Compare | Opcode::CompareFloat => KnownBits { mask: !1, bits: 0 },
            Opcode::Bits | Opcode::ValueOf => operand(0),
            Opcode::Select => {
                let (left, right) = (operand(1), operand(2));
                let mask = left.mask & right.mask & !(left.bits ^ right.bits);
                KnownBits { mask, bits: left.bits & mask }
            }
            Opcode::And => {
                let (left, right) = (operand(0), operand(1));
                let zero = left.mask & !left.bits | right.mask & !right.bits;
                KnownBits { mask: zero | left.mask & right.mask, bits: left.bits & right.bits & !zero }
            }
            Opcode::Or => {
                let (left, right) = (operand(0), operand(1));
                let one = left.mask & left.bits | right.mask & right.bits;
                KnownBits { mask: one | left.mask & right.mask, bits: one }
            }
            Opcode::ShiftRight => match self.bits(node.operands[1]) {
                Some(count @ 1..=63) => {
                    let known = operand(0);
                    KnownBits { mask: known.mask >> count | !(u64::MAX >> count), bits: (known.bits & known.mask) >> count }
                }
                _ => nothing,
            },
            Opcode::ShiftLeft => match self.bits(node.operands[1]) {
                Some(count @ 0..=63) => {
                    let known = operand(0);
                    KnownBits { mask: known.mask << count | ((1 << count) - 1), bits: (known.bits & known.mask) << count }
                }
                _ => nothing,
            },
            _ => nothing,
        }
    }
}
