//! Control flow within a method: conditions, `if`, loops, `for`, `case`.
use super::assign::Prepared;
use super::frame::{Context, FALSE, NIL, TRUE};
use super::space::Compiler;
use crate::instruction::*;
use crate::program::*;
use ast::{Case, Node, NodeKind, Target, TargetKind};
use parfait::{CoreClass, Primitive};

impl<'a> Compiler<'a> {
    /// Branches on an expression's truth.
    pub fn condition(&mut self, node: &'a Node, then: BlockId, otherwise: BlockId) {
        match &node.kind {
            NodeKind::Not(inner) => self.condition(inner, otherwise, then),
            NodeKind::Call(call) if self.is_not(call) => match &call.receiver {
                Some(inner) => self.condition(inner, otherwise, then),
                None => self.jump(otherwise),
            },
            NodeKind::And { left, right } => {
                let next = self.new_block();
                self.condition(left, next, otherwise);
                self.begin(next);
                self.condition(right, then, otherwise);
            }
            NodeKind::Or { left, right } => {
                let next = self.new_block();
                self.condition(left, then, next);
                self.begin(next);
                self.condition(right, then, otherwise);
            }
            NodeKind::Sequence(nodes) => {
                let (last, before) = nodes.split_last().expect("the tree has no empty sequences");
                before.iter().for_each(|node| self.effect(node));
                self.condition(last, then, otherwise);
            }
            NodeKind::Call(call) if self.is_block_given(call) => {
                let block = self.home_slot(BLOCK);
                self.branch(block, then, otherwise);
            }
            _ => {
                let value = self.value(node);
                self.at(node.span);
                self.branch(value, then, otherwise);
            }
        }
    }

    /// true or false for an expression's truth.
    pub fn boolean(&mut self, node: &'a Node) -> Operand {
        let (yes, no, done) = (self.new_block(), self.new_block(), self.new_block());
        let result = self.temporary();
        self.condition(node, yes, no);
        for (block, value) in [(yes, TRUE), (no, FALSE)] {
            self.begin(block);
            self.copy_to(result, value);
            self.jump(done);
        }
        self.begin(done);
        Operand::Slot(result)
    }

    pub fn and_or(&mut self, left: &'a Node, right: &'a Node, and: bool, want: bool) -> Operand {
        let (next, done) = (self.new_block(), self.new_block());
        if !want {
            if and {
                self.condition(left, next, done)
            } else {
                self.condition(left, done, next)
            }
            self.begin(next);
            self.effect(right);
            self.jump(done);
            self.begin(done);
            return NIL;
        }
        let value = self.value(left);
        let result = self.temporary();
        self.copy_to(result, value);
        if and {
            self.branch(value, next, done)
        } else {
            self.branch(value, done, next)
        }
        self.begin(next);
        let value = self.value(right);
        self.copy_to(result, value);
        self.jump(done);
        self.begin(done);
        Operand::Slot(result)
    }

    pub fn if_node(&mut self, condition: &'a Node, then_body: &'a Node, else_body: Option<&'a Node>, want: bool) -> Operand {
        let (then, done) = (self.new_block(), self.new_block());
        let otherwise = if want || else_body.is_some() { self.new_block() } else { done };
        let result = if want { Some(self.temporary()) } else { None };
        self.condition(condition, then, otherwise);
        for (block, body) in [(then, Some(then_body)), (otherwise, else_body)] {
            if block == done {
                continue;
            }
            self.begin(block);
            let value = match body {
                Some(body) => self.node(body, want),
                None => NIL,
            };
            if let Some(result) = result {
                self.copy_to(result, value);
            }
            self.jump(done);
        }
        self.begin(done);
        result.map_or(NIL, Operand::Slot)
    }

    pub fn while_node(&mut self, condition: &'a Node, body: &'a Node, do_while: bool, want: bool) -> Operand {
        let (test, start, exit, done) = (self.new_block(), self.new_block(), self.new_block(), self.new_block());
        let result = if want { Some(self.temporary()) } else { None };
        self.frame().contexts.push(Context::Loop { break_to: done, next_to: test, redo_to: start, result });
        self.jump(if do_while { start } else { test });
        self.begin(test);
        self.condition(condition, start, exit);
        self.begin(start);
        self.effect(body);
        self.jump(test);
        self.frame().contexts.pop();
        self.begin(exit);
        if let Some(result) = result {
            self.copy_to(result, NIL);
        }
        self.jump(done);
        self.begin(done);
        result.map_or(NIL, Operand::Slot)
    }

