//! New objects: a header word and slots, through the one instruction `allocate`; sizes that are known only when
//! running go through helpers.
use super::body::{Binding, Body};
use super::helper::Helper;
use crate::function::ValueId;
use crate::instruction::Type;
use parfait::{CoreClass, Layout, value};
use virtual_machine::{ClassId, MethodId, MethodKind, Operand, SlotId, StringId};

impl Body<'_, '_> {
    /// The header word of a core class's instances.
    pub fn header_of(&mut self, class: CoreClass, flags: u64) -> ValueId {
        let header = u64::from(self.world.classes.core_index(class)) | flags;
        self.build.word(header as i64)
    }
    pub fn new_object(&mut self, result: Option<SlotId>, class: ClassId) {
        if self.world.classes.layout(class) != Layout::Plain {
            return self.refuse("instances of this class are not made by `new`");
        }
        self.world.boot.made.insert(class);
        let header = self.build.word(i64::from(self.world.classes.index(class)));
        let object = self.build.allocate(i64::from(self.world.classes.bytes(class)), header);
        self.write(result, Binding::Value(object));
    }
    pub fn new_array(&mut self, result: Option<SlotId>, elements: &[Operand]) {
        let values: Vec<ValueId> = elements.iter().map(|element| self.value(*element)).collect();
        let array = self.array_of(&values);
        self.write(result, Binding::Value(array));
    }
    pub fn array_of(&mut self, values: &[ValueId]) -> ValueId {
        let store = if values.is_empty() {
            let symbol = self.world.empty_storage();
            self.build.object(symbol)
        } else {
            let header = self.header_of(CoreClass::Storage, 0);
            let store = self.build.allocate(16 + 8 * values.len() as i64, header);
            let count = self.build.constant((values.len() as u64) << 1);
            self.build.store(store, 7, count);
            for (at, value) in values.iter().enumerate() {
                self.build.store(store, 15 + 8 * at as i64, *value);
            }
            store
        };
        let count = self.build.constant((values.len() as u64) << 1);
        let zero = self.build.constant(0);
        self.core_object(CoreClass::Array, &[("@store", store), ("@start", zero), ("@length", count)])
    }
    pub fn new_string(&mut self, result: Option<SlotId>, string: StringId) {
        let bytes = self.world.program.strings.get(string).cloned().unwrap_or_default();
        let symbol = self.world.bytes_object(&bytes);
        let store = self.build.object(symbol);
        let length = self.build.constant((bytes.len() as u64) << 1);
        let state = self.build.constant(super::boot::string_state(&bytes) << 1);
        let made = self.core_object(CoreClass::String, &[("@bytes", store), ("@length", length), ("@state", state)]);
        self.write(result, Binding::Value(made));
    }
    /// A new object of a core class with fields set.
    pub fn core_object(&mut self, class: CoreClass, fields: &[(&str, ValueId)]) -> ValueId {
        let id = virtual_machine::Program::core(class);
        self.world.boot.made.insert(id);
        let header = self.header_of(class, 0);
        let object = self.build.allocate(i64::from(self.world.classes.bytes(id)), header);
        for (field, value) in fields {
            self.build.store(object, self.core_offset(class, field), *value);
        }
        object
    }
    /// A Proc of a block body and this activation.
    pub fn make_proc(&mut self, body: MethodId) -> ValueId {
        let program = self.world.program;
        let Some(method) = program.methods.get(body) else {
            self.refuse("this block does not exist");
            return self.nil();
        };
        if method.parent != Some(self.id) {
            self.refuse("this block stands in another method");
        }
        self.say_shared();
        let lambda = method.kind == MethodKind::Block { lambda: true };
        let receiver = self.self_value();
        let frame = self.frame_for_closures();
        let adapter = program.adapters.get(&body).and_then(|adapter| self.world.facts.get(adapter)).map(|facts| facts.symbol);
        let code = match adapter {
            Some(symbol) => {
                let address = self.build.address_of(symbol);
                self.build.op(crate::Opcode::ValueOf, &[address])
            }
            None => self.build.constant(0),
        };
        let parameters = if self.world.asked.fields.contains("parameters") {
            let description = program.methods[super::facts::original(program, body)].parameters.description(&program.symbols);
            let description = self.world.frozen_string(description.as_bytes());
            self.build.object(description)
        } else {
            self.nil()
        };
        let lambda = self.build.constant(value::boolean(lambda));
        self.core_object(
            CoreClass::Proc,
            &[("@code", code), ("@receiver", receiver), ("@frame", frame), ("@parameters", parameters), ("@lambda", lambda)],
        )
    }
    /// A call of a helper that gives an object.
    pub fn call_helper(&mut self, helper: Helper, arguments: &[ValueId]) -> ValueId {
        let symbol = self.world.helper(helper);
        self.build.call(symbol, arguments, Some(Type::Value)).expect("it has a result")
    }
}
