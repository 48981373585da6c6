//! The whole-program fixpoint: variables with readers, versions of methods, and the work list.
//!
//! What must hold: types only grow; whoever read a variable that grew is analysed again; a new version is analysed
//! at once (so that its caller goes on with a result), unless calls nest too deep, then later.
use super::facts::MethodFacts;
use super::lattice::*;
use crate::instruction::*;
use crate::lookup::Found;
use crate::program::*;
use parfait::CoreClass;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
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
    /// The result of a dynamic send of a name.
    Dynamic(SymbolId),
    /// The result of calling a block nobody knows.
    AnyBlock,
    /// Grows when a class gets its first instance.
    Instances,
    /// What may be frozen.
    Frozen,
}

#[derive(Default)]
pub struct Variable {
    pub type_: TypeIdOr,
    pub readers: BTreeSet<VersionId>,
}

/// A type that starts as never.
#[derive(Clone, Copy)]
pub struct TypeIdOr(pub TypeId);
impl Default for TypeIdOr {
    fn default() -> Self {
        TypeIdOr(NEVER)
    }
}

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
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub method: MethodId,
    pub self_type: TypeId,
    pub arguments: Vec<TypeId>,
    pub block: TypeId,
    pub home: Option<VersionId>,
}

/// Versions per method and home before the rest is merged into one.
const BUDGET: usize = 12;
const RUNTIME_BUDGET: usize = 40;
/// Calls analysed inside calls before they are put off.
const DEPTH: usize = 150;

pub struct Engine<'a> {
    pub program: &'a mut Program,
    pub types: Types,
    pub variables: HashMap<Place, Variable>,
    pub versions: base::Arena<VersionId, Version>,
    keys: HashMap<Key, VersionId>,
    merged: HashMap<(MethodId, Option<VersionId>), VersionId>,
    counts: HashMap<(MethodId, Option<VersionId>), usize>,
    pub facts: HashMap<MethodId, Rc<MethodFacts>>,
    queue: VecDeque<VersionId>,
    queued: HashSet<VersionId>,
    depth: usize,
    pub instances: BTreeSet<ClassId>,
    pub escaped_sites: HashSet<SiteId>,
    pub dynamic_closures: BTreeSet<ClosureId>,
    pub dynamic_names: BTreeSet<SymbolId>,
    /// Symbols that the program itself (not the runtime) mentions: what it may send by name.
    pub mentioned: BTreeSet<SymbolId>,
    /// Something sends by a name that is computed.
    pub by_name: bool,
    /// An object was asked of a class that nobody knows.
    pub allocates_any: bool,
    /// Which versions a dynamic send may reach: name, class -> adapter version.
    pub dynamic_targets: std::collections::BTreeMap<(SymbolId, ClassId), VersionId>,
    pub adapters: HashMap<MethodId, MethodId>,
    pub array_adapters: HashMap<MethodId, MethodId>,
    pub lookups: HashMap<(ClassId, SymbolId), Option<Found>>,
    pub ancestors: HashMap<ClassId, Rc<Vec<ClassId>>>,
    pub definite: HashMap<ClassId, Rc<HashSet<SymbolId>>>,
    pub diagnostics: Vec<base::Diagnostic>,
    pub names: super::names::Names,
    /// Called by anybody: what they return is nobody's to track.
    pub dynamic_versions: HashSet<VersionId>,
    /// Versions that have a place in the new program.
    pub materialised: HashMap<VersionId, MethodId>,
    pub pending: Vec<VersionId>,
    pub representatives: HashMap<ClosureId, MethodId>,
}

