//! Out-of-line functions that lowered code calls: boxing of floats, allocation of sizes known only when running,
//! comparing memory. Each is emitted if anything asked for it.
use super::World;
use crate::builder::FunctionBuilder;
use crate::function::ValueId;
use crate::instruction::{Condition, Opcode, Target, Type};
use parfait::{CoreClass, context_offset, value};

/// The functions there are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Helper {
    /// The Float object of a double (as a word) that is no immediate.
    BoxFloat,
    /// A Storage of n nils.
    Storage,
    /// A Bytes of n zero bytes.
    Bytes,
    /// A Big of n zero bytes.
    Big,
    /// An object of a class object.
    Object,
    /// Compares bytes.
    Compare,
    /// The class number of any value.
    ClassIndex,
    /// The code address for a class number and a name, or 0.
    FindCode,
    /// How a class (number) has a method of a name: 0 not, 1 private, 2 protected, 3 public.
    Responds,
    /// The description of the parameters of a class's (number) method of a name, or nil.
    Parameters,
}

impl Helper {
    pub fn symbol(self) -> &'static str {
        match self {
            Helper::BoxFloat => "box_float",
            Helper::Storage => "allocate_storage",
            Helper::Bytes => "allocate_bytes",
            Helper::Big => "allocate_big",
            Helper::Object => "allocate_object",
            Helper::Compare => "memory_compare",
            Helper::ClassIndex => "class_index",
            Helper::FindCode => "find_code",
            Helper::Responds => "method_visibility",
            Helper::Parameters => "method_parameters",
        }
    }
}

/// Emits the helpers that were asked for.
pub fn emit_all(world: &mut World<'_>) {
    for helper in world.helpers.clone() {
        let symbol = world.symbol(helper.symbol());
        let start = |parameters: &[Type], result| FunctionBuilder::new(helper.symbol(), symbol, parameters, Some(result));
        let mut maker = match helper {
            Helper::BoxFloat => Maker { build: start(&[Type::Word], Type::Value), world },
            Helper::Storage | Helper::Bytes | Helper::Big | Helper::Object => {
                Maker { build: start(&[Type::Value], Type::Value), world }
            }
            Helper::Compare => Maker { build: start(&[Type::Word; 3], Type::Word), world },
            Helper::ClassIndex => Maker { build: start(&[Type::Value], Type::Word), world },
            Helper::FindCode | Helper::Responds | Helper::Parameters => {
                Maker { build: start(&[Type::Word, Type::Value], Type::Word), world }
            }
        };
        match helper {
            Helper::BoxFloat => maker.box_float(),
            Helper::Storage => maker.storage(),
            Helper::Bytes => maker.bytes(CoreClass::Bytes),
            Helper::Big => maker.bytes(CoreClass::Big),
            Helper::Object => maker.object(),
            Helper::Compare => maker.compare(),
            Helper::ClassIndex => maker.class_index(),
            Helper::FindCode => maker.find_code(),
            Helper::Responds => maker.responds(),
            Helper::Parameters => maker.parameters(),
        }
        let mut function = maker.build.finish();
        function.leaf =
            matches!(helper, Helper::Compare | Helper::ClassIndex | Helper::FindCode | Helper::Responds | Helper::Parameters);
        world.out.functions.push(function);
    }
}

pub struct Maker<'w, 'a> {
    pub build: FunctionBuilder,
    pub world: &'w mut World<'a>,
}

