//! The walk over bodies in program order: classes, modules, methods and constants come to be.
use super::space::{Code, Compiler, Declared, Entry, Opened, ScopeId};
use super::walk;
use crate::program::*;
use ast::{ConstantPath, ConstantScope, Node, NodeKind, TargetKind};
use base::Span;
use parfait::CoreClass;

/// A body while it is walked.
pub struct Body {
    /// What `def` defines on, and where constants go.
    pub class: ClassId,
    /// Where constants are looked up.
    pub scope: ScopeId,
    pub visibility: Visibility,
    pub module_function: bool,
    pub top: bool,
    /// It has statements that run.
    pub runs: bool,
}

impl<'a> Compiler<'a> {
    /// Declares what a file's top level says.
    pub fn declare_file(&mut self, file: &'a ast::Program) {
        if !self.seen_files.insert(file.file) {
            return;
        }
        if file.frozen_string_literals {
            self.frozen_strings.insert(file.file);
        }
        let text = &self.program.sources.file(file.file).text;
        if text.contains("$0") || text.contains("$PROGRAM_NAME") {
            self.cell("$0", false);
        }
        let object = Program::core(CoreClass::Object);
        self.declare_body(&file.scope, object, self.top, Visibility::Private, true);
    }

    /// Declares what a body says, and notes it for generation.
    pub fn declare_body(
        &mut self,
        scope: &'a ast::Scope,
        class: ClassId,
        place: ScopeId,
        visibility: Visibility,
        top: bool,
    ) -> bool {
        let mut body = Body { class, scope: place, visibility, module_function: false, top, runs: false };
        self.declare_statements(&scope.body, &mut body);
        let statements = self.statements;
        self.info(class).closed_after.get_or_insert(statements);
        self.opened.insert(std::ptr::from_ref(scope), Opened { class, scope: place, runs: body.runs });
        body.runs
    }

    fn declare_statements(&mut self, node: &'a Node, body: &mut Body) {
        if let NodeKind::Sequence(nodes) = &node.kind {
            nodes.iter().for_each(|node| self.declare_statements(node, body));
        } else if self.declare_statement(node, body) {
            self.handled.insert(node.span);
        } else if !matches!(node.kind, NodeKind::Nil) {
            body.runs = true;
        }
    }

    /// Is the statement done with (nothing of it runs)?
    fn declare_statement(&mut self, node: &'a Node, body: &mut Body) -> bool {
        match &node.kind {
            NodeKind::Def(def) => self.declare_def(def, body, None).is_some(),
            NodeKind::Class(class) => !self.declare_class(class, body),
            NodeKind::Module(module) => !self.declare_module(module, body),
            NodeKind::SingletonClass(singleton) => self.declare_singleton(singleton, body),
            NodeKind::Alias { new, old } => {
                self.alias(body.class, new, old, node.span);
                true
            }
            NodeKind::GlobalAlias { new, old } => {
                let old = self.global_aliases.get(old).unwrap_or(old).clone();
                self.global_aliases.insert(new.clone(), old);
                true
            }
            NodeKind::Call(call) if self.directive(node, call, body) => true,
            NodeKind::ConstantSet { path, value } if self.declare_class_constant(path, value, body) => true,
            _ => {
                self.declare_constants(node, body);
                self.settle_constant(node, body);
                self.scan(node, body.class);
                self.statements += usize::from(!matches!(node.kind, NodeKind::ConstantSet { .. }));
                false
            }
        }
    }

    /// Declares a method of the body's class, or of a class named before the method's name.
    pub fn declare_def(&mut self, def: &'a ast::Def, body: &mut Body, visibility: Option<Visibility>) -> Option<SymbolId> {
        let (owner, visibility) = match &def.singleton {
            None => (body.class, visibility.unwrap_or(body.visibility)),
            Some(Node { kind: NodeKind::SelfNode, .. }) => (self.self_singleton(body), Visibility::Public),
            // Of a single object: the body in which it is made knows more.
            Some(Node { kind: NodeKind::LocalGet { .. }, .. }) => return None,
            Some(node) => match self.class_of_node(node, body.scope) {
                Some(class) => (self.singleton(class), Visibility::Public),
                None => {
                    self.unsupported(node.span, "a method of a single object", "define it in the object's class");
                    return None;
                }
            },
        };
        let initializes = matches!(&*def.name, "initialize" | "initialize_copy" | "respond_to_missing?");
        let visibility = if def.singleton.is_none() && initializes { Visibility::Private } else { visibility };
        if !self.in_runtime && matches!(&*def.name, "method_missing" | "respond_to_missing?" | "method_added" | "const_missing") {
            self.unsupported(def.name_span, &def.name, "define the methods themselves");
        }
        let name = self.declare_method(&def.name, owner, body.scope, Code::Def(&def.scope), visibility, def.name_span);
        if !self.in_runtime && def.name == "coerce" && def.singleton.is_none() {
            // what arithmetic asks for: numbers of the core have no such method, so programs without one do not carry the way there
            self.alias(owner, "__coerce", "coerce", def.name_span);
        }
        if body.module_function && def.singleton.is_none() {
            self.make_module_function(body.class, name, def.name_span);
        }
        Some(name)
    }

