//! What each instruction does to types; and, when writing, what becomes of it.
use super::engine::*;
use super::flow::*;
use super::lattice::*;
use crate::instruction::*;
use crate::program::*;
use parfait::CoreClass;

/// The type of the instruction's result (`None`: it has none); `NEVER`: what follows is not reached.
pub fn step(engine: &mut Engine, walk: &mut Walk, instruction: &Instruction) -> Option<TypeId> {
    let keep = |walk: &mut Walk| walk.emit(instruction.result, instruction.op.clone());
    match &instruction.op {
        Op::Set { from } => {
            let type_ = walk.operand(engine, *from);
            if let Operand::Slot(slot) = from {
                let fact = walk.known.get(slot).copied().unwrap_or(Fact::Truthy(*slot));
                walk.learn(fact);
            }
            keep(walk);
            // a slot that nothing was assigned yet: reached only in code that is dead
            Some(if type_ == NEVER { engine.types.nil() } else { type_ })
        }
        Op::GetField { object, field } => {
            let type_ = walk.operand(engine, *object);
            keep(walk);
            Some(engine.get_field(walk.version, type_, *field))
        }
        Op::SetField { object, field, from } => {
            let (object, from) = (walk.operand(engine, *object), walk.operand(engine, *from));
            keep(walk);
            engine.set_field(walk.version, object, *field, from);
            None
        }
        Op::GetOuter { depth, slot } => {
            keep(walk);
            let home = engine.outer(walk.version, *depth)?;
            let type_ = engine.read(Place::Captured(home, *slot), walk.version);
            Some(if type_ == NEVER { engine.types.nil() } else { type_ })
        }
        Op::SetOuter { depth, slot, from } => {
            let type_ = walk.operand(engine, *from);
            keep(walk);
            let home = engine.outer(walk.version, *depth)?;
            engine.write(Place::Written(home, *slot), type_);
            engine.write(Place::Captured(home, *slot), type_);
            None
        }
        Op::GetCell { cell } => {
            keep(walk);
            let type_ = engine.read(Place::Cell(*cell), walk.version);
            let start =
                if engine.program.cells[*cell].starts_undefined { engine.types.one(Atom::Undefined) } else { engine.types.nil() };
            Some(engine.types.join(type_, start))
        }
        Op::SetCell { cell, from } => {
            let type_ = walk.operand(engine, *from);
            keep(walk);
            engine.write(Place::Cell(*cell), type_);
            None
        }
        Op::Send { name, message } => Some(engine.send(walk, instruction.result, *name, message)),
        Op::Super { message } => Some(engine.send_super(walk, instruction.result, message)),
        Op::Yield { block, arguments } => Some(engine.yield_to(walk, instruction.result, *block, arguments, None)),
        Op::Call { method, receiver, arguments, block } => {
            let self_type = walk.operand(engine, *receiver);
            let types: Vec<TypeId> = arguments.iter().map(|argument| walk.operand(engine, *argument)).collect();
            let block_type = engine.block_argument(walk, *block);
            let callee =
                engine.version(walk, Key { method: *method, self_type, arguments: types, block: block_type, home: None });
            let type_ = engine.call(walk.version, callee);
            let block = walk.closure_operand(engine, *block);
            walk.emit_call(engine, instruction.result, callee, *receiver, arguments.clone(), block);
            Some(type_)
        }
        Op::CallBlock { method, block, arguments } => {
            Some(engine.call_body(walk, instruction.result, *method, *block, arguments))
        }
        Op::Block { method } => {
            let atom = engine.make_closure(walk, *method);
            if walk.out.is_some() {
                let method = engine.representative(atom);
                walk.emit(instruction.result, Op::Block { method });
            }
            Some(engine.types.one(atom))
        }
        Op::IsA { object, class } => Some(engine.test_class(walk, instruction.result, *object, *class, false)),
        Op::IsExactly { object, class } => Some(engine.test_class(walk, instruction.result, *object, *class, true)),
        Op::Primitive { primitive, arguments, name } => Some(engine.primitive(walk, instruction, *primitive, arguments, *name)),
        Op::New { class } => {
            keep(walk);
            Some(engine.allocate(walk, *class))
        }
        Op::Array { elements } => {
            let types: Vec<TypeId> = elements.iter().map(|element| walk.operand(engine, *element)).collect();
            keep(walk);
            if !elements.iter().any(|element| instruction.result.map(Operand::Slot) == Some(*element)) {
                walk.made = Some(elements.clone());
            }
            Some(engine.array_of(walk, &types))
        }
        Op::String { string } => {
            keep(walk);
            engine.mention_text(walk.method, *string);
            Some(engine.types.instance(CoreClass::String))
        }
        Op::Exception {} => {
            keep(walk);
            Some(engine.raised(walk.version))
        }
        Op::Jump { .. }
        | Op::Branch { .. }
        | Op::Return { .. }
        | Op::ReturnOut { .. }
        | Op::BreakOut { .. }
        | Op::Unwind { .. }
        | Op::Halt {} => {
            unreachable!("terminators are walked by the block")
        }
    }
}

