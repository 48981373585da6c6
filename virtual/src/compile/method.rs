//! Generating methods, blocks and bodies: their parameters, defaults, and frames.
use super::frame::{Header, NIL, TRUE};
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

    fn call_body(&mut self, method: MethodId, receiver: Operand) {
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
            Code::Reader(field) => self.field(field),
            Code::Writer(field) => {
                let value = self.add_formals(&["value"], 1, 0)[0];
                self.set_field(field, value);
                value
            }
            Code::StructInitialize(members, keywords) => self.struct_initialize(&members, keywords),
            Code::DataInitialize(members) => self.data_initialize(&members),
            Code::DataNew(members) => self.data_new(&members),
            Code::Symbols(names) => {
                let elements = names.into_iter().map(|name| Operand::Constant(Constant::Symbol(name))).collect();
                self.emit_value(Op::Array { elements })
            }
            Code::FieldValues(fields) => {
                let elements = fields.into_iter().map(|field| self.field(field)).collect();
                self.emit_value(Op::Array { elements })
            }
            Code::SetFieldAt(fields) => self.set_field_at(&fields),
            Code::Calls(bodies) => {
                bodies.iter().for_each(|body| self.call_body(*body, Operand::Slot(SELF)));
                NIL
            }
            Code::Value(constant) => Operand::Constant(constant),
            Code::NoConstant(constant) => {
                let class = self.send(Operand::Slot(SELF), "inspect", &[]);
                let constant = self.frozen_string(&format!("::{constant}"));
                let full = self.send(class, "+", &[constant]);
                self.help("__undefined_constant", &[full])
            }
            Code::NoClass => {
                let object = self.send(Operand::Slot(SELF), "inspect", &[]);
                let rest = self.frozen_string(" is not a class/module");
                let message = self.send(object, "+", &[rest]);
                let class = self.runtime_module("TypeError");
                self.send(Operand::Slot(SELF), "raise", &[class, message])
            }
            Code::Cell(cell) => self.emit_value(Op::GetCell { cell }),
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
        self.name_formals();
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
            names: Vec::new(),
            keywords,
            keyword_rest: matches!(given.keyword_rest, KeywordRest::Local(_)),
            no_keywords: given.keyword_rest == KeywordRest::Refused,
            lenient: false,
            spreads: is_block && (given.trailing_comma || (several && !(lone_optional && has_keywords))),
        }
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

    /// Argument slots of a generated method.
    fn add_formals(&mut self, names: &[&str], required: u32, optional: u32) -> Vec<Operand> {
        let slots = names.iter().map(|name| Operand::Slot(self.add_slot(name, SlotKind::Argument))).collect();
        self.frame().parameters = Parameters { required, optional, ..Parameters::default() };
        slots
    }

    fn add_keywords(&mut self, members: &[SymbolId], required: bool) -> Vec<Operand> {
        let mut slots = Vec::new();
        for name in members {
            self.frame().parameters.keywords.push(Keyword { name: *name, required });
            let text = self.symbol_name(*name).to_string();
            slots.push(Operand::Slot(self.add_slot(&text, SlotKind::Argument)));
        }
        slots
    }

    /// The first that was passed, else nil.
    fn first_given(&mut self, given: &[Operand]) -> Operand {
        let result = self.temporary();
        self.copy_to(result, NIL);
        let done = self.new_block();
        for operand in given {
            let missing = self.primitive(Primitive::undefined, vec![*operand]);
            let (next, take) = (self.new_block(), self.new_block());
            self.branch(missing, next, take);
            self.begin(take);
            self.copy_to(result, *operand);
            self.jump(done);
            self.begin(next);
        }
        self.jump(done);
        self.begin(done);
        Operand::Slot(result)
    }

    fn struct_initialize(&mut self, members: &[SymbolId], keywords: Option<bool>) -> Operand {
        let names: Vec<String> = members.iter().map(|member| self.symbol_name(*member).to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut sources: Vec<Vec<Operand>> = vec![Vec::new(); members.len()];
        let mut extra = None;
        if keywords != Some(true) {
            // One more than there are members, to say what is wrong as Struct does.
            let mut formals = self.add_formals(&[&names[..], &["extra"]].concat(), 0, names.len() as u32 + 1);
            extra = formals.pop();
            formals.into_iter().zip(&mut sources).for_each(|(formal, source)| source.push(formal));
        }
        if keywords != Some(false) {
            let formals = self.add_keywords(members, false);
            formals.into_iter().zip(&mut sources).for_each(|(formal, source)| source.push(formal));
        }
        if keywords == Some(true) {
            let rest = Operand::Slot(self.add_slot("rest", SlotKind::Argument));
            self.frame().parameters.keyword_rest = true;
            self.refuse_extra_keywords(rest);
        }
        if let Some(extra) = extra {
            self.refuse_extra_member(extra);
        }
        for (member, source) in members.iter().zip(&sources) {
            let value = self.first_given(source);
            self.set_field(*member, value);
        }
        NIL
    }

    fn refuse_extra_member(&mut self, extra: Operand) {
        let missing = self.primitive(Primitive::undefined, vec![extra]);
        let (raise, next) = (self.new_block(), self.new_block());
        self.branch(missing, next, raise);
        self.begin(raise);
        let class = self.runtime_module("ArgumentError");
        let message = self.frozen_string("struct size differs");
        self.send_only(Operand::Slot(SELF), "raise", &[class, message]);
        self.end(Op::Halt {});
        self.begin(next);
    }

    fn refuse_extra_keywords(&mut self, rest: Operand) {
        let empty = self.send(rest, "empty?", &[]);
        let (raise, next) = (self.new_block(), self.new_block());
        self.branch(empty, next, raise);
        self.begin(raise);
        let parent = self.runtime_module("Struct");
        self.send_only(parent, "__unknown_keywords", &[rest]);
        self.end(Op::Halt {});
        self.begin(next);
    }

    fn data_initialize(&mut self, members: &[SymbolId]) -> Operand {
        let formals = self.add_keywords(members, true);
        for (member, value) in members.iter().zip(formals) {
            self.set_field(*member, value);
        }
        self.send_only(Operand::Slot(SELF), "freeze", &[]);
        NIL
    }

    fn data_new(&mut self, members: &[SymbolId]) -> Operand {
        let names: Vec<String> = members.iter().map(|member| self.symbol_name(*member).to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let positional = self.add_formals(&names, 0, names.len() as u32);
        let rest = Operand::Slot(self.add_slot("keywords", SlotKind::Argument));
        self.frame().parameters.keyword_rest = true;
        for (member, formal) in members.iter().zip(positional) {
            let missing = self.primitive(Primitive::undefined, vec![formal]);
            let (given, next) = (self.new_block(), self.new_block());
            self.branch(missing, next, given);
            self.begin(given);
            self.send_only(rest, "__store", &[Operand::Constant(Constant::Symbol(*member)), formal]);
            self.jump(next);
            self.begin(next);
        }
        let object = self.send(Operand::Slot(SELF), "allocate", &[]);
        let message = NewMessage {
            receiver: object,
            arguments: vec![Argument::DoubleSplat(rest)],
            block: BlockArgument::None,
            self_call: true,
            variable_call: false,
        };
        let name = self.symbol("initialize");
        self.emit(None, Op::Send { name, message });
        object
    }

    fn set_field_at(&mut self, fields: &[SymbolId]) -> Operand {
        let formals = self.add_formals(&["index", "value"], 2, 0);
        for (at, field) in fields.iter().enumerate() {
            let hit = self.primitive(Primitive::same, vec![formals[0], Operand::Constant(Constant::Small(at as i64))]);
            let (set, next) = (self.new_block(), self.new_block());
            self.branch(hit, set, next);
            self.begin(set);
            self.set_field(*field, formals[1]);
            self.end(Op::Return { value: TRUE });
            self.begin(next);
        }
        formals[1]
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
