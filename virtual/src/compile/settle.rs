//! Constants that are certainly assigned before any code reads them: reading them needs no check, and immediate ones are
//! known values. That is so while no statement has been seen that may run a method of the program.
use super::declare::Body;
use super::space::Compiler;
use super::walk;
use crate::instruction::Constant;
use crate::program::*;
use ast::{ConstantPath, ConstantScope, Node, NodeKind};
use parfait::value;

impl<'a> Compiler<'a> {
    /// Notes what a statement of a body means for constants.
    pub fn settle_constant(&mut self, node: &'a Node, body: &Body) {
        if let NodeKind::ConstantSet { path: ConstantPath { scope: ConstantScope::Lexical, name }, value } = &node.kind
            && !self.methods_run
            && (self.in_runtime || self.is_harmless(value, body))
        {
            let class = self.scopes[body.scope].class;
            let symbol = self.symbol(name);
            let assigned = self.program.classes[class].constants.iter().filter(|(known, _)| *known == symbol).count();
            if let Some(ConstantEntry::Cell(cell)) = self.own_constant(class, symbol)
                && assigned == 1
                && self.first_assignments.insert(cell)
            {
                let constant = self.immediate(value);
                self.settled.insert(cell, constant);
            }
        } else if !self.in_runtime && !self.is_harmless(node, body) {
            self.methods_run = true;
        }
    }

    fn immediate(&mut self, node: &Node) -> Option<Constant> {
        match &node.kind {
            NodeKind::Nil => Some(Constant::Nil),
            NodeKind::True => Some(Constant::True),
            NodeKind::False => Some(Constant::False),
            NodeKind::Integer(number) => value::small(*number).map(|_| Constant::Small(*number)),
            NodeKind::Float(number) => Some(Constant::Float(*number)),
            NodeKind::Symbol(name) => Some(Constant::Symbol(self.symbol(name))),
            _ => None,
        }
    }

    /// Can evaluating the node not run a method of the program? Operators of numbers and `freeze` of literals cannot.
    fn is_harmless(&mut self, node: &'a Node, body: &Body) -> bool {
        let mut calls = Vec::new();
        let mut harmless = true;
        walk::each_in_scope(node, &mut |node| match &node.kind {
            NodeKind::Call(call) => calls.push(call),
            NodeKind::Yield(_) | NodeKind::Super(_) | NodeKind::For { .. } | NodeKind::InterpolatedString(_) => harmless = false,
            NodeKind::Case(_) | NodeKind::OperatorAssign(_) | NodeKind::MultipleAssign { .. } => harmless = false,
            _ => {}
        });
        for call in calls {
            let known = match call.receiver.as_ref().map(|node| &node.kind) {
                Some(NodeKind::Integer(_) | NodeKind::Float(_)) => !call.name.chars().all(char::is_alphanumeric),
                Some(NodeKind::String(_) | NodeKind::Array(_) | NodeKind::Hash(_)) => call.name == "freeze",
                Some(NodeKind::ConstantGet(path)) => match self.find_constant(path, body.scope) {
                    Some((_, ConstantEntry::Cell(cell))) => {
                        let number = matches!(self.settled.get(&cell), Some(Some(Constant::Small(_) | Constant::Float(_))));
                        number && !call.name.chars().all(char::is_alphanumeric)
                    }
                    _ => false,
                },
                _ => false,
            };
            harmless = harmless && known && call.block.is_none() && !self.is_redefined(&call.name);
        }
        harmless
    }
}