impl Maker<'_, '_> {
    pub fn op(&mut self, opcode: Opcode, left: ValueId, right: i64) -> ValueId {
        let right = self.build.word(right);
        self.build.op(opcode, &[left, right])
    }
    fn header(&mut self, class: CoreClass) -> ValueId {
        self.build.word(i64::from(self.world.classes.core_index(class)))
    }
    /// Room for that many bytes (a multiple of 8): a reference to it, its contents undefined.
    fn bump(&mut self, bytes: ValueId) -> ValueId {
        let [top, limit] = ["heap_top", "heap_limit"].map(|name| context_offset(name).expect("a field of the context"));
        let (fits, full) = (self.build.new_block(&[]), self.build.new_cold_block(&[]));
        let merge = self.build.new_block(&[Type::Value]);
        let start = self.build.load_context(Type::Word, top);
        let end = self.build.op(Opcode::Add, &[start, bytes]);
        let limit = self.build.load_context(Type::Word, limit);
        self.build.branch_compare(Condition::Above, end, limit, Target::new(full, &[]), Target::new(fits, &[]));
        self.build.switch_to(fits);
        self.build.store_context(top, end);
        let tagged = self.op(Opcode::Add, start, 1);
        let object = self.build.op(Opcode::ValueOf, &[tagged]);
        self.build.jump(merge, &[object]);
        self.build.switch_to(full);
        let object = self.allocate_slow(bytes);
        self.build.jump(merge, &[object]);
        self.build.switch_to(merge);
        self.build.block_parameters(merge)[0]
    }
    fn allocate_slow(&mut self, bytes: ValueId) -> ValueId {
        let Some(method) = self.world.root("allocate_slow", None) else { return self.build.constant(value::NIL) };
        let returns = self.world.facts[&method].result;
        let symbol = self.world.symbol("allocate_slow");
        let result = self.build.call(symbol, &[bytes], returns).expect("methods have results");
        match returns {
            Some(Type::Word) => self.build.op(Opcode::ValueOf, &[result]),
            _ => result,
        }
    }
    fn box_float(&mut self) {
        let bits = self.build.parameters()[0];
        let zero = self.world.float_object(0.0);
        let (is_zero, other) = (self.build.new_block(&[]), self.build.new_block(&[]));
        let nothing = self.build.word(0);
        self.build.branch_compare(Condition::Equal, bits, nothing, Target::new(is_zero, &[]), Target::new(other, &[]));
        self.build.switch_to(is_zero);
        let object = self.build.object(zero);
        self.build.give_back(Some(object));
        self.build.switch_to(other);
        let header = self.header(CoreClass::Float);
        let object = self.build.allocate(16, header);
        self.build.store(object, 7, bits);
        self.build.give_back(Some(object));
    }
    /// Header, count, nils.
    fn storage(&mut self) {
        let count = self.build.parameters()[0];
        let bits = self.build.op(Opcode::Bits, &[count]);
        let payload = self.op(Opcode::ShiftLeft, bits, 2);
        let bytes = self.op(Opcode::Add, payload, 16);
        let object = self.bump(bytes);
        let header = self.header(CoreClass::Storage);
        self.build.store(object, -1, header);
        self.build.store(object, 7, count);
        let number = self.op(Opcode::ShiftRightSigned, bits, 1);
        self.fill(object, number, 15);
        self.build.give_back(Some(object));
    }
    /// That many nils from an offset on.
    fn fill(&mut self, object: ValueId, count: ValueId, offset: i64) {
        let head = self.build.new_block(&[Type::Word]);
        let (again, done) = (self.build.new_block(&[]), self.build.new_block(&[]));
        let zero = self.build.word(0);
        let nil = self.build.constant(value::NIL);
        self.build.jump(head, &[zero]);
        self.build.switch_to(head);
        let at = self.build.block_parameters(head)[0];
        self.build.branch_compare(Condition::Below, at, count, Target::new(again, &[]), Target::new(done, &[]));
        self.build.switch_to(again);
        self.build.store_indexed(object, at, offset, nil);
        let next = self.op(Opcode::Add, at, 1);
        self.build.jump(head, &[next]);
        self.build.switch_to(done);
    }
    /// Header, count, zeros up to a multiple of 8.
    fn bytes(&mut self, class: CoreClass) {
        let count = self.build.parameters()[0];
        let bits = self.build.op(Opcode::Bits, &[count]);
        let number = self.op(Opcode::ShiftRightSigned, bits, 1);
        let above = self.op(Opcode::Add, number, 7);
        let payload = self.op(Opcode::And, above, -8);
        let bytes = self.op(Opcode::Add, payload, 16);
        let object = self.bump(bytes);
        let header = self.header(class);
        self.build.store(object, -1, header);
        self.build.store(object, 7, count);
        let start = self.build.to_address(object, 16);
        let start = self.build.op(Opcode::Bits, &[start]);
        let zero = self.build.word(0);
        self.build.fill_memory(start, zero, payload);
        self.build.give_back(Some(object));
    }
    fn object(&mut self) {
        self.world.boot.layout_table = true;
        let class = self.build.parameters()[0];
        let at = CoreClass::Class.layout().fields.iter().position(|field| *field == "@index").expect("a field of Class");
        let index = self.build.load(Type::Value, class, 7 + 8 * at as i64);
        let index = self.build.op(Opcode::Bits, &[index]);
        let index = self.op(Opcode::ShiftRight, index, 1);
        let table = self.world.symbol("layout_table");
        let table = self.build.address_of(table);
        let offset = self.op(Opcode::ShiftLeft, index, 2);
        let row = self.build.op(Opcode::Add, &[table, offset]);
        let row = self.build.load_part(Opcode::Load32, row, 0);
        let slots = self.op(Opcode::ShiftRight, row, 3);
        let payload = self.op(Opcode::ShiftLeft, slots, 3);
        let bytes = self.op(Opcode::Add, payload, 8);
        let object = self.bump(bytes);
        self.build.store(object, -1, index);
        self.fill(object, slots, 7);
        self.build.give_back(Some(object));
    }
    /// A word at a time while all 8 bytes agree, then byte by byte.
    fn compare(&mut self) {
        let [left, right, count] = self.build.parameters()[..] else { return };
        let types = [Type::Word; 3];
        let (words, bytes) = (self.build.new_block(&types), self.build.new_block(&types));
        self.build.jump(words, &[left, right, count]);
        self.build.switch_to(words);
        let at: [ValueId; 3] = [0, 1, 2].map(|at| self.build.block_parameters(words)[at]);
        let (look, advance) = (self.build.new_block(&[]), self.build.new_block(&[]));
        let eight = self.build.word(8);
        let finish = Target::new(bytes, &at);
        self.build.branch_compare(Condition::GreaterEqual, at[2], eight, Target::new(look, &[]), finish.clone());
        self.build.switch_to(look);
        let one = self.build.load(Type::Word, at[0], 0);
        let other = self.build.load(Type::Word, at[1], 0);
        self.build.branch_compare(Condition::Equal, one, other, Target::new(advance, &[]), finish);
        self.build.switch_to(advance);
        let next = [self.op(Opcode::Add, at[0], 8), self.op(Opcode::Add, at[1], 8), self.op(Opcode::Sub, at[2], 8)];
        self.build.jump(words, &next);
        self.build.switch_to(bytes);
        let at: [ValueId; 3] = [0, 1, 2].map(|at| self.build.block_parameters(bytes)[at]);
        let [look, advance, differ, same] = [(); 4].map(|()| self.build.new_block(&[]));
        let zero = self.build.word(0);
        self.build.branch_compare(Condition::Greater, at[2], zero, Target::new(look, &[]), Target::new(same, &[]));
        self.build.switch_to(look);
        let one = self.build.load_part(Opcode::Load8, at[0], 0);
        let other = self.build.load_part(Opcode::Load8, at[1], 0);
        self.build.branch_compare(Condition::Equal, one, other, Target::new(advance, &[]), Target::new(differ, &[]));
        self.build.switch_to(advance);
        let next = [self.op(Opcode::Add, at[0], 1), self.op(Opcode::Add, at[1], 1), self.op(Opcode::Sub, at[2], 1)];
        self.build.jump(bytes, &next);
        self.build.switch_to(differ);
        let difference = self.build.op(Opcode::Sub, &[one, other]);
        self.build.give_back(Some(difference));
        self.build.switch_to(same);
        self.build.give_back(Some(zero));
    }
    fn class_index(&mut self) {
        let object = self.build.parameters()[0];
        let of = |maker: &mut Self, class: CoreClass| {
            let index = maker.header(class);
            maker.build.give_back(Some(index));
        };
        let step = |maker: &mut Self, mask: i64, class: CoreClass, set: bool| {
            let (hit, next) = (maker.build.new_block(&[]), maker.build.new_block(&[]));
            let (first, second) = if set { (hit, next) } else { (next, hit) };
            maker.build.branch_bits(object, mask, Target::new(first, &[]), Target::new(second, &[]));
            maker.build.switch_to(hit);
            of(maker, class);
            maker.build.switch_to(next);
        };
        step(self, 1, CoreClass::Small, false);
        step(self, 2, CoreClass::Float, true);
        let (special, reference) = (self.build.new_block(&[]), self.build.new_block(&[]));
        self.build.branch_bits(object, 4, Target::new(special, &[]), Target::new(reference, &[]));
        self.build.switch_to(reference);
        let index = self.build.load_part(Opcode::Load32, object, -1);
        self.build.give_back(Some(index));
        self.build.switch_to(special);
        for (bits, class) in
            [(value::NIL, CoreClass::NilClass), (value::TRUE, CoreClass::TrueClass), (value::FALSE, CoreClass::FalseClass)]
        {
            let (hit, next) = (self.build.new_block(&[]), self.build.new_block(&[]));
            let constant = self.build.constant(bits);
            self.build.branch_compare(Condition::Equal, object, constant, Target::new(hit, &[]), Target::new(next, &[]));
            self.build.switch_to(hit);
            of(self, class);
            self.build.switch_to(next);
        }
        of(self, CoreClass::Symbol);
    }
}
