//! Methods that no `def` says: of structs and data, accessors, readers of constants.
use super::frame::{NIL, TRUE};
use super::space::{Code, Compiler};
use crate::instruction::*;
use crate::program::*;
use parfait::Primitive;

impl<'a> Compiler<'a> {
    /// The body of a generated method; its value.
    pub fn generated(&mut self, code: Code<'a>) -> Operand {
        match code {
            Code::Def(_) => NIL,
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
        }
    }

    /// Argument slots of a generated method.
    pub fn add_formals(&mut self, names: &[&str], required: u32, optional: u32) -> Vec<Operand> {
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
            if keywords.is_none() {
                let positional: Vec<Operand> = sources.iter().map(|source| source[0]).collect();
                self.gather_keywords(members, &positional, &formals);
            }
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

    /// Keywords after positional arguments are one more of these: a Hash.
    fn gather_keywords(&mut self, members: &[SymbolId], positional: &[Operand], keywords: &[Operand]) {
        let (found, done) = (self.new_block(), self.new_block());
        let Some(first) = positional.first() else { return };
        let missing = self.primitive(Primitive::undefined, vec![*first]);
        let some = self.new_block();
        self.branch(missing, done, some);
        self.begin(some);
        for keyword in keywords {
            let missing = self.primitive(Primitive::undefined, vec![*keyword]);
            let next = self.new_block();
            self.branch(missing, next, found);
            self.begin(next);
        }
        self.jump(done);
        self.begin(found);
        let class = self.runtime_module("Hash");
        let hash = self.send(class, "new", &[]);
        for (member, keyword) in members.iter().zip(keywords) {
            let missing = self.primitive(Primitive::undefined, vec![*keyword]);
            let (store, next) = (self.new_block(), self.new_block());
            self.branch(missing, next, store);
            self.begin(store);
            self.send_only(hash, "__store", &[Operand::Constant(Constant::Symbol(*member)), *keyword]);
            self.assign(*keyword, Operand::Constant(Constant::Undefined));
            self.jump(next);
            self.begin(next);
        }
        for place in positional {
            let missing = self.primitive(Primitive::undefined, vec![*place]);
            let (set, next) = (self.new_block(), self.new_block());
            self.branch(missing, set, next);
            self.begin(set);
            self.assign(*place, hash);
            self.jump(done);
            self.begin(next);
        }
        self.refuse_size();
        self.begin(done);
    }

    fn refuse_extra_member(&mut self, extra: Operand) {
        let missing = self.primitive(Primitive::undefined, vec![extra]);
        let (raise, next) = (self.new_block(), self.new_block());
        self.branch(missing, next, raise);
        self.begin(raise);
        self.refuse_size();
        self.begin(next);
    }

    fn refuse_size(&mut self) {
        let class = self.runtime_module("ArgumentError");
        let message = self.frozen_string("struct size differs");
        self.send_only(Operand::Slot(SELF), "raise", &[class, message]);
        self.end(Op::Halt {});
    }

    fn assign(&mut self, to: Operand, from: Operand) {
        if let Operand::Slot(slot) = to {
            self.copy_to(slot, from);
        }
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
