//! Tests and branches: what decides is kept as a [`Test`] until a branch (or a value) asks for it.
//!
//! A test of class goes by tag first, then by the number in the header; a slot's type says which steps can be left out:
//!
//! ```text
//! is_a(x, Numeric), x: Mystery      =>   bit 0? bit 1? reference? load32 [x - 1], range test
//! is_a(x, Small), x: Small or nil   =>   bit 0?
//! ```
use super::body::{Binding, Body};
use crate::function::{BlockId, ValueId};
use crate::instruction::{Condition, Opcode, Target, Type};
use parfait::{CoreClass, value};
use virtual_machine::{BlockId as VirtualBlock, ClassId, Constant, Operand, Program, SlotId};

/// Something that holds or does not.
#[derive(Clone, Debug)]
pub enum Test {
    Known(bool),
    Compare(Condition, ValueId, ValueId),
    Float(Condition, ValueId, ValueId),
    /// Did the arithmetic overflow?
    Overflow(usize),
    Kinds(ValueId, Kinds),
}

/// For each kind of value: does the test hold; `None` where there can be no such value.
#[derive(Clone, Default, Debug)]
pub struct Kinds {
    small: Option<bool>,
    /// Floats that are immediate.
    float: Option<bool>,
    nil: Option<bool>,
    true_: Option<bool>,
    false_: Option<bool>,
    undefined: Option<bool>,
    symbol: Option<bool>,
    /// Class numbers of objects in memory, ascending.
    heap: Vec<(u32, bool)>,
    /// Class objects whose class is not known any closer.
    implied: Vec<(u32, bool)>,
}

impl Kinds {
    /// What is known of values of a type, `holds` being the test on their exact class.
    pub fn new(body: &Body<'_, '_>, ty: &virtual_machine::Type, holds: &dyn Fn(ClassId) -> bool) -> Kinds {
        let mut kinds = Kinds::default();
        let classes = &body.world.classes;
        match ty {
            virtual_machine::Type::Classes(all) => all.iter().for_each(|class| kinds.add(body, *class, holds(*class))),
            virtual_machine::Type::Mystery => {
                for class in
                    [CoreClass::NilClass, CoreClass::TrueClass, CoreClass::FalseClass, CoreClass::Symbol, CoreClass::Small]
                {
                    let class = Program::core(class);
                    kinds.add(body, class, holds(class));
                }
                let modules = |class: &ClassId| !body.world.program.classes[*class].is_module;
                let heap: Vec<ClassId> = classes.on_heap().filter(modules).collect();
                heap.into_iter().for_each(|class| kinds.add(body, class, holds(class)));
                kinds.undefined = Some(false);
            }
            virtual_machine::Type::Word => kinds.small = Some(holds(Program::core(CoreClass::Small))),
        }
        // what is known of a class goes before what is known of Class
        kinds.heap.sort_unstable();
        let implied = std::mem::take(&mut kinds.implied);
        let unknown = |index: &u32| kinds.heap.binary_search_by_key(index, |(index, _)| *index).is_err();
        let implied: Vec<(u32, bool)> = implied.into_iter().filter(|(index, _)| unknown(index)).collect();
        kinds.heap.extend(implied);
        kinds.heap.sort_unstable();
        kinds.heap.dedup_by_key(|(index, _)| *index);
        kinds
    }
    fn add(&mut self, body: &Body<'_, '_>, class: ClassId, holds: bool) {
        let core = CoreClass::ALL.get(class.0 as usize);
        match core {
            Some(CoreClass::Small) => self.small = Some(holds),
            Some(CoreClass::NilClass) => self.nil = Some(holds),
            Some(CoreClass::TrueClass) => self.true_ = Some(holds),
            Some(CoreClass::FalseClass) => self.false_ = Some(holds),
            Some(CoreClass::Symbol) => self.symbol = Some(holds),
            // class objects: each may have a class of its own
            Some(CoreClass::Class | CoreClass::Module) => {
                let classes = &body.world.classes;
                let range = classes.subtree(class);
                let nested = classes.subtree(Program::core(CoreClass::Class));
                let own = range.filter(|index| core == Some(&CoreClass::Class) || !nested.contains(index));
                self.heap.push((classes.index(class), holds));
                self.implied.extend(own.map(|index| (index, holds)));
            }
            _ => {
                if core == Some(&CoreClass::Float) {
                    self.float = Some(holds);
                }
                self.heap.extend(body.world.classes.find_index(class).map(|index| (index, holds)));
            }
        }
    }
    /// Truth instead of class.
    fn truth(body: &Body<'_, '_>, ty: &virtual_machine::Type) -> Kinds {
        let falsy = [Program::core(CoreClass::NilClass), Program::core(CoreClass::FalseClass)];
        let mut kinds = Kinds::new(body, ty, &|class| !falsy.contains(&class));
        kinds.undefined = kinds.undefined.map(|_| true);
        kinds
    }
    fn specials(&self) -> [(u64, Option<bool>); 4] {
        [(value::NIL, self.nil), (value::TRUE, self.true_), (value::FALSE, self.false_), (value::UNDEFINED, self.undefined)]
    }
    fn all(&self) -> impl Iterator<Item = bool> + '_ {
        let tagged = [self.small, self.float, self.symbol].into_iter().chain(self.specials().map(|(_, holds)| holds));
        tagged.flatten().chain(self.heap.iter().map(|(_, holds)| *holds))
    }
    /// The answer, if it is one for all.
    fn known(&self) -> Option<bool> {
        same(self.all())
    }
}

