//! Generating methods, blocks and bodies: their parameters, defaults, and frames.
use super::frame::{Header, NIL};
use super::space::{Code, Compiler, DeclaredId, Opened};
use super::walk;
use crate::instruction::*;
use crate::program::*;
use crate::types::Type;
use ast::{KeywordRest, NodeKind, Parameter, TargetKind};
use base::Span;
use parfait::{CoreClass, Primitive};

impl<'a> Compiler<'a> {
    /// Generates every method, and the main program with the bodies that it runs.
    ///
    /// The runtime's start calls `Kernel#__boot`, which runs the bodies of the runtime's files, and then `Kernel#__main`.
    /// A runtime without such a start has the bodies run by the main program.
    pub fn generate(&mut self, runtime: &'a [ast::Program], program: &'a ast::Program) {
        self.generate_methods();
        let mut bodies = Vec::new();
        for file in runtime {
            if self.opened.get(&std::ptr::from_ref(&file.scope)).is_some_and(|opened| opened.runs) {
                bodies.push(self.file_body(file));
            }
        }
        let boots = self.program.symbols.find("__boot").is_some();
        let main = self.main_body(program, if boots { &[] } else { &bodies });
        self.program.main = Some(main);
        for (name, code) in [("__boot", Code::Calls(bodies)), ("__main", Code::Calls(vec![main]))] {
            if let Operand::Constant(Constant::Class(kernel)) = self.runtime_module("Kernel") {
                let span = runtime.first().unwrap_or(program).scope.span;
                self.declare_method(name, kernel, self.top, code, Visibility::Private, span);
            }
        }
        self.generate_methods();
    }

    fn main_body(&mut self, program: &'a ast::Program, before: &[MethodId]) -> MethodId {
        let name = self.symbol("<main>");
        let (scope, main, span) = (self.top, self.main_class, program.scope.span);
        self.open_frame(Header { kind: MethodKind::Body, name, owner: main, scope, self_class: main, span, machine: false });
        before.iter().for_each(|body| self.call_body(*body, Operand::Slot(SELF)));
        if let Some(cell) = self.cells.get("$0").copied() {
            let name = self.program.sources.file(span.file).name.clone();
            let from = self.frozen_string(&name);
            self.emit(None, Op::SetCell { cell, from });
        }
        self.open_locals(&program.scope);
        let value = self.value(&program.scope.body);
        self.close_frame(value)
    }

    pub fn call_body(&mut self, method: MethodId, receiver: Operand) {
        self.emit(None, Op::Call { method, receiver, arguments: Vec::new(), block: BlockArgument::None });
    }

    fn generate_methods(&mut self) {
        let mut known = 0;
        while known < self.declared.len() {
            known = self.declared.len();
            self.generate_declared();
        }
    }

    fn generate_declared(&mut self) {
        for class in self.program.classes.ids() {
            for at in 0..self.info(class).entries.len() {
                if let Some(method) = self.info(class).entries[at].method
                    && self.declared[method].method.is_none()
                {
                    self.generate_method(method);
                }
            }
        }
    }

    fn generate_method(&mut self, id: DeclaredId) {
        let declared = &self.declared[id];
        let (name, owner, span, code) = (declared.name, declared.owner, declared.span, declared.code.clone());
        let header = Header {
            kind: MethodKind::Method,
            name,
            owner,
            scope: declared.scope,
            self_class: owner,
            span,
            machine: declared.machine,
        };
        self.open_frame(header);
        let method = self.frame().method;
        self.declared[id].method = Some(method);
        let value = match code {
            Code::Def(scope) => {
                self.program.methods[method].span = scope.span;
                self.open_parameters(scope);
                // Nobody sees what `initialize` returns.
                let want = self.symbol_name(name) != "initialize";
                let value = self.node(&scope.body, want);
                if want { value } else { NIL }
            }
            code => self.generated(code),
        };
        if self.frame().parameters.names.is_empty() {
            self.name_formals();
        }
        self.close_frame(value);
    }

    /// Calls the body of a file with the top level's self.
    pub fn call_file_body(&mut self, file: &'a ast::Program) -> Operand {
        let method = self.file_body(file);
        self.emit_value(Op::Call { method, receiver: Operand::Slot(SELF), arguments: Vec::new(), block: BlockArgument::None })
    }

    fn file_body(&mut self, file: &'a ast::Program) -> MethodId {
        let name = self.symbol("<top (required)>");
        let (scope, main, span) = (self.top, self.main_class, file.scope.span);
        self.open_frame(Header { kind: MethodKind::Body, name, owner: main, scope, self_class: main, span, machine: false });
        self.open_locals(&file.scope);
        let value = self.value(&file.scope.body);
        self.close_frame(value)
    }