    /// A row of a method table with its code.
    pub fn declare_method(
        &mut self,
        name: &str,
        owner: ClassId,
        scope: ScopeId,
        code: Code<'a>,
        visibility: Visibility,
        span: Span,
    ) -> SymbolId {
        let name = self.symbol(name);
        if self.changes_meaning(owner, name, span) {
            let hint = "both definitions would be in use, one after the other; give one another name";
            let what = format!("defining '{}' a second time, after statements that may call it,", self.symbol_name(name));
            self.unsupported(span, &what, hint);
        }
        if let Code::Def(def) = &code {
            walk::defaults(&def.parameters, &mut |node| self.scan(node, owner));
            self.scan(&def.body, owner);
        }
        let after_statements = self.statements;
        let user = !self.in_runtime;
        let declared = Declared { name, owner, scope, code, machine: false, span, method: None, after_statements, user };
        let method = Some(self.declared.push(declared));
        self.set_entry(owner, Entry { name, method, visibility });
        name
    }

    /// Would a definition change what the name means after statements that may have used it? All definitions are in
    /// force from the start here.
    fn changes_meaning(&mut self, owner: ClassId, name: SymbolId, span: Span) -> bool {
        let object = Program::core(CoreClass::Object);
        let class = self.class(owner).attached.unwrap_or(owner);
        let closed = self.info(class).closed_after.is_some_and(|closed| closed != self.statements);
        if self.in_runtime || !closed || owner == object || owner == self.main_class {
            let redefined = self.own_entry(owner, name).and_then(|entry| entry.method);
            return !self.in_runtime && redefined.is_some_and(|old| self.is_late(old, owner));
        }
        match self.own_entry(owner, name) {
            Some(Entry { method: Some(old), .. }) if self.declared[old].user => self.is_late(old, owner),
            _ => match self.find_entry(owner, name) {
                Some(Entry { method: Some(_), .. }) => self.is_used_before(name, span),
                _ => false,
            },
        }
    }

    fn is_late(&self, old: super::space::DeclaredId, owner: ClassId) -> bool {
        let old = &self.declared[old];
        old.user && old.after_statements != self.statements && old.owner == owner
    }

    /// Does the text before name the method, other than to define it? Some are called without being named.
    fn is_used_before(&self, name: SymbolId, span: Span) -> bool {
        let name = self.symbol_name(name);
        if matches!(name, "to_s" | "inspect" | "==" | "eql?" | "hash" | "<=>" | "initialize" | "each") {
            return true;
        }
        let text = &self.program.sources.file(span.file).text[..span.start as usize];
        let mut places = text.match_indices(name);
        places.any(|(at, _)| {
            let before = text[..at].trim_end_matches([' ', '.']);
            let part_of_word = |ch: char| ch.is_alphanumeric() || ch == '_';
            let whole = !text[..at].ends_with(part_of_word) && !text[at + name.len()..].starts_with(part_of_word);
            let defines = before.ends_with("def") || before.ends_with("def self");
            whole && !defines
        })
    }

    /// The class whose methods `def self.x` adds to.
    pub fn self_singleton(&mut self, body: &Body) -> ClassId {
        if body.top { self.main_class } else { self.singleton(body.class) }
    }