impl Walk<'_> {
    pub fn emit(&mut self, result: Option<SlotId>, op: Op) {
        let position = self.position;
        if let Some(out) = &mut self.out {
            out.push(result, op, position);
        }
    }

    /// A call of a version with operands.
    pub fn emit_call(
        &mut self,
        engine: &mut Engine,
        result: Option<SlotId>,
        callee: VersionId,
        receiver: Operand,
        arguments: Vec<Operand>,
        block: BlockArgument,
    ) {
        if self.out.is_some() {
            let method = engine.materialise(callee);
            self.emit(result, Op::Call { method, receiver, arguments, block });
        }
    }

    /// The block argument as the new body has it: literals name the closure's representative.
    pub fn closure_operand(&mut self, engine: &mut Engine, block: BlockArgument) -> BlockArgument {
        match block {
            BlockArgument::Literal(body) if self.out.is_some() => {
                let atom = engine.types.closure(Closure { body, home: self.version });
                BlockArgument::Literal(engine.representative(atom))
            }
            other => other,
        }
    }

    /// A slot for a value that the original text does not name.
    pub fn temporary(&mut self, engine: &Engine, type_: TypeId) -> SlotId {
        let external = engine.types.external(type_, engine.program);
        let slot = match &mut self.out {
            Some(out) => out.temporary(external),
            None => SlotId((self.state.len() + self.temporaries.len()) as u32),
        };
        self.temporaries.insert(slot, type_);
        slot
    }
}

