//! Assignments beyond the plain ones: targets of every kind, several at once, and with an operator.
use super::frame::NIL;
use super::space::Compiler;
use super::variable::Place;
use crate::instruction::*;
use crate::program::*;
use ast::{ConstantPath, MultipleTarget, Node, NodeKind, Operator, Target, TargetKind, VariableRef};
use base::Span;
use parfait::{CoreClass, Primitive};

/// A target whose receiver and arguments have been evaluated.
pub enum Prepared<'a> {
    Local(VariableRef),
    Field(SymbolId),
    Cell(CellId),
    /// `name` for messages if it is undefined.
    ClassVariable(&'a str),
    Constant(&'a ConstantPath),
    Index {
        receiver: Operand,
        arguments: Vec<Argument>,
        block: BlockArgument,
        self_call: bool,
    },
    Attribute {
        receiver: Operand,
        name: &'a str,
        safe: bool,
        self_call: bool,
    },
    Multiple(Vec<(Prepared<'a>, Span)>, &'a MultipleTarget),
}

impl<'a> Compiler<'a> {
    /// Evaluates what a target needs, once.
    pub fn prepare(&mut self, target: &'a Target) -> Prepared<'a> {
        self.at(target.span);
        match &target.kind {
            TargetKind::Local { variable, .. } => Prepared::Local(*variable),
            TargetKind::Instance { name } => Prepared::Field(self.own_field(name)),
            TargetKind::ClassVariable { name } => Prepared::ClassVariable(name),
            TargetKind::Global { name } => Prepared::Cell(self.global_cell(name, target.span)),
            TargetKind::Constant(path) => Prepared::Constant(path),
            TargetKind::Index { receiver, arguments, private_allowed } => {
                let object = self.value(receiver);
                let object = self.settle(object);
                let (mut arguments, block) = self.arguments(arguments);
                for argument in &mut arguments {
                    let operand = argument.operand_mut();
                    *operand = self.settle(*operand);
                }
                Prepared::Index { receiver: object, arguments, block, self_call: *private_allowed }
            }
            TargetKind::Attribute { receiver, name, safe_navigation, private_allowed } => {
                let object = self.value(receiver);
                let receiver = self.settle(object);
                Prepared::Attribute { receiver, name, safe: *safe_navigation, self_call: *private_allowed }
            }
            TargetKind::Multiple(targets) => Prepared::Multiple(self.prepare_all(targets), targets),
        }
    }

    fn prepare_all(&mut self, targets: &'a MultipleTarget) -> Vec<(Prepared<'a>, Span)> {
        let splat = targets.splat.iter().flatten().map(|target| &**target);
        let all = targets.before.iter().chain(splat).chain(&targets.after);
        all.map(|target| (self.prepare(target), target.span)).collect()
    }

    /// Assigns to a prepared target.
    pub fn store(&mut self, target: &Prepared<'a>, from: Operand, span: Span) {
        self.at(span);
        match target {
            Prepared::Local(variable) => self.set_local(*variable, from),
            Prepared::Field(field) => self.set_field(*field, from),
            Prepared::Cell(cell) => self.emit(None, Op::SetCell { cell: *cell, from }),
            Prepared::ClassVariable(name) => {
                let cell = self.class_variable_cell(name);
                self.emit(None, Op::SetCell { cell, from });
            }
            Prepared::Constant(path) => self.store_constant(path, from, span),
            Prepared::Index { receiver, arguments, block, self_call } => {
                let mut arguments = arguments.clone();
                arguments.push(Argument::Positional(from));
                let message =
                    NewMessage { receiver: *receiver, arguments, block: *block, self_call: *self_call, variable_call: false };
                let name = self.symbol("[]=");
                self.emit(None, Op::Send { name, message });
            }
            Prepared::Attribute { receiver, name, safe, self_call } => {
                let after = self.new_block();
                if *safe {
                    let next = self.new_block();
                    let is_nil = self.primitive(Primitive::same, vec![*receiver, NIL]);
                    self.branch(is_nil, after, next);
                    self.begin(next);
                }
                let arguments = vec![Argument::Positional(from)];
                let message = NewMessage {
                    receiver: *receiver,
                    arguments,
                    block: BlockArgument::None,
                    self_call: *self_call,
                    variable_call: false,
                };
                let name = self.symbol(&format!("{name}="));
                self.emit(None, Op::Send { name, message });
                if *safe {
                    self.jump(after);
                    self.begin(after);
                }
            }
            Prepared::Multiple(prepared, targets) => {
                let array = self.spread(from);
                self.distribute(prepared, targets, array);
            }
        }
    }

    fn spread(&mut self, value: Operand) -> Operand {
        let array = Operand::Constant(Constant::Class(Program::core(CoreClass::Array)));
        self.send(array, "__spread", &[value])
    }

    /// Assigns the elements of an Array to targets.
    fn distribute(&mut self, prepared: &[(Prepared<'a>, Span)], targets: &MultipleTarget, array: Operand) {
        let (before, after) = (targets.before.len(), targets.after.len());
        let small = |number: usize| Operand::Constant(Constant::Small(number as i64));
        let mut prepared = prepared.iter();
        for (at, (target, span)) in prepared.by_ref().take(before).enumerate() {
            self.at(*span);
            let element = self.send(array, "__at", &[small(at)]);
            self.store(target, element, *span);
        }
        if let Some(Some(_)) = &targets.splat
            && let Some((target, span)) = prepared.next()
        {
            self.at(*span);
            let middle = self.send(array, "__middle", &[small(before), small(after)]);
            self.store(target, middle, *span);
        }
        for (at, (target, span)) in prepared.enumerate() {
            self.at(*span);
            let element = self.send(array, "__last", &[small(before), small(after), small(at)]);
            self.store(target, element, *span);
        }
    }

    /// A parameter such as `(a, b)`.
    pub fn take_apart(&mut self, targets: &'a MultipleTarget, value: Operand) {
        let prepared = self.prepare_all(targets);
        let array = self.spread(value);
        self.distribute(&prepared, targets, array);
    }

    pub fn multiple_assign(&mut self, targets: &'a MultipleTarget, value: &'a Node, want: bool) -> Operand {
        let prepared = self.prepare_all(targets);
        match &value.kind {
            NodeKind::Array(nodes) if !nodes.iter().any(|node| matches!(node.kind, NodeKind::Splat(_))) => {
                let nodes: Vec<&'a Node> = nodes.iter().collect();
                let operands = self.values(&nodes);
                self.assign_elements(&prepared, targets, operands, want, value.span)
            }
            _ => {
                let from = self.value(value);
                let from = self.settle(from);
                self.at(value.span);
                let array = self.spread(from);
                self.distribute(&prepared, targets, array);
                from
            }
        }
    }

    /// Assigns values whose number is known: no Array is made but for a splat or the result.
    fn assign_elements(
        &mut self,
        prepared: &[(Prepared<'a>, Span)],
        targets: &MultipleTarget,
        operands: Vec<Operand>,
        want: bool,
        span: Span,
    ) -> Operand {
        let all: Vec<Operand> =
            operands.iter().enumerate().map(|(at, operand)| self.keep_over(*operand, prepared, at, targets)).collect();
        let (before, after) = (targets.before.len(), targets.after.len());
        let element = |at: usize| all.get(at).copied().unwrap_or(NIL);
        let after_start = all.len().saturating_sub(after).max(before);
        let mut values: Vec<Operand> = (0..before).map(element).collect();
        if let Some(Some(_)) = &targets.splat {
            let elements = all.get(before..after_start.min(all.len())).unwrap_or(&[]).to_vec();
            values.push(self.emit_value(Op::Array { elements }));
        }
        values.extend((0..after).map(|at| element(after_start + at)));
        let result = if want { self.emit_value(Op::Array { elements: all.clone() }) } else { NIL };
        for ((target, target_span), value) in prepared.iter().zip(values) {
            self.store(target, value, *target_span);
        }
        self.at(span);
        result
    }

    /// A variable that an earlier target assigns is copied before.
    fn keep_over(&mut self, operand: Operand, prepared: &[(Prepared<'a>, Span)], at: usize, targets: &MultipleTarget) -> Operand {
        let Operand::Slot(slot) = operand else { return operand };
        if !self.is_variable(slot) {
            return operand;
        }
        let plain = targets.splat.is_none();
        let mut disturbed = false;
        for (target, _) in prepared.iter().take(if plain { at } else { prepared.len() }) {
            disturbed |= match target {
                Prepared::Local(variable) => matches!(self.place_of_local(*variable), Place::Own(own) if own == slot),
                Prepared::Field(_) | Prepared::Cell(_) | Prepared::ClassVariable(_) | Prepared::Constant(_) => false,
                Prepared::Index { .. } | Prepared::Attribute { .. } | Prepared::Multiple(..) => true,
            };
        }
        if disturbed { self.settle(operand) } else { operand }
    }

    pub fn operator_assign(&mut self, assign: &'a ast::OperatorAssign) -> Operand {
        let target = self.prepare(&assign.target);
        let result = self.temporary();
        let done = self.new_block();
        if let Prepared::Attribute { receiver, safe: true, .. } = &target {
            let next = self.new_block();
            self.copy_to(result, NIL);
            let is_nil = self.primitive(Primitive::same, vec![*receiver, NIL]);
            self.branch(is_nil, done, next);
            self.begin(next);
        }
        match &assign.operator {
            Operator::Call(name) => {
                let old = self.load(&target, assign.target.span);
                let old = match (&target, old) {
                    (Prepared::Local(variable), Operand::Slot(slot)) if self.is_variable(slot) => {
                        let captured = self.is_captured(*variable);
                        self.keep_over_nodes(old, captured, &[&assign.value])
                    }
                    _ => old,
                };
                let value = self.value(&assign.value);
                self.at(assign.operator_span);
                let new = self.send(old, name, &[value]);
                if let Prepared::Local(variable) = target
                    && let Place::Own(slot) = self.place_of_local(variable)
                {
                    self.move_to(slot, new);
                    self.frame().spare.push(result);
                    return Operand::Slot(slot);
                }
                self.store(&target, new, assign.target.span);
                self.copy_to(result, new);
                self.jump(done);
            }
            Operator::And | Operator::Or => {
                let old = match &assign.operator {
                    Operator::Or => self.load_or_nil(&target, assign.target.span),
                    _ => self.load(&target, assign.target.span),
                };
                self.copy_to(result, old);
                let set = self.new_block();
                match &assign.operator {
                    Operator::Or => self.branch(old, done, set),
                    _ => self.branch(old, set, done),
                }
                self.begin(set);
                let value = self.value(&assign.value);
                self.store(&target, value, assign.target.span);
                self.copy_to(result, value);
                self.jump(done);
            }
        }
        self.begin(done);
        Operand::Slot(result)
    }

    /// The present value of a target.
    fn load(&mut self, target: &Prepared<'a>, span: Span) -> Operand {
        self.at(span);
        match target {
            Prepared::Local(variable) => self.local(*variable),
            Prepared::Field(field) => self.field(*field),
            Prepared::Cell(cell) => self.emit_value(Op::GetCell { cell: *cell }),
            Prepared::ClassVariable(name) => self.class_variable_get(name),
            Prepared::Constant(path) => self.constant(path, span),
            Prepared::Index { receiver, arguments, block, self_call } => {
                let (arguments, block) = (arguments.clone(), *block);
                let message = NewMessage { receiver: *receiver, arguments, block, self_call: *self_call, variable_call: false };
                let name = self.symbol("[]");
                self.emit_value(Op::Send { name, message })
            }
            Prepared::Attribute { receiver, name, self_call, .. } => {
                let message = NewMessage {
                    receiver: *receiver,
                    arguments: Vec::new(),
                    block: BlockArgument::None,
                    self_call: *self_call,
                    variable_call: false,
                };
                let name = self.symbol(name);
                self.emit_value(Op::Send { name, message })
            }
            Prepared::Multiple(..) => NIL,
        }
    }

    /// For `||=`: what is undefined counts as nil.
    fn load_or_nil(&mut self, target: &Prepared<'a>, span: Span) -> Operand {
        let cell = match target {
            Prepared::ClassVariable(name) => Some(self.class_variable_cell(name)),
            Prepared::Constant(path) => self.constant_cell(path),
            _ => None,
        };
        let Some(cell) = cell else { return self.load(target, span) };
        let value = self.emit_value(Op::GetCell { cell });
        let result = self.temporary();
        self.copy_to(result, value);
        let missing = self.primitive(Primitive::undefined, vec![value]);
        let (undefined, next) = (self.new_block(), self.new_block());
        self.branch(missing, undefined, next);
        self.begin(undefined);
        self.copy_to(result, NIL);
        self.jump(next);
        self.begin(next);
        Operand::Slot(result)
    }
}
