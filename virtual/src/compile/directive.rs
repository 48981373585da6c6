//! Calls in class bodies that declare: visibility, accessors, mixing in, aliases, `machine`, `require_relative`.
use super::declare::Body;
use super::names;
use super::space::{Code, Compiler, Entry};
use crate::program::*;
use ast::{Call, Node, NodeKind};
use base::Span;

impl<'a> Compiler<'a> {
    /// Does the call declare, and is it done with?
    pub fn directive(&mut self, node: &'a Node, call: &'a Call, body: &mut Body) -> bool {
        match &call.receiver {
            None => self.own_directive(node, call, body),
            Some(receiver) => match self.class_of_node(receiver, body.scope) {
                Some(class) => self.class_directive(node, call, class, body),
                None => false,
            },
        }
    }

    fn own_directive(&mut self, node: &'a Node, call: &'a Call, body: &mut Body) -> bool {
        let arguments = &call.arguments.positional[..];
        match &*call.name {
            "require_relative" => self.require_relative(node),
            "require" => matches!(arguments, [Node { kind: NodeKind::String(path), .. }] if names::is_core_library(path)),
            "using" | "refine" => {
                self.unsupported(node.span, "a refinement", "reopen the class, or write a method that takes the object");
                true
            }
            "private" | "public" | "protected" | "module_function" if arguments.is_empty() && call.block.is_none() => {
                body.module_function = call.name == "module_function";
                body.visibility = visibility_named(&call.name);
                true
            }
            _ => self.declaring_value(node, body).is_some(),
        }
    }

    /// The names that a declaring expression is about: `:a`, `def a`, `attr_reader :a`, `private def a`...
    fn declaring_value(&mut self, node: &'a Node, body: &mut Body) -> Option<Vec<SymbolId>> {
        match &node.kind {
            NodeKind::Symbol(name) => Some(vec![self.symbol(name)]),
            NodeKind::String(name) => Some(vec![self.symbol(std::str::from_utf8(name).ok()?)]),
            NodeKind::Array(nodes) => self.declaring_values(nodes, body),
            NodeKind::Splat(node) => self.declaring_value(node, body),
            NodeKind::Def(def) => {
                self.handled.insert(node.span);
                Some(self.declare_def(def, body, None).into_iter().collect())
            }
            NodeKind::Call(call) if call.receiver.is_none() && call.block.is_none() => self.declaring_call(node, call, body),
            _ => None,
        }
    }

    fn declaring_values(&mut self, nodes: &'a [Node], body: &mut Body) -> Option<Vec<SymbolId>> {
        let mut names = Vec::new();
        for node in nodes {
            names.extend(self.declaring_value(node, body)?);
        }
        Some(names)
    }

    fn declaring_call(&mut self, node: &'a Node, call: &'a Call, body: &mut Body) -> Option<Vec<SymbolId>> {
        let arguments = &call.arguments.positional[..];
        match &*call.name {
            "attr_reader" | "attr" => self.accessors(arguments, body, true, false),
            "attr_writer" => self.accessors(arguments, body, false, true),
            "attr_accessor" => self.accessors(arguments, body, true, true),
            "private" | "public" | "protected" => {
                let names = self.declaring_values(arguments, body)?;
                for name in &names {
                    self.set_visibility(body.class, *name, visibility_named(&call.name), node.span);
                }
                Some(names)
            }
            "module_function" => {
                let names = self.declaring_values(arguments, body)?;
                names.iter().for_each(|name| self.make_module_function(body.class, *name, node.span));
                Some(names)
            }
            "private_class_method" | "public_class_method" => {
                let names = self.declaring_values(arguments, body)?;
                let singleton = self.self_singleton(body);
                let visibility = if call.name == "private_class_method" { Visibility::Private } else { Visibility::Public };
                names.iter().for_each(|name| self.set_visibility(singleton, *name, visibility, node.span));
                Some(names)
            }
            "private_constant" => {
                let names = self.declaring_values(arguments, body)?;
                self.info(body.class).private_constants.extend(&names);
                Some(names)
            }
            "public_constant" => self.declaring_values(arguments, body),
            "include" | "extend" | "prepend" => {
                let class = match (body.top, &*call.name) {
                    (true, "extend") => self.main_class,
                    _ => body.class,
                };
                self.mix(&call.name, class, body.top, node, arguments, body).then(Vec::new)
            }
            "alias_method" => {
                let names = self.declaring_values(arguments, body)?;
                let [new, old] = names[..] else { return None };
                let (new_name, old_name) = (self.symbol_name(new).to_string(), self.symbol_name(old).to_string());
                self.alias(body.class, &new_name, &old_name, node.span);
                Some(vec![new])
            }
            "undef_method" => {
                let names = self.declaring_values(arguments, body)?;
                for name in &names {
                    if self.find_entry(body.class, *name).is_none_or(|entry| entry.method.is_none()) {
                        self.undefined_method(body.class, *name, node.span);
                    }
                    let entry = Entry { name: *name, method: None, visibility: Visibility::Public };
                    self.set_entry(body.class, entry);
                }
                Some(names)
            }
            "machine" if self.is_runtime(node.span) => {
                let names = self.declaring_values(arguments, body)?;
                let singleton =
                    arguments.first().is_some_and(|node| matches!(&node.kind, NodeKind::Def(def) if def.singleton.is_some()));
                let class = if singleton { self.self_singleton(body) } else { body.class };
                for name in &names {
                    if let Some(Entry { method: Some(method), .. }) = self.own_entry(class, *name) {
                        self.declared[method].machine = true;
                    }
                }
                Some(names)
            }
            _ => None,
        }
    }