/// The one answer of all, if there is one; nothing at all is false.
fn same(mut all: impl Iterator<Item = bool>) -> Option<bool> {
    let first = all.next().unwrap_or(false);
    all.all(|other| other == first).then_some(first)
}

impl Body<'_, '_> {
    pub fn is_a(&mut self, result: Option<SlotId>, object: Operand, class: ClassId) {
        let ty = self.type_of(object);
        let kinds = Kinds::new(self, &ty, &|each| self.world.classes.descends(self.world.program, each, class));
        self.kinds(result, object, kinds);
    }
    pub fn is_exactly(&mut self, result: Option<SlotId>, object: Operand, class: ClassId) {
        let ty = self.type_of(object);
        let kinds = Kinds::new(self, &ty, &|each| each == class);
        self.kinds(result, object, kinds);
    }
    fn kinds(&mut self, result: Option<SlotId>, object: Operand, kinds: Kinds) {
        let test = match kinds.known() {
            Some(known) => Test::Known(known),
            None => {
                let object = self.value(object);
                Test::Kinds(object, kinds)
            }
        };
        let binding = self.test(test);
        self.write(result, binding);
    }
    /// Is a value of this type neither nil nor false?
    pub fn truth(&mut self, operand: Operand) -> Test {
        match self.binding(operand) {
            Binding::Test(test) => return self.tests[test].clone(),
            Binding::Constant(Constant::Nil | Constant::False) => return Test::Known(false),
            Binding::Constant(_) => return Test::Known(true),
            Binding::Value(value) if self.build.type_of(value) != Type::Value => return Test::Known(true),
            Binding::Value(_) | Binding::Checked(_) => {}
        }
        let ty = self.type_of(operand);
        let kinds = Kinds::truth(self, &ty);
        if let (Some(known), true) = (kinds.known(), ty != virtual_machine::Type::NEVER) {
            return Test::Known(known);
        }
        let object = self.value(operand);
        match (kinds.nil, kinds.false_) {
            (Some(_), None) => {
                let nil = self.build.constant(value::NIL);
                Test::Compare(Condition::NotEqual, object, nil)
            }
            (None, Some(_)) => {
                let false_ = self.build.constant(value::FALSE);
                Test::Compare(Condition::NotEqual, object, false_)
            }
            _ => {
                let bits = self.build.op(Opcode::Bits, &[object]);
                let eight = self.build.word(8);
                let either = self.build.op(Opcode::Or, &[bits, eight]);
                let nil = self.build.word(value::NIL as i64);
                Test::Compare(Condition::NotEqual, either, nil)
            }
        }
    }
    pub fn branch(&mut self, condition: Operand, then: VirtualBlock, otherwise: VirtualBlock) {
        let test = self.truth(condition);
        if let Test::Overflow(pending) = test
            && self.branch_on_overflow(pending, then, otherwise)
        {
            return;
        }
        self.finish_checked(None);
        // both before the branch: they may need code
        if let Test::Known(known) = test {
            let target = self.edge(if known { then } else { otherwise });
            return self.build.jump(target.block, &target.arguments);
        }
        let then = self.edge(then);
        let otherwise = self.edge(otherwise);
        self.branch_test(&test, then, otherwise);
    }
    /// Arithmetic and the test of its overflow as one terminator, if nobody reads the result after an overflow.
    fn branch_on_overflow(&mut self, pending: usize, overflow: VirtualBlock, fits: VirtualBlock) -> bool {
        let checked = self.checked[pending];
        let bound: Vec<SlotId> = self.slots_of(pending);
        let live = &self.flow.live_in[overflow.0 as usize];
        if checked.done.is_some() || overflow == fits || bound.iter().any(|slot| live.contains(slot)) {
            return false;
        }
        self.finish_checked(Some(pending));
        let slow = self.edge(overflow);
        let next = self.build.new_block(&[]);
        let result = self.build.checked(checked.opcode, checked.left, checked.right, next, slow);
        for slot in bound {
            self.bind(slot, Binding::Value(result));
        }
        let target = self.edge(fits);
        self.build.jump(target.block, &target.arguments);
        true
    }
    /// Branches; may take several blocks, in each of which both targets' arguments are good.
    pub fn branch_test(&mut self, test: &Test, then: Target, otherwise: Target) {
        match test {
            Test::Known(known) => {
                let target = if *known { then } else { otherwise };
                self.build.jump(target.block, &target.arguments);
            }
            Test::Compare(condition, left, right) => self.build.branch_compare(*condition, *left, *right, then, otherwise),
            Test::Float(condition, left, right) => self.build.branch_float(*condition, *left, *right, then, otherwise),
            Test::Overflow(pending) => {
                let value = self.finish_one(*pending);
                let undefined = self.build.constant(value::UNDEFINED);
                self.build.branch_compare(Condition::Equal, value, undefined, then, otherwise);
            }
            Test::Kinds(object, kinds) => self.branch_kinds(*object, kinds, &then, &otherwise),
        }
    }
    /// Tag by tag: each step leaves fewer kinds.
    fn branch_kinds(&mut self, object: ValueId, kinds: &Kinds, then: &Target, otherwise: &Target) {
        let mut rest = kinds.clone();
        let pick = |holds: bool| if holds { then.clone() } else { otherwise.clone() };
        if let Some(holds) = rest.small.take()
            && rest.all().next().is_some()
        {
            if same(rest.all()) == Some(holds) {
                return self.jump_to(&pick(holds));
            }
            let next = self.block_for(&rest);
            self.build.branch_bits(object, 1, Target::new(next, &[]), pick(holds));
            self.build.switch_to(next);
        } else if let Some(holds) = kinds.small {
            return self.jump_to(&pick(holds));
        }
        if let Some(known) = same(rest.all()) {
            return self.jump_to(&pick(known));
        }
        let specials = rest.symbol.is_some() || rest.specials().iter().any(|(_, holds)| holds.is_some());
        if let Some(holds) = rest.float.take() {
            let next = self.block_for(&rest);
            self.build.branch_bits(object, 2, pick(holds), Target::new(next, &[]));
            self.build.switch_to(next);
            if let Some(known) = same(rest.all()) {
                return self.jump_to(&pick(known));
            }
        }
        if rest.heap.is_empty() {
            return self.branch_specials(object, &rest, &pick);
        }
        if specials {
            let heap = self.build.new_block(&[]);
            let special = self.build.new_block(&[]);
            self.build.branch_bits(object, 4, Target::new(special, &[]), Target::new(heap, &[]));
            self.build.switch_to(special);
            self.branch_specials(object, &rest, &pick);
            self.build.switch_to(heap);
        }
        self.branch_heap(object, &rest.heap, then, otherwise);
    }
    /// A block where one of these kinds is left: where integers are, big ones are rare, and so is nil.
    fn block_for(&mut self, rest: &Kinds) -> BlockId {
        let big = self.world.classes.index(Program::core(CoreClass::Big));
        let others = [rest.small, rest.float, rest.symbol, rest.true_, rest.false_];
        let integer = !rest.heap.is_empty() && rest.heap.iter().all(|(index, _)| *index == big);
        let rare = integer && others.iter().all(Option::is_none);
        if rare { self.build.new_cold_block(&[]) } else { self.build.new_block(&[]) }
    }
    fn branch_specials(&mut self, object: ValueId, kinds: &Kinds, pick: &dyn Fn(bool) -> Target) {
        let mut rest: Vec<(u64, bool)> = kinds.specials().into_iter().filter_map(|(bits, holds)| Some((bits, holds?))).collect();
        let mut symbol = kinds.symbol;
        if let Some(holds) = symbol.filter(|symbol| rest.iter().filter(|(_, holds)| holds != symbol).count() > 1) {
            let next = self.build.new_block(&[]);
            let bits = self.build.op(Opcode::Bits, &[object]);
            let mask = self.build.word(0xff);
            let tag = self.build.op(Opcode::And, &[bits, mask]);
            let wanted = self.build.word(value::SYMBOL_TAG as i64);
            self.build.branch_compare(Condition::Equal, tag, wanted, pick(holds), Target::new(next, &[]));
            self.build.switch_to(next);
            symbol = None;
        }
        let all = |rest: &[(u64, bool)]| same(rest.iter().map(|(_, holds)| *holds).chain(symbol));
        while all(&rest).is_none() {
            // compare with what has the rarer answer, as long as the specials differ among themselves
            let holding = rest.iter().filter(|(_, holds)| *holds).count();
            let rarer = if rest.is_empty() { None } else { Some(holding * 2 <= rest.len()) };
            let differ = symbol.or(rarer.map(|rarer| !rarer));
            let at = rest.iter().position(|(_, holds)| Some(*holds) != differ);
            let Some(at) = at else { break };
            let (bits, holds) = rest.remove(at);
            let next = self.build.new_block(&[]);
            let constant = self.build.constant(bits);
            self.build.branch_compare(Condition::Equal, object, constant, pick(holds), Target::new(next, &[]));
            self.build.switch_to(next);
        }
        self.jump_to(&pick(all(&rest).unwrap_or(false)));
    }
    /// By class number; the value is a reference.
    fn branch_heap(&mut self, object: ValueId, heap: &[(u32, bool)], then: &Target, otherwise: &Target) {
        if let Some(known) = same(heap.iter().map(|(_, holds)| *holds)) {
            return self.jump_to(if known { then } else { otherwise });
        }
        let ranges = |wanted: bool| {
            let mut ranges: Vec<(u32, u32)> = Vec::new();
            let mut open = false;
            for (index, holds) in heap {
                match ranges.last_mut() {
                    Some(last) if *holds == wanted && open => last.1 = *index,
                    _ if *holds == wanted => ranges.push((*index, *index)),
                    _ => {}
                }
                open = *holds == wanted;
            }
            ranges
        };
        let (yes, no) = (ranges(true), ranges(false));
        let (ranges, hit, miss) = if yes.len() <= no.len() { (yes, then, otherwise) } else { (no, otherwise, then) };
        let class = self.build.load_part(Opcode::Load32, object, -1);
        for (first, last) in ranges {
            let next = self.build.new_block(&[]);
            let low = self.build.word(i64::from(first));
            if first == last {
                self.build.branch_compare(Condition::Equal, class, low, hit.clone(), Target::new(next, &[]));
            } else {
                let offset = if first == 0 { class } else { self.build.op(Opcode::Sub, &[class, low]) };
                let width = self.build.word(i64::from(last - first));
                self.build.branch_compare(Condition::BelowEqual, offset, width, hit.clone(), Target::new(next, &[]));
            }
            self.build.switch_to(next);
        }
        self.jump_to(miss);
    }
    pub fn jump_to(&mut self, target: &Target) {
        self.build.jump(target.block, &target.arguments);
    }
    /// Branches to new blocks by the exact class of an object: yes, no.
    pub fn split_on_classes(&mut self, object: Operand, classes: &[ClassId]) -> (BlockId, BlockId) {
        let ty = self.type_of(object);
        let kinds = Kinds::new(self, &ty, &|each| classes.contains(&each));
        let (yes, no) = (self.build.new_block(&[]), self.build.new_block(&[]));
        let object = self.value(object);
        self.branch_kinds(object, &kinds, &Target::new(yes, &[]), &Target::new(no, &[]));
        (yes, no)
    }
    /// true or false as a value.
    pub fn test_value(&mut self, test: usize) -> ValueId {
        let test = self.tests[test].clone();
        let word = match test {
            Test::Known(known) => return self.build.constant(value::boolean(known)),
            Test::Compare(condition, left, right) => self.build.compare(condition, left, right),
            Test::Float(condition, left, right) => self.build.compare_float(condition, left, right),
            Test::Overflow(pending) => {
                let value = self.finish_one(pending);
                let undefined = self.build.constant(value::UNDEFINED);
                self.build.compare(Condition::Equal, value, undefined)
            }
            Test::Kinds(..) => {
                let merge = self.build.new_block(&[Type::Value]);
                let yes = self.build.constant(value::TRUE);
                let no = self.build.constant(value::FALSE);
                self.branch_test(&test, Target::new(merge, &[yes]), Target::new(merge, &[no]));
                self.build.switch_to(merge);
                return self.build.block_parameters(merge)[0];
            }
        };
        let yes = self.build.constant(value::TRUE);
        let no = self.build.constant(value::FALSE);
        self.build.select(word, yes, no)
    }
    /// Slots that hold the result of checked arithmetic.
    fn slots_of(&self, pending: usize) -> Vec<SlotId> {
        let mut slots: Vec<SlotId> = self
            .set_here()
            .filter(|slot| matches!(self.bindings[slot.0 as usize], Binding::Checked(at) if at == pending))
            .collect();
        slots.sort_unstable();
        slots.dedup();
        slots
    }
}
