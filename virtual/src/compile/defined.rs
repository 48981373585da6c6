//! `defined?`: what is known now is answered now; the rest is asked without raising.
use super::call::argument_nodes;
use super::frame::{FALSE, NIL, TRUE};
use super::space::{Compiler, Entry};
use crate::instruction::*;
use crate::program::*;
use ast::{Call, ConstantScope, HashElement, Node, NodeKind};
use parfait::{CoreClass, Primitive};

impl<'a> Compiler<'a> {
    pub fn defined(&mut self, node: &'a Node) -> Operand {
        let span = node.span;
        match &node.kind {
            NodeKind::SelfNode => self.frozen_string("self"),
            NodeKind::Nil => self.frozen_string("nil"),
            NodeKind::True => self.frozen_string("true"),
            NodeKind::False => self.frozen_string("false"),
            NodeKind::LocalGet { .. } => self.frozen_string("local-variable"),
            NodeKind::LocalSet { .. } | NodeKind::InstanceSet { .. } | NodeKind::ClassVariableSet { .. } => {
                self.frozen_string("assignment")
            }
            NodeKind::GlobalSet { .. } | NodeKind::ConstantSet { .. } | NodeKind::MultipleAssign { .. } => {
                self.frozen_string("assignment")
            }
            NodeKind::OperatorAssign(_) => self.frozen_string("assignment"),
            NodeKind::InstanceGet { name } => {
                let field = self.own_field(name);
                let flag = self.field_flag(field);
                let value = self.emit_value(Op::GetField { object: Operand::Slot(SELF), field: flag });
                let set = self.primitive(Primitive::same, vec![value, TRUE]);
                self.text_if(set, "instance-variable")
            }
            NodeKind::ClassVariableGet { name } => {
                let cell = self.class_variable_cell(name);
                self.text_unless_undefined(cell, "class variable")
            }
            NodeKind::GlobalGet { name } => {
                let value = self.global(name, span);
                let is_nil = self.primitive(Primitive::same, vec![value, NIL]);
                let (yes, no) = (NIL, self.frozen_string("global-variable"));
                self.choose(is_nil, yes, no)
            }
            NodeKind::ConstantGet(path) => {
                let scope = self.frame().scope;
                let unknown = |compiler: &mut Self| match &path.scope {
                    ConstantScope::Of(node) => compiler.class_of_node(node, scope).is_none(),
                    ConstantScope::Lexical | ConstantScope::Top => false,
                };
                if unknown(self)
                    && matches!(&path.scope, ConstantScope::Of(node) if !matches!(node.kind, NodeKind::ConstantGet(_)))
                {
                    self.unsupported(span, "`defined?` of a constant of a computed class", "name the class");
                    return NIL;
                }
                match self.find_constant(path, scope) {
                    Some((_, ConstantEntry::Class(_))) => self.frozen_string("constant"),
                    Some((_, ConstantEntry::Cell(cell))) if self.lazy_constants.contains_key(&cell) => {
                        self.frozen_string("constant")
                    }
                    Some((_, ConstantEntry::Cell(cell))) => self.text_unless_undefined(cell, "constant"),
                    None => NIL,
                }
            }
            NodeKind::Call(call) => self.defined_call(call),
            NodeKind::Array(nodes) => self.defined_all(&nodes.iter().collect::<Vec<_>>(), "expression"),
            NodeKind::Hash(elements) => {
                self.defined_all(&elements.iter().flat_map(HashElement::nodes).collect::<Vec<_>>(), "expression")
            }
            NodeKind::Yield(_) => {
                if !self.in_method() {
                    return NIL;
                }
                let block = self.home_slot(BLOCK);
                self.text_if(block, "yield")
            }
            NodeKind::Super(_) => self.defined_super(),
            NodeKind::Sequence(nodes) if nodes.len() == 1 => self.defined(&nodes[0]),
            _ => self.frozen_string("expression"),
        }
    }

