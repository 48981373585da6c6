//! The lattice of inference: sets of atoms, interned, so that a type is one number.
//!
//! An atom is an exact class, one class object, an allocation site of a container (so that
//! each Array has an element type of its own), or a closure (a block literal and the version it stands in).
use crate::program::*;
use base::{Arena, id};
use parfait::CoreClass;
use std::collections::HashMap;

id!(/// An interned [`TypeSet`].
    TypeId, "type");
id!(/// A place that makes containers, in one version of a method.
    SiteId, "site");
id!(/// A block body with the version of the method that it stands in.
    ClosureId, "closure");
id!(/// A method version.
    VersionId, "version");

/// A small integer is known to be smaller than another one: adding 1 does not overflow.
pub const BELOW_MAX: u8 = 1;
/// Likewise: subtracting 1 does not overflow.
pub const ABOVE_MIN: u8 = 2;

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Atom {
    /// An argument that was not passed, an overflow.
    Undefined,
    /// A raw word.
    Word,
    /// A small integer, with what is known of its range.
    Small(u8),
    /// An instance of exactly this class (any but Small).
    Instance(ClassId),
    /// This class object.
    Class(ClassId),
    Site(SiteId),
    Closure(ClosureId),
}

/// Sorted atoms; or any value.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct TypeSet {
    pub mystery: bool,
    pub atoms: Vec<Atom>,
}

/// A container's birth place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Site {
    pub class: ClassId,
    pub version: VersionId,
    pub at: (BlockId, usize, usize),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Closure {
    pub body: MethodId,
    pub home: VersionId,
}

pub const NEVER: TypeId = TypeId(0);
pub const MYSTERY: TypeId = TypeId(1);

const MOST_SITES: usize = 24;
const MOST_CLOSURES: usize = 6;
const MOST_ATOMS: usize = 64;

/// All interned types.
pub struct Types {
    sets: Arena<TypeId, TypeSet>,
    index: HashMap<TypeSet, TypeId>,
    joins: HashMap<(TypeId, TypeId), TypeId>,
    pub sites: Arena<SiteId, Site>,
    pub closures: Arena<ClosureId, Closure>,
    site_index: HashMap<Site, SiteId>,
    closure_index: HashMap<Closure, ClosureId>,
    /// Atoms that became part of a Mystery or of their class: nobody tracks them any more.
    pub escaped: Vec<Atom>,
}

