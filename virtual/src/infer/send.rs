//! Sends: which methods they reach; a known target becomes a call, a few become a switch over the receiver's class,
//! many (or an unknown receiver) stay a dynamic send.
use super::bind::{Formal, Shape};
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
pub struct Group {
    pub classes: Vec<ClassId>,
    pub type_: TypeId,
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

/// Some class or module object that nobody knows.
pub fn is_any_class(atom: Atom) -> bool {
    [CoreClass::Class, CoreClass::Module].map(Program::core).map(Atom::Instance).contains(&atom)
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
        let type_ = self.send_to(walk, &sending, receiver);
        self.with_breaks(walk, message.block, type_)
    }

    /// To one method for each class of the receiver, if they are few and known; else dynamically.
    fn send_to(&mut self, walk: &mut Walk, sending: &Sending, receiver: TypeId) -> TypeId {
        let groups = if self.any_class_with_own(receiver, sending.name) { None } else { self.groups(receiver) };
        let Some(groups) = groups.map(|groups| self.merge_groups(sending.name, groups)) else {
            self.say_dynamic(walk, sending, receiver);
            return self.dynamic(walk, sending, receiver);
        };
        let tested = groups.iter().rev().skip(1).map(|group| group.classes.len()).sum::<usize>();
        let groups = if tested < MOST_TARGETS { groups } else { self.denied_first(walk, sending, groups) };
        self.say_resolved(walk, sending, &groups);
        self.switch(walk, sending, &groups, |engine, walk, sending, group| match group.classes.first() {
            Some(class) => {
                let found = engine.lookup(*class, sending.name);
                engine.deliver(walk, sending, group.type_, found)
            }
            None => engine.dynamic(walk, sending, group.type_),
        })
    }

    /// Classes whose method the sender may not call, and last all others, as a group without classes: a dynamic send does
    /// not look at visibility.
    fn denied_first(&mut self, walk: &Walk, sending: &Sending, groups: Vec<Group>) -> Vec<Group> {
        let mut denied = Vec::new();
        let mut others = NEVER;
        for group in groups {
            let found = self.lookup(group.classes[0], sending.name);
            if found.is_some_and(|found| !self.allowed(walk, sending, found)) {
                denied.push(group);
            } else {
                others = self.types.join(others, group.type_);
            }
        }
        if others != NEVER {
            denied.push(Group { classes: Vec::new(), type_: others });
        }
        denied
    }

    /// A `break` in the block is a result of the send.
    fn with_breaks(&mut self, walk: &mut Walk, block: BlockArgument, type_: TypeId) -> TypeId {
        let BlockArgument::Literal(body) = block else { return type_ };
        let Atom::Closure(closure) = self.types.closure(Closure { body, home: walk.version }) else { return type_ };
        let broken = self.read(Place::Break(closure), walk.version);
        self.types.join(type_, broken)
    }

    /// The receiver's atoms by the class that the run time sees; `None` for a Mystery.
    pub fn groups(&mut self, receiver: TypeId) -> Option<Vec<Group>> {
        if self.types.is_mystery(receiver) {
            return None;
        }
        let mut groups: Vec<(ClassId, Vec<Atom>)> = Vec::new();
        for atom in self.types.atoms(receiver) {
            if atom == Atom::Undefined {
                continue;
            }
            let atom = self.types.canonical(atom);
            let class = self.types.class_of(atom, self.program);
            match groups.iter_mut().find(|(other, _)| *other == class) {
                Some((_, atoms)) => atoms.push(atom),
                None => groups.push((class, vec![atom])),
            }
        }
        let mut typed = Vec::new();
        for (class, atoms) in groups {
            let atoms = self.one_site(class, atoms);
            let type_ = self.types.intern(TypeSet { mystery: false, atoms });
            typed.push(Group { classes: vec![class], type_ });
        }
        self.general_last(&mut typed);
        Some(typed)
    }