    /// `text` if every part is defined too.
    fn defined_all(&mut self, parts: &[&'a Node], text: &str) -> Operand {
        let (result, done) = (self.temporary(), self.new_block());
        self.copy_to(result, NIL);
        for part in parts {
            let known = match &part.kind {
                NodeKind::Splat(list) => self.defined(list),
                _ => self.defined(part),
            };
            let next = self.new_block();
            self.branch(known, next, done);
            self.begin(next);
        }
        let text = self.frozen_string(text);
        self.copy_to(result, text);
        self.jump(done);
        self.begin(done);
        Operand::Slot(result)
    }

    /// A call is defined if its arguments are and the receiver, which is evaluated, has the method.
    fn defined_call(&mut self, call: &'a Call) -> Operand {
        if call.block.is_some() {
            return self.frozen_string("expression");
        }
        let mut nodes = argument_nodes(&call.arguments);
        // A block that is passed does not count.
        nodes.truncate(nodes.len() - usize::from(call.arguments.block_pass.is_some()));
        if nodes.is_empty() {
            return self.defined_method(call);
        }
        let (result, done) = (self.temporary(), self.new_block());
        let arguments = self.defined_all(&nodes, "method");
        self.copy_to(result, arguments);
        let next = self.new_block();
        self.branch(Operand::Slot(result), next, done);
        self.begin(next);
        let method = self.defined_method(call);
        self.copy_to(result, method);
        self.jump(done);
        self.begin(done);
        Operand::Slot(result)
    }

    fn defined_method(&mut self, call: &'a Call) -> Operand {
        let Some(receiver) = &call.receiver else {
            if matches!(&*call.name, "block_given?" | "lambda" | "proc" | "__method__" | "require" | "require_relative") {
                return self.frozen_string("method");
            }
            let name = self.symbol_operand(&call.name);
            let responds = self.send(Operand::Slot(SELF), "respond_to?", &[name, TRUE]);
            return self.text_if(responds, "method");
        };
        let result = self.temporary();
        let (landing, done) = (self.new_block(), self.new_block());
        let rescue = self.frame().rescue;
        self.frame().rescue = Some(landing);
        self.fall_into_new_block();
        let object = self.value(receiver);
        let responds = self.responds(object, &call.name);
        let value = self.text_if(responds, "method");
        self.copy_to(result, value);
        self.frame().rescue = rescue;
        self.jump(done);
        self.begin(landing);
        let exception = self.emit_value(Op::Exception {});
        let raised = self.emit_value(Op::IsA { object: exception, class: Program::core(CoreClass::Exception) });
        let (none, pass) = (self.new_block(), self.new_block());
        self.branch(raised, none, pass);
        self.begin(none);
        self.copy_to(result, NIL);
        self.jump(done);
        self.begin(pass);
        self.end(Op::Unwind { exception });
        self.begin(done);
        Operand::Slot(result)
    }

    /// May self send this to the object, which is written out? Public methods, and protected ones of a class of both.
    fn responds(&mut self, object: Operand, name: &str) -> Operand {
        let symbol = self.symbol(name);
        let name = Operand::Constant(Constant::Symbol(symbol));
        let is_protected = |entry: Option<Entry>| entry.is_some_and(|entry| entry.visibility == Visibility::Protected);
        let classes: Vec<ClassId> = self.program.classes.ids().collect();
        let owners: Vec<ClassId> = classes.into_iter().filter(|class| is_protected(self.own_entry(*class, symbol))).collect();
        let mut responds = self.send(object, "respond_to?", &[name, FALSE]);
        for class in owners {
            let of_self = self.emit_value(Op::IsA { object: Operand::Slot(SELF), class });
            let of_object = self.emit_value(Op::IsA { object, class });
            let both = self.choose(of_self, of_object, FALSE);
            responds = self.choose(responds, TRUE, both);
        }
        responds
    }

    /// Is there a method of this name above the present one's class? For a module's method that depends on the class.
    fn defined_super(&mut self) -> Operand {
        let home = self.frames.iter().rev().find(|frame| !matches!(frame.kind, MethodKind::Block { .. }));
        let Some((owner, name)) = home.filter(|frame| frame.kind == MethodKind::Method).map(|frame| (frame.owner, frame.name))
        else {
            return NIL;
        };
        let classes: Vec<ClassId> = self.program.classes.ids().collect();
        let mixes = |compiler: &mut Self, class: ClassId| {
            let boot = compiler.class(class);
            class == owner || boot.includes.contains(&owner) || boot.prepends.contains(&owner)
        };
        let holders: Vec<ClassId> = classes.into_iter().filter(|class| mixes(self, *class)).collect();
        let text = self.frozen_string("super");
        let mut known = NIL;
        for class in holders {
            let above = self.ancestors(class).into_iter().skip_while(|class| *class != owner).skip(1);
            let found = above.into_iter().any(|class| self.own_entry(class, name).is_some_and(|entry| entry.method.is_some()));
            if found && !self.class(owner).is_module {
                return text;
            }
            if found {
                let here = self.emit_value(Op::IsA { object: Operand::Slot(SELF), class });
                known = self.choose(here, text, known);
            }
        }
        known
    }

    fn text_if(&mut self, condition: Operand, text: &str) -> Operand {
        let text = self.frozen_string(text);
        self.choose(condition, text, NIL)
    }

    fn text_unless_undefined(&mut self, cell: CellId, text: &str) -> Operand {
        let value = self.emit_value(Op::GetCell { cell });
        let missing = self.primitive(Primitive::undefined, vec![value]);
        let text = self.frozen_string(text);
        self.choose(missing, NIL, text)
    }

    pub fn choose(&mut self, condition: Operand, yes: Operand, no: Operand) -> Operand {
        let (then, otherwise, done) = (self.new_block(), self.new_block(), self.new_block());
        let result = self.temporary();
        self.branch(condition, then, otherwise);
        for (block, value) in [(then, yes), (otherwise, no)] {
            self.begin(block);
            self.copy_to(result, value);
            self.jump(done);
        }
        self.begin(done);
        Operand::Slot(result)
    }
}