    /// `Foo.include Bar` and the like, with the class written out.
    fn class_directive(&mut self, node: &'a Node, call: &'a Call, class: ClassId, body: &mut Body) -> bool {
        let arguments = &call.arguments.positional[..];
        match (&*call.name, arguments) {
            ("include" | "extend" | "prepend", _) => self.mix(&call.name, class, false, node, arguments, body),
            ("send", [Node { kind: NodeKind::Symbol(name), .. }, rest @ ..])
                if matches!(&**name, "include" | "extend" | "prepend") =>
            {
                self.mix(name, class, false, node, rest, body)
            }
            ("private_class_method" | "public_class_method", _) => {
                let Some(names) = self.declaring_values(arguments, body) else { return false };
                let singleton = self.singleton(class);
                let visibility = if call.name == "private_class_method" { Visibility::Private } else { Visibility::Public };
                names.iter().for_each(|name| self.set_visibility(singleton, *name, visibility, node.span));
                true
            }
            _ => false,
        }
    }

    fn accessors(&mut self, arguments: &'a [Node], body: &mut Body, read: bool, write: bool) -> Option<Vec<SymbolId>> {
        let mut defined = Vec::new();
        for name in self.declaring_values(arguments, body)? {
            let text = self.symbol_name(name).to_string();
            let field = self.field_symbol(&format!("@{text}"), self.in_runtime);
            let span = arguments[0].span;
            if read {
                defined.push(self.declare_method(&text, body.class, body.scope, Code::Reader(field), body.visibility, span));
            }
            if write {
                let writer = format!("{text}=");
                defined.push(self.declare_method(&writer, body.class, body.scope, Code::Writer(field), body.visibility, span));
            }
        }
        if body.module_function {
            defined.iter().for_each(|name| self.make_module_function(body.class, *name, arguments[0].span));
        }
        Some(defined)
    }

    fn set_visibility(&mut self, class: ClassId, name: SymbolId, visibility: Visibility, span: Span) {
        match self.find_entry(class, name) {
            Some(entry) => self.set_entry(class, Entry { visibility, ..entry }),
            None if self.class(class).attached.is_some() && self.symbol_name(name) == "new" => {}
            None => self.undefined_method(class, name, span),
        }
    }

    fn undefined_method(&mut self, class: ClassId, name: SymbolId, span: Span) {
        let kind = if self.class(class).is_module { "module" } else { "class" };
        let title = format!("undefined method '{}' for {kind} '{}'", self.symbol_name(name), self.class(class).name);
        self.error(span, title, "not defined up to here");
    }

    /// The method becomes private, and a copy a public method of the module itself.
    pub fn make_module_function(&mut self, module: ClassId, name: SymbolId, span: Span) {
        self.set_visibility(module, name, Visibility::Private, span);
        let singleton = self.singleton(module);
        if let Some(entry) = self.find_entry(module, name) {
            self.set_entry(singleton, Entry { visibility: Visibility::Public, ..entry });
        }
    }

    /// The new name means what the old one means now.
    pub fn alias(&mut self, class: ClassId, new: &str, old: &str, span: Span) {
        let (new, old) = (self.symbol(new), self.symbol(old));
        match self.find_entry(class, old) {
            Some(entry) if entry.method.is_some() => self.set_entry(class, Entry { name: new, ..entry }),
            _ => self.undefined_method(class, old, span),
        }
    }

