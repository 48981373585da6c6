//! Sites: the places that make containers, in one version of a method, so that each container has element types of its own.
use super::engine::*;
use super::lattice::*;
use crate::program::*;
use parfait::{CoreClass, Layout};
use std::collections::BTreeSet;

/// The home of storages that the boot image makes for class objects.
const BOOT: VersionId = VersionId(u32::MAX);

/// How often a place makes new sites of what it made.
const MOST_NESTED: usize = 2;
const MOST_ORIGINS: usize = 40;

impl Engine<'_> {
    /// The site of the next container that an instruction makes.
    pub fn site(&mut self, version: VersionId, at: &mut (BlockId, usize, usize), class: ClassId) -> Atom {
        at.2 += 1;
        let site = Site { class, version, at: *at };
        let atom = match self.types.known_site(site) {
            Some(known) => known,
            None if self.is_exhausted() => Atom::Instance(class),
            None => self.new_site(site),
        };
        self.types.canonical(atom)
    }

    /// A place that is given what it made of what it made recurses, or is in a long chain of calls: it goes on making the same.
    fn new_site(&mut self, site: Site) -> Atom {
        let origins = self.origins(site.version);
        let method = self.versions[site.version].method;
        let same = origins.iter().rev().copied().filter(|other| {
            let other = &self.types.sites[*other];
            other.class == site.class && other.at == site.at && self.versions[other.version].method == method
        });
        let same: Vec<SiteId> = same.take(MOST_NESTED).collect();
        match same[..] {
            [nearest, ..] if same.len() == MOST_NESTED => {
                self.types.alias_site(site, nearest);
                Atom::Site(nearest)
            }
            _ => {
                let atom = self.types.site(site);
                if let Atom::Site(id) = atom {
                    self.origins.insert(id, origins.into());
                }
                atom
            }
        }
    }

    /// The sites of what a version is given, and where those come from.
    fn origins(&self, version: VersionId) -> Vec<SiteId> {
        let entry = &self.versions[version];
        let mut found = BTreeSet::new();
        for type_ in entry.arguments.iter().chain([&entry.self_type]) {
            for atom in &self.types.get(*type_).atoms {
                if let Atom::Site(site) = atom
                    && self.types.sites[*site].version != BOOT
                    && found.len() < MOST_ORIGINS
                {
                    found.insert(*site);
                    found.extend(self.origins.get(site).into_iter().flat_map(|origins| origins.iter()));
                }
            }
        }
        found.into_iter().collect()
    }

    /// A storage that the boot image makes: what the class objects' tables hold.
    pub fn boot_storage(&mut self, number: usize, elements: &[TypeId]) -> TypeId {
        let class = Program::core(CoreClass::Storage);
        let atom = self.types.site(Site { class, version: BOOT, at: (BlockId(0), number, 0) });
        for element in elements {
            self.write(Place::Elements(atom), *element);
        }
        self.types.one(atom)
    }

    /// Containers of the runtime have a type for each place that makes them.
    pub fn has_sites(&mut self, class: ClassId) -> bool {
        if let Some(answer) = self.with_sites.get(&class) {
            return *answer;
        }
        let core = Program::core;
        let plain = self.program.layout(class) == Layout::Plain && class != core(CoreClass::String);
        let runtime = self.program.classes[class].span.is_none_or(|span| self.program.sources.file(span.file).runtime);
        let blurred = self.inherits(class, core(CoreClass::Exception)) || self.inherits(class, core(CoreClass::Module));
        let answer = class == core(CoreClass::Storage) || (plain && runtime && !blurred);
        self.with_sites.insert(class, answer);
        answer
    }

    /// Sites that became one share what is known of their containers; closures that escaped can be called by anybody.
    pub fn settle_sites(&mut self) {
        loop {
            if let Some((site, with)) = self.types.united.pop() {
                let with = self.types.canonical(Atom::Site(with));
                self.unite(site, with);
                continue;
            }
            let Some(atom) = self.types.escaped.pop() else { return };
            match atom {
                Atom::Site(site) => {
                    let class = self.types.sites[site].class;
                    self.unite(site, Atom::Instance(class));
                }
                Atom::Closure(closure) => {
                    if self.escaped_closures.insert(closure) {
                        self.more_targets(true);
                    }
                }
                Atom::Undefined | Atom::Word | Atom::Small(_) | Atom::Name(_) | Atom::Instance(_) | Atom::Class(_) => {}
            }
        }
    }

    /// Atoms of one class that a method is called on: the run time cannot tell sites apart, so they are one from now on.
    pub fn one_site(&mut self, class: ClassId, mut atoms: Vec<Atom>) -> Vec<Atom> {
        atoms.sort_unstable();
        atoms.dedup();
        let whole = Atom::Instance(class);
        let first = atoms.iter().copied().find(|atom| *atom == whole || matches!(atom, Atom::Site(_)));
        let Some(first) = first else { return atoms };
        for atom in atoms.iter().copied().filter(|atom| *atom != first) {
            if let Atom::Site(site) = atom {
                self.unite(site, first);
            }
        }
        atoms.retain(|atom| *atom == first || !matches!(atom, Atom::Site(_)));
        atoms
    }

    fn unite(&mut self, site: SiteId, with: Atom) {
        let Atom::Site(from) = self.types.canonical(Atom::Site(site)) else { return };
        if with == Atom::Site(from) {
            return;
        }
        self.types.unite(from, with);
        // what it makes from now on is part of the other: versions are called with that
        if self.types.sites[from].version != BOOT {
            self.enqueue(self.types.sites[from].version);
        }
        let class = self.types.sites[from].class;
        let fields = self.program.fields(class).into_iter().map(|field| Place::Field(Atom::Site(from), field));
        let places: Vec<Place> = fields.chain([Place::Elements(Atom::Site(from))]).collect();
        for place in places {
            let Some(variable) = self.variables.remove(&place) else { continue };
            let to = match place {
                Place::Field(_, field) => Place::Field(with, field),
                _ => Place::Elements(with),
            };
            self.write(to, variable.type_);
            for reader in variable.readers {
                self.enqueue(reader);
            }
        }
    }
}
