//! A binding as the kind of register that a use wants: tagged value, raw word, double.
//!
//! | from | to | how |
//! | --- | --- | --- |
//! | value | word | a small integer: shift right |
//! | word | value | shift left |
//! | value | float | immediate: rotate and add; else load from the object (cold) |
//! | float | value | rotate; if it does not fit, `box_float` makes an object (cold) |
use super::body::{Binding, Body};
use super::classes::constant_type;
use super::helper::Helper;
use crate::function::ValueId;
use crate::instruction::{Opcode, Target, Type};
use parfait::value;
use virtual_machine::{Constant, Operand};

impl Body<'_, '_> {
    /// An operand in the register that is wanted.
    pub fn operand(&mut self, operand: Operand, wanted: Type) -> ValueId {
        let binding = self.binding(operand);
        self.convert(binding, wanted)
    }
    pub fn value(&mut self, operand: Operand) -> ValueId {
        self.operand(operand, Type::Value)
    }
    pub fn word(&mut self, operand: Operand) -> ValueId {
        self.operand(operand, Type::Word)
    }
    pub fn float(&mut self, operand: Operand) -> ValueId {
        self.operand(operand, Type::Float)
    }
    /// The exact types that an operand may have.
    pub fn type_of(&self, operand: Operand) -> virtual_machine::Type {
        match operand {
            Operand::Slot(slot) => self.slot_type(slot).clone(),
            Operand::Constant(constant) => constant_type(self.world.program, constant),
        }
    }
    pub fn convert(&mut self, binding: Binding, wanted: Type) -> ValueId {
        match binding {
            Binding::Constant(constant) => self.constant(constant, wanted),
            Binding::Value(value) => self.convert_value(value, wanted),
            Binding::Test(test) => {
                let value = self.test_value(test);
                self.convert_value(value, wanted)
            }
            Binding::Checked(pending) => {
                let value = self.finish_one(pending);
                self.convert_value(value, wanted)
            }
        }
    }
    pub fn convert_value(&mut self, value: ValueId, wanted: Type) -> ValueId {
        let from = self.build.type_of(value);
        match (from, wanted) {
            (Type::Address, Type::Word) => self.build.op(Opcode::Bits, &[value]),
            (Type::Value, Type::Word) => {
                let bits = self.build.op(Opcode::Bits, &[value]);
                let one = self.build.word(1);
                self.build.op(Opcode::ShiftRightSigned, &[bits, one])
            }
            (Type::Word, Type::Value) => self.tag(value),
            (Type::Address, Type::Value) => {
                let bits = self.build.op(Opcode::Bits, &[value]);
                self.tag(bits)
            }
            (Type::Value, Type::Float) => self.unbox(value),
            (Type::Float, Type::Value) => self.box_float(value),
            (Type::Word | Type::Address, Type::Float) => self.build.op(Opcode::FloatFromWord, &[value]),
            (Type::Float, Type::Word) => self.build.op(Opcode::FloatToWord, &[value]),
            _ => value,
        }
    }
    /// A word as a small integer.
    pub fn tag(&mut self, word: ValueId) -> ValueId {
        let one = self.build.word(1);
        let shifted = self.build.op(Opcode::ShiftLeft, &[word, one]);
        self.build.op(Opcode::ValueOf, &[shifted])
    }
    pub fn constant(&mut self, constant: Constant, wanted: Type) -> ValueId {
        match (constant, wanted) {
            (Constant::Small(number), Type::Word) => self.build.word(number),
            (Constant::Small(number), Type::Float) => self.build.float(number as f64),
            (Constant::Float(float), Type::Float) => self.build.float(float),
            // a slot that is not set yet: nobody reads it
            (_, Type::Word | Type::Address) => self.build.word(0),
            (_, Type::Float) => self.build.float(0.0),
            (_, Type::Value) => self.constant_value(constant),
        }
    }
    fn constant_value(&mut self, constant: Constant) -> ValueId {
        let bits = match constant {
            Constant::Nil => value::NIL,
            Constant::True => value::TRUE,
            Constant::False => value::FALSE,
            Constant::Undefined => value::UNDEFINED,
            Constant::Small(number) => match value::small(number) {
                Some(bits) => bits,
                None => {
                    self.refuse("this integer does not fit a small integer");
                    value::NIL
                }
            },
            Constant::Symbol(symbol) => value::symbol(self.world.symbol_number(symbol)),
            Constant::Float(float) => match value::encode_float(float) {
                Some(bits) => bits,
                None => {
                    let symbol = self.world.float_object(float);
                    return self.build.object(symbol);
                }
            },
            Constant::Big(digits) => {
                return match self.world.big_object(digits) {
                    Some(symbol) => self.build.object(symbol),
                    None => {
                        self.refuse("this big integer's digits are not decimal");
                        self.build.constant(value::NIL)
                    }
                };
            }
            Constant::Class(class) => {
                let symbol = self.world.class_object(class);
                return self.build.object(symbol);
            }
            Constant::FrozenString(string) => {
                let symbol = self.world.string_object(string);
                return self.build.object(symbol);
            }
        };
        self.build.constant(bits)
    }
    /// The double of a Float object or immediate.
    pub fn unbox(&mut self, object: ValueId) -> ValueId {
        let immediate = self.build.new_block(&[]);
        let boxed = self.build.new_cold_block(&[]);
        let merge = self.build.new_block(&[Type::Float]);
        self.build.branch_bits(object, 2, Target::new(immediate, &[]), Target::new(boxed, &[]));
        self.build.switch_to(immediate);
        // rotate right by 3, where the low bits are 3
        let bits = self.build.op(Opcode::Bits, &[object]);
        let tag = self.build.word(3);
        let untagged = self.build.op(Opcode::Sub, &[bits, tag]);
        let shift = self.build.word(61);
        let high = self.build.op(Opcode::ShiftLeft, &[untagged, shift]);
        let low = self.build.op(Opcode::ShiftRight, &[untagged, tag]);
        let rotated = self.build.op(Opcode::Or, &[high, low]);
        let bias = self.build.word(value::FLOAT_BIAS as i64);
        let bits = self.build.op(Opcode::Add, &[rotated, bias]);
        let float = self.build.op(Opcode::FloatFromBits, &[bits]);
        self.build.jump(merge, &[float]);
        self.build.switch_to(boxed);
        let float = self.build.load(Type::Float, object, 7);
        self.build.jump(merge, &[float]);
        self.build.switch_to(merge);
        self.build.block_parameters(merge)[0]
    }
    /// A Float value of a double.
    pub fn box_float(&mut self, float: ValueId) -> ValueId {
        let helper = self.world.helper(Helper::BoxFloat);
        let cold = self.build.new_cold_block(&[]);
        let fits = self.build.new_block(&[]);
        let merge = self.build.new_block(&[Type::Value]);
        let raw = self.build.op(Opcode::FloatBits, &[float]);
        let bias = self.build.word(value::FLOAT_BIAS as i64);
        let bits = self.build.op(Opcode::Sub, &[raw, bias]);
        let three = self.build.word(3);
        let high = self.build.op(Opcode::ShiftLeft, &[bits, three]);
        let shift = self.build.word(61);
        let low = self.build.op(Opcode::ShiftRight, &[bits, shift]);
        let rotated = self.build.op(Opcode::Or, &[high, low]);
        self.build.branch_bits(rotated, 3, Target::new(cold, &[]), Target::new(fits, &[]));
        self.build.switch_to(fits);
        let tagged = self.build.op(Opcode::Or, &[rotated, three]);
        let immediate = self.build.op(Opcode::ValueOf, &[tagged]);
        self.build.jump(merge, &[immediate]);
        self.build.switch_to(cold);
        let object = self.build.call(helper, &[raw], Some(Type::Value)).expect("it has a result");
        self.build.jump(merge, &[object]);
        self.build.switch_to(merge);
        self.build.block_parameters(merge)[0]
    }
}