impl Types {
    pub fn new() -> Types {
        let mut types = Types {
            sets: Arena::new(),
            index: HashMap::new(),
            joins: HashMap::new(),
            sites: Arena::new(),
            closures: Arena::new(),
            site_index: HashMap::new(),
            closure_index: HashMap::new(),
            escaped: Vec::new(),
        };
        types.intern(TypeSet::default());
        types.intern(TypeSet { mystery: true, atoms: Vec::new() });
        types
    }
    pub fn intern(&mut self, set: TypeSet) -> TypeId {
        if let Some(id) = self.index.get(&set) {
            return *id;
        }
        let id = self.sets.push(set.clone());
        self.index.insert(set, id);
        id
    }
    pub fn get(&self, id: TypeId) -> &TypeSet {
        &self.sets[id]
    }
    pub fn atoms(&self, id: TypeId) -> Vec<Atom> {
        self.sets[id].atoms.clone()
    }
    pub fn one(&mut self, atom: Atom) -> TypeId {
        self.intern(TypeSet { mystery: false, atoms: vec![atom] })
    }
    pub fn instance(&mut self, class: CoreClass) -> TypeId {
        self.of_class(Program::core(class))
    }
    pub fn of_class(&mut self, class: ClassId) -> TypeId {
        let atom = if class == Program::core(CoreClass::Small) { Atom::Small(0) } else { Atom::Instance(class) };
        self.one(atom)
    }
    pub fn nil(&mut self) -> TypeId {
        self.instance(CoreClass::NilClass)
    }
    pub fn boolean(&mut self) -> TypeId {
        let (a, b) = (self.instance(CoreClass::TrueClass), self.instance(CoreClass::FalseClass));
        self.join(a, b)
    }
    pub fn site(&mut self, site: Site) -> Atom {
        let sites = &mut self.sites;
        Atom::Site(*self.site_index.entry(site).or_insert_with(|| sites.push(site)))
    }
    pub fn closure(&mut self, closure: Closure) -> Atom {
        let closures = &mut self.closures;
        Atom::Closure(*self.closure_index.entry(closure).or_insert_with(|| closures.push(closure)))
    }
    pub fn is_mystery(&self, id: TypeId) -> bool {
        self.sets[id].mystery
    }
    /// The class that the run time sees.
    pub fn class_of(&self, atom: Atom, program: &Program) -> ClassId {
        match atom {
            Atom::Undefined | Atom::Word => Program::core(CoreClass::BasicObject),
            Atom::Small(_) => Program::core(CoreClass::Small),
            Atom::Instance(class) => class,
            Atom::Class(class) => program.classes[class].singleton.unwrap_or(Program::core(CoreClass::Class)),
            Atom::Site(site) => self.sites[site].class,
            Atom::Closure(_) => Program::core(CoreClass::Proc),
        }
    }
    /// The least type that holds both.
    pub fn join(&mut self, a: TypeId, b: TypeId) -> TypeId {
        if a == b || b == NEVER {
            return a;
        }
        if a == NEVER {
            return b;
        }
        let key = (a.min(b), a.max(b));
        if let Some(id) = self.joins.get(&key) {
            return *id;
        }
        let (x, y) = (&self.sets[a], &self.sets[b]);
        let set = if x.mystery || y.mystery {
            let lost: Vec<Atom> = x.atoms.iter().chain(&y.atoms).copied().collect();
            self.escaped.extend(lost);
            TypeSet { mystery: true, atoms: Vec::new() }
        } else {
            let mut atoms = [x.atoms.as_slice(), &y.atoms].concat();
            atoms.sort_unstable();
            atoms.dedup();
            self.normal(atoms)
        };
        let id = self.intern(set);
        self.joins.insert(key, id);
        id
    }
    /// At most one small atom; too many sites or closures become their class.
    fn normal(&mut self, mut atoms: Vec<Atom>) -> TypeSet {
        let facts =
            atoms.iter().filter_map(|atom| if let Atom::Small(facts) = atom { Some(*facts) } else { None }).reduce(|a, b| a & b);
        if let Some(facts) = facts {
            atoms.retain(|atom| !matches!(atom, Atom::Small(_)));
            atoms.push(Atom::Small(facts));
        }
        let sites = atoms.iter().filter(|atom| matches!(atom, Atom::Site(_))).count();
        let closures = atoms.iter().filter(|atom| matches!(atom, Atom::Closure(_))).count();
        for atom in &mut atoms {
            match *atom {
                Atom::Site(site) if sites > MOST_SITES => {
                    self.escaped.push(*atom);
                    *atom = Atom::Instance(self.sites[site].class);
                }
                Atom::Closure(_) if closures > MOST_CLOSURES => {
                    self.escaped.push(*atom);
                    *atom = Atom::Instance(Program::core(CoreClass::Proc));
                }
                _ => {}
            }
        }
        atoms.sort_unstable();
        atoms.dedup();
        if atoms.len() > MOST_ATOMS {
            self.escaped.extend(atoms);
            return TypeSet { mystery: true, atoms: Vec::new() };
        }
        TypeSet { mystery: false, atoms }
    }
    /// Those atoms of a type for which `keep` holds; a Mystery stays one.
    pub fn filter(&mut self, id: TypeId, mut keep: impl FnMut(&Types, Atom) -> bool) -> TypeId {
        let set = self.sets[id].clone();
        if set.mystery {
            return id;
        }
        let atoms = set.atoms.iter().copied().filter(|atom| keep(self, *atom)).collect();
        self.intern(TypeSet { mystery: false, atoms })
    }
    /// The type with the small atom's facts replaced.
    pub fn with_small_facts(&mut self, id: TypeId, facts: u8) -> TypeId {
        let mut set = self.sets[id].clone();
        for atom in &mut set.atoms {
            if let Atom::Small(old) = atom {
                *atom = Atom::Small(*old | facts);
            }
        }
        set.atoms.sort_unstable();
        self.intern(set)
    }
    pub fn only_small(&self, id: TypeId) -> Option<u8> {
        match self.sets[id].atoms[..] {
            [Atom::Small(facts)] if !self.sets[id].mystery => Some(facts),
            _ => None,
        }
    }
    /// Can the value be truthy, can it be falsy?
    pub fn truth(&self, id: TypeId) -> (bool, bool) {
        let set = &self.sets[id];
        if set.mystery {
            return (true, true);
        }
        let falsy = |atom: &Atom| {
            *atom == Atom::Instance(Program::core(CoreClass::NilClass))
                || *atom == Atom::Instance(Program::core(CoreClass::FalseClass))
        };
        (set.atoms.iter().any(|atom| !falsy(atom)), set.atoms.iter().any(falsy))
    }
    /// The annotation that other passes see.
    pub fn external(&self, id: TypeId, program: &Program) -> crate::Type {
        let set = &self.sets[id];
        if set.mystery || set.atoms.contains(&Atom::Undefined) {
            return crate::Type::Mystery;
        }
        if set.atoms.contains(&Atom::Word) {
            return crate::Type::Word;
        }
        let mut classes: Vec<ClassId> = set.atoms.iter().map(|atom| self.class_of(*atom, program)).collect();
        classes.sort_unstable();
        classes.dedup();
        crate::Type::Classes(classes)
    }
}

impl Default for Types {
    fn default() -> Self {
        Types::new()
    }
}
