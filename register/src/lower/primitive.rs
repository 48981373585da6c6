//! Primitives of machine Ruby on numbers and values: each becomes a few instructions. Tests stay tests until a branch
//! or a value asks for them, checked arithmetic waits for the branch on its overflow.
use super::body::{Binding, Body, Checked};
use super::test::{Kinds, Test};
use crate::function::ValueId;
use crate::instruction::{Condition, Opcode, Type};
use parfait::{CoreClass, Primitive, value};
use virtual_machine::{Constant, Operand, Program, SlotId, SymbolId};

impl Body<'_, '_> {
    pub fn primitive(&mut self, result: Option<SlotId>, primitive: Primitive, operands: &[Operand], name: Option<SymbolId>) {
        let named = primitive.operands().iter().filter(|kind| **kind == parfait::primitive::Kind::Name).count();
        let wanted = primitive.operands().len() - named;
        let fewer = primitive == Primitive::syscall && operands.len() < wanted;
        if (operands.len() != wanted && !fewer) || (named > 0 && name.is_none()) {
            return self.refuse(&format!("`{}` takes {wanted} operands, not {}", primitive.name(), operands.len()));
        }
        if let Some(binding) = self.compute(result, primitive, operands, name) {
            self.write(result, binding);
        }
    }
    /// The primitive's result; `None` if the control flow ends there or the program is refused.
    fn compute(
        &mut self,
        result: Option<SlotId>,
        primitive: Primitive,
        operands: &[Operand],
        name: Option<SymbolId>,
    ) -> Option<Binding> {
        use Primitive as P;
        let a = operands.first().copied().unwrap_or(Operand::Constant(Constant::Nil));
        let b = operands.get(1).copied().unwrap_or(Operand::Constant(Constant::Nil));
        let value = match primitive {
            P::word_add => self.words(Opcode::Add, a, b),
            P::word_sub => self.words(Opcode::Sub, a, b),
            P::word_mul => self.words(Opcode::Mul, a, b),
            P::word_div => self.words(Opcode::Div, a, b),
            P::word_rem => self.words(Opcode::Rem, a, b),
            P::word_and => self.words(Opcode::And, a, b),
            P::word_or => self.words(Opcode::Or, a, b),
            P::word_xor => self.words(Opcode::Xor, a, b),
            P::word_shl => self.words(Opcode::ShiftLeft, a, b),
            P::word_sar => self.words(Opcode::ShiftRightSigned, a, b),
            P::word_shr => self.words(Opcode::ShiftRight, a, b),
            P::word_udiv => self.words(Opcode::UnsignedDiv, a, b),
            P::word_urem => self.words(Opcode::UnsignedRem, a, b),
            P::word_umulh => self.words(Opcode::UnsignedMulHigh, a, b),
            P::word_clz => self.on_word(Opcode::LeadingZeros, a),
            P::word_ctz => self.on_word(Opcode::TrailingZeros, a),
            P::word_eq => return self.compare_words(Condition::Equal, a, b),
            P::word_ne => return self.compare_words(Condition::NotEqual, a, b),
            P::word_lt => return self.compare_words(Condition::Less, a, b),
            P::word_le => return self.compare_words(Condition::LessEqual, a, b),
            P::word_gt => return self.compare_words(Condition::Greater, a, b),
            P::word_ge => return self.compare_words(Condition::GreaterEqual, a, b),
            P::word_below => return self.compare_words(Condition::Below, a, b),

            P::small_add => return self.small_arithmetic(result, P::small_add, a, b),
            P::small_sub => return self.small_arithmetic(result, P::small_sub, a, b),
            P::small_mul => return self.small_arithmetic(result, P::small_mul, a, b),
            P::small_plus => {
                let (left, right) = (self.value(a), self.value(b));
                self.build.op(Opcode::AddSmall, &[left, right])
            }
            P::small_and => self.on_bits(Opcode::And, a, b),
            P::small_or => self.on_bits(Opcode::Or, a, b),
            P::small_xor => self.on_bits(Opcode::Xor, a, b),
            P::small_eq => return self.compare_values(Condition::Equal, a, b),
            P::small_lt => return self.compare_values(Condition::Less, a, b),
            P::small_le => return self.compare_values(Condition::LessEqual, a, b),
            P::small_gt => return self.compare_values(Condition::Greater, a, b),
            P::small_ge => return self.compare_values(Condition::GreaterEqual, a, b),

            P::float_add => self.floats(Opcode::FloatAdd, a, b),
            P::float_sub => self.floats(Opcode::FloatSub, a, b),
            P::float_mul => self.floats(Opcode::FloatMul, a, b),
            P::float_div => self.floats(Opcode::FloatDiv, a, b),
            P::float_neg => self.on_float(Opcode::FloatNeg, a),
            P::float_abs => self.on_float(Opcode::FloatAbs, a),
            P::float_sqrt => self.on_float(Opcode::FloatSqrt, a),
            P::float_floor => self.on_float(Opcode::FloatFloor, a),
            P::float_ceil => self.on_float(Opcode::FloatCeil, a),
            P::float_trunc => self.on_float(Opcode::FloatTrunc, a),
            P::float_to_word => self.on_float(Opcode::FloatToWord, a),
            P::float_bits => self.on_float(Opcode::FloatBits, a),
            P::float_eq => return self.compare_floats(Condition::Equal, a, b),
            P::float_lt => return self.compare_floats(Condition::Less, a, b),
            P::float_le => return self.compare_floats(Condition::LessEqual, a, b),
            P::float_gt => return self.compare_floats(Condition::Greater, a, b),
            P::float_ge => return self.compare_floats(Condition::GreaterEqual, a, b),
            P::float_from_word => self.on_word(Opcode::FloatFromWord, a),
            P::float_from_bits => self.on_word(Opcode::FloatFromBits, a),

            P::word => self.word(a),
            P::small => {
                let word = self.word(a);
                self.tag(word)
            }
            P::bits => self.bits(a),
            P::value => self.on_word(Opcode::ValueOf, a),
            P::same => return self.compare_values(Condition::Equal, a, b),
            P::undefined => return Some(self.undefined(a)),
            P::truthy => {
                let test = self.truth(a);
                return Some(self.test(test));
            }
            P::nothing => return Some(Binding::Constant(Constant::Undefined)),
            P::is_reference => return Some(self.is_reference(a)),
            P::symbol_index => {
                let bits = self.bits(a);
                let index = self.with_word(Opcode::ShiftRight, bits, 8);
                self.tag(index)
            }
            P::symbol_from_index => {
                let word = self.word(a);
                let shifted = self.with_word(Opcode::ShiftLeft, word, 8);
                let tagged = self.with_word(Opcode::Or, shifted, value::SYMBOL_TAG as i64);
                self.build.op(Opcode::ValueOf, &[tagged])
            }
            P::halt => {
                self.build.unreachable();
                return None;
            }
            P::address
            | P::reference
            | P::class_index
            | P::class_of
            | P::header
            | P::set_header
            | P::slot
            | P::set_slot
            | P::storage_get
            | P::storage_set
            | P::storage_copy
            | P::storage_length
            | P::bytes_get
            | P::bytes_set
            | P::bytes_address
            | P::load
            | P::load_word
            | P::load_u8
            | P::load_u16
            | P::load_u32
            | P::store
            | P::store_word
            | P::store_u8
            | P::store_u16
            | P::store_u32
            | P::allocate_storage
            | P::allocate_bytes
            | P::allocate_big
            | P::allocate_object
            | P::context_get
            | P::context_set
            | P::data_address
            | P::syscall
            | P::frame_address
            | P::unwind_to
            | P::call_code
            | P::memory_copy
            | P::memory_fill
            | P::memory_compare
            | P::symbol_string
            | P::symbol_count
            | P::responds
            | P::responds_privately
            | P::method_parameters
            | P::send_by_name => {
                return self.memory_primitive(primitive, operands, name);
            }
        };
        Some(Binding::Value(value))
    }
    fn words(&mut self, opcode: Opcode, a: Operand, b: Operand) -> ValueId {
        let (a, b) = (self.word(a), self.word(b));
        self.build.op(opcode, &[a, b])
    }
    fn floats(&mut self, opcode: Opcode, a: Operand, b: Operand) -> ValueId {
        let (a, b) = (self.float(a), self.float(b));
        self.build.op(opcode, &[a, b])
    }
    fn on_word(&mut self, opcode: Opcode, a: Operand) -> ValueId {
        let a = self.word(a);
        self.build.op(opcode, &[a])
    }
    fn on_float(&mut self, opcode: Opcode, a: Operand) -> ValueId {
        let a = self.float(a);
        self.build.op(opcode, &[a])
    }
    /// An operation with a constant.
    pub fn with_word(&mut self, opcode: Opcode, a: ValueId, number: i64) -> ValueId {
        let number = self.build.word(number);
        self.build.op(opcode, &[a, number])
    }
    /// The tagged bits of a value.
    pub fn bits(&mut self, a: Operand) -> ValueId {
        let a = self.value(a);
        self.build.op(Opcode::Bits, &[a])
    }
    fn on_bits(&mut self, opcode: Opcode, a: Operand, b: Operand) -> ValueId {
        let (a, b) = (self.bits(a), self.bits(b));
        let bits = self.build.op(opcode, &[a, b]);
        self.build.op(Opcode::ValueOf, &[bits])
    }
    fn compare_words(&mut self, condition: Condition, a: Operand, b: Operand) -> Option<Binding> {
        let (a, b) = (self.word(a), self.word(b));
        Some(self.test(Test::Compare(condition, a, b)))
    }
    fn compare_values(&mut self, condition: Condition, a: Operand, b: Operand) -> Option<Binding> {
        let (a, b) = (self.value(a), self.value(b));
        Some(self.test(Test::Compare(condition, a, b)))
    }
    fn compare_floats(&mut self, condition: Condition, a: Operand, b: Operand) -> Option<Binding> {
        let (a, b) = (self.float(a), self.float(b));
        Some(self.test(Test::Float(condition, a, b)))
    }
    /// With the result's type Small inference says that it cannot overflow.
    fn small_arithmetic(&mut self, result: Option<SlotId>, primitive: Primitive, a: Operand, b: Operand) -> Option<Binding> {
        let never = result.is_some_and(|slot| super::classes::is_small(self.slot_type(slot)));
        let (left, right) = (self.value(a), self.value(b));
        let checked = match primitive {
            Primitive::small_add if never => return Some(Binding::Value(self.build.op(Opcode::AddSmall, &[left, right]))),
            Primitive::small_sub if never => return Some(Binding::Value(self.build.op(Opcode::SubSmall, &[left, right]))),
            Primitive::small_add => Opcode::AddSmallChecked,
            Primitive::small_sub => Opcode::SubSmallChecked,
            _ if never => {
                let (bits, word) = (self.bits(a), self.word(b));
                let product = self.build.op(Opcode::Mul, &[bits, word]);
                return Some(Binding::Value(self.build.op(Opcode::ValueOf, &[product])));
            }
            _ => Opcode::MulSmallChecked,
        };
        self.checked.push(Checked { opcode: checked, left, right, done: None });
        Some(Binding::Checked(self.checked.len() - 1))
    }
    fn undefined(&mut self, a: Operand) -> Binding {
        let binding = self.binding(a);
        let test = match binding {
            Binding::Checked(pending) if self.checked[pending].done.is_none() => Test::Overflow(pending),
            Binding::Constant(constant) => Test::Known(constant == Constant::Undefined),
            Binding::Value(value) if self.build.type_of(value) != Type::Value => Test::Known(false),
            Binding::Test(_) => Test::Known(false),
            Binding::Value(_) | Binding::Checked(_) => {
                let value = self.convert(binding, Type::Value);
                let undefined = self.build.constant(value::UNDEFINED);
                Test::Compare(Condition::Equal, value, undefined)
            }
        };
        self.test(test)
    }
    fn is_reference(&mut self, a: Operand) -> Binding {
        let object = self.value(a);
        // an object of class Float may be an immediate: the tag decides
        let float = Program::core(CoreClass::Float);
        let ty = self.type_of(a);
        let heap = |class| self.world.classes.layout(class) != parfait::Layout::Immediate;
        let test = match &ty {
            virtual_machine::Type::Classes(all) if !all.is_empty() && all.iter().all(|class| heap(*class) && *class != float) => {
                Test::Known(true)
            }
            virtual_machine::Type::Classes(all) if all.contains(&float) => self.low_bits_are(object, 7, 1),
            virtual_machine::Type::Classes(_) => {
                let kinds = Kinds::new(self, &ty, &heap);
                Test::Kinds(object, kinds)
            }
            virtual_machine::Type::Mystery | virtual_machine::Type::Word => self.low_bits_are(object, 7, 1),
        };
        self.test(test)
    }
    fn low_bits_are(&mut self, object: ValueId, mask: i64, wanted: i64) -> Test {
        let bits = self.build.op(Opcode::Bits, &[object]);
        let low = self.with_word(Opcode::And, bits, mask);
        let wanted = self.build.word(wanted);
        Test::Compare(Condition::Equal, low, wanted)
    }
}
