//! Calls of methods that are known: what the machine itself knows (`new`, `call` of a Proc, questions for a class), and
//! arguments matched to parameters.
use super::bind::{Formal, bind};
use super::engine::*;
use super::flow::*;
use super::lattice::*;
use super::send::{Arguments, Sending};
use crate::instruction::*;
use crate::lookup::Found;
use crate::program::*;
use parfait::CoreClass;

impl Engine<'_> {
    /// Calls the found method: `Class#new` and `Proc#call` are what the machine itself knows.
    pub fn invoke(&mut self, walk: &mut Walk, sending: &Sending, self_type: TypeId, found: Found) -> TypeId {
        let names = &self.names;
        if found.owner == Program::core(CoreClass::Class)
            && sending.name == names.new
            && let [Atom::Class(class)] = self.types.atoms(self_type)[..]
        {
            return self.make_new(walk, sending, class);
        }
        if self.program.is_runtime(found.method)
            && let Some((object, class)) = self.class_question(walk, sending, self_type)
        {
            return self.test_class(walk, sending.result, object, class, false);
        }
        let names = &self.names;
        if sending.name == names.hidden
            && found.owner == Program::core(CoreClass::Module)
            && let Some(answer) = self.known_hidden(self_type)
        {
            walk.emit(sending.result, Op::Set { from: Operand::Constant(answer) });
            return self.constant(answer);
        }
        if sending.name == names.freeze && self.program.is_runtime(found.method) {
            self.write(Place::Frozen, self_type);
        }
        let names = &self.names;
        let calls = [names.call, names.paren, names.yield_, names.case, names.index];
        if found.owner == Program::core(CoreClass::Proc) && calls.contains(&sending.name) {
            return self.yield_to(walk, sending.result, sending.receiver, &sending.arguments.arguments.clone(), Some(self_type));
        }
        self.call_method(walk, sending, self_type, found.method)
    }

    /// Sends of the runtime's that ask for a class: `object.is_a?(Class)`, `Class === object`, `object.nil?`.
    fn class_question(&mut self, walk: &mut Walk, sending: &Sending, self_type: TypeId) -> Option<(Operand, ClassId)> {
        let names = &self.names;
        let argument = match &sending.arguments.arguments[..] {
            [] if sending.name == names.is_nil => return Some((sending.receiver, Program::core(CoreClass::NilClass))),
            [Argument::Positional(argument)] => *argument,
            _ => return None,
        };
        let (object, class) = if sending.name == names.is_a || sending.name == names.kind_of {
            (sending.receiver, walk.operand(self, argument))
        } else if sending.name == names.case {
            (argument, self_type)
        } else {
            return None;
        };
        match self.types.atoms(class)[..] {
            [Atom::Class(class)] => Some((object, class)),
            _ => None,
        }
    }

    /// Whether class objects are hidden ones is known.
    fn known_hidden(&self, classes: TypeId) -> Option<Constant> {
        let mut answer = None;
        for atom in self.types.atoms(classes) {
            let Atom::Class(class) = atom else { return None };
            let hidden = if self.program.classes[class].hidden { Constant::True } else { Constant::False };
            if answer.replace(hidden).is_some_and(|other| other != hidden) {
                return None;
            }
        }
        answer
    }

    fn make_new(&mut self, walk: &mut Walk, sending: &Sending, class: ClassId) -> TypeId {
        let type_ = self.allocate(walk, class);
        let object = walk.temporary(self, type_);
        walk.emit(Some(object), Op::New { class });
        let operand = Operand::Slot(object);
        let Some(found) = self.lookup(class, self.names.initialize) else { return type_ };
        let inner = Sending {
            result: None,
            name: self.names.initialize,
            receiver: operand,
            arguments: sending.arguments,
            self_call: true,
            variable_call: false,
        };
        if self.call_method(walk, &inner, type_, found.method) == NEVER {
            return NEVER;
        }
        walk.emit(sending.result, Op::Set { from: operand });
        type_
    }

    /// Calls a method whose parameters are known with arguments that must be matched to them.
    pub fn call_method(&mut self, walk: &mut Walk, sending: &Sending, self_type: TypeId, method: MethodId) -> TypeId {
        let arguments = sending.arguments;
        if arguments.spreads() {
            let adapter = self.array_adapter(method);
            return self.call_spread(walk, sending, self_type, adapter);
        }
        let parameters = self.program.methods[method].parameters.clone();
        match bind(&self.program.symbols, &parameters, &arguments.shape()) {
            Ok(formals) => {
                let (operands, types) = self.formals(walk, &formals, arguments);
                let key = Key { method, self_type, arguments: types, block: arguments.block_type, home: None };
                let callee = self.version(walk, key);
                let type_ = self.call(walk.version, callee);
                if let Some(fact) = self.said(callee, sending.receiver, &operands) {
                    walk.learn(fact);
                }
                let block = walk.closure_operand(self, arguments.block);
                walk.emit_call(self, sending.result, callee, sending.receiver, operands, block);
                type_
            }
            Err(message) => self.argument_error(walk, &message),
        }
    }

    pub fn argument_error(&mut self, walk: &mut Walk, message: &str) -> TypeId {
        let string = self.program.strings.iter().find(|(_, text)| text.as_slice() == message.as_bytes()).map(|(id, _)| id);
        let string = string.unwrap_or_else(|| self.program.strings.push(message.as_bytes().to_vec()));
        self.call_runtime(walk, self.names.argument_error, &[Operand::Constant(Constant::FrozenString(string))])
    }

    /// Operands and types of the formals.
    pub fn formals(&mut self, walk: &mut Walk, formals: &[Formal], arguments: &Arguments) -> (Vec<Operand>, Vec<TypeId>) {
        let hash_keywords: Vec<(SymbolId, usize)> = arguments.shape().keywords;
        let mut operands = Vec::new();
        let mut types = Vec::new();
        for formal in formals {
            let (operand, type_) = match formal {
                Formal::Argument(index) => (*arguments.arguments[*index].operand(), arguments.types[*index]),
                Formal::Undefined => (Operand::Constant(Constant::Undefined), self.constant(Constant::Undefined)),
                Formal::Nil => (Operand::Constant(Constant::Nil), self.types.nil()),
                Formal::Rest(indices) => {
                    let mut elements = Vec::new();
                    for index in indices {
                        elements.push(match arguments.arguments.get(*index) {
                            Some(argument) => (*argument.operand(), arguments.types[*index]),
                            None => self.keyword_hash(walk, &hash_keywords, arguments),
                        });
                    }
                    self.array_here(walk, &elements)
                }
                Formal::Keywords(keywords) => self.keyword_hash(walk, keywords, arguments),
            };
            operands.push(operand);
            types.push(type_);
        }
        (operands, types)
    }

    pub fn array_here(&mut self, walk: &mut Walk, elements: &[(Operand, TypeId)]) -> (Operand, TypeId) {
        let types: Vec<TypeId> = elements.iter().map(|(_, type_)| *type_).collect();
        let type_ = self.array_of(walk, &types);
        let slot = walk.temporary(self, type_);
        walk.emit(Some(slot), Op::Array { elements: elements.iter().map(|(operand, _)| *operand).collect() });
        (Operand::Slot(slot), type_)
    }

    pub fn empty_hash(&mut self, walk: &mut Walk) -> (Operand, TypeId) {
        let hash = Program::core(CoreClass::Hash);
        let type_ = self.allocate(walk, hash);
        let slot = walk.temporary(self, type_);
        walk.emit(Some(slot), Op::New { class: hash });
        self.call_on(walk, Operand::Slot(slot), type_, self.names.initialize, &[]);
        (Operand::Slot(slot), type_)
    }

    fn keyword_hash(&mut self, walk: &mut Walk, keywords: &[(SymbolId, usize)], arguments: &Arguments) -> (Operand, TypeId) {
        let (operand, type_) = self.empty_hash(walk);
        for (name, index) in keywords {
            let key = Operand::Constant(Constant::Symbol(*name));
            let pair = [
                (key, self.types.instance(CoreClass::Symbol)),
                (*arguments.arguments[*index].operand(), arguments.types[*index]),
            ];
            self.call_on(walk, operand, type_, self.names.store, &pair);
        }
        (operand, type_)
    }

    /// A call of a runtime object's method with plain arguments, whose result is not wanted.
    pub fn call_on(
        &mut self,
        walk: &mut Walk,
        receiver: Operand,
        self_type: TypeId,
        name: SymbolId,
        arguments: &[(Operand, TypeId)],
    ) -> TypeId {
        let Some(class) = self.groups(self_type).and_then(|groups| Some(groups.first()?.classes[0])) else { return NEVER };
        let Some(found) = self.lookup(class, name) else {
            let title = format!("the runtime lacks `{}#{}`", self.program.classes[class].name, self.program.symbols.name(name));
            self.diagnostics.push(base::Diagnostic::error(title));
            return NEVER;
        };
        let nil = self.types.nil();
        let operands: Vec<Operand> = arguments.iter().map(|(operand, _)| *operand).collect();
        let types: Vec<TypeId> = arguments.iter().map(|(_, type_)| *type_).collect();
        let arguments = Arguments::plain(&operands, &types, nil);
        let sending = Sending { result: None, name, receiver, arguments: &arguments, self_call: true, variable_call: false };
        self.call_method(walk, &sending, self_type, found.method)
    }
}