    /// Does the class body run anything?
    fn declare_class(&mut self, node: &'a ast::Class, body: &mut Body) -> bool {
        let Some((outer, existing)) = self.place_of(&node.path, node.path_span, body.scope) else { return false };
        let superclass = match &node.superclass {
            None => None,
            Some(expression) => match self.superclass(expression, body) {
                Some(class) => Some(class),
                None => return false,
            },
        };
        let class = match existing {
            Some(ConstantEntry::Class(class)) if !self.class(class).is_module => {
                let real = self.visible_superclass(class);
                if superclass
                    .is_some_and(|superclass| Some(superclass) != real && Some(superclass) != self.class(class).superclass)
                {
                    let title = format!("superclass mismatch for class {}", self.class(class).name);
                    self.error(node.path_span, title, "this class has another superclass already");
                }
                class
            }
            Some(_) => {
                self.error(node.path_span, format!("{} is not a class", node.path.name), "defined as something else before");
                return false;
            }
            None => {
                let name = self.full_name(outer, &node.path.name);
                let superclass = superclass.unwrap_or(Program::core(CoreClass::Object));
                let class = self.make_class(&name, Some(superclass), Some(node.path_span));
                let symbol = self.symbol(&node.path.name);
                self.set_constant(outer, symbol, ConstantEntry::Class(class));
                class
            }
        };
        let hook = existing.is_none() && self.has_user_hook(class, "inherited");
        self.enter_body(&node.scope, class, body, hook)
    }

    fn declare_module(&mut self, node: &'a ast::Module, body: &mut Body) -> bool {
        let Some((outer, existing)) = self.place_of(&node.path, node.path_span, body.scope) else { return false };
        let module = match existing {
            Some(ConstantEntry::Class(class)) if self.class(class).is_module => class,
            Some(_) => {
                self.error(node.path_span, format!("{} is not a module", node.path.name), "defined as something else before");
                return false;
            }
            None => {
                let name = self.full_name(outer, &node.path.name);
                let module = self.make_class(&name, None, Some(node.path_span));
                let symbol = self.symbol(&node.path.name);
                self.set_constant(outer, symbol, ConstantEntry::Class(module));
                module
            }
        };
        self.enter_body(&node.scope, module, body, false)
    }

    fn enter_body(&mut self, scope: &'a ast::Scope, class: ClassId, body: &Body, hook: bool) -> bool {
        let place = self.scopes.push(super::space::LexicalScope { class, outer: Some(body.scope) });
        if hook {
            self.opened_hooks.insert(scope.span);
        }
        self.declare_body(scope, class, place, Visibility::Public, false) || hook
    }

    fn declare_singleton(&mut self, node: &'a ast::SingletonClass, body: &mut Body) -> bool {
        let class = match &node.object.kind {
            NodeKind::LocalGet { .. } => return false,
            NodeKind::SelfNode => Some(self.self_singleton(body)),
            _ => self.class_of_node(&node.object, body.scope).map(|class| self.singleton(class)),
        };
        let Some(class) = class else {
            self.unsupported(node.object.span, "the singleton class of an object", "define the methods in the object's class");
            return true;
        };
        let place = self.scopes.push(super::space::LexicalScope { class, outer: Some(body.scope) });
        if self.declare_body(&node.scope, class, place, Visibility::Public, false) {
            self.unsupported(node.scope.body.span, "a statement within `class << self`", "move it to the class's own body");
        }
        true
    }

    /// The class that a definition's path is in, and what the name means there.
    fn place_of(&mut self, path: &'a ConstantPath, span: Span, scope: ScopeId) -> Option<(ClassId, Option<ConstantEntry>)> {
        let name = self.symbol(&path.name);
        let outer = match &path.scope {
            ConstantScope::Lexical => self.scopes[scope].class,
            ConstantScope::Top => Program::core(CoreClass::Object),
            ConstantScope::Of(node) => match self.class_of_node(node, scope) {
                Some(class) => class,
                None => {
                    self.error(node.span, "this is no class or module that is known here", "not known");
                    return None;
                }
            },
        };
        if self.is_runtime(span)
            && let Some(hidden) = self.hidden_class(&path.name)
        {
            return Some((outer, Some(ConstantEntry::Class(hidden))));
        }
        Some((outer, self.own_constant(outer, name)))
    }

    /// The class that an expression names, if that is known now.
    pub fn class_of_node(&mut self, node: &Node, scope: ScopeId) -> Option<ClassId> {
        match &node.kind {
            NodeKind::ConstantGet(path) => match self.find_constant(path, scope) {
                Some((_, ConstantEntry::Class(class))) => Some(class),
                _ => None,
            },
            NodeKind::SelfNode => {
                let class = self.scopes[scope].class;
                (scope != self.top && self.frames.is_empty()).then_some(class)
            }
            _ => None,
        }
    }

