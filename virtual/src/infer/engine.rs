//! The whole-program fixpoint: variables with readers, versions of methods, and the work list.
//!
//! What must hold: types only grow; whoever read a variable that grew is analysed again; a new version is analysed
//! at once (so that its caller goes on with a result), unless calls nest too deep, then later.
use super::facts::MethodFacts;
use super::hubs::{Hub, HubKey};
use super::lattice::*;
use super::versions::CallSite;
pub use super::versions::{Key, Version};
use crate::instruction::*;
use crate::lookup::Found;
use crate::program::*;
use base::hash::{FastMap, FastSet};
use parfait::CoreClass;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

/// What has a type besides slots.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Place {
    Return(VersionId),
    /// An instance variable of a class, class object or site.
    Field(Atom, SymbolId),
    /// The elements of a Storage.
    Elements(Atom),
    /// What blocks write to a captured slot.
    Written(VersionId, SlotId),
    /// What blocks may read from a captured slot.
    Captured(VersionId, SlotId),
    Cell(CellId),
    /// What `break` in a block gives the send.
    Break(ClosureId),
    /// Grows when a class gets its first instance.
    Instances,
    /// Grows when the program mentions another symbol.
    Mentioned,
    /// What comes back from a hub.
    Hub(HubKey),
    /// Grows when a class of exceptions gets its first instance.
    Exceptions,
    /// What dynamic sends are sent to.
    Receivers,
    /// What they pass for a method that is not there: Array and Hash, where the program asks for it.
    FailedArguments,
    FailedKeywords,
    /// What blocks return from methods, which may have ended.
    ReturnedOut,
    /// What blocks break out of sends with, which may have ended.
    BrokenOut,
    /// What may be frozen.
    Frozen,
}

pub struct Variable {
    pub type_: TypeId,
    pub readers: BTreeSet<VersionId>,
}

impl Default for Variable {
    fn default() -> Variable {
        Variable { type_: NEVER, readers: BTreeSet::new() }
    }
}

pub struct Engine<'a> {
    pub program: &'a mut Program,
    pub types: Types,
    pub variables: FastMap<Place, Variable>,
    pub versions: base::Arena<VersionId, Version>,
    pub keys: FastMap<Key, VersionId>,
    /// The version that an instruction called last.
    pub called: FastMap<CallSite, VersionId>,
    /// How many instructions call a version.
    pub callers: FastMap<VersionId, usize>,
    /// What serves all that is beyond a method's budget.
    pub merged: FastMap<(MethodId, Option<VersionId>), VersionId>,
    pub counts: FastMap<(MethodId, Option<VersionId>), usize>,
    /// The one version of an adapter (of a closure's, for each closure) that dynamic calls reach.
    pub dynamic: BTreeMap<(MethodId, Option<ClosureId>), VersionId>,
    /// Which of those a dynamic send of a name to a class reaches; none, where there is no such method.
    pub targets: BTreeMap<(SymbolId, ClassId), Option<VersionId>>,
    pub hubs: BTreeMap<HubKey, Hub>,
    pub stale_hubs: BTreeSet<HubKey>,
    /// The hubs that read what a version returns.
    pub feeds: FastMap<VersionId, Vec<HubKey>>,
    pub facts: FastMap<MethodId, Rc<MethodFacts>>,
    /// How many versions the whole program may have before the runtime's methods share theirs.
    pub allowance: usize,
    queue: VecDeque<VersionId>,
    queued: FastSet<VersionId>,
    /// Those that look at something of the whole program which grew: they wait until all else is settled.
    late: BTreeSet<VersionId>,
    pub depth: usize,
    /// Classes that have instances.
    pub instances: BTreeSet<ClassId>,
    /// Those of them that are exceptions.
    pub exceptions: BTreeSet<ClassId>,
    /// Closures that became part of a Mystery.
    pub escaped_closures: BTreeSet<ClosureId>,
    /// Symbols that the program itself (not the runtime) mentions: what it may send by name.
    pub mentioned: BTreeSet<SymbolId>,
    pub with_sites: FastMap<ClassId, bool>,
    /// Of a site: those that the version which makes it was given, and theirs.
    pub origins: FastMap<SiteId, Rc<[SiteId]>>,
    pub adapters: FastMap<MethodId, MethodId>,
    pub array_adapters: FastMap<MethodId, MethodId>,
    lookups: FastMap<(ClassId, SymbolId), Option<Found>>,
    ancestors: FastMap<ClassId, Rc<Vec<ClassId>>>,
    pub definite: FastMap<ClassId, Rc<FastSet<SymbolId>>>,
    pub diagnostics: Vec<base::Diagnostic>,
    pub names: super::names::Names,
    /// Versions that have a place in the new program.
    pub materialised: FastMap<VersionId, MethodId>,
    /// Those whose body is to be written.
    pub pending: BTreeSet<VersionId>,
    pub representatives: BTreeMap<ClosureId, MethodId>,
    /// What was said while the body of a version was written, which may be written again.
    pub said: BTreeMap<VersionId, Vec<base::Remark>>,
}