impl Engine<'_> {
    pub fn get_field(&mut self, reader: VersionId, object: TypeId, field: SymbolId) -> TypeId {
        if self.types.is_mystery(object) {
            return MYSTERY;
        }
        let mut type_ = NEVER;
        for atom in self.types.atoms(object) {
            let atom = self.types.canonical(atom);
            if let (Atom::Class(class), true) = (atom, field == self.names.field_superclass) {
                let above = self.program.classes[class].superclass.map_or(Constant::Nil, Constant::Class);
                let above = self.constant(above);
                type_ = self.types.join(type_, above);
                continue;
            }
            // what the lowering puts into a Proc
            let atom = if let Atom::Closure(_) = atom { Atom::Instance(Program::core(CoreClass::Proc)) } else { atom };
            let found = self.read(Place::Field(atom, field), reader);
            type_ = self.types.join(type_, found);
            let of_class = match atom {
                Atom::Class(_) => true,
                Atom::Instance(class) => {
                    class == Program::core(CoreClass::Module) || self.program.classes[class].attached.is_some()
                }
                _ => false,
            };
            if of_class {
                // what the boot image puts into class objects
                let boot = self.read(Place::Field(Atom::Instance(Program::core(CoreClass::Class)), field), reader);
                type_ = self.types.join(type_, boot);
            }
            if !self.is_definite(atom, field) {
                let nil = self.types.nil();
                type_ = self.types.join(type_, nil);
            }
        }
        type_
    }

    pub fn set_field(&mut self, writer: VersionId, object: TypeId, field: SymbolId, from: TypeId) {
        if self.types.is_mystery(object) {
            for class in self.all_instances(writer) {
                if self.program.field_index(class, field).is_some() {
                    self.write(Place::Field(Atom::Instance(class), field), from);
                }
            }
            return;
        }
        for atom in self.types.atoms(object) {
            self.write(Place::Field(atom, field), from);
        }
    }

    /// Is the field set before anybody can read it?
    fn is_definite(&mut self, atom: Atom, field: SymbolId) -> bool {
        let class = match atom {
            Atom::Instance(class) => class,
            Atom::Site(site) => self.types.sites[site].class,
            Atom::Closure(_) => return true,
            Atom::Class(_) | Atom::Undefined | Atom::Word | Atom::Small(_) | Atom::Name(_) => return false,
        };
        if let Some(fields) = self.definite.get(&class) {
            return fields.contains(&field);
        }
        let fields = std::rc::Rc::new(super::definite::fields(self, class));
        let answer = fields.contains(&field);
        self.definite.insert(class, fields);
        answer
    }

    /// A new instance of a class, made here.
    pub fn allocate(&mut self, walk: &mut Walk, class: ClassId) -> TypeId {
        self.new_instance(walk.version, &mut walk.at, class)
    }

    /// The type of a literal array of these elements.
    pub fn array_of(&mut self, walk: &mut Walk, elements: &[TypeId]) -> TypeId {
        self.instantiate(Program::core(CoreClass::Array));
        let array = self.site(walk.version, &mut walk.at, Program::core(CoreClass::Array));
        let storage = self.site(walk.version, &mut walk.at, Program::core(CoreClass::Storage));
        let small = self.types.instance(CoreClass::Small);
        let (start, length, store) = (self.names.field_start, self.names.field_length, self.names.field_store);
        self.write(Place::Field(array, start), small);
        self.write(Place::Field(array, length), small);
        let storage_type = self.types.one(storage);
        self.write(Place::Field(array, store), storage_type);
        for element in elements {
            self.write(Place::Elements(storage), *element);
        }
        self.types.one(array)
    }

    /// All that can be raised: instances of exceptions, and what `break` unwinds with.
    pub fn raised(&mut self, reader: VersionId) -> TypeId {
        let mut type_ = self.types.instance(CoreClass::Unwind);
        self.read(Place::Exceptions, reader);
        for class in self.exceptions.clone() {
            let exception = self.types.of_class(class);
            type_ = self.types.join(type_, exception);
        }
        type_
    }

    /// Those values of a type that are (or are not) of a class.
    pub fn narrow_class(&mut self, reader: VersionId, type_: TypeId, class: ClassId, truth: bool, exactly: bool) -> TypeId {
        if self.types.is_mystery(type_) {
            if !truth {
                return type_;
            }
            let mut kept = NEVER;
            for instance in self.all_instances(reader) {
                if if exactly { instance == class } else { self.inherits(instance, class) } {
                    let one = self.types.of_class(instance);
                    kept = self.types.join(kept, one);
                }
            }
            let module_like = self.inherits(Program::core(CoreClass::Class), class);
            return if module_like { type_ } else { kept };
        }
        let mut kept = Vec::new();
        for atom in self.types.atoms(type_) {
            if self.atom_is(atom, class, exactly).is_none_or(|is| is == truth) {
                kept.push(atom);
            }
        }
        self.types.intern(TypeSet { mystery: false, atoms: kept })
    }

    /// Is a value of an atom of a class? `None`: some are.
    fn atom_is(&mut self, atom: Atom, class: ClassId, exactly: bool) -> Option<bool> {
        if matches!(atom, Atom::Undefined | Atom::Word) {
            return Some(false);
        }
        let of = self.types.class_of(atom, self.program);
        let is = if exactly { of == class } else { self.inherits(of, class) };
        // some class object: its own class is a singleton class
        let any_class = super::send::is_any_class(atom);
        if any_class && (exactly || !is) && self.inherits(class, of) { None } else { Some(is) }
    }

    /// `is_a` and `is_exactly`, folded where the answer is known.
    pub fn test_class(
        &mut self,
        walk: &mut Walk,
        result: Option<SlotId>,
        object: Operand,
        class: ClassId,
        exactly: bool,
    ) -> TypeId {
        let type_ = walk.operand(self, object);
        if type_ == NEVER {
            return self.types.boolean();
        }
        if let Operand::Slot(slot) = object {
            walk.learn(if exactly { Fact::IsExactly(slot, class) } else { Fact::IsA(slot, class) });
        }
        if !self.types.is_mystery(type_) {
            let atoms = self.types.atoms(type_);
            let answers: Vec<Option<bool>> = atoms.iter().map(|atom| self.atom_is(*atom, class, exactly)).collect();
            if let Some(Some(answer)) = answers.first().filter(|first| answers.iter().all(|answer| answer == *first)) {
                let answer = if *answer { Constant::True } else { Constant::False };
                walk.emit(result, Op::Set { from: Operand::Constant(answer) });
                return self.constant(answer);
            }
        }
        walk.emit(result, if exactly { Op::IsExactly { object, class } } else { Op::IsA { object, class } });
        self.types.boolean()
    }

    /// A closure of a block body made here: what it captures is as it is now.
    pub fn make_closure(&mut self, walk: &mut Walk, body: MethodId) -> Atom {
        for (depth, slot, _) in super::facts::outer_uses(self.program, body) {
            if depth == 1 {
                let type_ = walk.slot(self, slot);
                self.write(Place::Captured(walk.version, slot), type_);
            }
        }
        self.types.closure(Closure { body, home: walk.version })
    }

    /// The type of a block argument.
    pub fn block_argument(&mut self, walk: &mut Walk, block: BlockArgument) -> TypeId {
        match block {
            BlockArgument::None => self.types.nil(),
            BlockArgument::Pass(operand) => walk.operand(self, operand),
            BlockArgument::Literal(body) => {
                let atom = self.make_closure(walk, body);
                self.types.one(atom)
            }
        }
    }
}
