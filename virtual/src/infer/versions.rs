//! Versions of methods: one per class of self and types of arguments, as far as the budget goes.
use super::engine::*;
use super::flow::{Fact, Walk};
use super::lattice::*;
use super::range::Range;
use crate::instruction::*;
use crate::program::*;
use parfait::CoreClass;

/// A method (or block body) for one class of self and types of arguments.
#[derive(Clone)]
pub struct Version {
    pub method: MethodId,
    pub self_type: TypeId,
    pub arguments: Vec<TypeId>,
    pub block: TypeId,
    /// Of a block body: the version that it stands in.
    pub home: Option<VersionId>,
    pub analysed: bool,
    pub running: bool,
    /// What its result says of its arguments.
    pub says: Says,
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub method: MethodId,
    pub self_type: TypeId,
    pub arguments: Vec<TypeId>,
    pub block: TypeId,
    pub home: Option<VersionId>,
}

/// What a method's truthy (or falsy) result says of its arguments: `Integer#<` of small integers says `small_lt`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Says {
    /// It has not returned yet.
    NotYet,
    /// Every return is of this test of argument slots and constants.
    Fact(Fact),
    Nothing,
}

/// An instruction that calls versions of a method.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CallSite {
    caller: VersionId,
    block: BlockId,
    index: usize,
    callee: MethodId,
}

/// Calls analysed inside calls before they are put off.
const DEPTH: usize = 150;

