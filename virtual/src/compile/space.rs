//! The compiler's state: the program being built, what is declared, and lookups in the classes as far as they are known.
use super::Required;
use super::frame::Frame;
use crate::instruction::{Constant, Operand};
use crate::program::*;
use base::{Arena, Diagnostic, FileId, Sources, Span, id};
use parfait::{CoreClass, Layout};
use std::collections::{HashMap, HashSet};

id!(/// A class body around a place: where constants are looked up.
    ScopeId, "scope");
id!(/// A method that is declared, and generated later.
    DeclaredId, "declared");

/// A link of the chain of class bodies around a place.
pub struct LexicalScope {
    pub class: ClassId,
    pub outer: Option<ScopeId>,
}

/// What the compiler knows of a class beyond its [`BootClass`].
#[derive(Default)]
pub struct ClassInfo {
    pub entries: Vec<Entry>,
    index: HashMap<SymbolId, usize>,
    pub constants: HashMap<SymbolId, usize>,
    pub private_constants: Vec<SymbolId>,
    /// Instance variables that its own methods mention.
    pub fields: Vec<SymbolId>,
    /// Class variables that are assigned in its scope.
    pub class_variables: Vec<SymbolId>,
    /// Of a Struct's or Data's class: its members.
    pub members: Vec<SymbolId>,
    /// Made by the program, not by the runtime.
    pub user: bool,
    /// How many statements that run had been seen when its first body ended; 0 for the runtime's.
    pub closed_after: Option<usize>,
}

/// A row of a method table.
#[derive(Clone, Copy)]
pub struct Entry {
    pub name: SymbolId,
    /// `None`: undefined on purpose.
    pub method: Option<DeclaredId>,
    pub visibility: Visibility,
}

/// A method to be generated.
pub struct Declared<'a> {
    pub name: SymbolId,
    pub owner: ClassId,
    /// Where constants are looked up.
    pub scope: ScopeId,
    pub code: Code<'a>,
    pub machine: bool,
    pub span: Span,
    pub method: Option<MethodId>,
    /// How many statements of the program had been seen that run before this definition.
    pub after_statements: usize,
    pub user: bool,
}

/// What a declared method does.
#[derive(Clone)]
pub enum Code<'a> {
    Def(&'a ast::Scope),
    Reader(SymbolId),
    Writer(SymbolId),
    /// Positional or keyword members to fields; `Some(true)`: keywords only.
    StructInitialize(Vec<SymbolId>, Option<bool>),
    /// An array of the names, as symbols.
    Symbols(Vec<SymbolId>),
    /// An array of the fields' values.
    FieldValues(Vec<SymbolId>),
    /// Sets the n-th field.
    SetFieldAt(Vec<SymbolId>),
    /// Positional or keyword arguments to keywords for `initialize`.
    DataNew(Vec<SymbolId>),
    DataInitialize(Vec<SymbolId>),
    /// A value known now.
    Value(Constant),
    /// Calls bodies with the top level's self: `Kernel#__boot`, `Kernel#__main`.
    Calls(Vec<MethodId>),
    /// What `expression::NAME` says of a class that has no such constant, and of what is no class.
    NoConstant(String),
    NoClass,
    /// A constant, for `expression::NAME`.
    Cell(CellId),
}

/// A class body or file that the walk has entered.
#[derive(Clone, Copy)]
pub struct Opened {
    pub class: ClassId,
    pub scope: ScopeId,
    /// It has statements that run.
    pub runs: bool,
}