impl<'a> Engine<'a> {
    pub fn new(program: &'a mut Program) -> Engine<'a> {
        let names = super::names::Names::new(&mut program.symbols, &program.cells);
        let mut engine = Engine {
            program,
            types: Types::new(),
            variables: FastMap::default(),
            versions: base::Arena::new(),
            keys: FastMap::default(),
            called: FastMap::default(),
            callers: FastMap::default(),
            merged: FastMap::default(),
            counts: FastMap::default(),
            dynamic: BTreeMap::new(),
            targets: BTreeMap::new(),
            hubs: BTreeMap::new(),
            stale_hubs: BTreeSet::new(),
            feeds: FastMap::default(),
            facts: FastMap::default(),
            allowance: 0,
            queue: VecDeque::new(),
            queued: FastSet::default(),
            late: BTreeSet::new(),
            depth: 0,
            instances: BTreeSet::new(),
            exceptions: BTreeSet::new(),
            escaped_closures: BTreeSet::new(),
            mentioned: BTreeSet::new(),
            with_sites: FastMap::default(),
            origins: FastMap::default(),
            adapters: FastMap::default(),
            array_adapters: FastMap::default(),
            lookups: FastMap::default(),
            ancestors: FastMap::default(),
            definite: FastMap::default(),
            diagnostics: Vec::new(),
            names,
            materialised: FastMap::default(),
            pending: BTreeSet::new(),
            representatives: BTreeMap::new(),
            said: BTreeMap::new(),
        };
        engine.allowance = engine.program_allowance();
        engine.seed();
        engine
    }

    /// A few thousand, and more for a longer program: so the time that inference takes grows linearly.
    fn program_allowance(&self) -> usize {
        let own = self.program.methods.iter().filter(|(id, _)| !self.program.is_runtime(*id));
        let instructions = own.flat_map(|(_, method)| method.blocks.values()).map(|block| block.instructions.len());
        4000 + 12 * instructions.sum::<usize>()
    }

    /// From now on precision is given up for an end in sight.
    pub fn is_exhausted(&self) -> bool {
        self.versions.len() > self.allowance
    }

    /// What exists before the program runs: immediates, boot strings and classes.
    fn seed(&mut self) {
        use CoreClass::*;
        for class in [NilClass, TrueClass, FalseClass, Symbol, Small, Big, Float, String, Proc, Class, Module] {
            self.instances.insert(Program::core(class));
        }
        let (nil, small) = (self.types.nil(), self.types.instance(Small));
        let bytes = self.types.instance(Bytes);
        let boolean = self.types.boolean();
        let string = self.types.instance(String);
        let name = self.types.join(nil, string);
        let class = self.types.instance(Class);
        let maybe_class = self.types.join(nil, class);
        let (symbol, module) = (self.types.instance(Symbol), self.types.instance(Module));
        let attached = self.types.join(maybe_class, module);
        // tables of class objects; nil where the boot image leaves them out
        let tables = [vec![symbol], vec![class, module], vec![symbol, small], vec![symbol, MYSTERY]];
        let [fields, ancestors, methods, constants] = [0, 1, 2, 3].map(|table| {
            let storage = self.boot_storage(table, &tables[table]);
            self.types.join(nil, storage)
        });
        let seeds = [
            (String, "@bytes", bytes),
            (String, "@length", small),
            (String, "@state", small),
            (Proc, "@code", small),
            (Proc, "@receiver", MYSTERY),
            (Proc, "@frame", MYSTERY),
            (Proc, "@parameters", string),
            (Proc, "@lambda", boolean),
            (Proc, "@home", MYSTERY),
            (Class, "@name", name),
            (Class, "@index", small),
            (Class, "@superclass", maybe_class),
            (Class, "@methods", methods),
            (Class, "@attached", attached),
            (Class, "@constants", constants),
            (Class, "@fields", fields),
            (Class, "@ancestors", ancestors),
        ];
        for (class, field, type_) in seeds {
            // The runtime's own fields have names without the `@`.
            let field = self.program.symbols.intern(&field[1..]);
            self.write(Place::Field(Atom::Instance(Program::core(class)), field), type_);
        }
    }

    /// The type of a place; `reader` is analysed again when it grows.
    pub fn read(&mut self, place: Place, reader: VersionId) -> TypeId {
        let variable = self.variables.entry(place).or_default();
        variable.readers.insert(reader);
        variable.type_
    }
    pub fn peek(&self, place: Place) -> TypeId {
        self.variables.get(&place).map_or(NEVER, |variable| variable.type_)
    }
    pub fn write(&mut self, place: Place, type_: TypeId) {
        let place = match place {
            Place::Field(atom, field) => Place::Field(self.types.canonical(atom), field),
            Place::Elements(atom) => Place::Elements(self.types.canonical(atom)),
            _ => place,
        };
        let old = self.variables.entry(place).or_default().type_;
        let new = self.types.join(old, type_);
        if new != old {
            self.variables.get_mut(&place).expect("it was just made").type_ = new;
            self.enqueue_readers(place);
            if let Place::Return(version) = place {
                for hub in self.feeds.get(&version).cloned().unwrap_or_default() {
                    self.write(Place::Hub(hub), new);
                }
            }
        }
    }
    /// All that looked at a place are to look again.
    pub fn enqueue_readers(&mut self, place: Place) {
        let Some(variable) = self.variables.get(&place) else { return };
        let readers: Vec<VersionId> = variable.readers.iter().copied().collect();
        match place {
            Place::Instances | Place::Exceptions | Place::Mentioned | Place::Receivers | Place::ReturnedOut | Place::Frozen => {
                self.late.extend(readers)
            }
            _ => readers.into_iter().for_each(|reader| self.enqueue(reader)),
        }
    }
    pub fn enqueue(&mut self, version: VersionId) {
        if self.queued.insert(version) {
            self.queue.push_back(version);
        }
    }

    /// Until nothing grows any more.
    pub fn solve(&mut self) {
        loop {
            self.settle_sites();
            match self.queue.pop_front() {
                Some(version) => {
                    self.queued.remove(&version);
                    self.analyse(version);
                }
                None if !self.stale_hubs.is_empty() => {
                    std::mem::take(&mut self.stale_hubs).into_iter().for_each(|hub| self.serve(hub));
                }
                None if self.late.is_empty() => break,
                None => std::mem::take(&mut self.late).into_iter().for_each(|version| self.enqueue(version)),
            }
        }
    }

    pub fn analyse(&mut self, version: VersionId) {
        if self.versions[version].running {
            self.enqueue(version);
            return;
        }
        if self.materialised.contains_key(&version) {
            // what was written of it may not hold any more
            self.pending.insert(version);
        }
        self.versions[version].running = true;
        self.versions[version].analysed = true;
        self.queued.remove(&version);
        self.depth += 1;
        super::flow::run(self, version, None);
        self.depth -= 1;
        self.versions[version].running = false;
    }

    /// A class has an instance now.
    pub fn instantiate(&mut self, class: ClassId) {
        if self.instances.insert(class) {
            self.enqueue_readers(Place::Instances);
            self.more_targets(false);
            if self.inherits(class, Program::core(CoreClass::Exception)) {
                self.exceptions.insert(class);
                self.enqueue_readers(Place::Exceptions);
            }
        }
    }

    /// Classes with instances; `reader` is analysed again when there are more.
    pub fn all_instances(&mut self, reader: VersionId) -> Vec<ClassId> {
        self.read(Place::Instances, reader);
        self.instances.iter().copied().collect()
    }

    /// A symbol in the text of a method.
    pub fn mention(&mut self, method: MethodId, name: SymbolId) {
        if !self.mentioned.contains(&name) && !self.program.is_runtime(method) {
            self.mentioned.insert(name);
            self.enqueue_readers(Place::Mentioned);
        }
    }

    /// Text in a method, which may be turned into a symbol.
    pub fn mention_text(&mut self, method: MethodId, text: StringId) {
        let name = std::str::from_utf8(&self.program.strings[text]).ok().and_then(|text| self.program.symbols.find(text));
        if let Some(name) = name {
            self.mention(method, name);
        }
    }

    /// Names that a computed symbol may have: what the program mentions, and what it defines.
    pub fn names_to_send(&mut self, reader: VersionId) -> Vec<SymbolId> {
        self.read(Place::Mentioned, reader);
        let own = |method: &MethodId| !self.program.is_runtime(*method);
        let tables = self.program.classes.values().flat_map(|class| &class.methods);
        let defined = tables.filter(|(_, entry)| entry.method.as_ref().is_some_and(own)).map(|(name, _)| *name);
        let names: BTreeSet<SymbolId> = defined.chain(self.mentioned.iter().copied()).collect();
        names.into_iter().collect()
    }

    /// A `break` out of a block body: a result of what it was passed to.
    pub fn breaks(&mut self, version: VersionId, type_: TypeId) {
        let Some(home) = self.versions[version].home else { return };
        let closure = Closure { body: self.versions[version].method, home };
        if let Atom::Closure(id) = self.types.closure(closure) {
            self.write(Place::Break(id), type_);
        }
    }

    pub fn method_facts(&mut self, method: MethodId) -> Rc<MethodFacts> {
        if let Some(facts) = self.facts.get(&method) {
            return facts.clone();
        }
        let facts = Rc::new(MethodFacts::new(self.program, method));
        self.facts.insert(method, facts.clone());
        facts
    }

    pub fn constant(&mut self, constant: Constant) -> TypeId {
        use CoreClass::*;
        match constant {
            Constant::Nil => self.types.nil(),
            Constant::True => self.types.instance(TrueClass),
            Constant::False => self.types.instance(FalseClass),
            Constant::Undefined => self.types.one(Atom::Undefined),
            Constant::Small(number) => self.types.small(super::range::Range::of(number)),
            Constant::Big(_) => self.types.instance(Big),
            Constant::Float(_) => self.types.instance(Float),
            Constant::Symbol(name) => self.types.one(Atom::Name(name)),
            Constant::Class(class) => {
                if let Some(singleton) = self.program.classes[class].singleton {
                    self.instantiate(singleton);
                }
                self.types.one(Atom::Class(class))
            }
            Constant::FrozenString(_) => self.types.instance(String),
        }
    }

    /// Method lookup at compile time.
    pub fn lookup(&mut self, class: ClassId, name: SymbolId) -> Option<Found> {
        if let Some(found) = self.lookups.get(&(class, name)) {
            return *found;
        }
        let ancestors = self.ancestors(class);
        let found = self.program.find_in(&ancestors, name);
        self.lookups.insert((class, name), found);
        found
    }

    pub fn ancestors(&mut self, class: ClassId) -> Rc<Vec<ClassId>> {
        if let Some(ancestors) = self.ancestors.get(&class) {
            return ancestors.clone();
        }
        let ancestors = Rc::new(self.program.ancestors(class));
        self.ancestors.insert(class, ancestors.clone());
        ancestors
    }

    pub fn inherits(&mut self, class: ClassId, from: ClassId) -> bool {
        class == from || self.ancestors(class).contains(&from)
    }
}