    /// `include`, `extend` or `prepend` of modules that are known now.
    fn mix(&mut self, how: &str, class: ClassId, top: bool, node: &'a Node, arguments: &'a [Node], body: &mut Body) -> bool {
        let mut modules = Vec::new();
        for argument in arguments {
            match self.class_of_node(argument, body.scope) {
                Some(module) if self.class(module).is_module => {
                    let cyclic = how != "extend" && (module == class || self.ancestors(module).contains(&class));
                    if cyclic {
                        self.error(argument.span, format!("cyclic {how} detected"), "it has this module among its ancestors");
                    } else {
                        modules.push(module);
                    }
                }
                Some(class) => {
                    let name = self.class(class).name.clone();
                    self.error(argument.span, "wrong argument type Class (expected Module)", format!("{name} is a class"));
                }
                None => {
                    self.unsupported(argument.span, &format!("{how} of a module that is not known by name"), "name the module")
                }
            }
        }
        let target = match how {
            "extend" if !top => self.singleton(class),
            _ => class,
        };
        let hook = match how {
            "include" => "included",
            "extend" => "extended",
            _ => "prepended",
        };
        let mut runs = false;
        for module in modules.into_iter().rev() {
            self.mix_module(target, module, how == "prepend");
            runs |= self.apply_hook(module, class, hook, node.span);
        }
        !runs
    }

    /// Puts a module, and what it includes, into the ancestors of a class and of those that have the class mixed in.
    pub fn mix_module(&mut self, class: ClassId, module: ClassId, prepend: bool) {
        let boot = self.class(module);
        let list: Vec<ClassId> = boot.prepends.iter().copied().chain([module]).chain(boot.includes.iter().copied()).collect();
        let above = self.class(class).superclass.map(|superclass| self.ancestors(superclass)).unwrap_or_default();
        let boot = &mut self.program.classes[class];
        let known = if prepend { &mut boot.prepends } else { &mut boot.includes };
        let new: Vec<ClassId> =
            list.into_iter().filter(|each| !known.contains(each) && (prepend || !above.contains(each))).collect();
        known.splice(0..0, new);
        let holders: Vec<ClassId> =
            self.program.classes.iter().filter(|(_, boot)| boot.includes.contains(&class)).map(|(id, _)| id).collect();
        for holder in holders {
            self.mix_module(holder, module, false);
        }
    }

    /// Does the program define the hook for the class's own class methods?
    pub fn has_user_hook(&mut self, class: ClassId, hook: &str) -> bool {
        let name = self.symbol(hook);
        let singleton = self.singleton(class);
        let entry = self.find_entry(singleton, name);
        entry.and_then(|entry| entry.method).is_some_and(|method| self.declared[method].user)
    }

    /// A hook such as `included`: `base.extend(ClassMethods)` in it is done now; does it do anything else?
    fn apply_hook(&mut self, module: ClassId, class: ClassId, hook: &str, span: Span) -> bool {
        if !self.has_user_hook(module, hook) {
            return false;
        }
        let name = self.symbol(hook);
        let singleton = self.singleton(module);
        let Some(Entry { method: Some(method), .. }) = self.own_entry(singleton, name) else { return false };
        let (Code::Def(scope), place) = (self.declared[method].code.clone(), self.declared[method].scope) else { return false };
        let statements = match &scope.body.kind {
            NodeKind::Sequence(nodes) => &nodes[..],
            _ => std::slice::from_ref(&scope.body),
        };
        let mut rest = false;
        for statement in statements {
            let NodeKind::Call(call) = &statement.kind else {
                rest = true;
                continue;
            };
            let on_base = call.receiver.as_ref().is_some_and(|node| matches!(&node.kind, NodeKind::LocalGet { .. }));
            let modules: Vec<ClassId> =
                call.arguments.positional.iter().filter_map(|node| self.class_of_node(node, place)).collect();
            let mixes = matches!(&*call.name, "extend" | "include" | "prepend");
            if on_base && mixes && modules.len() == call.arguments.positional.len() {
                let target = if call.name == "extend" { self.singleton(class) } else { class };
                modules.into_iter().rev().for_each(|module| self.mix_module(target, module, call.name == "prepend"));
                self.handled.insert(statement.span);
            } else {
                rest = true;
            }
        }
        if rest {
            self.hooks.entry(span).or_default().push((module, name, class));
        }
        rest
    }

    /// The first time, the required file is declared here and runs here.
    fn require_relative(&mut self, node: &'a Node) -> bool {
        let Some(file) = self.required.at.get(&node.span).and_then(|at| self.required.files.get(*at)) else { return false };
        if self.seen_files.contains(&file.file) {
            return true;
        }
        self.declare_file(file);
        self.runs_file.insert(node.span, file);
        !self.opened.get(&std::ptr::from_ref(&file.scope)).is_some_and(|opened| opened.runs)
    }
}

fn visibility_named(name: &str) -> Visibility {
    match name {
        "private" => Visibility::Private,
        "protected" => Visibility::Protected,
        _ => Visibility::Public,
    }
}