pub struct Compiler<'a> {
    pub program: Program,
    pub diagnostics: Vec<Diagnostic>,
    pub info: Vec<ClassInfo>,
    pub scopes: Arena<ScopeId, LexicalScope>,
    pub declared: Arena<DeclaredId, Declared<'a>>,
    /// By the body (spans may be the same: a file of one class).
    pub opened: HashMap<*const ast::Scope, Opened>,
    /// Statements of bodies that declare only, by span.
    pub handled: HashSet<Span>,
    /// The `require_relative` calls that run their file (the first of each), with the file.
    pub runs_file: HashMap<Span, &'a ast::Program>,
    /// Bodies whose first opening calls `inherited`, by the span of the scope.
    pub opened_hooks: HashSet<Span>,
    /// `include` and the like that call `included` and the like, by span: module, hook, class.
    pub hooks: HashMap<Span, Vec<(ClassId, SymbolId, ClassId)>>,
    /// Constants (by span) whose `new` makes an object of a hidden subclass.
    pub made_as: HashMap<Span, ClassId>,
    /// `object.extend` calls that are done but for the hooks of these modules.
    pub extended: HashMap<Span, Vec<ClassId>>,
    pub seen_files: HashSet<FileId>,
    pub frozen_strings: HashSet<FileId>,
    pub required: &'a Required,
    pub frames: Vec<Frame<'a>>,
    pub cells: HashMap<String, CellId>,
    pub global_aliases: HashMap<String, String>,
    /// Names of methods that the program itself defines.
    pub user_names: HashSet<SymbolId>,
    /// Names of all methods.
    pub all_names: HashSet<SymbolId>,
    /// Fields whose definedness is asked for.
    pub tracked_fields: HashSet<SymbolId>,
    /// Names of constants looked up in a class known at run time only.
    pub dynamic_constants: Vec<SymbolId>,
    /// The hidden class of the top level's self.
    pub main_class: ClassId,
    pub top: ScopeId,
    pub statements: usize,
    /// Constants that are assigned before any method of the program can run, with their value if it is immediate.
    pub settled: HashMap<CellId, Option<Constant>>,
    /// Constants of which an assignment has been seen.
    pub first_assignments: HashSet<CellId>,
    /// Something has been seen that may run the program's methods.
    pub methods_run: bool,
    pub ensure_depth: u32,
    pub in_runtime: bool,
    /// A place in the runtime's sources, for code that backtraces do not show.
    pub runtime_span: Option<Span>,
    /// What the runtime defines at its top level for itself alone.
    pub runtime_constants: HashMap<SymbolId, ConstantEntry>,
    /// Constants of the runtime that a method makes when they are first read: the class and the method.
    pub lazy_constants: HashMap<CellId, (ClassId, SymbolId)>,
    /// There is a runtime: methods that it lacks can be told from unknown ones.
    pub knows_core: bool,
}

