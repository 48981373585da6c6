//! Sends and yields that inference could not resolve: code addresses found when running, called by the protocol
//! `code(self or proc, argc, a0, a1, a2, block)`; argc -1: a0 is an Array of all arguments, a1 a Hash of keywords or nil.
//!
//! ```text
//! send x :name           class of x as in the site's cache? code from the cache
//!                        else (cold) code from the table of dispatch, into the cache; none: the runtime's no_method
//!                        call_indirect code(x, 0, nil, nil, nil, nil)
//! ```
use super::body::{Binding, Body};
use super::call::Callee;
use super::helper::Helper;
use super::test::Test;
use crate::function::{Datum, ValueId};
use crate::instruction::{Condition, Opcode, Target, Type};
use crate::object::Section;
use parfait::{CoreClass, value};
use virtual_machine::{
    Argument, BlockArgument, Constant, FIRST_ARGUMENT, MethodId, NewMessage, Operand, Program, SlotId, SymbolId,
};

/// What a call passes, for the error if there is no method.
enum Failed<'m> {
    Plain(&'m [Argument]),
    /// An Array, and a Hash or nil.
    Packed(ValueId, ValueId),
}

impl Body<'_, '_> {
    pub fn send(&mut self, result: Option<SlotId>, name: SymbolId, message: &NewMessage) {
        let receiver = self.value(message.receiver);
        let Some(given) = self.protocol(&message.arguments) else { return };
        let (block, literal) = self.block_value(message.block);
        let symbol = self.constant(Constant::Symbol(name), Type::Value);
        let class = self.class_index(message.receiver);
        let code = self.cached_code(class, symbol);
        let failed = match message.arguments[..] {
            [Argument::Splat(_), Argument::DoubleSplat(_)] => Failed::Packed(given[1], given[2]),
            _ => Failed::Plain(&message.arguments),
        };
        let code = self.require_code(code, symbol, receiver, message.variable_call, failed);
        let arguments = [code, receiver, given[0], given[1], given[2], given[3], block];
        let value = self.emit_call(Callee::Code, &arguments, Some(Type::Value), literal);
        if let Some(value) = value {
            self.write(result, Binding::Value(value));
        }
    }
    pub fn yield_to(&mut self, result: Option<SlotId>, block: Operand, arguments: &[Argument]) {
        let block_value = self.value(block);
        let Some(given) = self.protocol(arguments) else { return };
        self.refuse_no_block(block, block_value);
        let code = self.build.load(Type::Value, block_value, self.core_offset(CoreClass::Proc, "@code"));
        let code = self.build.op(Opcode::Bits, &[code]);
        let nil = self.nil();
        let arguments = [code, block_value, given[0], given[1], given[2], given[3], nil];
        if let Some(value) = self.emit_call(Callee::Code, &arguments, Some(Type::Value), None) {
            self.write(result, Binding::Value(value));
        }
    }
    /// LocalJumpError where a block may be missing.
    fn refuse_no_block(&mut self, block: Operand, block_value: ValueId) {
        let test = self.truth(block);
        if matches!(test, Test::Known(true)) {
            return;
        }
        let (missing, present) = (self.build.new_cold_block(&[]), self.build.new_block(&[]));
        let nil = self.nil();
        self.build.branch_compare(Condition::Equal, block_value, nil, Target::new(missing, &[]), Target::new(present, &[]));
        self.build.switch_to(missing);
        self.call_root("no_block", &[]);
        self.build.unreachable();
        self.build.switch_to(present);
    }
    /// argc and three values.
    fn protocol(&mut self, arguments: &[Argument]) -> Option<[ValueId; 4]> {
        let plain: Option<Vec<Operand>> = arguments
            .iter()
            .map(|argument| match argument {
                Argument::Positional(operand) => Some(*operand),
                Argument::Splat(_) | Argument::Keyword(..) | Argument::DoubleSplat(_) => None,
            })
            .collect();
        let nil = self.nil();
        match (plain, arguments) {
            (Some(plain), _) if plain.len() <= 3 => {
                let argc = self.build.word(plain.len() as i64);
                let mut given = [argc, nil, nil, nil];
                for (at, operand) in plain.iter().enumerate() {
                    given[at + 1] = self.value(*operand);
                }
                Some(given)
            }
            (Some(plain), _) => {
                let values: Vec<ValueId> = plain.iter().map(|operand| self.value(*operand)).collect();
                let array = self.array_of(&values);
                Some([self.build.word(-1), array, nil, nil])
            }
            // inference packs the others into one Array and one Hash
            (None, [Argument::Splat(array), Argument::DoubleSplat(keywords)]) => {
                let (array, keywords) = (self.value(*array), self.value(*keywords));
                Some([self.build.word(-1), array, keywords, nil])
            }
            _ => {
                self.refuse("such arguments of a send that is not known when compiling are not supported yet");
                None
            }
        }
    }
    fn block_value(&mut self, block: BlockArgument) -> (ValueId, Option<MethodId>) {
        match block {
            BlockArgument::None => (self.nil(), None),
            BlockArgument::Pass(operand) => (self.value(operand), None),
            BlockArgument::Literal(body) => (self.make_proc(body), Some(body)),
        }
    }
    /// Code for a class and a name, from the site's cache or the table: 0 if there is none.
    fn cached_code(&mut self, class: ValueId, name: ValueId) -> ValueId {
        let site = self.world.cache();
        let site = self.build.address_of(site);
        let (hit, miss) = (self.build.new_block(&[]), self.build.new_cold_block(&[]));
        let merge = self.build.new_block(&[Type::Word]);
        let known = self.build.load(Type::Word, site, 0);
        self.build.branch_compare(Condition::Equal, known, class, Target::new(hit, &[]), Target::new(miss, &[]));
        self.build.switch_to(hit);
        let code = self.build.load(Type::Word, site, 8);
        self.build.jump(merge, &[code]);
        self.build.switch_to(miss);
        let code = self.find_code(class, name);
        self.build.store(site, 0, class);
        self.build.store(site, 8, code);
        self.build.jump(merge, &[code]);
        self.build.switch_to(merge);
        self.build.block_parameters(merge)[0]
    }
    fn find_code(&mut self, class: ValueId, name: ValueId) -> ValueId {
        self.world.boot.dispatch = true;
        let symbol = self.world.helper(Helper::FindCode);
        self.build.call_leaf(symbol, &[class, name], Some(Type::Word)).expect("it has a result")
    }
    /// NoMethodError where there is no code.
    fn require_code(&mut self, code: ValueId, name: ValueId, receiver: ValueId, variable: bool, failed: Failed) -> ValueId {
        let (missing, present) = (self.build.new_cold_block(&[]), self.build.new_block(&[]));
        let zero = self.build.word(0);
        self.build.branch_compare(Condition::Equal, code, zero, Target::new(missing, &[]), Target::new(present, &[]));
        self.build.switch_to(missing);
        let variable = self.build.constant(value::boolean(variable));
        let [arguments, keywords] = self.failed_arguments(failed);
        self.call_root("no_method", &[name, receiver, variable, arguments, keywords]);
        self.build.unreachable();
        self.build.switch_to(present);
        code
    }
    /// An Array and a Hash or nil; nil where no part of the program asks for them.
    fn failed_arguments(&mut self, failed: Failed) -> [ValueId; 2] {
        let root = self.world.roots.get("no_method").map(|root| &self.world.program.methods[*root]);
        let kept = root.and_then(|root| root.slots.get(SlotId(FIRST_ARGUMENT.0 + 3))).map(|slot| &slot.type_);
        let nil = self.nil();
        match failed {
            _ if kept == Some(&virtual_machine::Type::Classes(vec![Program::core(CoreClass::NilClass)])) => [nil; 2],
            Failed::Packed(array, keywords) => [array, keywords],
            Failed::Plain(arguments) => {
                let values: Vec<ValueId> = arguments.iter().map(|argument| self.value(*argument.operand())).collect();
                [self.array_of(&values), nil]
            }
        }
    }
    /// receiver, name, Array, Hash or nil, Proc or nil.
    pub fn send_by_name(&mut self, operands: &[Operand]) -> Option<Binding> {
        let [receiver, name, array, keywords, block] = operands else { return None };
        let class = self.class_index(*receiver);
        let values: Vec<ValueId> =
            [receiver, name, array, keywords, block].into_iter().map(|operand| self.value(*operand)).collect();
        let code = self.find_code(class, values[1]);
        let code = self.require_code(code, values[1], values[0], false, Failed::Packed(values[2], values[3]));
        let (argc, nil) = (self.build.word(-1), self.nil());
        let arguments = [code, values[0], argc, values[2], values[3], nil, values[4]];
        Some(Binding::Value(self.emit_call(Callee::Code, &arguments, Some(Type::Value), None)?))
    }
    /// Has the class of an object a method of this name?
    pub fn responds(&mut self, object: Operand, name: Operand, privately: bool) -> Option<Binding> {
        self.world.boot.responds = true;
        let class = self.class_index(object);
        let name = self.value(name);
        let symbol = self.world.helper(Helper::Responds);
        let visibility = self.build.call_leaf(symbol, &[class, name], Some(Type::Word))?;
        let least = self.build.word(if privately { 1 } else { 3 });
        Some(self.test(Test::Compare(Condition::GreaterEqual, visibility, least)))
    }
    /// The description of a method's parameters.
    pub fn method_parameters(&mut self, object: Operand, name: Operand) -> Option<Binding> {
        self.world.boot.parameters = true;
        let class = self.class_index(object);
        let name = self.value(name);
        let symbol = self.world.helper(Helper::Parameters);
        let found = self.build.call_leaf(symbol, &[class, name], Some(Type::Word))?;
        Some(Binding::Value(self.build.op(Opcode::ValueOf, &[found])))
    }
}

impl super::World<'_> {
    /// The cache of a call site: a class number and a code address.
    fn cache(&mut self) -> crate::function::SymbolId {
        let symbol = self.symbol(&format!("cache.{}", self.boot.caches));
        self.boot.caches += 1;
        self.data(symbol, Section::Writable, "cache of a send".to_string(), vec![Datum::Word(u64::MAX), Datum::Word(0)]);
        symbol
    }
}
