//! Types of primitives; tests whose answer is known are folded.
use super::engine::*;
use super::flow::*;
use super::lattice::*;
use super::range::Range;
use crate::instruction::*;
use crate::program::*;
use parfait::{CoreClass, Kind, Primitive};

impl Engine<'_> {
    pub fn primitive(
        &mut self,
        walk: &mut Walk,
        instruction: &Instruction,
        primitive: Primitive,
        arguments: &[Operand],
        name: Option<SymbolId>,
    ) -> TypeId {
        let types: Vec<TypeId> = arguments.iter().map(|argument| walk.operand(self, *argument)).collect();
        if types.contains(&NEVER) {
            return NEVER;
        }
        let answer = match primitive {
            Primitive::responds | Primitive::responds_privately => self.known_response(types[0], arguments[1], primitive),
            _ => self.known_answer(primitive, &types).or_else(|| self.known_order(primitive, &types)),
        };
        // said even where it is decided: for wider types it may not be
        walk.learn_primitive(primitive, arguments);
        if let Some(answer) = answer {
            let constant = if answer { Constant::True } else { Constant::False };
            walk.emit(instruction.result, Op::Set { from: Operand::Constant(constant) });
            return self.constant(constant);
        }
        let type_ = self.primitive_type(walk, primitive, arguments, &types);
        walk.emit(instruction.result, Op::Primitive { primitive, arguments: arguments.to_vec(), name });
        type_
    }

    /// Do all, or none, of the possible objects have a method of this name?
    fn known_response(&mut self, object: TypeId, name: Operand, primitive: Primitive) -> Option<bool> {
        let Operand::Constant(Constant::Symbol(name)) = name else { return None };
        if self.types.is_mystery(object) {
            return None;
        }
        let mut answer = None;
        for atom in self.types.atoms(object) {
            let class = self.types.class_of(atom, self.program);
            let found = self.lookup(class, name);
            let one =
                found.is_some_and(|found| primitive == Primitive::responds_privately || found.visibility == Visibility::Public);
            if answer.replace(one).is_some_and(|other| other != one) {
                return None;
            }
        }
        answer
    }

    /// Tests that the types decide.
    fn known_answer(&self, primitive: Primitive, types: &[TypeId]) -> Option<bool> {
        let decided = |can_be: bool, can_be_not: bool| (can_be != can_be_not).then_some(can_be);
        match primitive {
            Primitive::undefined => {
                let set = self.types.get(types[0]);
                let some = set.mystery || set.atoms.contains(&Atom::Undefined);
                let other = set.mystery || set.atoms.iter().any(|atom| *atom != Atom::Undefined);
                decided(some, other)
            }
            Primitive::truthy => {
                let (yes, no) = self.types.truth(types[0]);
                decided(yes, no)
            }
            Primitive::same => {
                let (a, b) = (self.types.get(types[0]), self.types.get(types[1]));
                if a.mystery || b.mystery {
                    return None;
                }
                let singular = |atom: &Atom| match atom {
                    Atom::Instance(class) => {
                        [CoreClass::NilClass, CoreClass::TrueClass, CoreClass::FalseClass].map(Program::core).contains(class)
                    }
                    Atom::Class(_) | Atom::Undefined | Atom::Name(_) => true,
                    _ => false,
                };
                let same_kind = |x: &Atom, y: &Atom| {
                    x == y || (matches!(x, Atom::Small(_)) && matches!(y, Atom::Small(_))) || self.may_alias(*x, *y)
                };
                if !a.atoms.iter().any(|x| b.atoms.iter().any(|y| same_kind(x, y))) {
                    return Some(false);
                }
                (a.atoms.len() == 1 && a.atoms == b.atoms && singular(&a.atoms[0])).then_some(true)
            }
            _ => None,
        }
    }

    /// Comparisons of small integers that their ranges decide.
    fn known_order(&self, primitive: Primitive, types: &[TypeId]) -> Option<bool> {
        let range = |index: usize| self.types.only_small(*types.get(index)?);
        let (a, b) = (range(0)?, range(1)?);
        match primitive {
            Primitive::small_lt => a.less(b),
            Primitive::small_gt => b.less(a),
            Primitive::small_le => b.less(a).map(|more| !more),
            Primitive::small_ge => a.less(b).map(|less| !less),
            Primitive::small_eq => (!a.meets(b)).then_some(false),
            _ => None,
        }
    }

    /// Could two different atoms be one object?
    fn may_alias(&self, a: Atom, b: Atom) -> bool {
        if matches!(a, Atom::Undefined | Atom::Word) || matches!(b, Atom::Undefined | Atom::Word) {
            return false;
        }
        if let (Atom::Name(a), Atom::Name(b)) = (a, b) {
            return a == b;
        }
        let classes = |atom| matches!(atom, Atom::Class(_)) || super::send::is_any_class(atom);
        (classes(a) && classes(b)) || self.types.class_of(a, self.program) == self.types.class_of(b, self.program)
    }

    fn primitive_type(&mut self, walk: &mut Walk, primitive: Primitive, arguments: &[Operand], types: &[TypeId]) -> TypeId {
        use Primitive::*;
        match primitive {
            small_add => self.checked(types, Range::add),
            small_sub => self.checked(types, Range::subtract),
            small_mul => self.checked(types, Range::multiply),
            small_plus => {
                let range = |index: usize| self.types.only_small(types[index]).unwrap_or(Range::FULL);
                let range = range(0).plus(range(1));
                self.types.small(range)
            }
            small_and => {
                let range = |index: usize| self.types.only_small(types[index]).unwrap_or(Range::FULL);
                let range = range(0).and(range(1));
                self.types.small(range)
            }
            storage_length | bytes_get => self.types.small(Range { low: 0, high: parfait::value::SMALL_MAX - 1 }),
            class_index => self.types.small(Range { low: 0, high: 1 << 31 }),
            nothing => self.types.one(Atom::Undefined),
            unwind_to | halt => NEVER,
            class_of => self.class_objects(types[0]),
            slot => match self.slot_field(types[0], arguments[1]) {
                Some(field) => self.get_field(walk.version, types[0], field),
                None => self.any_slot(walk, types[0]),
            },
            set_slot if let Some(field) = self.slot_field(types[0], arguments[1]) => {
                self.set_field(walk.version, types[0], field, types[2]);
                self.types.nil()
            }
            storage_get => self.elements(walk.version, types[0]),
            storage_set => {
                self.set_elements(types[0], types[2]);
                self.types.nil()
            }
            storage_copy => {
                let from = self.elements(walk.version, types[0]);
                self.set_elements(types[2], from);
                self.types.nil()
            }
            set_slot => {
                self.set_any_slot(walk, types[0], types[2]);
                self.types.nil()
            }
            store => {
                let stored = *types.last().expect("a store has a value");
                self.types.join(stored, MYSTERY);
                self.types.nil()
            }
            allocate_storage => self.allocate(walk, Program::core(CoreClass::Storage)),
            allocate_object => self.allocate_any(walk, types[0]),
            send_by_name => self.by_name(walk, types),
            symbol_string | method_parameters => {
                let (nil, string) = (self.types.nil(), self.types.instance(CoreClass::String));
                self.types.join(nil, string)
            }
            symbol_from_index => self.types.instance(CoreClass::Symbol),
            _ => match primitive.result() {
                Kind::Value => MYSTERY,
                Kind::Small => self.types.instance(CoreClass::Small),
                Kind::Checked => {
                    let parts = (self.types.instance(CoreClass::Small), self.types.one(Atom::Undefined));
                    self.types.join(parts.0, parts.1)
                }
                Kind::Boolean => self.types.boolean(),
                Kind::Word => self.types.one(Atom::Word),
                Kind::Float => self.types.instance(CoreClass::Float),
                Kind::Storage => self.types.instance(CoreClass::Storage),
                Kind::Bytes => self.types.instance(CoreClass::Bytes),
                Kind::Big => self.types.instance(CoreClass::Big),
                Kind::Name | Kind::None => self.types.nil(),
            },
        }
    }

    /// A new object of a class object.
    fn allocate_any(&mut self, walk: &mut Walk, class_type: TypeId) -> TypeId {
        let mut made = NEVER;
        for (singleton, _) in self.receiver_classes(walk, class_type) {
            let attached = match self.types.atoms(class_type)[..] {
                [Atom::Class(class)] => Some(class),
                _ => self.program.classes[singleton].attached,
            };
            let Some(class) = attached else { continue };
            let boot = &self.program.classes[class];
            if !boot.is_module && !boot.hidden && self.program.layout(class) == parfait::Layout::Plain {
                let one = self.allocate(walk, class);
                made = self.types.join(made, one);
            }
        }
        made
    }

    /// A slot by a number that is known at run time only: any of the object's.
    fn any_slot(&mut self, walk: &Walk, object: TypeId) -> TypeId {
        if self.types.is_mystery(object) {
            return MYSTERY;
        }
        let mut type_ = self.types.nil();
        for atom in self.types.atoms(object) {
            let one = self.types.one(atom);
            for field in self.fields_of(atom) {
                let found = self.get_field(walk.version, one, field);
                type_ = self.types.join(type_, found);
            }
        }
        type_
    }

    fn set_any_slot(&mut self, walk: &Walk, object: TypeId, from: TypeId) {
        for (class, self_type) in self.receiver_classes(walk, object) {
            for field in self.program.fields(class) {
                self.set_field(walk.version, self_type, field, from);
            }
        }
    }

    fn fields_of(&self, atom: Atom) -> Vec<SymbolId> {
        let class = match atom {
            Atom::Class(class) if self.program.classes[class].is_module => Program::core(CoreClass::Module),
            Atom::Class(_) => Program::core(CoreClass::Class),
            _ => self.types.class_of(atom, self.program),
        };
        self.program.fields(class)
    }

    /// The instance variable that is the n-th slot of all objects of a type.
    fn slot_field(&mut self, object: TypeId, number: Operand) -> Option<SymbolId> {
        let Operand::Constant(Constant::Small(number)) = number else { return None };
        if self.types.is_mystery(object) {
            return None;
        }
        let mut field = None;
        for atom in self.types.atoms(object) {
            let class = match atom {
                Atom::Class(class) if self.program.classes[class].is_module => Program::core(CoreClass::Module),
                Atom::Class(_) => Program::core(CoreClass::Class),
                _ => self.types.class_of(atom, self.program),
            };
            if self.program.layout(class) != parfait::Layout::Plain {
                return None;
            }
            let found = *self.program.fields(class).get(usize::try_from(number).ok()?)?;
            if field.replace(found).is_some_and(|other| other != found) {
                return None;
            }
        }
        field
    }

    /// What arithmetic makes of ranges; an overflow, where they allow it.
    fn checked(&mut self, types: &[TypeId], arithmetic: fn(Range, Range) -> Option<Range>) -> TypeId {
        let range = |index: usize| self.types.only_small(types[index]).unwrap_or(Range::FULL);
        match arithmetic(range(0), range(1)) {
            Some(range) => self.types.small(range),
            None => {
                let (small, undefined) = (self.types.instance(CoreClass::Small), self.types.one(Atom::Undefined));
                self.types.join(small, undefined)
            }
        }
    }

    pub fn elements(&mut self, reader: VersionId, storage: TypeId) -> TypeId {
        if self.types.is_mystery(storage) {
            return MYSTERY;
        }
        let mut type_ = NEVER;
        for atom in self.types.atoms(storage) {
            let atom = self.types.canonical(atom);
            let found = self.read(Place::Elements(atom), reader);
            type_ = self.types.join(type_, found);
        }
        type_
    }

    fn set_elements(&mut self, storage: TypeId, from: TypeId) {
        if self.types.is_mystery(storage) {
            self.types.join(from, MYSTERY);
            return;
        }
        for atom in self.types.atoms(storage) {
            self.write(Place::Elements(atom), from);
        }
    }

    fn class_objects(&mut self, of: TypeId) -> TypeId {
        if self.types.is_mystery(of) {
            return self.types.instance(CoreClass::Class);
        }
        let mut type_ = NEVER;
        for atom in self.types.atoms(of) {
            let class = self.types.class_of(atom, self.program);
            let one = self.types.one(Atom::Class(class));
            type_ = self.types.join(type_, one);
        }
        type_
    }

    /// An operator between raw words is a primitive.
    pub fn word_operator(&mut self, walk: &mut Walk, result: Option<SlotId>, name: SymbolId, message: &NewMessage) -> TypeId {
        use Primitive::*;
        let primitive = match self.program.symbols.name(name) {
            "+" => word_add,
            "-" => word_sub,
            "*" => word_mul,
            "/" => word_div,
            "%" => word_rem,
            "&" => word_and,
            "|" => word_or,
            "^" => word_xor,
            "<<" => word_shl,
            ">>" => word_sar,
            "==" => word_eq,
            "!=" => word_ne,
            "<" => word_lt,
            "<=" => word_le,
            ">" => word_gt,
            ">=" => word_ge,
            "-@" => word_sub,
            "~" => word_xor,
            other => {
                let title = format!("a machine word has no method `{other}`");
                let span = self.program.positions[walk.position].span;
                self.diagnostics.push(base::Diagnostic::error(title).at(span, "the receiver is a raw word"));
                return NEVER;
            }
        };
        let mut operands = vec![message.receiver];
        operands.extend(message.arguments.iter().map(|argument| *argument.operand()));
        match self.program.symbols.name(name) {
            "-@" => operands.insert(0, Operand::Constant(Constant::Small(0))),
            "~" => operands.push(Operand::Constant(Constant::Small(-1))),
            _ => {}
        }
        let instruction = Instruction {
            result,
            op: Op::Primitive { primitive, arguments: operands.clone(), name: None },
            position: walk.position,
        };
        self.primitive(walk, &instruction, primitive, &operands, None)
    }
}
