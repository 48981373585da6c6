//! Expressions: one arm per kind of node; literals are done here.
use super::frame::{FALSE, NIL, TRUE};
use super::space::Compiler;
use crate::instruction::*;
use crate::program::*;
use ast::{HashElement, Node, NodeKind};
use parfait::{CoreClass, value};

impl<'a> Compiler<'a> {
    /// Generates an expression and gives its value.
    pub fn value(&mut self, node: &'a Node) -> Operand {
        self.node(node, true)
    }
    /// Generates an expression whose value is not used.
    pub fn effect(&mut self, node: &'a Node) {
        self.node(node, false);
    }

    /// Generates an expression; without `want` the result is meaningless.
    pub fn node(&mut self, node: &'a Node, want: bool) -> Operand {
        self.at(node.span);
        match &node.kind {
            NodeKind::Nil => NIL,
            NodeKind::True => TRUE,
            NodeKind::False => FALSE,
            NodeKind::SelfNode => Operand::Slot(SELF),
            NodeKind::Integer(number) if value::small(*number).is_some() => Operand::Constant(Constant::Small(*number)),
            NodeKind::Integer(number) if self.frame().machine => self.word_literal(*number as u64),
            NodeKind::BigInteger { negative: false, limbs } if self.frame().machine && limbs.len() == 2 => {
                self.word_literal(u64::from(limbs[1]) << 32 | u64::from(limbs[0]))
            }
            NodeKind::Integer(number) => Operand::Constant(Constant::Big(self.string(number.to_string().as_bytes()))),
            NodeKind::BigInteger { negative, limbs } => {
                let digits = decimal(*negative, limbs);
                Operand::Constant(Constant::Big(self.string(digits.as_bytes())))
            }
            NodeKind::Float(number) => Operand::Constant(Constant::Float(*number)),
            NodeKind::String(bytes) => self.string_literal(bytes),
            NodeKind::InterpolatedString(parts) => self.interpolation(parts),
            NodeKind::Symbol(name) => self.symbol_operand(name),
            NodeKind::InterpolatedSymbol(parts) => {
                let string = self.interpolation(parts);
                self.send(string, "to_sym", &[])
            }
            NodeKind::Array(elements) => self.array(elements),
            NodeKind::Hash(elements) => self.hash(elements),
            NodeKind::Range { first, last, exclude_end } => {
                let ends: Vec<&'a Node> = [first, last].into_iter().flatten().map(|node| &**node).collect();
                let mut operands = self.values(&ends).into_iter();
                let first = if first.is_some() { operands.next().unwrap_or(NIL) } else { NIL };
                let last = operands.next().unwrap_or(NIL);
                self.at(node.span);
                let exclude = if *exclude_end { TRUE } else { FALSE };
                let range = Operand::Constant(Constant::Class(Program::core(CoreClass::Range)));
                self.send(range, "__make", &[first, last, exclude])
            }
            NodeKind::Splat(value) => {
                let list = self.value(value);
                let array = self.emit_value(Op::Array { elements: Vec::new() });
                self.send_only(array, "__push_all", &[list]);
                array
            }
            NodeKind::LocalGet { variable, .. } => self.local(*variable),
            NodeKind::LocalSet { variable, value, .. } => self.assign_local(*variable, value),
            NodeKind::InstanceGet { name } => {
                let field = self.own_field(name);
                self.field(field)
            }
            NodeKind::InstanceSet { name, value } => {
                let operand = self.value(value);
                let field = self.own_field(name);
                self.at(node.span);
                self.set_field(field, operand);
                operand
            }
            NodeKind::ClassVariableGet { name } => self.class_variable_get(name),
            NodeKind::ClassVariableSet { name, value } => {
                let from = self.value(value);
                self.at(node.span);
                let cell = self.class_variable_cell(name);
                self.emit(None, Op::SetCell { cell, from });
                from
            }
            NodeKind::GlobalGet { name } => self.global(name, node.span),
            NodeKind::GlobalSet { name, value } => {
                let from = self.value(value);
                self.at(node.span);
                let cell = self.global_cell(name, node.span);
                self.emit(None, Op::SetCell { cell, from });
                from
            }
            NodeKind::ConstantGet(path) => self.constant(path, node.span),
            NodeKind::ConstantSet { path, value } => self.constant_set(path, value, node.span),
            NodeKind::MultipleAssign { targets, value } => self.multiple_assign(targets, value, want),
            NodeKind::OperatorAssign(assign) => self.operator_assign(assign),
            NodeKind::Call(call) => self.call(node, call, want),
            NodeKind::Super(call) => self.super_call(node, call),
            NodeKind::Yield(arguments) => self.yield_call(node, arguments),
            NodeKind::Not(_) => self.boolean(node),
            NodeKind::And { left, right } => self.and_or(left, right, true, want),
            NodeKind::Or { left, right } => self.and_or(left, right, false, want),
            NodeKind::Defined(value) => self.defined(value),
            NodeKind::Sequence(nodes) => {
                let (last, before) = nodes.split_last().expect("the tree has no empty sequences");
                before.iter().for_each(|node| self.effect(node));
                self.node(last, want)
            }
            NodeKind::If { condition, then_body, else_body } => self.if_node(condition, then_body, else_body.as_deref(), want),
            NodeKind::While { condition, body, do_while } => self.while_node(condition, body, *do_while, want),
            NodeKind::For { target, iterable, body } => self.for_node(node, target, iterable, body),
            NodeKind::Case(case) => self.case(case, want),
            NodeKind::Begin(begin) => self.begin_node(begin, want),
            NodeKind::Return(value) => self.return_node(value.as_deref(), node.span),
            NodeKind::Break(value) => self.break_node(value.as_deref(), node.span),
            NodeKind::Next(value) => self.next_node(value.as_deref(), node.span),
            NodeKind::Redo => self.redo_node(node.span),
            NodeKind::Retry => self.retry_node(node.span),
            NodeKind::Def(def) => {
                if !self.handled.contains(&node.span) {
                    self.refuse_definition(def);
                }
                self.symbol_operand(&def.name)
            }
            NodeKind::Class(class) => self.definition(node, &class.scope, "class"),
            NodeKind::Module(module) => self.definition(node, &module.scope, "module"),
            NodeKind::SingletonClass(singleton) => {
                if !self.handled.contains(&node.span) {
                    let hint = "define the methods in the object's class, or where the object is made by `Name.new`";
                    self.unsupported(singleton.object.span, "the singleton class of an object", hint);
                }
                NIL
            }
            NodeKind::Alias { .. } | NodeKind::GlobalAlias { .. } => {
                if !self.handled.contains(&node.span) {
                    self.unsupported(node.span, "an alias here", "move it to the body of the class");
                }
                NIL
            }
            NodeKind::Lambda(scope) => {
                let method = self.block(scope, true);
                self.at(node.span);
                self.emit_value(Op::Block { method })
            }
        }
    }