    /// A class object of its own is looked for before any class object, and that before any module.
    fn general_last(&self, groups: &mut [Group]) {
        let general = |class: &ClassId| match class {
            class if *class == Program::core(CoreClass::Class) => 1,
            class if *class == Program::core(CoreClass::Module) => 2,
            _ => 0,
        };
        groups.sort_by_key(|group| group.classes.iter().map(general).max());
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
        let mut merged: Vec<Group> = merged.into_iter().map(|(_, group)| group).collect();
        self.general_last(&mut merged);
        merged
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
        F: FnMut(&mut Self, &mut Walk, &Sending, &Group) -> TypeId,
    {
        let mut type_ = NEVER;
        let join = walk.out.as_mut().filter(|_| groups.len() > 1).map(|out| out.block());
        for (index, group) in groups.iter().enumerate() {
            let mut otherwise = None;
            if join.is_some() && index + 1 < groups.len() {
                let then = walk.out.as_mut().expect("there is a join block only when writing").block();
                for class in &group.classes {
                    let boolean = self.types.boolean();
                    let test = walk.temporary(self, boolean);
                    let (object, class) = (sending.receiver, *class);
                    let test_of = if is_any_class(Atom::Instance(class)) {
                        Op::IsA { object, class }
                    } else {
                        Op::IsExactly { object, class }
                    };
                    walk.emit(Some(test), test_of);
                    let position = walk.position;
                    let out = walk.out.as_mut().expect("there is a join block only when writing");
                    let next = out.block();
                    out.terminate(Op::Branch { condition: Operand::Slot(test), then, otherwise: next }, position);
                    out.enter(next);
                    otherwise = Some(next);
                }
                walk.out.as_mut().expect("there is a join block only when writing").enter(then);
            }
            let returned = action(self, walk, sending, group);
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
        if groups.len() > 1 {
            walk.unlearn();
        }
        type_
    }

    /// To the method that was found, if the sender may call it.
    fn deliver(&mut self, walk: &mut Walk, sending: &Sending, self_type: TypeId, found: Option<Found>) -> TypeId {
        let Some(found) = found else { return self.no_method(walk, sending) };
        if !self.allowed(walk, sending, found) {
            let protected = if found.visibility == Visibility::Protected { Constant::True } else { Constant::False };
            let name = Operand::Constant(Constant::Symbol(sending.name));
            let [arguments, keywords] = self.failed_arguments(walk, sending);
            let operands = [name, sending.receiver, Operand::Constant(protected), arguments, keywords];
            return self.call_runtime(walk, self.names.private_method, &operands);
        }
        self.invoke(walk, sending, self_type, found)
    }

    /// May the sender call it?
    fn allowed(&mut self, walk: &Walk, sending: &Sending, found: Found) -> bool {
        match found.visibility {
            Visibility::Public => true,
            Visibility::Private => sending.self_call,
            Visibility::Protected => sending.self_call || self.self_inherits(walk, found.owner),
        }
    }

    fn self_inherits(&mut self, walk: &Walk, owner: ClassId) -> bool {
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
        let [arguments, keywords] = self.failed_arguments(walk, sending);
        self.call_runtime(walk, self.names.no_method, &[name, sending.receiver, variable, arguments, keywords])
    }

    /// What a call that fails passed: an Array, and a Hash or nil; nil where nobody asks.
    fn failed_arguments(&mut self, walk: &mut Walk, sending: &Sending) -> [Operand; 2] {
        if !self.keeps_arguments(walk) {
            return [Operand::Constant(Constant::Nil); 2];
        }
        let (array, keywords) = self.pack(walk, sending.arguments);
        [array.0, keywords.0]
    }

    /// May the program ask for the arguments of calls that fail? If it comes to it, this is analysed again.
    pub fn keeps_arguments(&mut self, walk: &Walk) -> bool {
        let cell = self.names.keeps_arguments;
        cell.is_some_and(|cell| self.read(Place::Cell(cell), walk.version) != NEVER)
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

    pub fn send_super(&mut self, walk: &mut Walk, result: Option<SlotId>, message: &NewMessage) -> TypeId {
        let Some(arguments) = self.arguments(walk, &message.arguments, message.block) else { return NEVER };
        let home = self.program.home(walk.method);
        let (name, owner) = (self.program.methods[home].name, self.program.methods[home].owner);
        let self_type = walk.state[SELF.0 as usize];
        let receiver = Operand::Slot(SELF);
        let sending = Sending { result, name, receiver, arguments: &arguments, self_call: true, variable_call: false };
        let groups = self.groups(self_type).unwrap_or_else(|| vec![Group { classes: vec![owner], type_: self_type }]);
        let type_ = self.switch(walk, &sending, &groups, |engine, walk, sending, group| {
            let found = engine.program.find_super(group.classes[0], owner, name);
            match found {
                Some(found) => engine.invoke(walk, sending, group.type_, found),
                None => {
                    let name = Operand::Constant(Constant::Symbol(name));
                    engine.call_runtime(walk, engine.names.no_super, &[name, receiver])
                }
            }
        });
        self.with_breaks(walk, message.block, type_)
    }
}