impl<'a> Compiler<'a> {
    pub fn new(sources: Sources, required: &'a Required) -> Compiler<'a> {
        let mut scopes = Arena::new();
        let top = scopes.push(LexicalScope { class: Program::core(CoreClass::Object), outer: None });
        Compiler {
            program: Program { sources, ..Program::default() },
            diagnostics: Vec::new(),
            info: Vec::new(),
            scopes,
            declared: Arena::new(),
            opened: HashMap::new(),
            handled: HashSet::new(),
            runs_file: HashMap::new(),
            opened_hooks: HashSet::new(),
            hooks: HashMap::new(),
            made_as: HashMap::new(),
            extended: HashMap::new(),
            seen_files: HashSet::new(),
            frozen_strings: HashSet::new(),
            required,
            frames: Vec::new(),
            cells: HashMap::new(),
            global_aliases: HashMap::from([("$PROGRAM_NAME".to_string(), "$0".to_string())]),
            user_names: HashSet::new(),
            all_names: HashSet::new(),
            tracked_fields: HashSet::new(),
            dynamic_constants: Vec::new(),
            main_class: ClassId(0),
            top,
            statements: 0,
            settled: HashMap::new(),
            first_assignments: HashSet::new(),
            methods_run: false,
            ensure_depth: 0,
            in_runtime: true,
            runtime_span: None,
            runtime_constants: HashMap::new(),
            lazy_constants: HashMap::new(),
            knows_core: false,
        }
    }

    /// Makes the classes that the compiler itself knows, each with its singleton class.
    pub fn boot(&mut self) {
        for core in CoreClass::ALL {
            let layout = core.layout();
            let superclass = CoreClass::ALL.iter().find(|other| other.layout().name == layout.superclass);
            let fields = layout.fields.iter().map(|field| self.program.symbols.intern(&field[1..])).collect();
            let class = self.add_class(BootClass {
                superclass: superclass.map(|class| Program::core(*class)),
                fields,
                layout: Some(layout.layout),
                hidden: !layout.visible,
                ..blank(layout.name)
            });
            debug_assert_eq!(class, Program::core(*core));
        }
        let object = Program::core(CoreClass::Object);
        for core in CoreClass::ALL {
            self.add_singleton(Program::core(*core));
            if core.layout().visible {
                let name = self.symbol(core.layout().name);
                self.set_constant(object, name, ConstantEntry::Class(Program::core(*core)));
            }
        }
        // Their objects are values, made by literals and operators only.
        let new = self.symbol("new");
        for core in CoreClass::ALL.iter().filter(|core| matches!(core.layout().layout, Layout::Immediate | Layout::Raw)) {
            let singleton = self.singleton(Program::core(*core));
            self.set_entry(singleton, Entry { name: new, method: None, visibility: Visibility::Public });
        }
        self.main_class = self.add_class(BootClass { superclass: Some(object), hidden: true, ..blank("main") });
        self.add_singleton(self.main_class);
    }

    /// What the top level's self shows as.
    fn declare_main_text(&mut self, span: Span) {
        let text = self.string(b"main");
        for name in ["to_s", "inspect"] {
            let code = Code::Value(Constant::FrozenString(text));
            self.declare_method(name, self.main_class, self.top, code, Visibility::Public, span);
        }
    }

    /// From here on, what is declared is the program's own.
    pub fn runtime_is_declared(&mut self, span: Option<Span>) {
        if let Some(span) = span {
            self.declare_main_text(span);
        }
        self.runtime_span = span;
        self.in_runtime = false;
        self.knows_core = self.all_names.len() > 500;
        self.info[self.main_class.0 as usize].user = true;
        self.declare_lazy_constants();
        if self.knows_core {
            self.keep_runtime_constants();
        }
    }

    pub fn symbol(&mut self, name: &str) -> SymbolId {
        self.program.symbols.intern(name)
    }
    /// The field of an instance variable. The runtime's have no `@`, so that a program's `@name` is another one.
    pub fn field_symbol(&mut self, name: &str, runtime: bool) -> SymbolId {
        self.symbol(if runtime { name.trim_start_matches('@') } else { name })
    }
    pub fn symbol_name(&self, symbol: SymbolId) -> &str {
        self.program.symbols.name(symbol)
    }
    pub fn class(&self, id: ClassId) -> &BootClass {
        &self.program.classes[id]
    }
    pub fn info(&mut self, id: ClassId) -> &mut ClassInfo {
        &mut self.info[id.0 as usize]
    }
    pub fn is_runtime(&self, span: Span) -> bool {
        self.program.sources.file(span.file).runtime
    }
    pub fn error(&mut self, span: Span, title: impl Into<String>, label: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(title).at(span, label));
    }
    /// Refuses a construct.
    pub fn unsupported(&mut self, span: Span, what: &str, hint: &str) {
        let diagnostic = Diagnostic::error(format!("{what} is not supported yet")).at(span, "here").hint(hint);
        self.diagnostics.push(diagnostic);
    }

    fn add_class(&mut self, class: BootClass) -> ClassId {
        self.info.push(ClassInfo { user: !self.in_runtime, closed_after: self.in_runtime.then_some(0), ..ClassInfo::default() });
        self.program.classes.push(class)
    }

    fn add_singleton(&mut self, class: ClassId) -> ClassId {
        let boot = self.class(class);
        let above = if boot.is_module { CoreClass::Module } else { CoreClass::Class };
        let superclass = boot.superclass.and_then(|superclass| self.class(superclass).singleton);
        let name = format!("#<Class:{}>", boot.name);
        let singleton = self.add_class(BootClass {
            superclass: Some(superclass.unwrap_or(Program::core(above))),
            attached: Some(class),
            hidden: true,
            ..blank(&name)
        });
        self.program.classes[class].singleton = Some(singleton);
        singleton
    }

    /// A new class or module with its singleton class.
    pub fn make_class(&mut self, name: &str, superclass: Option<ClassId>, span: Option<Span>) -> ClassId {
        let class = self.add_class(BootClass { superclass, is_module: superclass.is_none(), span, ..blank(name) });
        self.add_singleton(class);
        class
    }

    /// The singleton class: a class's own, or the hidden class of the top level's self.
    pub fn singleton(&mut self, class: ClassId) -> ClassId {
        match self.class(class).singleton {
            Some(singleton) => singleton,
            None => self.add_singleton(class),
        }
    }