    fn refuse_definition(&mut self, def: &'a ast::Def) {
        match &def.singleton {
            Some(Node { kind: NodeKind::LocalGet { .. }, span }) => {
                let hint = "define it in the object's class, or where the object is made by `Name.new`";
                self.unsupported(*span, "a method of a single object", hint);
            }
            _ => {
                let hint = "move the definition to the top level or to the body of a class";
                self.unsupported(def.name_span, "defining a method here", hint);
            }
        }
    }

    fn definition(&mut self, node: &'a Node, scope: &'a ast::Scope, kind: &str) -> Operand {
        if !self.opened.contains_key(&std::ptr::from_ref(scope)) && self.diagnostics.is_empty() {
            self.unsupported(node.span, &format!("defining a {kind} here"), "move it to the top level or to the body of a class");
        }
        self.call_class_body(scope, kind)
    }

    /// The values of expressions that are evaluated in order, and all used afterwards.
    pub fn values(&mut self, nodes: &[&'a Node]) -> Vec<Operand> {
        let mut operands = Vec::with_capacity(nodes.len());
        for (at, node) in nodes.iter().enumerate() {
            let operand = self.value(node);
            operands.push(self.keep(operand, node, &nodes[at + 1..]));
        }
        operands
    }

    fn string_literal(&mut self, bytes: &[u8]) -> Operand {
        let string = self.string(bytes);
        if self.frame().frozen_strings {
            return Operand::Constant(Constant::FrozenString(string));
        }
        self.emit_value(Op::String { string })
    }

    /// A new string to which the parts are appended.
    fn interpolation(&mut self, parts: &'a [Node]) -> Operand {
        let span = self.frame().span;
        let (first, rest) = match parts.split_first() {
            Some((Node { kind: NodeKind::String(bytes), .. }, rest)) => (self.string(bytes), rest),
            _ => (self.string(b""), parts),
        };
        let string = self.emit_value(Op::String { string: first });
        for part in rest {
            let part = match &part.kind {
                NodeKind::String(bytes) => Operand::Constant(Constant::FrozenString(self.string(bytes))),
                _ => self.value(part),
            };
            self.at(span);
            self.send_only(string, "__append", &[part]);
        }
        string
    }

    fn array(&mut self, elements: &'a [Node]) -> Operand {
        let span = self.frame().span;
        let plain = elements.iter().position(|node| matches!(node.kind, NodeKind::Splat(_))).unwrap_or(elements.len());
        let nodes: Vec<&'a Node> = elements[..plain].iter().collect();
        let operands = self.values(&nodes);
        self.at(span);
        let array = self.emit_value(Op::Array { elements: operands });
        for element in &elements[plain..] {
            let (node, helper) = match &element.kind {
                NodeKind::Splat(list) => (&**list, "__push_all"),
                _ => (element, "__push"),
            };
            let value = self.value(node);
            self.at(span);
            self.send_only(array, helper, &[value]);
        }
        array
    }

    pub fn hash(&mut self, elements: &'a [HashElement]) -> Operand {
        let span = self.frame().span;
        let class = Operand::Constant(Constant::Class(Program::core(CoreClass::Hash)));
        let hash = self.send(class, "new", &[]);
        for element in elements {
            match element {
                HashElement::Pair(Node { kind: NodeKind::String(bytes), .. }, value) => {
                    let key = Operand::Constant(Constant::FrozenString(self.string(bytes)));
                    let value = self.value(value);
                    self.at(span);
                    self.send_only(hash, "__store", &[key, value]);
                }
                HashElement::Pair(key, value) => {
                    let operands = self.values(&[key, value]);
                    self.at(span);
                    self.send_only(hash, "__store", &operands);
                }
                HashElement::DoubleSplat(value) => {
                    let value = self.value(value);
                    self.at(span);
                    self.send_only(hash, "__merge_all", &[value]);
                }
            }
        }
        hash
    }
}

/// The decimal digits of a big integer.
fn decimal(negative: bool, limbs: &[u32]) -> String {
    let mut limbs = limbs.to_vec();
    let mut groups = Vec::new();
    while limbs.iter().any(|limb| *limb != 0) {
        let mut rest = 0u64;
        for limb in limbs.iter_mut().rev() {
            let part = rest << 32 | u64::from(*limb);
            *limb = (part / 1_000_000_000) as u32;
            rest = part % 1_000_000_000;
        }
        groups.push(rest);
    }
    let mut text = if negative { "-".to_string() } else { String::new() };
    text.push_str(&groups.pop().unwrap_or(0).to_string());
    groups.iter().rev().for_each(|group| text.push_str(&format!("{group:09}")));
    text
}