    /// Calls the body of a class or module, if anything of it runs.
    pub fn call_class_body(&mut self, scope: &'a ast::Scope, kind: &str) -> Operand {
        let Some(Opened { class, scope: place, runs }) = self.opened.get(&std::ptr::from_ref(scope)).copied() else { return NIL };
        let receiver = Operand::Constant(Constant::Class(class));
        if self.opened_hooks.contains(&scope.span) {
            let superclass = self.visible_superclass(class).unwrap_or(Program::core(CoreClass::Object));
            self.send_only(Operand::Constant(Constant::Class(superclass)), "inherited", &[receiver]);
        }
        if !runs {
            return NIL;
        }
        let name = format!("<{kind}:{}>", self.class(class).name.rsplit("::").next().unwrap_or(""));
        let name = self.symbol(&name);
        let self_class = self.singleton(class);
        let header =
            Header { kind: MethodKind::Body, name, owner: class, scope: place, self_class, span: scope.span, machine: false };
        self.open_frame(header);
        self.open_locals(scope);
        let value = self.value(&scope.body);
        let method = self.close_frame(value);
        self.emit_value(Op::Call { method, receiver, arguments: Vec::new(), block: BlockArgument::None })
    }

    /// The body of a block or lambda, as a method whose parent is the present one.
    pub fn block(&mut self, scope: &'a ast::Scope, lambda: bool) -> MethodId {
        self.open_block(scope.span, lambda);
        self.open_parameters(scope);
        let parameters = &mut self.frame().parameters;
        parameters.lenient = !lambda;
        parameters.spreads &= !lambda;
        let start = self.fall_into_new_block();
        self.frame().start = start;
        let value = self.value(&scope.body);
        self.close_frame(value)
    }

    pub fn open_block(&mut self, span: Span, lambda: bool) {
        let frame = self.frame();
        let header = Header {
            kind: MethodKind::Block { lambda },
            name: frame.name,
            owner: frame.owner,
            scope: frame.scope,
            self_class: frame.self_class,
            span,
            machine: frame.machine,
        };
        self.open_frame(header);
    }

    /// A slot for a named variable; names are unique in a method.
    pub fn add_slot(&mut self, name: &str, kind: SlotKind) -> SlotId {
        let slots = &mut self.frame().slots;
        let temporary = name.strip_prefix('t').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        let mut unique = if temporary { format!("{name}_") } else { name.to_string() };
        while slots.values().any(|slot| slot.name == unique) {
            unique.push('_');
        }
        slots.push(Slot { name: unique, kind, type_: Type::Mystery })
    }

    /// Slots for the locals of a scope that have none yet.
    fn open_locals(&mut self, scope: &'a ast::Scope) {
        let known = self.frame().locals.len();
        for local in &scope.locals[known..] {
            let slot = self.add_slot(&local.name, SlotKind::Local);
            self.frame().locals.push(slot);
        }
        self.frame().captured = scope.locals.iter().map(|local| local.captured).collect();
        self.find_single_objects(scope);
    }

    /// Argument slots in the order of the contract, then the other locals; then code for defaults and destructuring.
    fn open_parameters(&mut self, scope: &'a ast::Scope) {
        let given = &scope.parameters;
        let mut slots: Vec<Option<SlotId>> = vec![None; scope.locals.len()];
        let mut apart = Vec::new();
        let local_name = |index: u32| scope.locals[index as usize].name.as_str();
        for (count, parameter) in given.required.iter().chain(&given.post).enumerate() {
            if count == given.required.len() {
                self.open_optional(scope, &mut slots);
            }
            match parameter {
                Parameter::Local(index) => slots[*index as usize] = Some(self.add_slot(local_name(*index), SlotKind::Argument)),
                Parameter::Multiple(targets) => apart.push((self.add_slot("parts", SlotKind::Argument), targets)),
            }
        }
        if given.post.is_empty() {
            self.open_optional(scope, &mut slots);
        }
        for keyword in &given.keywords {
            slots[keyword.index as usize] = Some(self.add_slot(&keyword.name, SlotKind::Argument));
        }
        if let KeywordRest::Local(index) = given.keyword_rest {
            slots[index as usize] = Some(self.add_slot(local_name(index), SlotKind::Argument));
        }
        let mut own_block = None;
        if let Some(index) = given.block {
            if is_assigned(scope, index) {
                own_block = Some(index);
            } else {
                slots[index as usize] = Some(BLOCK);
            }
        }
        for (slot, local) in slots.into_iter().zip(&scope.locals) {
            let slot = slot.unwrap_or_else(|| self.add_slot(&local.name, SlotKind::Local));
            self.frame().locals.push(slot);
        }
        self.open_locals(scope);
        self.frame().parameters = self.parameters_of(scope);
        if let Some(index) = own_block {
            let slot = self.frame().locals[index as usize];
            self.copy_to(slot, Operand::Slot(BLOCK));
        }
        self.defaults(scope);
        for (slot, targets) in apart {
            self.take_apart(targets, Operand::Slot(slot));
        }
    }

