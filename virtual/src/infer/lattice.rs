//! The lattice of inference: sets of atoms, interned, so that a type is one number.
//!
//! An atom is an exact class, one class object, an allocation site of a container (so that
//! each Array has an element type of its own), or a closure (a block literal and the version it stands in).
use super::range::Range;
use crate::program::*;
use base::hash::FastMap;
use base::{Arena, id};
use parfait::CoreClass;
use std::collections::BTreeMap;

id!(/// An interned [`TypeSet`].
    TypeId, "type");
id!(/// A place that makes containers, in one version of a method.
    SiteId, "site");
id!(/// A block body with the version of the method that it stands in.
    ClosureId, "closure");
id!(/// A method version.
    VersionId, "version");

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Atom {
    /// An argument that was not passed, an overflow.
    Undefined,
    /// A raw word.
    Word,
    /// A small integer between bounds.
    Small(Range),
    /// This symbol.
    Name(SymbolId),
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

/// More sites of a class in one type than this are one from then on.
const MOST_SITES: usize = 40;
const MOST_CLOSURES: usize = 64;
/// More symbols than this are any symbol.
const MOST_NAMES: usize = 4;

/// All interned types.
pub struct Types {
    sets: Arena<TypeId, TypeSet>,
    index: FastMap<TypeSet, TypeId>,
    joins: FastMap<(TypeId, TypeId), TypeId>,
    pub sites: Arena<SiteId, Site>,
    pub closures: Arena<ClosureId, Closure>,
    site_index: FastMap<Site, SiteId>,
    closure_index: FastMap<Closure, ClosureId>,
    /// Atoms that became part of a Mystery or of their class: nobody tracks them any more.
    pub escaped: Vec<Atom>,
    /// Sites that are to be one from now on: the engine moves what it knows of the first to the second.
    pub united: Vec<(SiteId, SiteId)>,
    /// What a site became: another one, or any instance of its class.
    stands_for: FastMap<SiteId, Atom>,
}

impl Types {
    pub fn new() -> Types {
        let mut types = Types {
            sets: Arena::new(),
            index: FastMap::default(),
            joins: FastMap::default(),
            sites: Arena::new(),
            closures: Arena::new(),
            site_index: FastMap::default(),
            closure_index: FastMap::default(),
            escaped: Vec::new(),
            united: Vec::new(),
            stands_for: FastMap::default(),
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
        let atom = if class == Program::core(CoreClass::Small) { Atom::Small(Range::FULL) } else { Atom::Instance(class) };
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
    /// The atom of a site that was made before.
    pub fn known_site(&self, site: Site) -> Option<Atom> {
        self.site_index.get(&site).map(|id| Atom::Site(*id))
    }
    /// From now on a site is another one.
    pub fn alias_site(&mut self, site: Site, other: SiteId) {
        self.site_index.insert(site, other);
    }
    pub fn closure(&mut self, closure: Closure) -> Atom {
        let closures = &mut self.closures;
        Atom::Closure(*self.closure_index.entry(closure).or_insert_with(|| closures.push(closure)))
    }
    /// The atom that a site is part of by now; other atoms are themselves.
    pub fn canonical(&self, mut atom: Atom) -> Atom {
        while let Atom::Site(site) = atom {
            match self.stands_for.get(&site) {
                Some(next) => atom = *next,
                None => break,
            }
        }
        atom
    }
    /// The type with canonical atoms only.
    pub fn canonical_type(&mut self, id: TypeId) -> TypeId {
        let atoms = &self.sets[id].atoms;
        if atoms.iter().all(|atom| self.canonical(*atom) == *atom) {
            return id;
        }
        let atoms = atoms.clone();
        let set = self.normal(atoms);
        self.intern(set)
    }
    /// From now on a site is part of another atom of its class.
    pub fn unite(&mut self, site: SiteId, with: Atom) {
        self.stands_for.insert(site, with);
        // joins remembered from before have the site as it was: types would go back and forth
        self.joins.clear();
    }
    pub fn is_mystery(&self, id: TypeId) -> bool {
        self.sets[id].mystery
    }
    /// The class that the run time sees.
    pub fn class_of(&self, atom: Atom, program: &Program) -> ClassId {
        match atom {
            Atom::Undefined | Atom::Word => Program::core(CoreClass::BasicObject),
            Atom::Small(_) => Program::core(CoreClass::Small),
            Atom::Name(_) => Program::core(CoreClass::Symbol),
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
            self.normal(atoms)
        };
        let id = self.intern(set);
        self.joins.insert(key, id);
        id
    }
    /// At most one small atom; of too many sites of a class the first stands for all; too many closures become any Proc.
    fn normal(&mut self, mut atoms: Vec<Atom>) -> TypeSet {
        for atom in &mut atoms {
            *atom = self.canonical(*atom);
        }
        atoms.sort_unstable();
        atoms.dedup();
        let range = |atom: &Atom| if let Atom::Small(range) = atom { Some(*range) } else { None };
        if let Some(joined) = atoms.iter().filter_map(range).reduce(Range::join) {
            atoms.retain(|atom| !matches!(atom, Atom::Small(_)));
            atoms.push(Atom::Small(joined));
        }
        if atoms.iter().filter(|atom| matches!(atom, Atom::Closure(_))).count() > MOST_CLOSURES {
            self.escaped.extend(atoms.iter().filter(|atom| matches!(atom, Atom::Closure(_))));
            atoms.retain(|atom| !matches!(atom, Atom::Closure(_)));
            atoms.push(Atom::Instance(Program::core(CoreClass::Proc)));
        }
        let any_name = Atom::Instance(Program::core(CoreClass::Symbol));
        let names = atoms.iter().filter(|atom| matches!(atom, Atom::Name(_))).count();
        if names > MOST_NAMES || (names > 0 && atoms.contains(&any_name)) {
            atoms.retain(|atom| !matches!(atom, Atom::Name(_)));
            atoms.push(any_name);
        }
        self.unite_many(&mut atoms);
        atoms.sort_unstable();
        atoms.dedup();
        TypeSet { mystery: false, atoms }
    }
    fn unite_many(&mut self, atoms: &mut Vec<Atom>) {
        if atoms.iter().filter(|atom| matches!(atom, Atom::Site(_))).count() <= MOST_SITES {
            return;
        }
        let mut of_class: BTreeMap<ClassId, Vec<SiteId>> = BTreeMap::new();
        for atom in atoms.iter() {
            if let Atom::Site(site) = atom {
                of_class.entry(self.sites[*site].class).or_default().push(*site);
            }
        }
        for (_, sites) in of_class.into_iter().filter(|(_, sites)| sites.len() > MOST_SITES) {
            let first = sites.iter().copied().min().expect("there are many");
            self.united.extend(sites.iter().filter(|site| **site != first).map(|site| (*site, first)));
            atoms.retain(|atom| !matches!(atom, Atom::Site(site) if *site != first && sites.contains(site)));
        }
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
    /// The type with the bounds of its small integers replaced.
    pub fn with_range(&mut self, id: TypeId, range: Range) -> TypeId {
        self.with_ranges(id, |_| range)
    }
    /// The type with bounds that make few versions.
    pub fn with_coarse_range(&mut self, id: TypeId) -> TypeId {
        self.with_ranges(id, Range::coarse)
    }
    fn with_ranges(&mut self, id: TypeId, change: impl Fn(Range) -> Range) -> TypeId {
        if !self.sets[id].atoms.iter().any(|atom| matches!(atom, Atom::Small(old) if *old != change(*old))) {
            return id;
        }
        let mut set = self.sets[id].clone();
        for atom in &mut set.atoms {
            if let Atom::Small(old) = atom {
                *old = change(*old);
            }
        }
        set.atoms.sort_unstable();
        self.intern(set)
    }
    /// The type with any symbol for known ones.
    pub fn without_names(&mut self, id: TypeId) -> TypeId {
        let set = &self.sets[id];
        if !set.atoms.iter().any(|atom| matches!(atom, Atom::Name(_))) {
            return id;
        }
        let any_name = self.instance(CoreClass::Symbol);
        let others = self.filter(id, |_, atom| !matches!(atom, Atom::Name(_)));
        self.join(others, any_name)
    }
    /// The small integers between bounds.
    pub fn small(&mut self, range: Range) -> TypeId {
        self.one(Atom::Small(range))
    }
    /// The bounds, if there are small integers only.
    pub fn only_small(&self, id: TypeId) -> Option<Range> {
        match self.sets[id].atoms[..] {
            [Atom::Small(range)] if !self.sets[id].mystery => Some(range),
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
