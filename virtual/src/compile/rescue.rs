//! `begin` with `rescue`, `else` and `ensure`, and the jumps that leave bodies: `break`, `next`, `redo`, `retry`, `return`.
//!
//! An `ensure` body is generated once for each way out: the normal one, exceptions, and each jump.
use super::frame::{Context, NIL};
use super::space::Compiler;
use super::walk;
use crate::instruction::*;
use crate::program::*;
use ast::{Begin, Node, NodeKind, Rescue};
use base::Span;
use parfait::CoreClass;

/// How deep `ensure` bodies may stand within `ensure` bodies.
const MAXIMUM_ENSURE_DEPTH: u32 = 8;

impl<'a> Compiler<'a> {
    pub fn begin_node(&mut self, begin: &'a Begin, want: bool) -> Operand {
        let result = if want { Some(self.temporary()) } else { None };
        let Some(ensure) = &begin.ensure_body else {
            self.rescued(begin, result);
            return result.map_or(NIL, Operand::Slot);
        };
        let rescue = self.frame().rescue;
        let saved = jumps(ensure).then(|| self.current_exception());
        let (landing, after, done) = (self.new_block(), self.new_block(), self.new_block());
        self.frame().contexts.push(Context::Ensure { body: ensure, rescue });
        self.frame().rescue = Some(landing);
        self.fall_into_new_block();
        self.rescued(begin, result);
        self.jump(after);
        self.frame().contexts.pop();
        self.frame().rescue = rescue;
        self.begin(after);
        self.ensure(ensure);
        self.jump(done);

        self.begin(landing);
        let exception = self.emit_value(Op::Exception {});
        let raised = self.emit_value(Op::IsA { object: exception, class: Program::core(CoreClass::Exception) });
        let (set, go_on) = (self.new_block(), self.new_block());
        self.branch(raised, set, go_on);
        self.begin(set);
        self.set_current_exception(exception);
        self.jump(go_on);
        self.begin(go_on);
        self.frame().contexts.extend(saved.map(|saved| Context::Ensuring { saved }));
        self.ensure(ensure);
        saved.and_then(|_| self.frame().contexts.pop());
        self.end(Op::Unwind { exception });
        self.begin(done);
        result.map_or(NIL, Operand::Slot)
    }

    /// One copy of an ensuring body. Each copy copies those within, so their depth is bounded.
    fn ensure(&mut self, body: &'a Node) {
        if self.ensure_depth == MAXIMUM_ENSURE_DEPTH {
            let what = format!("`ensure` within {MAXIMUM_ENSURE_DEPTH} others");
            self.unsupported(body.span, &what, "move a part of it to a method");
            return;
        }
        self.ensure_depth += 1;
        self.effect(body);
        self.ensure_depth -= 1;
    }

    /// The body with its `rescue` and `else` clauses.
    fn rescued(&mut self, begin: &'a Begin, result: Option<SlotId>) {
        if begin.rescues.is_empty() {
            self.plain_body(begin, result);
            return;
        }
        let saved = self.current_exception();
        let rescue = self.frame().rescue;
        let (landing, done) = (self.new_block(), self.new_block());
        self.frame().rescue = Some(landing);
        let retry = self.fall_into_new_block();
        match &begin.else_body {
            None => {
                let value = self.node(&begin.body, result.is_some());
                self.take_result(result, value);
                self.frame().rescue = rescue;
            }
            Some(body) => {
                self.effect(&begin.body);
                self.frame().rescue = rescue;
                self.fall_into_new_block();
                let value = self.node(body, result.is_some());
                self.take_result(result, value);
            }
        }
        self.jump(done);
        self.begin(landing);
        let exception = self.emit_value(Op::Exception {});
        self.frame().contexts.push(Context::Rescue { retry, saved });
        for clause in &begin.rescues {
            self.rescue_clause(clause, exception, saved, result, done);
        }
        self.frame().contexts.pop();
        self.end(Op::Unwind { exception });
        self.begin(done);
    }

    fn plain_body(&mut self, begin: &'a Begin, result: Option<SlotId>) {
        let value = match &begin.else_body {
            None => self.node(&begin.body, result.is_some()),
            Some(body) => {
                self.effect(&begin.body);
                self.node(body, result.is_some())
            }
        };
        self.take_result(result, value);
    }

    fn take_result(&mut self, result: Option<SlotId>, value: Operand) {
        if let Some(result) = result {
            self.copy_to(result, value);
        }
    }

    fn rescue_clause(&mut self, clause: &'a Rescue, exception: Operand, saved: Operand, result: Option<SlotId>, done: BlockId) {
        let (hit, next) = (self.new_block(), self.new_block());
        self.at(clause.span);
        if clause.classes.is_empty() {
            let class = self.standard_error();
            let matches = self.emit_value(Op::IsA { object: exception, class });
            self.branch(matches, hit, next);
        } else {
            self.rescue_conditions(clause, exception, hit, next);
        }
        self.begin(hit);
        self.set_current_exception(exception);
        if let Some(target) = &clause.variable {
            let prepared = self.prepare(target);
            self.store(&prepared, exception, target.span);
        }
        let value = self.node(&clause.body, result.is_some());
        let value = if matches!(clause.body.kind, NodeKind::Nil) { NIL } else { value };
        self.take_result(result, value);
        self.set_current_exception(saved);
        self.jump(done);
        self.begin(next);
    }

