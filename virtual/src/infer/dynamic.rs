//! Calls whose target is found when running: sends to many classes, blocks that may be one of several.
//!
//! Each target has one adapter version that all such calls share: what they pass is joined there, what it returns
//! is read by each of them. So nothing becomes a Mystery for being sent dynamically.
use super::engine::*;
use super::flow::*;
use super::hubs::HubKey;
use super::lattice::*;
use super::range::Range;
use super::send::{Arguments, Sending};
use crate::instruction::*;
use crate::program::*;
use parfait::CoreClass;
use std::collections::BTreeMap;

/// What a dynamic call passes to an adapter.
#[derive(Clone, PartialEq)]
pub struct Passed {
    /// How many arguments; -1: they are packed.
    argc: Range,
    arguments: [TypeId; 3],
    block: TypeId,
}

/// A receiver that may be of more classes is taken for anything.
const MOST_CLASSES: usize = 40;

impl Engine<'_> {
    /// The arguments of a dynamic call as they are written, and as an adapter gets them.
    pub fn passed(&mut self, walk: &mut Walk, arguments: &Arguments) -> (Vec<Argument>, Passed) {
        let nil = self.types.nil();
        let block = arguments.block_type;
        let plain = arguments.arguments.iter().all(|argument| matches!(argument, Argument::Positional(_)));
        if plain && arguments.types.len() <= 3 {
            let mut types = [nil; 3];
            types[..arguments.types.len()].copy_from_slice(&arguments.types);
            let argc = Range::of(arguments.types.len() as i64);
            return (arguments.arguments.clone(), Passed { argc, arguments: types, block });
        }
        let (written, array, keywords) = if plain {
            // the lowering makes the array
            (arguments.arguments.clone(), self.array_of(walk, &arguments.types), nil)
        } else {
            let (array, keywords) = self.pack(walk, arguments);
            (vec![Argument::Splat(array.0), Argument::DoubleSplat(keywords.0)], array.1, keywords.1)
        };
        (written, Passed { argc: Range::of(-1), arguments: [array, keywords, nil], block })
    }

    /// The version of an adapter that dynamic calls share, for these arguments too.
    fn dynamic_version(
        &mut self,
        adapter: MethodId,
        closure: Option<ClosureId>,
        self_type: TypeId,
        passed: &Passed,
    ) -> VersionId {
        let Passed { argc, arguments: [a0, a1, a2], block } = passed.clone();
        let known = self.dynamic.get(&(adapter, closure)).copied();
        let argc = match known.map(|version| self.versions[version].arguments[0]) {
            Some(old) => self.types.only_small(old).unwrap_or(Range::FULL).hull(argc),
            None => argc,
        };
        let arguments = vec![self.types.small(argc), a0, a1, a2];
        let Some(version) = known else {
            let version = self.add(&Key { method: adapter, self_type, arguments, block, home: None });
            self.dynamic.insert((adapter, closure), version);
            return version;
        };
        let old = self.versions[version].arguments[0];
        if old != arguments[0] {
            self.versions[version].arguments[0] = arguments[0];
            self.enqueue(version);
        }
        let kept = [vec![arguments[0]], arguments[1..].to_vec()].concat();
        self.widen(version, self_type, &kept, block);
        version
    }

    /// What serves what either of two calls passes.
    pub fn join_passed(&mut self, one: &Passed, other: &Passed) -> Passed {
        let mut arguments = one.arguments;
        for (joined, other) in arguments.iter_mut().zip(other.arguments) {
            *joined = self.types.join(*joined, other);
        }
        Passed { argc: one.argc.hull(other.argc), arguments, block: self.types.join(one.block, other.block) }
    }

    /// What the methods of a name return, of objects of some classes; of any objects, if nobody knows or they are many.
    fn call_targets(&mut self, walk: &Walk, name: SymbolId, receiver: TypeId, passed: &Passed) -> TypeId {
        let classes = if self.types.is_mystery(receiver) { None } else { Some(self.receiver_classes(walk, receiver)) };
        let Some(classes) = classes.filter(|classes| classes.len() <= MOST_CLASSES) else {
            return self.call_hub(walk.version, HubKey::Name(name), passed);
        };
        let mut type_ = NEVER;
        for version in self.targets_of(name, &classes, passed) {
            let returned = self.call(walk.version, version);
            type_ = self.types.join(type_, returned);
        }
        type_
    }

    /// The versions that a dynamic send of a name to objects of some classes reaches.
    pub fn targets_of(&mut self, name: SymbolId, classes: &[(ClassId, TypeId)], passed: &Passed) -> Vec<VersionId> {
        let mut of_method: BTreeMap<MethodId, (Vec<ClassId>, TypeId)> = BTreeMap::new();
        for (class, self_type) in classes {
            match self.lookup(*class, name) {
                Some(found) => {
                    let known = of_method.get(&found.method).map_or(NEVER, |(_, type_)| *type_);
                    let joined = self.types.join(known, *self_type);
                    let entry = of_method.entry(found.method).or_insert((Vec::new(), NEVER));
                    entry.0.push(*class);
                    entry.1 = joined;
                }
                None => {
                    self.targets.insert((name, *class), None);
                }
            }
        }
        let mut versions = Vec::new();
        for (method, (classes, self_type)) in of_method {
            let adapter = self.adapter(method);
            let version = self.dynamic_version(adapter, None, self_type, passed);
            for class in classes {
                self.targets.insert((name, class), Some(version));
            }
            versions.push(version);
        }
        versions
    }

    /// The version that a dynamic call of a closure reaches.
    pub fn closure_target(&mut self, closure: ClosureId, passed: &Passed) -> VersionId {
        let adapter = self.adapter(self.types.closures[closure].body);
        let self_type = self.types.one(Atom::Closure(closure));
        self.dynamic_version(adapter, Some(closure), self_type, passed)
    }

    /// The classes of a receiver with the type of self for each; every class that has instances, if nobody knows.
    pub fn receiver_classes(&mut self, walk: &Walk, receiver: TypeId) -> Vec<(ClassId, TypeId)> {
        if self.types.is_mystery(receiver) {
            let classes = self.all_instances(walk.version);
            return classes.into_iter().map(|class| (class, self.types.of_class(class))).collect();
        }
        let mut found: BTreeMap<ClassId, TypeId> = BTreeMap::new();
        for atom in self.types.atoms(receiver) {
            let atom = self.types.canonical(atom);
            if atom == Atom::Undefined {
                continue;
            }
            if super::send::is_any_class(atom) {
                for class in self.all_instances(walk.version) {
                    if let Some(attached) = self.program.classes[class].attached {
                        let self_type = self.types.one(Atom::Class(attached));
                        found.insert(class, self_type);
                    }
                }
            }
            let class = self.types.class_of(atom, self.program);
            let one = self.types.one(atom);
            let known = found.get(&class).copied().unwrap_or(NEVER);
            let joined = self.types.join(known, one);
            found.insert(class, joined);
        }
        found.into_iter().collect()
    }

    /// A send whose target is looked up when running.
    pub fn dynamic(&mut self, walk: &mut Walk, sending: &Sending, receiver: TypeId) -> TypeId {
        self.write(Place::Receivers, receiver);
        let (arguments, passed) = self.passed(walk, sending.arguments);
        if self.keeps_arguments(walk) {
            let [array, keywords, _] = match passed.argc.low {
                -1 => passed.arguments,
                _ => [self.array_of(walk, &sending.arguments.types), self.types.nil(), NEVER],
            };
            self.write(Place::FailedArguments, array);
            self.write(Place::FailedKeywords, keywords);
        }
        let type_ = self.call_targets(walk, sending.name, receiver, &passed);
        let block = walk.closure_operand(self, sending.arguments.block);
        let message = NewMessage {
            receiver: sending.receiver,
            arguments,
            block,
            self_call: sending.self_call,
            variable_call: sending.variable_call,
        };
        walk.emit(sending.result, Op::Send { name: sending.name, message });
        type_
    }

    /// `send` of a name that is computed: one of a few that are known, or any that the program mentions or defines. Operands: receiver, name, Array, Hash or nil, Proc or nil.
    pub fn by_name(&mut self, walk: &mut Walk, types: &[TypeId]) -> TypeId {
        let [receiver, name, array, keywords, block] = *types else { return MYSTERY };
        self.write(Place::Receivers, receiver);
        let passed = Passed { argc: Range::of(-1), arguments: [array, keywords, self.types.nil()], block };
        if self.keeps_arguments(walk) {
            self.write(Place::FailedArguments, array);
            self.write(Place::FailedKeywords, keywords);
        }
        let mut type_ = NEVER;
        let known = self.types.atoms(name).into_iter().map(|atom| if let Atom::Name(name) = atom { Some(name) } else { None });
        let known: Option<Vec<SymbolId>> = known.collect();
        let known = known.filter(|_| !self.types.is_mystery(name));
        for name in known.unwrap_or_else(|| self.names_to_send(walk.version)) {
            let returned = self.call_targets(walk, name, receiver, &passed);
            type_ = self.types.join(type_, returned);
        }
        type_
    }

    /// A yield to a block that may be one of several.
    pub fn yield_dynamic(
        &mut self,
        walk: &mut Walk,
        result: Option<SlotId>,
        block: Operand,
        block_type: TypeId,
        arguments: &Arguments,
    ) -> TypeId {
        self.say_dynamic_block(walk, block_type);
        let (written, passed) = self.passed(walk, arguments);
        let any = Atom::Instance(Program::core(CoreClass::Proc));
        let atoms = self.types.atoms(block_type);
        let mut type_ = NEVER;
        if self.types.is_mystery(block_type) || atoms.contains(&any) {
            type_ = self.call_hub(walk.version, HubKey::Closures, &passed);
        }
        for atom in atoms {
            let Atom::Closure(closure) = atom else { continue };
            let version = self.closure_target(closure, &passed);
            let returned = self.call(walk.version, version);
            type_ = self.types.join(type_, returned);
        }
        walk.emit(result, Op::Yield { block, arguments: written });
        type_
    }

    /// The adapter of a closure, if it is called dynamically.
    pub fn closure_adapter(&mut self, closure: ClosureId) -> Option<VersionId> {
        let adapter = *self.adapters.get(&self.types.closures[closure].body)?;
        self.dynamic.get(&(adapter, Some(closure))).copied()
    }
}