impl Engine<'_> {
    /// The version of a method for these types, within the budget; an instruction that called one for narrower types
    /// before, which nothing else calls, widens that.
    pub fn version(&mut self, walk: &Walk, mut key: Key) -> VersionId {
        self.normalise(&mut key);
        let site = CallSite { caller: walk.version, block: walk.at.0, index: walk.at.1, callee: key.method };
        let before = self.called.get(&site).copied();
        // a walk begins with narrow types each time: what it came to serves them
        if let Some(before) = before.filter(|before| self.covers(*before, &key)) {
            return before;
        }
        let version = match self.keys.get(&key) {
            Some(version) => *version,
            None => match before.filter(|before| self.widens(*before, &key)) {
                Some(before) => self.replace(before, key),
                None => self.new_version(key),
            },
        };
        if before != Some(version) {
            self.called.insert(site, version);
            *self.callers.entry(version).or_default() += 1;
            if let Some(callers) = before.and_then(|before| self.callers.get_mut(&before)) {
                *callers -= 1;
            }
        }
        version
    }

    /// Are all types of a key within those of a version?
    fn covers(&mut self, version: VersionId, key: &Key) -> bool {
        let old = &self.versions[version];
        let pairs = old.arguments.iter().zip(&key.arguments).map(|(a, b)| (*a, *b));
        let pairs: Vec<_> = pairs.chain([(old.self_type, key.self_type), (old.block, key.block)]).collect();
        self.versions[version].home == key.home && pairs.into_iter().all(|(old, new)| self.types.join(old, new) == old)
    }

    /// May a version be widened to these types without a loss to others?
    fn widens(&mut self, version: VersionId, key: &Key) -> bool {
        let old = &self.versions[version];
        if old.home != key.home || self.callers.get(&version) != Some(&1) {
            return false;
        }
        let pairs = old.arguments.iter().zip(&key.arguments).map(|(a, b)| (*a, *b));
        let pairs: Vec<_> = pairs.chain([(old.self_type, key.self_type), (old.block, key.block)]).collect();
        pairs.into_iter().all(|(old, new)| self.types.join(old, new) == new)
    }

    /// The version serves wider types from now on.
    fn replace(&mut self, version: VersionId, key: Key) -> VersionId {
        let Version { method, self_type, arguments, block, home, .. } = self.versions[version].clone();
        self.keys.remove(&Key { method, self_type, arguments, block, home });
        self.widen(version, key.self_type, &key.arguments, key.block);
        let Version { method, self_type, arguments, block, home, .. } = self.versions[version].clone();
        self.keys.entry(Key { method, self_type, arguments, block, home }).or_insert(version);
        version
    }

    fn new_version(&mut self, key: Key) -> VersionId {
        // an adapter of a block body calls the version of the body that stands where its Proc was made
        let of_closure = match self.types.get(key.self_type).atoms[..] {
            [Atom::Closure(closure)] if key.home.is_none() => Some(self.types.closures[closure].home),
            _ => None,
        };
        let group = (key.method, key.home.or(of_closure));
        let count = self.counts.get(&group).copied().unwrap_or(0) + 1;
        if count > self.budget(key.method) || self.is_nested(&key) {
            return self.merge(group, key);
        }
        self.counts.insert(group, count);
        let version = self.add(&key);
        self.keys.insert(key, version);
        version
    }

    /// What makes no difference that is worth a version.
    fn normalise(&mut self, key: &mut Key) {
        key.self_type = self.types.canonical_type(key.self_type);
        key.block = self.types.canonical_type(key.block);
        let ranges = key.home.is_some() || self.program.methods[key.method].machine;
        let names = self.program.is_runtime(key.method);
        for argument in &mut key.arguments {
            *argument = self.types.canonical_type(*argument);
            if !ranges {
                *argument = self.types.with_coarse_range(*argument);
            }
            if !names {
                *argument = self.types.without_names(*argument);
            }
        }
        if !ranges {
            key.self_type = self.types.with_coarse_range(key.self_type);
        }
    }

    /// How many versions a method may have: small ones more, since those that come out the same are merged afterwards.
    fn budget(&mut self, method: MethodId) -> usize {
        let runtime = self.program.is_runtime(method);
        if self.names.one_version.contains(&self.program.methods[method].name) || (runtime && self.is_exhausted()) {
            return 0;
        }
        let size = self.method_facts(method).size.max(1);
        if runtime { (20_000 / size).clamp(24, 600) } else { (3_000 / size).clamp(12, 60) }
    }

    /// Is the method passed a block that stands in the method itself? Then it recurses with ever new blocks.
    fn is_nested(&self, key: &Key) -> bool {
        let types = key.arguments.iter().chain([&key.block]);
        let mut closures = types.flat_map(|type_| &self.types.get(*type_).atoms).filter_map(|atom| match atom {
            Atom::Closure(closure) => Some(*closure),
            _ => None,
        });
        closures.any(|closure| {
            let mut home = Some(self.types.closures[closure].home);
            while let Some(version) = home {
                if self.versions[version].method == key.method {
                    return true;
                }
                home = self.versions[version].home;
            }
            false
        })
    }

    pub fn add(&mut self, key: &Key) -> VersionId {
        let Key { method, self_type, arguments, block, home } = key.clone();
        let says = Says::NotYet;
        self.versions.push(Version { method, self_type, arguments, block, home, analysed: false, running: false, says })
    }

    fn merge(&mut self, group: (MethodId, Option<VersionId>), key: Key) -> VersionId {
        let Some(&version) = self.merged.get(&group) else {
            let version = self.add(&key);
            self.merged.insert(group, version);
            return version;
        };
        self.widen(version, key.self_type, &key.arguments, key.block);
        version
    }

    /// The version serves these types too.
    pub fn widen(&mut self, version: VersionId, self_type: TypeId, arguments: &[TypeId], block: TypeId) {
        let old = self.versions[version].clone();
        let self_type = self.types.join(old.self_type, self_type);
        let block = self.types.join(old.block, block);
        let arguments: Vec<TypeId> = old.arguments.iter().zip(arguments).map(|(a, b)| self.types.join(*a, *b)).collect();
        if (self_type, block, &arguments) != (old.self_type, old.block, &old.arguments) {
            let entry = &mut self.versions[version];
            (entry.self_type, entry.block, entry.arguments) = (self_type, block, arguments);
            self.enqueue(version);
        }
    }

    /// Calls a version: its return type as far as it is known.
    pub fn call(&mut self, caller: VersionId, callee: VersionId) -> TypeId {
        if !self.versions[callee].analysed && !self.versions[callee].running {
            if self.depth < DEPTH {
                self.analyse(callee);
            } else {
                self.enqueue(callee);
            }
        }
        self.read(Place::Return(callee), caller)
    }

    /// A return statement of a version, and what the value says of the arguments.
    pub fn returns(&mut self, version: VersionId, type_: TypeId, fact: Option<Fact>) {
        self.write(Place::Return(version), type_);
        let old = self.versions[version].says;
        let new = match (old, fact) {
            (Says::NotYet, Some(fact)) => Says::Fact(fact),
            (Says::Fact(old), Some(fact)) if old == fact => Says::Fact(old),
            _ => Says::Nothing,
        };
        if new != old {
            self.versions[version].says = new;
            self.enqueue_readers(Place::Return(version));
        }
    }

    /// What a call's result says of the operands that it was given.
    pub fn said(&self, callee: VersionId, receiver: Operand, operands: &[Operand]) -> Option<Fact> {
        let Says::Fact(fact) = self.versions[callee].says else { return None };
        let given = |operand: Operand| match operand {
            Operand::Slot(SELF) => Some(receiver),
            Operand::Slot(slot) => operands.get((slot.0 as usize).checked_sub(FIRST_ARGUMENT.0 as usize)?).copied(),
            Operand::Constant(_) => Some(operand),
        };
        let slot = |slot: SlotId| match given(Operand::Slot(slot)) {
            Some(Operand::Slot(slot)) => Some(slot),
            _ => None,
        };
        Some(match fact {
            Fact::IsA(of, class) => Fact::IsA(slot(of)?, class),
            Fact::IsExactly(of, class) => Fact::IsExactly(slot(of)?, class),
            Fact::Undefined(of) => Fact::Undefined(slot(of)?),
            Fact::Nil(of) => Fact::Nil(slot(of)?),
            Fact::Truthy(of) => Fact::Truthy(slot(of)?),
            Fact::Less(a, b) => Fact::Less(given(a)?, given(b)?),
            Fact::LessOrEqual(a, b) => Fact::LessOrEqual(given(a)?, given(b)?),
        })
    }

    /// The method or lambda that a block version stands in.
    pub fn home_method(&self, version: VersionId) -> Option<VersionId> {
        let mut at = self.versions[version].home?;
        loop {
            let lambda = matches!(self.program.methods[self.versions[at].method].kind, MethodKind::Block { lambda: true });
            match self.versions[at].home {
                Some(home) if !lambda => at = home,
                _ => return Some(at),
            }
        }
    }

    /// The activation `depth` blocks out.
    pub fn outer(&self, version: VersionId, depth: u32) -> Option<VersionId> {
        (0..depth).try_fold(version, |at, _| self.versions[at].home)
    }

    /// A new instance: of a runtime class with fields a site of its own.
    pub fn new_instance(&mut self, version: VersionId, at: &mut (BlockId, usize, usize), class: ClassId) -> TypeId {
        self.instantiate(class);
        let atom = if class == Program::core(CoreClass::Small) {
            Atom::Small(Range::FULL)
        } else if self.has_sites(class) {
            self.site(version, at, class)
        } else {
            Atom::Instance(class)
        };
        self.types.one(atom)
    }
}
