//! Sends: which methods they reach, what those return; a known target becomes a call, a few become a switch
//! over the receiver's class, many (or an unknown receiver) stay a dynamic send.
use super::bind::{Formal, Shape, bind};
use super::engine::*;
use super::flow::*;
use super::lattice::*;
use crate::instruction::*;
use crate::lookup::Found;
use crate::program::*;
use parfait::CoreClass;

/// More classes than this and the send stays dynamic.
const MOST_TARGETS: usize = 8;

/// With more classes than this those that share a method share a version of it.
const MOST_VERSIONS: usize = 4;

/// Receivers for which a send means the same.
#[derive(Clone, Debug)]
struct Group {
    classes: Vec<ClassId>,
    type_: TypeId,
}

/// The arguments of a call with their types.
#[derive(Clone)]
pub struct Arguments {
    pub arguments: Vec<Argument>,
    pub types: Vec<TypeId>,
    pub block: BlockArgument,
    pub block_type: TypeId,
}

/// A message on its way to a method.
pub struct Sending<'m> {
    pub result: Option<SlotId>,
    pub name: SymbolId,
    pub receiver: Operand,
    pub arguments: &'m Arguments,
    pub self_call: bool,
    pub variable_call: bool,
}

impl Arguments {
    pub fn spreads(&self) -> bool {
        self.arguments.iter().any(|argument| matches!(argument, Argument::Splat(_) | Argument::DoubleSplat(_)))
    }
    pub fn shape(&self) -> Shape {
        let mut shape = Shape::default();
        for (index, argument) in self.arguments.iter().enumerate() {
            match argument {
                Argument::Positional(_) | Argument::Splat(_) => shape.positional.push(Formal::Argument(index)),
                Argument::Keyword(name, _) => shape.keywords.push((*name, index)),
                Argument::DoubleSplat(_) => {}
            }
        }
        shape
    }
    /// Plain positional arguments.
    pub fn plain(operands: &[Operand], types: &[TypeId], nil: TypeId) -> Arguments {
        let arguments = operands.iter().map(|operand| Argument::Positional(*operand)).collect();
        Arguments { arguments, types: types.to_vec(), block: BlockArgument::None, block_type: nil }
    }
}