    /// Only exceptions are asked: what unwinds for `break` and `return` passes by.
    fn rescue_conditions(&mut self, clause: &'a Rescue, exception: Operand, hit: BlockId, next: BlockId) {
        let all = Program::core(CoreClass::Exception);
        let raised = self.emit_value(Op::IsA { object: exception, class: all });
        let test = self.new_block();
        self.branch(raised, test, next);
        self.begin(test);
        for class in &clause.classes {
            let matches = self.matches(class, exception);
            let miss = self.new_block();
            self.branch(matches, hit, miss);
            self.begin(miss);
        }
        self.jump(next);
    }

    fn standard_error(&mut self) -> ClassId {
        let name = self.symbol("StandardError");
        match self.own_constant(Program::core(CoreClass::Object), name) {
            Some(ConstantEntry::Class(class)) => class,
            _ => Program::core(CoreClass::Exception),
        }
    }

    fn current_exception(&mut self) -> Operand {
        let cell = self.cell("$!", false);
        self.emit_value(Op::GetCell { cell })
    }

    fn set_current_exception(&mut self, from: Operand) {
        let cell = self.cell("$!", false);
        self.emit(None, Op::SetCell { cell, from });
    }

    /// Runs what has to run when the contexts above `keep` are left, and then the jump.
    fn leave(&mut self, keep: usize, jump: impl FnOnce(&mut Self)) {
        let contexts = self.frame().contexts.clone();
        let rescue = self.frame().rescue;
        for at in (keep..contexts.len()).rev() {
            self.frame().contexts.truncate(at);
            match contexts[at] {
                Context::Loop { .. } => {}
                Context::Rescue { saved, .. } | Context::Ensuring { saved } => self.set_current_exception(saved),
                Context::Ensure { body, rescue } => {
                    if self.frame().open {
                        self.frame().rescue = rescue;
                        self.fall_into_new_block();
                        self.ensure(body);
                    }
                }
            }
        }
        jump(self);
        let frame = self.frame();
        frame.contexts = contexts;
        frame.rescue = rescue;
        frame.open = false;
    }

    /// The value that leaves; what runs on the way does not change it.
    fn leaving_value(&mut self, value: Option<&'a Node>) -> Operand {
        let value = value.map_or(NIL, |node| self.value(node));
        if self.frame().contexts.iter().any(|context| matches!(context, Context::Ensure { .. })) {
            self.settle(value)
        } else {
            value
        }
    }

    fn innermost_loop(&mut self) -> Option<usize> {
        self.frame().contexts.iter().rposition(|context| matches!(context, Context::Loop { .. }))
    }

    pub fn break_node(&mut self, value: Option<&'a Node>, span: Span) -> Operand {
        let value = self.leaving_value(value);
        self.at(span);
        if let Some(at) = self.innermost_loop() {
            let Context::Loop { break_to, result, .. } = self.frame().contexts[at] else { return NIL };
            self.leave(at, |compiler| {
                compiler.take_result(result, value);
                compiler.jump(break_to);
            });
            return NIL;
        }
        match self.frame().kind {
            MethodKind::Block { lambda: false } => self.leave(0, |compiler| compiler.end(Op::BreakOut { value })),
            MethodKind::Block { lambda: true } => self.leave(0, |compiler| compiler.end(Op::Return { value })),
            MethodKind::Method | MethodKind::Body => self.error(span, "Invalid break", "not within a loop or block"),
        }
        NIL
    }

    pub fn next_node(&mut self, value: Option<&'a Node>, span: Span) -> Operand {
        let value = self.leaving_value(value);
        self.at(span);
        if let Some(at) = self.innermost_loop() {
            let Context::Loop { next_to, .. } = self.frame().contexts[at] else { return NIL };
            self.leave(at + 1, |compiler| compiler.jump(next_to));
            return NIL;
        }
        match self.frame().kind {
            MethodKind::Block { .. } => self.leave(0, |compiler| compiler.end(Op::Return { value })),
            MethodKind::Method | MethodKind::Body => self.error(span, "Invalid next", "not within a loop or block"),
        }
        NIL
    }

    pub fn redo_node(&mut self, span: Span) -> Operand {
        if let Some(at) = self.innermost_loop() {
            let Context::Loop { redo_to, .. } = self.frame().contexts[at] else { return NIL };
            self.leave(at + 1, |compiler| compiler.jump(redo_to));
            return NIL;
        }
        let start = self.frame().start;
        match self.frame().kind {
            MethodKind::Block { .. } => self.leave(0, |compiler| compiler.jump(start)),
            MethodKind::Method | MethodKind::Body => self.error(span, "Invalid redo", "not within a loop or block"),
        }
        NIL
    }

    pub fn retry_node(&mut self, span: Span) -> Operand {
        let within = self.frame().contexts.iter().rposition(|context| matches!(context, Context::Rescue { .. }));
        let Some(at) = within else {
            self.unsupported(span, "retry here", "it stands within a `rescue` clause of the same method or block only");
            return NIL;
        };
        let Context::Rescue { retry, .. } = self.frame().contexts[at] else { return NIL };
        self.leave(at, |compiler| compiler.jump(retry));
        NIL
    }

    pub fn return_node(&mut self, value: Option<&'a Node>, span: Span) -> Operand {
        let value = self.leaving_value(value);
        self.at(span);
        let out = matches!(self.frame().kind, MethodKind::Block { lambda: false });
        self.leave(0, |compiler| compiler.end(if out { Op::ReturnOut { value } } else { Op::Return { value } }));
        NIL
    }
}

/// May the code leave by a jump of its own? Then an exception that it ensures against is dropped.
fn jumps(node: &Node) -> bool {
    walk::any_in_scope(node, &mut |node| {
        matches!(node.kind, NodeKind::Return(_) | NodeKind::Break(_) | NodeKind::Next(_) | NodeKind::Redo)
    })
}