impl<'a> Engine<'a> {
    pub fn new(program: &'a mut Program) -> Engine<'a> {
        let names = super::names::Names::new(&mut program.symbols);
        let mut engine = Engine {
            program,
            types: Types::new(),
            variables: HashMap::new(),
            versions: base::Arena::new(),
            keys: HashMap::new(),
            merged: HashMap::new(),
            counts: HashMap::new(),
            facts: HashMap::new(),
            queue: VecDeque::new(),
            queued: HashSet::new(),
            depth: 0,
            instances: BTreeSet::new(),
            escaped_sites: HashSet::new(),
            dynamic_closures: BTreeSet::new(),
            dynamic_names: BTreeSet::new(),
            mentioned: BTreeSet::new(),
            by_name: false,
            allocates_any: false,
            dynamic_targets: Default::default(),
            adapters: HashMap::new(),
            array_adapters: HashMap::new(),
            lookups: HashMap::new(),
            ancestors: HashMap::new(),
            dynamic_versions: HashSet::new(),
            materialised: HashMap::new(),
            pending: Vec::new(),
            representatives: HashMap::new(),
            definite: HashMap::new(),
            diagnostics: Vec::new(),
            names,
        };
        engine.seed();
        engine
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
        let seeds = [
            (String, "@bytes", bytes),
            (String, "@length", small),
            (String, "@state", small),
            (Proc, "@code", small),
            (Proc, "@receiver", MYSTERY),
            (Proc, "@frame", MYSTERY),
            (Proc, "@arity", small),
            (Proc, "@lambda", boolean),
            (Proc, "@home", MYSTERY),
            (Class, "@name", name),
            (Class, "@index", small),
            (Class, "@superclass", maybe_class),
            (Class, "@methods", MYSTERY),
            (Class, "@attached", MYSTERY),
            (Class, "@constants", MYSTERY),
            (Class, "@fields", MYSTERY),
            (Class, "@ancestors", MYSTERY),
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
        variable.type_.0
    }
    pub fn peek(&self, place: Place) -> TypeId {
        self.variables.get(&place).map_or(NEVER, |variable| variable.type_.0)
    }
    pub fn write(&mut self, place: Place, type_: TypeId) {
        let place = self.canonical(place);
        let old = self.variables.entry(place).or_default().type_.0;
        let new = self.types.join(old, type_);
        if new != old {
            let variable = self.variables.get_mut(&place).expect("it was just made");
            variable.type_ = TypeIdOr(new);
            for reader in variable.readers.clone() {
                self.enqueue(reader);
            }
        }
    }
    /// Places of escaped sites are their class's.
    pub fn canonical(&self, place: Place) -> Place {
        match place {
            Place::Field(atom, field) => Place::Field(self.canonical_atom(atom), field),
            Place::Elements(atom) => Place::Elements(self.canonical_atom(atom)),
            _ => place,
        }
    }
    pub fn canonical_atom(&self, atom: Atom) -> Atom {
        match atom {
            Atom::Site(site) if self.escaped_sites.contains(&site) => Atom::Instance(self.types.sites[site].class),
            // boot class objects and others of one class share what the runtime's fields hold
            _ => atom,
        }
    }
    pub fn enqueue(&mut self, version: VersionId) {
        if self.queued.insert(version) {
            self.queue.push_back(version);
        }
    }

    /// The version of a method for these types, within the budget.
    pub fn version(&mut self, key: Key) -> VersionId {
        if let Some(version) = self.keys.get(&key) {
            return *version;
        }
        // an adapter of a block body calls the version of the body that stands where its Proc was made
        let of_closure = match self.types.get(key.self_type).atoms[..] {
            [Atom::Closure(closure)] if key.home.is_none() => Some(self.types.closures[closure].home),
            _ => None,
        };
        let group = (key.method, key.home.or(of_closure));
        let runtime = self.program.sources.file(self.program.methods[key.method].span.file).runtime;
        let count = self.counts.entry(group).or_default();
        *count += 1;
        let within = *count
            <= if self.names.one_version.contains(&self.program.methods[key.method].name) {
                0
            } else if runtime {
                RUNTIME_BUDGET
            } else {
                BUDGET
            };
        if !within {
            return self.merge(group, key);
        }
        let version = self.add(&key);
        self.keys.insert(key, version);
        version
    }

    fn add(&mut self, key: &Key) -> VersionId {
        let Key { method, self_type, arguments, block, home } = key.clone();
        self.versions.push(Version { method, self_type, arguments, block, home, analysed: false, running: false })
    }

    fn merge(&mut self, group: (MethodId, Option<VersionId>), key: Key) -> VersionId {
        let Some(&version) = self.merged.get(&group) else {
            let version = self.add(&key);
            self.merged.insert(group, version);
            return version;
        };
        let old = self.versions[version].clone();
        let self_type = self.types.join(old.self_type, key.self_type);
        let block = self.types.join(old.block, key.block);
        let arguments: Vec<TypeId> = old.arguments.iter().zip(&key.arguments).map(|(a, b)| self.types.join(*a, *b)).collect();
        if (self_type, block, &arguments) != (old.self_type, old.block, &old.arguments) {
            let entry = &mut self.versions[version];
            (entry.self_type, entry.block, entry.arguments) = (self_type, block, arguments);
            self.enqueue(version);
        }
        version
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

    /// Until nothing grows any more.
    pub fn solve(&mut self) {
        loop {
            self.settle_escapes();
            let Some(version) = self.queue.pop_front() else { break };
            self.queued.remove(&version);
            self.analyse(version);
        }
    }

    pub fn analyse(&mut self, version: VersionId) {
        if self.versions[version].running {
            self.enqueue(version);
            return;
        }
        self.versions[version].running = true;
        self.versions[version].analysed = true;
        self.queued.remove(&version);
        self.depth += 1;
        super::flow::run(self, version, None);
        self.depth -= 1;
        self.versions[version].running = false;
    }

    /// Sites that escaped share their class's fields from now on; closures can be called by anybody.
    fn settle_escapes(&mut self) {
        while let Some(atom) = self.types.escaped.pop() {
            match atom {
                Atom::Site(site) => self.escape_site(site),
                Atom::Closure(closure) => {
                    if self.dynamic_closures.insert(closure) {
                        self.dynamic_closure(closure);
                    }
                }
                Atom::Undefined | Atom::Word | Atom::Small(_) | Atom::Instance(_) | Atom::Class(_) => {}
            }
        }
    }

    fn escape_site(&mut self, site: SiteId) {
        if !self.escaped_sites.insert(site) {
            return;
        }
        let class = self.types.sites[site].class;
        // what it makes from now on is any instance of the class: other versions are called with it
        self.enqueue(self.types.sites[site].version);
        let mut places: Vec<Place> = self
            .variables
            .keys()
            .copied()
            .filter(|place| matches!(place, Place::Field(Atom::Site(s), _) | Place::Elements(Atom::Site(s)) if *s == site))
            .collect();
        places.sort_unstable();
        for place in places {
            let variable = self.variables.remove(&place).expect("it was just found");
            let to = match place {
                Place::Field(_, field) => Place::Field(Atom::Instance(class), field),
                _ => Place::Elements(Atom::Instance(class)),
            };
            self.write(to, variable.type_.0);
            for reader in variable.readers {
                self.enqueue(reader);
            }
        }
    }

    /// A class has an instance now: dynamic sends may reach its methods.
    pub fn instantiate(&mut self, class: ClassId) {
        if self.instances.insert(class) {
            if let (true, Some(attached)) = (self.allocates_any, self.program.classes[class].attached) {
                self.instantiate_plain(attached);
            }
            let readers = self.variables.entry(Place::Instances).or_default().readers.clone();
            for reader in readers {
                self.enqueue(reader);
            }
            for name in self.dynamic_names.clone() {
                self.dynamic_target(name, class);
            }
        }
    }

    /// A class that nobody knows is asked for an object: every class whose object is at hand may have instances.
    pub fn allocate_any(&mut self) {
        if !std::mem::replace(&mut self.allocates_any, true) {
            let attached = self.instances.iter().filter_map(|class| self.program.classes[*class].attached);
            for class in attached.collect::<Vec<_>>() {
                self.instantiate_plain(class);
            }
        }
    }

    fn instantiate_plain(&mut self, class: ClassId) {
        let boot = &self.program.classes[class];
        if !boot.is_module && !boot.hidden && self.program.layout(class) == parfait::Layout::Plain {
            self.instantiate(class);
        }
    }

    /// A symbol in the text of a method.
    pub fn mention(&mut self, method: MethodId, name: SymbolId) {
        if self.mentioned.contains(&name) || self.program.sources.file(self.program.methods[method].span.file).runtime {
            return;
        }
        self.mentioned.insert(name);
        if self.by_name {
            self.dynamic_name(name);
        }
    }
    /// Something sends by a computed name: any that the program mentions.
    pub fn send_by_name(&mut self) {
        if !std::mem::replace(&mut self.by_name, true) {
            for name in self.mentioned.clone() {
                self.dynamic_name(name);
            }
        }
    }
    fn dynamic_name(&mut self, name: SymbolId) {
        if self.dynamic_names.insert(name) {
            for class in self.instances.clone() {
                self.dynamic_target(name, class);
            }
        }
    }

    /// A send of this name to a receiver nobody knows.
    pub fn dynamic_send(&mut self, name: SymbolId, reader: VersionId) -> TypeId {
        if self.dynamic_names.insert(name) {
            for class in self.instances.clone() {
                self.dynamic_target(name, class);
            }
        }
        self.read(Place::Dynamic(name), reader)
    }

    /// What a dynamic send of a name to an instance of a class calls.
    pub fn dynamic_target(&mut self, name: SymbolId, class: ClassId) -> Option<VersionId> {
        let found = self.lookup(class, name)?;
        let adapter = self.adapter(found.method);
        let self_type = self.types.of_class(class);
        let small = self.types.instance(CoreClass::Small);
        let arguments = vec![small, MYSTERY, MYSTERY, MYSTERY];
        let version = self.version(Key { method: adapter, self_type, arguments, block: MYSTERY, home: None });
        self.dynamic_targets.insert((name, class), version);
        if !self.versions[version].analysed {
            self.enqueue(version);
        }
        self.forward_return(version, Place::Dynamic(name));
        Some(version)
    }

    fn dynamic_closure(&mut self, closure: ClosureId) {
        let version = self.closure_adapter(closure);
        if !self.versions[version].analysed {
            self.enqueue(version);
        }
        self.forward_return(version, Place::AnyBlock);
    }

    /// The version of a closure's adapter: self is the Proc.
    pub fn closure_adapter(&mut self, closure: ClosureId) -> VersionId {
        let body = self.types.closures[closure].body;
        let adapter = self.adapter(body);
        let self_type = self.types.one(Atom::Closure(closure));
        let small = self.types.instance(CoreClass::Small);
        let nil = self.types.nil();
        let arguments = vec![small, MYSTERY, MYSTERY, MYSTERY];
        let block = self.types.join(nil, MYSTERY);
        self.version(Key { method: adapter, self_type, arguments, block, home: None })
    }

    /// Whatever a version that is called dynamically returns, nobody may track.
    fn forward_return(&mut self, version: VersionId, place: Place) {
        self.dynamic_versions.insert(version);
        let returned = self.peek(Place::Return(version));
        self.types.join(returned, MYSTERY);
        self.write(place, MYSTERY);
    }

    /// A return statement of a version.
    pub fn returns(&mut self, version: VersionId, type_: TypeId) {
        if self.dynamic_versions.contains(&version) {
            self.types.join(type_, MYSTERY);
        }
        self.write(Place::Return(version), type_);
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
            Constant::Small(n) => {
                let below = if n < parfait::value::SMALL_MAX { BELOW_MAX } else { 0 };
                let above = if n > parfait::value::SMALL_MIN { ABOVE_MIN } else { 0 };
                self.types.one(Atom::Small(below | above))
            }
            Constant::Big(_) => self.types.instance(Big),
            Constant::Float(_) => self.types.instance(Float),
            Constant::Symbol(_) => self.types.instance(Symbol),
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