    /// `each` with a block whose parameters are assigned to variables of this method.
    pub fn for_node(&mut self, node: &'a Node, target: &'a Target, iterable: &'a Node, body: &'a Node) -> Operand {
        let receiver = self.value(iterable);
        self.open_block(node.span, false);
        self.frame().transparent = true;
        self.frame().parameters = Parameters { lenient: true, ..Parameters::default() };
        match &target.kind {
            TargetKind::Multiple(targets) => {
                let (before, after) = (targets.before.len(), targets.after.len());
                let splat = targets.splat.as_ref();
                let names: Vec<String> =
                    (0..before + after + usize::from(splat.is_some())).map(|at| format!("element{at}")).collect();
                let slots: Vec<Operand> =
                    names.iter().map(|name| Operand::Slot(self.add_slot(name, SlotKind::Argument))).collect();
                let parameters = &mut self.frame().parameters;
                parameters.required = before as u32;
                parameters.post = after as u32;
                parameters.rest = splat.is_some();
                parameters.spreads = true;
                let named_splat = splat.and_then(|splat| splat.as_deref());
                let anonymous = usize::from(splat.is_some() && named_splat.is_none());
                let all: Vec<&'a Target> = targets.before.iter().chain(named_splat).chain(&targets.after).collect();
                for (at, target) in all.into_iter().enumerate() {
                    let skipped = if at >= before { anonymous } else { 0 };
                    let prepared = self.prepare(target);
                    self.store(&prepared, slots[at + skipped], target.span);
                }
            }
            _ => {
                let slot = self.add_slot("element", SlotKind::Argument);
                self.frame().parameters.required = 1;
                let prepared: Prepared<'a> = self.prepare(target);
                self.store(&prepared, Operand::Slot(slot), target.span);
            }
        }
        self.name_formals();
        let start = self.fall_into_new_block();
        self.frame().start = start;
        let value = self.value(body);
        let method = self.close_frame(value);
        self.at(node.span);
        let name = self.symbol("each");
        let block = BlockArgument::Literal(method);
        let message = NewMessage { receiver, arguments: Vec::new(), block, self_call: false, variable_call: false };
        self.emit_value(Op::Send { name, message })
    }

    pub fn case(&mut self, case: &'a Case, want: bool) -> Operand {
        let subject = case.subject.as_ref().map(|node| {
            let value = self.value(node);
            self.settle(value)
        });
        let done = self.new_block();
        let result = if want { Some(self.temporary()) } else { None };
        for when in &case.whens {
            let (hit, next) = (self.new_block(), self.new_block());
            for condition in &when.conditions {
                match subject {
                    Some(subject) => {
                        let matches = self.matches(condition, subject);
                        let miss = self.new_block();
                        self.branch(matches, hit, miss);
                        self.begin(miss);
                    }
                    None => self.when_without_subject(condition, hit),
                }
            }
            self.jump(next);
            self.begin(hit);
            self.branch_result(&when.body, result, done);
            self.begin(next);
        }
        match &case.else_body {
            Some(body) => self.branch_result(body, result, done),
            None => {
                if let Some(result) = result {
                    self.copy_to(result, NIL);
                }
                self.jump(done);
            }
        }
        self.begin(done);
        result.map_or(NIL, Operand::Slot)
    }

    fn branch_result(&mut self, body: &'a Node, result: Option<SlotId>, done: BlockId) {
        let value = self.node(body, result.is_some());
        if let Some(result) = result {
            self.copy_to(result, value);
        }
        self.jump(done);
    }

    fn when_without_subject(&mut self, condition: &'a Node, hit: BlockId) {
        let miss = self.new_block();
        match &condition.kind {
            NodeKind::Splat(list) => {
                let list = self.value(list);
                let any = self.help("__splat_any", &[list]);
                self.branch(any, hit, miss);
            }
            _ => self.condition(condition, hit, miss),
        }
        self.begin(miss);
    }

    /// `condition === subject`, as `when` and `rescue` test it.
    pub fn matches(&mut self, condition: &'a Node, subject: Operand) -> Operand {
        if let NodeKind::Splat(list) = &condition.kind {
            let list = self.value(list);
            self.at(condition.span);
            return self.help("__splat_matches", &[list, subject]);
        }
        let pattern = match &condition.kind {
            NodeKind::String(bytes) if !self.is_redefined("===") => Operand::Constant(Constant::FrozenString(self.string(bytes))),
            _ => self.value(condition),
        };
        self.at(condition.span);
        match pattern {
            Operand::Constant(Constant::Class(class)) if !self.class_matching_is_redefined(class) => {
                self.emit_value(Op::IsA { object: subject, class })
            }
            Operand::Constant(Constant::Symbol(_) | Constant::Nil | Constant::True | Constant::False)
                if !self.is_redefined("===") =>
            {
                self.primitive(Primitive::same, vec![pattern, subject])
            }
            _ => self.send(pattern, "===", &[subject]),
        }
    }

    /// Does the program define `===` for the class object itself?
    pub fn class_matching_is_redefined(&mut self, class: ClassId) -> bool {
        if !self.is_redefined("===") {
            return false;
        }
        let name = self.symbol("===");
        let singleton = self.class(class).singleton.unwrap_or(Program::core(CoreClass::Class));
        let method = self.find_entry(singleton, name).and_then(|entry| entry.method);
        method.is_some_and(|method| self.declared[method].user)
    }
}
