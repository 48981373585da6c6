//! Primitives of machine Ruby on objects and memory: a load, a store, a system call each.
//!
//! Element n of a Storage is at reference + 15 + 8 n, byte n of a Bytes at reference + 15 + n, slot n of any object
//! at reference + 7 + 8 n.
use super::body::{Binding, Body};
use super::call::Callee;
use super::classes::one_class;
use super::enter::FIRST_ELEMENT;
use super::helper::Helper;
use crate::function::ValueId;
use crate::instruction::{Condition, Opcode, Target, Type};
use parfait::{CoreClass, Layout, Primitive, context_offset, value};
use virtual_machine::{Constant, Operand, Program, SymbolId};

impl Body<'_, '_> {
    pub fn memory_primitive(&mut self, primitive: Primitive, operands: &[Operand], name: Option<SymbolId>) -> Option<Binding> {
        use Primitive as P;
        let operand = |at: usize| operands.get(at).copied().unwrap_or(Operand::Constant(Constant::Nil));
        let (a, b, c) = (operand(0), operand(1), operand(2));
        let name = name.map_or("", |name| self.world.program.symbols.name(name));
        let nil = Some(Binding::Constant(Constant::Nil));
        let value = match primitive {
            P::address => self.address(a, 0),
            P::reference => {
                let address = self.word(a);
                let tagged = self.with_word(Opcode::Add, address, 1);
                self.build.op(Opcode::ValueOf, &[tagged])
            }
            P::class_index => {
                let index = self.class_index(a);
                self.tag(index)
            }
            P::class_of => {
                if let Some(class) = one_class(&self.type_of(a)) {
                    let symbol = self.world.class_object(class);
                    return Some(Binding::Value(self.build.object(symbol)));
                }
                self.world.boot.class_table = true;
                let index = self.class_index(a);
                let table = self.world.symbol("class_table");
                let table = self.build.address_of(table);
                let first = self.world.asked_numbers().start;
                self.build.load_indexed(Type::Value, table, index, -8 * i64::from(first))
            }
            P::header => {
                let object = self.value(a);
                self.build.load(Type::Word, object, -1)
            }
            P::set_header => {
                let (object, header) = (self.value(a), self.word(b));
                self.build.store(object, -1, header);
                return nil;
            }
            P::slot => self.element(a, b, 7),
            P::set_slot => {
                self.set_element(a, b, c, 7);
                return nil;
            }
            P::storage_get => self.element(a, b, FIRST_ELEMENT),
            P::storage_set => {
                self.set_element(a, b, c, FIRST_ELEMENT);
                return nil;
            }
            P::storage_copy => {
                let count = self.scaled(operand(4));
                let from = self.element_address(a, b);
                let to = self.element_address(c, operand(3));
                self.build.copy_memory(from, to, count);
                return nil;
            }
            P::storage_length => {
                let object = self.value(a);
                self.build.load(Type::Value, object, 7)
            }
            P::bytes_get => {
                let (object, offset) = self.byte_place(a, b);
                let byte = self.build.load_part(Opcode::Load8, object, offset);
                self.tag(byte)
            }
            P::bytes_set => {
                let byte = self.word(c);
                let (object, offset) = self.byte_place(a, b);
                self.build.store_part(Opcode::Store8, object, offset, byte);
                return nil;
            }
            P::bytes_address => self.address(a, 16),
            P::load => {
                let address = self.word(a);
                self.build.load(Type::Value, address, 0)
            }
            P::load_word => {
                let address = self.word(a);
                self.build.load(Type::Word, address, 0)
            }
            P::load_u8 => self.load_part(Opcode::Load8, a),
            P::load_u16 => self.load_part(Opcode::Load16, a),
            P::load_u32 => self.load_part(Opcode::Load32, a),
            P::store => {
                let (address, value) = (self.word(a), self.value(b));
                self.build.store(address, 0, value);
                return nil;
            }
            P::store_word => {
                let (address, word) = (self.word(a), self.word(b));
                self.build.store(address, 0, word);
                return nil;
            }
            P::store_u8 => return self.store_part(Opcode::Store8, a, b),
            P::store_u16 => return self.store_part(Opcode::Store16, a, b),
            P::store_u32 => return self.store_part(Opcode::Store32, a, b),
            P::allocate_storage => self.allocate_values(a),
            P::allocate_bytes => {
                let count = self.value(a);
                self.call_helper(Helper::Bytes, &[count])
            }
            P::allocate_big => {
                let count = self.value(a);
                self.call_helper(Helper::Big, &[count])
            }
            P::allocate_object => {
                let class = self.value(a);
                self.call_helper(Helper::Object, &[class])
            }
            P::context_get => {
                let offset = self.context_field(name)?;
                self.build.load_context(Type::Word, offset)
            }
            P::context_set => {
                let offset = self.context_field(name)?;
                let word = self.word(a);
                self.build.store_context(offset, word);
                return nil;
            }
            P::data_address => {
                let boot = &mut self.world.boot;
                match name {
                    "layout_table" => boot.layout_table = true,
                    "symbol_strings" => boot.symbol_table = true,
                    _ => {}
                }
                let symbol = self.world.symbol(name);
                self.build.address_of(symbol)
            }
            P::syscall => {
                let words: Vec<ValueId> = operands.iter().map(|operand| self.word(*operand)).collect();
                let symbol = self.world.symbol(name);
                self.build.system_call(symbol, &words)
            }
            P::frame_address => self.build.frame_address(),
            P::unwind_to => {
                let (code, stack) = (self.word(a), self.word(b));
                self.build.unwind_to(code, stack);
                return None;
            }
            P::call_code => {
                let (code, argument) = (self.word(a), self.word(b));
                self.emit_call(Callee::Code, &[code, argument], Some(Type::Value), None)?
            }
            P::memory_copy => {
                let (from, to, count) = (self.word(a), self.word(b), self.word(c));
                self.build.copy_memory(from, to, count);
                return nil;
            }
            P::memory_fill => {
                let (to, byte, count) = (self.word(a), self.word(b), self.word(c));
                self.build.fill_memory(to, byte, count);
                return nil;
            }
            P::memory_compare => {
                let arguments = [self.word(a), self.word(b), self.word(c)];
                let symbol = self.world.helper(Helper::Compare);
                self.build.call_leaf(symbol, &arguments, Some(Type::Word))?
            }
            P::symbol_string => self.symbol_string(a),
            P::symbol_count => {
                let count = self.symbol_count();
                self.tag(count)
            }
            P::method_parameters => return self.method_parameters(a, b),
            P::responds => return self.responds(a, b, false),
            P::responds_privately => return self.responds(a, b, true),
            P::send_by_name => return self.send_by_name(operands),
            _ => {
                self.refuse(&format!("`{}` is not supported here", primitive.name()));
                return None;
            }
        };
        Some(Binding::Value(value))
    }
    fn context_field(&mut self, name: &str) -> Option<u32> {
        let offset = context_offset(name);
        if offset.is_none() {
            self.refuse(&format!("the context has no field `{name}`"));
        }
        offset
    }
    /// Where an object is, plus an offset: a word.
    fn address(&mut self, object: Operand, offset: i64) -> ValueId {
        let object = self.value(object);
        let address = self.build.to_address(object, offset);
        self.build.op(Opcode::Bits, &[address])
    }
    fn element(&mut self, object: Operand, index: Operand, first: i64) -> ValueId {
        let storage = self.value(object);
        match index {
            Operand::Constant(Constant::Small(index)) => self.build.load(Type::Value, storage, first + 8 * index),
            _ => {
                let index = self.word(index);
                self.build.load_indexed(Type::Value, storage, index, first)
            }
        }
    }
    fn set_element(&mut self, object: Operand, index: Operand, value: Operand, first: i64) {
        let value = self.value(value);
        let storage = self.value(object);
        match index {
            Operand::Constant(Constant::Small(index)) => self.build.store(storage, first + 8 * index, value),
            _ => {
                let index = self.word(index);
                self.build.store_indexed(storage, index, first, value);
            }
        }
    }
    /// Eight times a small integer.
    fn scaled(&mut self, count: Operand) -> ValueId {
        let count = self.word(count);
        self.with_word(Opcode::ShiftLeft, count, 3)
    }
    fn element_address(&mut self, storage: Operand, index: Operand) -> ValueId {
        let offset = self.scaled(index);
        let start = self.address(storage, 16);
        self.build.op(Opcode::Add, &[start, offset])
    }
    /// A base and an offset that say where a byte of a Bytes is.
    fn byte_place(&mut self, object: Operand, index: Operand) -> (ValueId, i64) {
        if let Operand::Constant(Constant::Small(index)) = index {
            return (self.value(object), FIRST_ELEMENT + index);
        }
        let index = self.word(index);
        let start = self.address(object, 16);
        (self.build.op(Opcode::Add, &[start, index]), 0)
    }
    fn load_part(&mut self, opcode: Opcode, address: Operand) -> ValueId {
        let address = self.word(address);
        self.build.load_part(opcode, address, 0)
    }
    fn store_part(&mut self, opcode: Opcode, address: Operand, word: Operand) -> Option<Binding> {
        let (address, word) = (self.word(address), self.word(word));
        self.build.store_part(opcode, address, 0, word);
        Some(Binding::Constant(Constant::Nil))
    }
    /// A Storage; a small one of known size in line.
    fn allocate_values(&mut self, count: Operand) -> ValueId {
        match count {
            Operand::Constant(Constant::Small(number @ 0..=16)) => {
                let header = self.header_of(CoreClass::Storage, 0);
                let storage = self.build.allocate(16 + 8 * number, header);
                let count = self.value(count);
                self.build.store(storage, 7, count);
                storage
            }
            _ => {
                let count = self.value(count);
                self.call_helper(Helper::Storage, &[count])
            }
        }
    }
    /// The class number of a value, as a word.
    pub fn class_index(&mut self, object: Operand) -> ValueId {
        let float = Program::core(CoreClass::Float);
        let ty = self.type_of(object);
        if let Some(class) = one_class(&ty) {
            // an object of a class without instances is never met
            return self.build.word(i64::from(self.world.classes.find_index(class).unwrap_or(0)));
        }
        if let virtual_machine::Type::Classes(classes) = ty
            && classes.iter().all(|class| *class != float && self.world.classes.layout(*class) != Layout::Immediate)
        {
            let object = self.value(object);
            return self.build.load_part(Opcode::Load32, object, -1);
        }
        let object = self.value(object);
        self.class_index_of(object)
    }
    fn class_index_of(&mut self, object: ValueId) -> ValueId {
        let (reference, other) = (self.build.new_block(&[]), self.build.new_block(&[]));
        let merge = self.build.new_block(&[Type::Word]);
        let bits = self.build.op(Opcode::Bits, &[object]);
        let low = self.with_word(Opcode::And, bits, 7);
        let tag = self.build.word(value::REFERENCE_TAG as i64);
        self.build.branch_compare(Condition::Equal, low, tag, Target::new(reference, &[]), Target::new(other, &[]));
        self.build.switch_to(reference);
        let index = self.build.load_part(Opcode::Load32, object, -1);
        self.build.jump(merge, &[index]);
        self.build.switch_to(other);
        let symbol = self.world.helper(Helper::ClassIndex);
        let index = self.build.call_leaf(symbol, &[object], Some(Type::Word)).expect("it has a result");
        self.build.jump(merge, &[index]);
        self.build.switch_to(merge);
        self.build.block_parameters(merge)[0]
    }
    fn symbol_count(&mut self) -> ValueId {
        self.world.boot.symbol_table = true;
        let table = self.world.symbol("symbol_strings");
        let table = self.build.address_of(table);
        self.build.load(Type::Word, table, 0)
    }
    /// From the table; nil for symbols made when running.
    fn symbol_string(&mut self, symbol: Operand) -> ValueId {
        let bits = self.bits(symbol);
        let index = self.with_word(Opcode::ShiftRight, bits, 8);
        let count = self.symbol_count();
        let (known, unknown) = (self.build.new_block(&[]), self.build.new_cold_block(&[]));
        let merge = self.build.new_block(&[Type::Value]);
        self.build.branch_compare(Condition::Below, index, count, Target::new(known, &[]), Target::new(unknown, &[]));
        self.build.switch_to(known);
        let table = self.world.symbol("symbol_strings");
        let table = self.build.address_of(table);
        let string = self.build.load_indexed(Type::Value, table, index, 8);
        self.build.jump(merge, &[string]);
        self.build.switch_to(unknown);
        let nil = self.build.constant(value::NIL);
        self.build.jump(merge, &[nil]);
        self.build.switch_to(merge);
        self.build.block_parameters(merge)[0]
    }
}