    pub fn set_constant(&mut self, class: ClassId, name: SymbolId, entry: ConstantEntry) {
        let at = self.program.classes[class].constants.len();
        self.info(class).constants.insert(name, at);
        self.program.classes[class].constants.push((name, entry));
    }
    /// A constant of the class itself.
    pub fn own_constant(&self, class: ClassId, name: SymbolId) -> Option<ConstantEntry> {
        let at = self.info[class.0 as usize].constants.get(&name)?;
        Some(self.program.classes[class].constants[*at].1)
    }
    /// A constant of the class or its ancestors, with its owner.
    pub fn inherited_constant(&self, class: ClassId, name: SymbolId) -> Option<(ClassId, ConstantEntry)> {
        let object = Program::core(CoreClass::Object);
        let mut places = self.ancestors(class);
        if self.class(class).is_module {
            places.push(object);
        }
        places.into_iter().find_map(|place| Some((place, self.own_constant(place, name)?)))
    }
    /// The ancestors in order of method lookup.
    pub fn ancestors(&self, class: ClassId) -> Vec<ClassId> {
        let mut found = Vec::new();
        let mut at = Some(class);
        while let Some(class) = at {
            let boot = self.class(class);
            found.extend_from_slice(&boot.prepends);
            found.push(class);
            found.extend_from_slice(&boot.includes);
            at = boot.superclass;
        }
        found
    }
    pub fn own_entry(&self, class: ClassId, name: SymbolId) -> Option<Entry> {
        let info = &self.info[class.0 as usize];
        info.index.get(&name).map(|at| info.entries[*at])
    }
    pub fn find_entry(&self, class: ClassId, name: SymbolId) -> Option<Entry> {
        let object = Program::core(CoreClass::Object);
        let mut places = self.ancestors(class);
        if self.class(class).is_module {
            places.extend(self.ancestors(object));
        }
        places.into_iter().find_map(|place| self.own_entry(place, name))
    }
    pub fn set_entry(&mut self, class: ClassId, entry: Entry) {
        self.all_names.insert(entry.name);
        if !self.in_runtime {
            self.user_names.insert(entry.name);
        }
        let info = self.info(class);
        match info.index.get(&entry.name) {
            Some(at) => info.entries[*at] = entry,
            None => {
                info.index.insert(entry.name, info.entries.len());
                info.entries.push(entry);
            }
        }
    }
    /// May the runtime's own definition of the method be assumed?
    pub fn is_redefined(&self, name: &str) -> bool {
        self.program.symbols.find(name).is_some_and(|name| self.user_names.contains(&name))
    }

    /// The cell with a full name, made if need be.
    pub fn cell(&mut self, name: &str, starts_undefined: bool) -> CellId {
        if let Some(cell) = self.cells.get(name) {
            return *cell;
        }
        let cell = self.program.cells.push(Cell { name: name.to_string(), starts_undefined });
        self.cells.insert(name.to_string(), cell);
        cell
    }
    pub fn string(&mut self, bytes: &[u8]) -> StringId {
        self.program.strings.push(bytes.to_vec())
    }
    /// A module of the runtime, as an operand.
    pub fn runtime_module(&mut self, name: &str) -> Operand {
        let symbol = self.symbol(name);
        match self.own_constant(Program::core(CoreClass::Object), symbol) {
            Some(ConstantEntry::Class(class)) => Operand::Constant(Constant::Class(class)),
            _ => Operand::Constant(Constant::Class(Program::core(CoreClass::Object))),
        }
    }
    /// `A::B` as a name inside a class.
    pub fn full_name(&self, class: ClassId, name: &str) -> String {
        if class == Program::core(CoreClass::Object) { name.to_string() } else { format!("{}::{name}", self.class(class).name) }
    }
}

/// A class of which nothing is said but its name.
fn blank(name: &str) -> BootClass {
    BootClass {
        name: name.to_string(),
        superclass: None,
        is_module: false,
        attached: None,
        singleton: None,
        includes: Vec::new(),
        prepends: Vec::new(),
        fields: Vec::new(),
        methods: Vec::new(),
        declared: Vec::new(),
        constants: Vec::new(),
        class_variables: Vec::new(),
        layout: None,
        hidden: false,
        span: None,
    }
}