impl Engine<'_> {
    pub fn arguments(&mut self, walk: &mut Walk, arguments: &[Argument], block: BlockArgument) -> Option<Arguments> {
        let types: Vec<TypeId> = arguments.iter().map(|argument| walk.operand(self, *argument.operand())).collect();
        let block = self.converted_block(walk, block);
        let block_type = self.block_argument(walk, block);
        (!types.contains(&NEVER) && block_type != NEVER).then(|| Arguments {
            arguments: arguments.to_vec(),
            types,
            block,
            block_type,
        })
    }

    /// `&symbol` and the like: what `to_proc` makes of it.
    fn converted_block(&mut self, walk: &mut Walk, block: BlockArgument) -> BlockArgument {
        let BlockArgument::Pass(operand) = block else { return block };
        let type_ = walk.operand(self, operand);
        let converts = self.types.atoms(type_).iter().any(|atom| match atom {
            Atom::Instance(class) => *class != Program::core(CoreClass::NilClass) && *class != Program::core(CoreClass::Proc),
            Atom::Closure(_) => false,
            _ => true,
        });
        if !converts {
            return block;
        }
        let slot = walk.temporary(self, MYSTERY);
        let message = NewMessage {
            receiver: operand,
            arguments: Vec::new(),
            block: BlockArgument::None,
            self_call: true,
            variable_call: false,
        };
        let converted = self.send(walk, Some(slot), self.names.to_proc, &message);
        walk.temporaries.insert(slot, converted);
        BlockArgument::Pass(Operand::Slot(slot))
    }

    pub fn send(&mut self, walk: &mut Walk, result: Option<SlotId>, name: SymbolId, message: &NewMessage) -> TypeId {
        let receiver = walk.operand(self, message.receiver);
        let Some(arguments) = self.arguments(walk, &message.arguments, message.block) else { return NEVER };
        if receiver == NEVER {
            return NEVER;
        }
        if self.types.atoms(receiver).contains(&Atom::Word) {
            return self.word_operator(walk, result, name, message);
        }
        let sending = Sending {
            result,
            name,
            receiver: message.receiver,
            arguments: &arguments,
            self_call: message.self_call,
            variable_call: message.variable_call,
        };
        let groups = if self.any_class_with_own(receiver, name) { None } else { self.groups(receiver) };
        let groups = groups.map(|groups| self.merge_groups(name, groups));
        let type_ = match groups {
            Some(groups) if groups.iter().rev().skip(1).map(|group| group.classes.len()).sum::<usize>() < MOST_TARGETS => self
                .switch(walk, &sending, &groups, |engine, walk, sending, class, self_type| {
                    let found = engine.lookup(class, sending.name);
                    engine.deliver(walk, sending, self_type, found)
                }),
            Some(groups) => self.dynamic_among(walk, &sending, receiver, &groups),
            None => self.dynamic(walk, &sending, receiver),
        };
        self.with_breaks(walk, message.block, type_)
    }

    /// A `break` in the block is a result of the send.
    fn with_breaks(&mut self, walk: &mut Walk, block: BlockArgument, type_: TypeId) -> TypeId {
        let BlockArgument::Literal(body) = block else { return type_ };
        let Atom::Closure(closure) = self.types.closure(Closure { body, home: walk.version }) else { return type_ };
        let broken = self.read(Place::Break(closure), walk.version);
        self.types.join(type_, broken)
    }

    /// The receiver's atoms by the class that the run time sees; `None` for a Mystery.
    fn groups(&mut self, receiver: TypeId) -> Option<Vec<Group>> {
        if self.types.is_mystery(receiver) {
            return None;
        }
        let mut groups: Vec<(ClassId, Vec<Atom>)> = Vec::new();
        for atom in self.types.atoms(receiver) {
            if atom == Atom::Undefined {
                continue;
            }
            let atom = self.canonical_atom(atom);
            let class = self.types.class_of(atom, self.program);
            match groups.iter_mut().find(|(other, _)| *other == class) {
                Some((_, atoms)) => atoms.push(atom),
                None => groups.push((class, vec![atom])),
            }
        }
        let mut typed = Vec::new();
        for (class, mut atoms) in groups {
            atoms.sort_unstable();
            atoms.dedup();
            let type_ = self.types.intern(TypeSet { mystery: false, atoms });
            typed.push(Group { classes: vec![class], type_ });
        }
        Some(typed)
    }

    /// Many classes: those for which the name means the same method share a call; the largest such group comes last.
    fn merge_groups(&mut self, name: SymbolId, groups: Vec<Group>) -> Vec<Group> {
        if groups.len() <= MOST_VERSIONS {
            return groups;
        }
        let mut merged: Vec<(Option<Found>, Group)> = Vec::new();
        for group in groups {
            let found = self.lookup(group.classes[0], name);
            let own = found.is_none_or(|found| self.is_special(found.owner, name));
            match merged.iter_mut().find(|(other, _)| !own && *other == found) {
                Some((_, same)) => {
                    same.classes.extend(group.classes);
                    same.type_ = self.types.join(same.type_, group.type_);
                }
                None => merged.push((found, group)),
            }
        }
        merged.sort_by_key(|(_, group)| group.classes.len());
        merged.into_iter().map(|(_, group)| group).collect()
    }

    /// Methods that the machine itself knows look at the receiver.
    fn is_special(&self, owner: ClassId, name: SymbolId) -> bool {
        owner == Program::core(CoreClass::Proc) || (owner == Program::core(CoreClass::Class) && name == self.names.new)
    }

    /// Is the receiver some class object that nobody knows, and the name a method of some class object of its own?
    fn any_class_with_own(&mut self, receiver: TypeId, name: SymbolId) -> bool {
        let class = Program::core(CoreClass::Class);
        if !self.types.atoms(receiver).contains(&Atom::Instance(class)) {
            return false;
        }
        let Some(found) = self.lookup(class, name) else { return true };
        let classes = &self.program.classes;
        let own = |class: &BootClass| {
            class.attached.is_some_and(|of| !classes[of].is_module) && class.methods.iter().any(|(method, _)| *method == name)
        };
        self.is_special(found.owner, name) || classes.values().any(own)
    }

    /// Tests the receiver's class until one fits; the last needs no test.
    fn switch<F>(&mut self, walk: &mut Walk, sending: &Sending, groups: &[Group], mut action: F) -> TypeId
    where
        F: FnMut(&mut Self, &mut Walk, &Sending, ClassId, TypeId) -> TypeId,
    {
        let mut type_ = NEVER;
        let join = walk.out.as_mut().filter(|_| groups.len() > 1).map(|out| out.block());
        for (index, Group { classes, type_: self_type }) in groups.iter().enumerate() {
            let mut otherwise = None;
            if join.is_some() && index + 1 < groups.len() {
                let then = walk.out.as_mut().expect("there is a join block only when writing").block();
                for class in classes {
                    let boolean = self.types.boolean();
                    let test = walk.temporary(self, boolean);
                    walk.emit(Some(test), Op::IsExactly { object: sending.receiver, class: *class });
                    let position = walk.position;
                    let out = walk.out.as_mut().expect("there is a join block only when writing");
                    let next = out.block();
                    out.terminate(Op::Branch { condition: Operand::Slot(test), then, otherwise: next }, position);
                    out.enter(next);
                    otherwise = Some(next);
                }
                walk.out.as_mut().expect("there is a join block only when writing").enter(then);
            }
            let class = &classes[0];
            let returned = action(self, walk, sending, *class, *self_type);
            type_ = self.types.join(type_, returned);
            if let Some(join) = join {
                let position = walk.position;
                let out = walk.out.as_mut().expect("there is a join block only when writing");
                out.terminate(if returned == NEVER { Op::Halt {} } else { Op::Jump { to: join } }, position);
                if let Some(next) = otherwise {
                    out.enter(next);
                }
            }
        }
        if let (Some(join), Some(out)) = (join, walk.out.as_mut()) {
            out.enter(join);
        }
        type_
    }

    /// To the method that was found, if the sender may call it.
    fn deliver(&mut self, walk: &mut Walk, sending: &Sending, self_type: TypeId, found: Option<Found>) -> TypeId {
        let Some(found) = found else { return self.no_method(walk, sending) };
        let allowed = match found.visibility {
            Visibility::Public => true,
            Visibility::Private => sending.self_call,
            Visibility::Protected => sending.self_call || self.self_inherits(walk, found.owner),
        };
        if !allowed {
            let protected = if found.visibility == Visibility::Protected { Constant::True } else { Constant::False };
            let name = Operand::Constant(Constant::Symbol(sending.name));
            return self.call_runtime(walk, self.names.private_method, &[name, sending.receiver, Operand::Constant(protected)]);
        }
        self.invoke(walk, sending, self_type, found)
    }

    fn self_inherits(&mut self, walk: &mut Walk, owner: ClassId) -> bool {
        let self_type = self.versions[walk.version].self_type;
        let atoms = self.types.atoms(self_type);
        !atoms.is_empty()
            && atoms.iter().all(|atom| {
                let class = self.types.class_of(*atom, self.program);
                self.inherits(class, owner)
            })
    }

    fn no_method(&mut self, walk: &mut Walk, sending: &Sending) -> TypeId {
        let name = Operand::Constant(Constant::Symbol(sending.name));
        let variable = Operand::Constant(if sending.variable_call { Constant::True } else { Constant::False });
        self.call_runtime(walk, self.names.no_method, &[name, sending.receiver, variable])
    }

    /// A method of the runtime, called by name, its self nil.
    pub fn call_runtime(&mut self, walk: &mut Walk, name: SymbolId, operands: &[Operand]) -> TypeId {
        let types: Vec<TypeId> = operands.iter().map(|operand| walk.operand(self, *operand)).collect();
        let nil = self.types.nil();
        let Some(found) = self.lookup(Program::core(CoreClass::NilClass), name) else {
            let title = format!("the runtime lacks `{}`", self.program.symbols.name(name));
            self.diagnostics.push(base::Diagnostic::error(title));
            return NEVER;
        };
        let arguments = Arguments::plain(operands, &types, nil);
        let receiver = Operand::Constant(Constant::Nil);
        let sending = Sending { result: None, name, receiver, arguments: &arguments, self_call: true, variable_call: false };
        self.call_method(walk, &sending, nil, found.method)
    }

    /// Too many classes to test for: a dynamic send to methods of these classes.
    fn dynamic_among(&mut self, walk: &mut Walk, sending: &Sending, receiver: TypeId, groups: &[Group]) -> TypeId {
        self.types.join(receiver, MYSTERY);
        let mut type_ = NEVER;
        for class in groups.iter().flat_map(|group| &group.classes) {
            if let Some(version) = self.dynamic_target(sending.name, *class) {
                let returned = self.call(walk.version, version);
                type_ = self.types.join(type_, returned);
            }
        }
        self.emit_dynamic(walk, sending);
        type_
    }

    /// Nobody knows the receiver: all methods of the name, of classes that have instances.
    fn dynamic(&mut self, walk: &mut Walk, sending: &Sending, receiver: TypeId) -> TypeId {
        self.types.join(receiver, MYSTERY);
        let type_ = self.dynamic_send(sending.name, walk.version);
        self.emit_dynamic(walk, sending);
        if type_ == NEVER { MYSTERY } else { type_ }
    }

    /// The send stays as it is; its arguments are anybody's.
    fn emit_dynamic(&mut self, walk: &mut Walk, sending: &Sending) {
        for type_ in &sending.arguments.types {
            self.types.join(*type_, MYSTERY);
        }
        self.types.join(sending.arguments.block_type, MYSTERY);
        let block = walk.closure_operand(self, sending.arguments.block);
        let arguments = self.packed(walk, sending.arguments);
        let message = NewMessage {
            receiver: sending.receiver,
            arguments,
            block,
            self_call: sending.self_call,
            variable_call: sending.variable_call,
        };
        walk.emit(sending.result, Op::Send { name: sending.name, message });
    }

    /// A dynamic call takes plain arguments, or an Array and a Hash (or nil).
    pub fn packed(&mut self, walk: &mut Walk, arguments: &Arguments) -> Vec<Argument> {
        if arguments.arguments.iter().all(|argument| matches!(argument, Argument::Positional(_))) {
            return arguments.arguments.clone();
        }
        let (array, keywords) = self.pack(walk, arguments);
        self.types.join(array.1, MYSTERY);
        self.types.join(keywords.1, MYSTERY);
        vec![Argument::Splat(array.0), Argument::DoubleSplat(keywords.0)]
    }

    pub fn send_super(&mut self, walk: &mut Walk, result: Option<SlotId>, message: &NewMessage) -> TypeId {
        let Some(arguments) = self.arguments(walk, &message.arguments, message.block) else { return NEVER };
        let home = self.program.home(walk.method);
        let (name, owner) = (self.program.methods[home].name, self.program.methods[home].owner);
        let self_type = walk.state[SELF.0 as usize];
        let receiver = Operand::Slot(SELF);
        let sending = Sending { result, name, receiver, arguments: &arguments, self_call: true, variable_call: false };
        let groups = self.groups(self_type).unwrap_or_else(|| vec![Group { classes: vec![owner], type_: self_type }]);
        let type_ = self.switch(walk, &sending, &groups, |engine, walk, sending, class, self_type| {
            let found = engine.program.find_super(class, owner, name);
            match found {
                Some(found) => engine.invoke(walk, sending, self_type, found),
                None => engine.no_method(walk, sending),
            }
        });
        self.with_breaks(walk, message.block, type_)
    }

    /// Calls the found method: `Class#new` and `Proc#call` are what the machine itself knows.
    fn invoke(&mut self, walk: &mut Walk, sending: &Sending, self_type: TypeId, found: Found) -> TypeId {
        let names = &self.names;
        if found.owner == Program::core(CoreClass::Class)
            && sending.name == names.new
            && let [Atom::Class(class)] = self.types.atoms(self_type)[..]
        {
            return self.make_new(walk, sending, class);
        }
        if self.program.is_runtime(found.method)
            && let Some((object, class)) = self.class_question(walk, sending, self_type)
        {
            return self.test_class(walk, sending.result, object, class, false);
        }
        let names = &self.names;
        if sending.name == names.hidden
            && found.owner == Program::core(CoreClass::Module)
            && let Some(answer) = self.known_hidden(self_type)
        {
            walk.emit(sending.result, Op::Set { from: Operand::Constant(answer) });
            return self.constant(answer);
        }
        if sending.name == names.freeze && self.program.is_runtime(found.method) {
            self.write(Place::Frozen, self_type);
        }
        let names = &self.names;
        let calls = [names.call, names.paren, names.yield_, names.case, names.index];
        if found.owner == Program::core(CoreClass::Proc) && calls.contains(&sending.name) {
            return self.yield_to(walk, sending.result, sending.receiver, &sending.arguments.arguments.clone(), Some(self_type));
        }
        self.call_method(walk, sending, self_type, found.method)
    }

    /// Sends of the runtime's that ask for a class: `object.is_a?(Class)`, `Class === object`, `object.nil?`.
    fn class_question(&mut self, walk: &mut Walk, sending: &Sending, self_type: TypeId) -> Option<(Operand, ClassId)> {
        let names = &self.names;
        let argument = match &sending.arguments.arguments[..] {
            [] if sending.name == names.is_nil => return Some((sending.receiver, Program::core(CoreClass::NilClass))),
            [Argument::Positional(argument)] => *argument,
            _ => return None,
        };
        let (object, class) = if sending.name == names.is_a || sending.name == names.kind_of {
            (sending.receiver, walk.operand(self, argument))
        } else if sending.name == names.case {
            (argument, self_type)
        } else {
            return None;
        };
        match self.types.atoms(class)[..] {
            [Atom::Class(class)] => Some((object, class)),
            _ => None,
        }
    }

    /// Whether class objects are hidden ones is known.
    fn known_hidden(&self, classes: TypeId) -> Option<Constant> {
        let mut answer = None;
        for atom in self.types.atoms(classes) {
            let Atom::Class(class) = atom else { return None };
            let hidden = if self.program.classes[class].hidden { Constant::True } else { Constant::False };
            if answer.replace(hidden).is_some_and(|other| other != hidden) {
                return None;
            }
        }
        answer
    }

    fn make_new(&mut self, walk: &mut Walk, sending: &Sending, class: ClassId) -> TypeId {
        let type_ = self.allocate(walk, class);
        let object = walk.temporary(self, type_);
        walk.emit(Some(object), Op::New { class });
        let operand = Operand::Slot(object);
        let Some(found) = self.lookup(class, self.names.initialize) else { return type_ };
        let inner = Sending {
            result: None,
            name: self.names.initialize,
            receiver: operand,
            arguments: sending.arguments,
            self_call: true,
            variable_call: false,
        };
        if self.call_method(walk, &inner, type_, found.method) == NEVER {
            return NEVER;
        }
        walk.emit(sending.result, Op::Set { from: operand });
        type_
    }

    /// Calls a method whose parameters are known with arguments that must be matched to them.
    pub fn call_method(&mut self, walk: &mut Walk, sending: &Sending, self_type: TypeId, method: MethodId) -> TypeId {
        let arguments = sending.arguments;
        if arguments.spreads() {
            let adapter = self.array_adapter(method);
            return self.call_spread(walk, sending, self_type, adapter);
        }
        let parameters = self.program.methods[method].parameters.clone();
        match bind(&self.program.symbols, &parameters, &arguments.shape()) {
            Ok(formals) => {
                let (operands, types) = self.formals(walk, &formals, arguments);
                let key = Key { method, self_type, arguments: types, block: arguments.block_type, home: None };
                let callee = self.version(key);
                let type_ = self.call(walk.version, callee);
                let block = walk.closure_operand(self, arguments.block);
                walk.emit_call(self, sending.result, callee, sending.receiver, operands, block);
                type_
            }
            Err(message) => self.argument_error(walk, &message),
        }
    }

    pub fn argument_error(&mut self, walk: &mut Walk, message: &str) -> TypeId {
        let string = self.program.strings.iter().find(|(_, text)| text.as_slice() == message.as_bytes()).map(|(id, _)| id);
        let string = string.unwrap_or_else(|| self.program.strings.push(message.as_bytes().to_vec()));
        self.call_runtime(walk, self.names.argument_error, &[Operand::Constant(Constant::FrozenString(string))])
    }

    /// Operands and types of the formals.
    pub fn formals(&mut self, walk: &mut Walk, formals: &[Formal], arguments: &Arguments) -> (Vec<Operand>, Vec<TypeId>) {
        let hash_keywords: Vec<(SymbolId, usize)> = arguments.shape().keywords;
        let mut operands = Vec::new();
        let mut types = Vec::new();
        for formal in formals {
            let (operand, type_) = match formal {
                Formal::Argument(index) => (*arguments.arguments[*index].operand(), arguments.types[*index]),
                Formal::Undefined => (Operand::Constant(Constant::Undefined), self.constant(Constant::Undefined)),
                Formal::Nil => (Operand::Constant(Constant::Nil), self.types.nil()),
                Formal::Rest(indices) => {
                    let mut elements = Vec::new();
                    for index in indices {
                        elements.push(match arguments.arguments.get(*index) {
                            Some(argument) => (*argument.operand(), arguments.types[*index]),
                            None => self.keyword_hash(walk, &hash_keywords, arguments),
                        });
                    }
                    self.array_here(walk, &elements)
                }
                Formal::Keywords(keywords) => self.keyword_hash(walk, keywords, arguments),
            };
            operands.push(operand);
            types.push(type_);
        }
        (operands, types)
    }

    pub fn array_here(&mut self, walk: &mut Walk, elements: &[(Operand, TypeId)]) -> (Operand, TypeId) {
        let types: Vec<TypeId> = elements.iter().map(|(_, type_)| *type_).collect();
        let type_ = self.array_of(walk, &types);
        let slot = walk.temporary(self, type_);
        walk.emit(Some(slot), Op::Array { elements: elements.iter().map(|(operand, _)| *operand).collect() });
        (Operand::Slot(slot), type_)
    }

    pub fn empty_hash(&mut self, walk: &mut Walk) -> (Operand, TypeId) {
        let hash = Program::core(CoreClass::Hash);
        let type_ = self.allocate(walk, hash);
        let slot = walk.temporary(self, type_);
        walk.emit(Some(slot), Op::New { class: hash });
        self.call_on(walk, Operand::Slot(slot), type_, self.names.initialize, &[]);
        (Operand::Slot(slot), type_)
    }

    fn keyword_hash(&mut self, walk: &mut Walk, keywords: &[(SymbolId, usize)], arguments: &Arguments) -> (Operand, TypeId) {
        let (operand, type_) = self.empty_hash(walk);
        for (name, index) in keywords {
            let key = Operand::Constant(Constant::Symbol(*name));
            let pair = [
                (key, self.types.instance(CoreClass::Symbol)),
                (*arguments.arguments[*index].operand(), arguments.types[*index]),
            ];
            self.call_on(walk, operand, type_, self.names.store, &pair);
        }
        (operand, type_)
    }

    /// A call of a runtime object's method with plain arguments, whose result is not wanted.
    pub fn call_on(
        &mut self,
        walk: &mut Walk,
        receiver: Operand,
        self_type: TypeId,
        name: SymbolId,
        arguments: &[(Operand, TypeId)],
    ) -> TypeId {
        let Some(class) = self.groups(self_type).and_then(|groups| Some(groups.first()?.classes[0])) else { return NEVER };
        let Some(found) = self.lookup(class, name) else {
            let title = format!("the runtime lacks `{}#{}`", self.program.classes[class].name, self.program.symbols.name(name));
            self.diagnostics.push(base::Diagnostic::error(title));
            return NEVER;
        };
        let nil = self.types.nil();
        let operands: Vec<Operand> = arguments.iter().map(|(operand, _)| *operand).collect();
        let types: Vec<TypeId> = arguments.iter().map(|(_, type_)| *type_).collect();
        let arguments = Arguments::plain(&operands, &types, nil);
        let sending = Sending { result: None, name, receiver, arguments: &arguments, self_call: true, variable_call: false };
        self.call_method(walk, &sending, self_type, found.method)
    }
}