    /// What a constant's path means, if that is known now, and the class that it was found in.
    pub fn find_constant(&mut self, path: &ConstantPath, scope: ScopeId) -> Option<(ClassId, ConstantEntry)> {
        let name = self.symbol(&path.name);
        match &path.scope {
            ConstantScope::Lexical => self.lexical_constant(scope, name),
            ConstantScope::Top => self.inherited_constant(Program::core(CoreClass::Object), name),
            ConstantScope::Of(node) => {
                let class = self.class_of_node(node, scope)?;
                self.inherited_constant(class, name)
            }
        }
    }

    /// The superclass as programs see it.
    pub fn visible_superclass(&self, class: ClassId) -> Option<ClassId> {
        let mut at = self.class(class).superclass;
        while let Some(class) = at
            && self.class(class).hidden
        {
            at = self.class(class).superclass;
        }
        at
    }

    /// Makes cells for the constants that a statement assigns.
    fn declare_constants(&mut self, node: &'a Node, body: &Body) {
        walk::each(node, &mut |node| match &node.kind {
            NodeKind::ConstantSet { path, .. } => self.declare_cell(path, node.span, body.scope),
            NodeKind::OperatorAssign(assign) => {
                if let TargetKind::Constant(path) = &assign.target.kind {
                    self.declare_cell(path, node.span, body.scope);
                }
            }
            NodeKind::MultipleAssign { targets, .. } => walk::targets(targets, &mut |target| {
                if let TargetKind::Constant(path) = &target.kind {
                    self.declare_cell(path, target.span, body.scope);
                }
            }),
            _ => {}
        });
    }

    fn declare_cell(&mut self, path: &'a ConstantPath, span: Span, scope: ScopeId) {
        match self.place_of(path, span, scope) {
            Some((outer, None)) => {
                let name = self.full_name(outer, &path.name);
                let cell = self.cell(&name, true);
                let symbol = self.symbol(&path.name);
                self.set_constant(outer, symbol, ConstantEntry::Cell(cell));
            }
            Some((_, Some(ConstantEntry::Class(_)))) => {
                self.unsupported(span, "assigning another value to a class's constant", "give the value another name");
            }
            Some((_, Some(ConstantEntry::Cell(cell)))) => {
                self.settled.remove(&cell);
            }
            None => {}
        }
    }

    /// Notes class variables that are assigned and instance variables whose definedness is asked for.
    pub fn scan(&mut self, node: &'a Node, class: ClassId) {
        let text = &self.program.sources.file(node.span.file).text[node.span.start as usize..node.span.end as usize];
        let (class_variables, defined) = (text.contains("@@"), text.contains("defined?"));
        if !class_variables && !defined {
            return;
        }
        let mut names = Vec::new();
        let mut fields = Vec::new();
        walk::each(node, &mut |node| match &node.kind {
            NodeKind::ClassVariableSet { name, .. } => names.push(name),
            NodeKind::OperatorAssign(assign) => {
                if let TargetKind::ClassVariable { name } = &assign.target.kind {
                    names.push(name);
                }
            }
            NodeKind::MultipleAssign { targets, .. } => walk::targets(targets, &mut |target| {
                if let TargetKind::ClassVariable { name } = &target.kind {
                    names.push(name);
                }
            }),
            NodeKind::Defined(value) => {
                if let NodeKind::InstanceGet { name } = &value.kind {
                    fields.push(name.as_str());
                }
            }
            NodeKind::Call(call) if call.name == "instance_variable_defined?" => {
                if let [Node { kind: NodeKind::Symbol(name), .. }] = &call.arguments.positional[..] {
                    fields.push(name);
                }
            }
            _ => {}
        });
        let class = self.class(class).attached.unwrap_or(class);
        for name in names {
            let name = self.symbol(name);
            let known = &mut self.info(class).class_variables;
            if !known.contains(&name) {
                known.push(name);
            }
        }
        for name in fields {
            let name = self.symbol(name);
            self.tracked_fields.insert(name);
        }
    }

    /// The cell of a class variable as code in `class` sees it.
    pub fn class_variable(&mut self, class: ClassId, name: &str) -> CellId {
        let symbol = self.symbol(name);
        let class = self.class(class).attached.unwrap_or(class);
        let holds = |place: &ClassId| self.info[place.0 as usize].class_variables.contains(&symbol);
        let owner = self.ancestors(class).into_iter().rev().find(holds).unwrap_or(class);
        let full = format!("{}{name}", self.class(owner).name);
        let cell = self.cell(&full, true);
        let variables = &mut self.program.classes[owner].class_variables;
        if !variables.iter().any(|(known, _)| *known == symbol) {
            variables.push((symbol, cell));
        }
        cell
    }
}