    fn open_optional(&mut self, scope: &'a ast::Scope, slots: &mut [Option<SlotId>]) {
        let given = &scope.parameters;
        for index in given.optional.iter().map(|optional| optional.index).chain(given.rest) {
            let name = &scope.locals[index as usize].name;
            slots[index as usize] = Some(self.add_slot(name, SlotKind::Argument));
        }
    }

    fn parameters_of(&mut self, scope: &'a ast::Scope) -> Parameters {
        let given = &scope.parameters;
        let keyword = |keyword: &ast::KeywordParameter| Keyword {
            name: self.program.symbols.intern(&keyword.name),
            required: keyword.default.is_none(),
        };
        let keywords = given.keywords.iter().map(keyword).collect();
        let is_block = matches!(self.frames.last().map(|frame| frame.kind), Some(MethodKind::Block { .. }));
        let positional = given.required.len() + given.optional.len() + given.post.len();
        let has_keywords = !given.keywords.is_empty() || matches!(given.keyword_rest, KeywordRest::Local(_));
        let several = positional > 1 || (positional == 1 && given.rest.is_some());
        let lone_optional = positional == 1 && given.optional.len() == 1 && given.rest.is_none();
        Parameters {
            required: given.required.len() as u32,
            optional: given.optional.len() as u32,
            rest: given.rest.is_some(),
            post: given.post.len() as u32,
            names: self.written_names(scope),
            keywords,
            keyword_rest: matches!(given.keyword_rest, KeywordRest::Local(_)),
            no_keywords: given.keyword_rest == KeywordRest::Refused,
            lenient: false,
            spreads: is_block && (given.trailing_comma || (several && !(lone_optional && has_keywords))),
        }
    }

    /// The parameters' names as `parameters` tells them.
    fn written_names(&mut self, scope: &ast::Scope) -> Vec<SymbolId> {
        let given = &scope.parameters;
        let nameless = given.implicit == ast::ImplicitParameters::It;
        let required = |parameter: &Parameter| match parameter {
            Parameter::Local(index) if !nameless => Some(*index),
            Parameter::Local(_) | Parameter::Multiple(_) => None,
        };
        let keyword_rest = match given.keyword_rest {
            KeywordRest::Local(index) => Some(index),
            KeywordRest::None | KeywordRest::Refused => None,
        };
        let positional = given.required.iter().map(required);
        let positional = positional.chain(given.optional.iter().map(|optional| Some(optional.index)));
        let positional = positional.chain(given.rest.map(Some)).chain(given.post.iter().map(required));
        let keywords = given.keywords.iter().map(|keyword| Some(keyword.index));
        let locals = positional.chain(keywords).chain(keyword_rest.map(Some)).chain(given.block.map(Some));
        let name = |local: Option<u32>| local.map_or("", |index| scope.locals[index as usize].name.as_str());
        locals.map(|local| self.program.symbols.intern(name(local))).collect()
    }

    /// The formals' names are those of their slots.
    pub fn name_formals(&mut self) {
        let frame = self.frames.last_mut().expect("parameters are a method's");
        let formals = frame.slots.values().skip(FIRST_ARGUMENT.0 as usize).take(frame.parameters.formals());
        let names = formals.map(|slot| self.program.symbols.intern(&slot.name)).collect();
        frame.parameters.names = names;
    }

    /// Fills in what was not passed.
    fn defaults(&mut self, scope: &'a ast::Scope) {
        let given = &scope.parameters;
        let optional = given.optional.iter().map(|optional| (optional.index, &optional.default));
        let keywords = given.keywords.iter().filter_map(|keyword| Some((keyword.index, keyword.default.as_ref()?)));
        for (index, default) in optional.chain(keywords) {
            let slot = self.frame().locals[index as usize];
            self.at(default.span);
            let missing = self.primitive(Primitive::undefined, vec![Operand::Slot(slot)]);
            let (fill, next) = (self.new_block(), self.new_block());
            self.branch(missing, fill, next);
            self.begin(fill);
            let value = self.value(default);
            self.move_to(slot, value);
            self.jump(next);
            self.begin(next);
        }
    }
}

/// Is the local assigned anywhere but by the call?
fn is_assigned(scope: &ast::Scope, index: u32) -> bool {
    let name = &scope.locals[index as usize].name;
    let mut found = false;
    walk::each(&scope.body, &mut |node| match &node.kind {
        NodeKind::LocalSet { name: set, .. } => found |= set == name,
        NodeKind::OperatorAssign(assign) => {
            found |= matches!(&assign.target.kind, TargetKind::Local { name: set, .. } if set == name)
        }
        NodeKind::MultipleAssign { targets, .. } => walk::targets(targets, &mut |target| {
            found |= matches!(&target.kind, TargetKind::Local { name: set, .. } if set == name);
        }),
        _ => {}
    });
    found
}
