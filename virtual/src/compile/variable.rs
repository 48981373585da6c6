//! Variables: locals (one's own and those of the blocks around), fields, class variables, globals and constants.
use super::frame::NIL;
use super::names;
use super::space::{Compiler, ScopeId};
use super::walk;
use crate::instruction::*;
use crate::program::*;
use ast::{ConstantPath, ConstantScope, Node, NodeKind, VariableRef};
use base::Span;
use parfait::{CoreClass, Primitive};

/// Where a local variable lives, as seen from the present method.
#[derive(Clone, Copy)]
pub enum Place {
    Own(SlotId),
    Outer(u32, SlotId),
}

impl<'a> Compiler<'a> {
    /// Finds a local: bodies of `for` have no locals, but are blocks of their own.
    pub fn place_of_local(&mut self, variable: VariableRef) -> Place {
        let mut scopes = variable.depth;
        for (depth, frame) in self.frames.iter().rev().enumerate() {
            if frame.transparent {
                continue;
            }
            if scopes == 0 {
                let slot = frame.locals.get(variable.index as usize).copied().unwrap_or(SELF);
                return if depth == 0 { Place::Own(slot) } else { Place::Outer(depth as u32, slot) };
            }
            scopes -= 1;
        }
        Place::Own(SELF)
    }
    pub fn local(&mut self, variable: VariableRef) -> Operand {
        match self.place_of_local(variable) {
            Place::Own(slot) => Operand::Slot(slot),
            Place::Outer(depth, slot) => self.emit_value(Op::GetOuter { depth, slot }),
        }
    }
    pub fn set_local(&mut self, variable: VariableRef, from: Operand) {
        match self.place_of_local(variable) {
            Place::Own(slot) => self.copy_to(slot, from),
            Place::Outer(depth, slot) => self.emit(None, Op::SetOuter { depth, slot, from }),
        }
    }
    pub fn assign_local(&mut self, variable: VariableRef, value: &'a Node) -> Operand {
        let from = self.value(value);
        match self.place_of_local(variable) {
            Place::Own(slot) => {
                self.move_to(slot, from);
                Operand::Slot(slot)
            }
            Place::Outer(depth, slot) => {
                self.emit(None, Op::SetOuter { depth, slot, from });
                from
            }
        }
    }

    /// A slot of the method that the present block stands in (or of this method).
    pub fn home_slot(&mut self, slot: SlotId) -> Operand {
        let blocks = self.frames.iter().rev().take_while(|frame| matches!(frame.kind, MethodKind::Block { .. }));
        match blocks.count() as u32 {
            0 => Operand::Slot(slot),
            depth => self.emit_value(Op::GetOuter { depth, slot }),
        }
    }
    /// Are we within a method (or a block in one), not in the body of a file or class?
    pub fn in_method(&self) -> bool {
        let home = self.frames.iter().rev().find(|frame| !matches!(frame.kind, MethodKind::Block { .. }));
        home.is_some_and(|frame| frame.kind == MethodKind::Method)
    }

    /// Makes sure that an operand is still what it was when `later` has been evaluated.
    pub fn keep(&mut self, operand: Operand, node: &'a Node, later: &[&'a Node]) -> Operand {
        let Operand::Slot(slot) = operand else { return operand };
        if later.is_empty() || !self.is_variable(slot) {
            return operand;
        }
        let captured = match &node.kind {
            NodeKind::LocalGet { variable, .. } => self.is_captured(*variable),
            _ => true,
        };
        self.keep_over_nodes(operand, captured, later)
    }
    pub fn is_captured(&mut self, variable: VariableRef) -> bool {
        self.frame().captured.get(variable.index as usize).copied().unwrap_or(true)
    }
    pub fn keep_over_nodes(&mut self, operand: Operand, captured: bool, later: &[&'a Node]) -> Operand {
        if later.iter().any(|node| disturbs(node, captured)) { self.settle(operand) } else { operand }
    }

    pub fn own_field(&mut self, name: &str) -> SymbolId {
        let runtime = self.frame().runtime;
        self.field_symbol(name, runtime)
    }
    pub fn field(&mut self, field: SymbolId) -> Operand {
        self.use_field(field);
        self.emit_value(Op::GetField { object: Operand::Slot(SELF), field })
    }
    pub fn set_field(&mut self, field: SymbolId, from: Operand) {
        self.use_field(field);
        self.emit(None, Op::SetField { object: Operand::Slot(SELF), field, from });
        if self.tracked_fields.contains(&field) {
            let flag = self.field_flag(field);
            self.emit(None, Op::SetField { object: Operand::Slot(SELF), field: flag, from: Operand::Constant(Constant::True) });
        }
    }
    /// The field that says whether another was ever set.
    pub fn field_flag(&mut self, field: SymbolId) -> SymbolId {
        let name = format!("{}?", self.symbol_name(field));
        let flag = self.symbol(&name);
        self.use_field(flag);
        flag
    }
    fn use_field(&mut self, field: SymbolId) {
        let class = self.frame().self_class;
        self.note_field(class, field);
    }

    /// The class in whose body the code stands, as class variables see it.
    pub fn class_variable_cell(&mut self, name: &str) -> CellId {
        let scope = self.frame().scope;
        let mut class = self.scopes[scope].class;
        if scope == self.top {
            class = Program::core(CoreClass::Object);
            let span = self.frame().span;
            if !self.frame().runtime {
                self.unsupported(
                    span,
                    "a class variable at the top level",
                    "CRuby raises a RuntimeError here; use a constant or a global",
                );
            }
        }
        self.class_variable(class, name)
    }
    pub fn class_variable_get(&mut self, name: &str) -> Operand {
        let cell = self.class_variable_cell(name);
        let scope = self.frame().scope;
        let class = self.scopes[scope].class;
        let class = self.class(class).attached.unwrap_or(class);
        let owner = self.class(class).name.clone();
        self.checked_cell(cell, "__undefined_class_variable", &[name, &owner])
    }

    /// Reads a cell; if it is undefined, the helper of the runtime raises.
    fn checked_cell(&mut self, cell: CellId, helper: &str, names: &[&str]) -> Operand {
        let value = self.emit_value(Op::GetCell { cell });
        let missing = self.primitive(Primitive::undefined, vec![value]);
        let (raise, next) = (self.new_block(), self.new_block());
        self.branch(missing, raise, next);
        self.begin(raise);
        let names: Vec<Operand> = names.iter().map(|name| self.frozen_string(name)).collect();
        self.help(helper, &names);
        self.end(Op::Halt {});
        self.begin(next);
        value
    }

    pub fn global_cell(&mut self, name: &str, span: Span) -> CellId {
        if names::is_refused_global(name) && !self.frame().runtime {
            self.unsupported(
                span,
                &format!("the global variable {name}"),
                "it belongs to regular expressions or to CRuby itself",
            );
        }
        let name = self.global_aliases.get(name).cloned().unwrap_or_else(|| name.to_string());
        self.cell(&name, false)
    }
    pub fn global(&mut self, name: &str, span: Span) -> Operand {
        let cell = self.global_cell(name, span);
        self.emit_value(Op::GetCell { cell })
    }

    pub fn constant(&mut self, path: &'a ConstantPath, span: Span) -> Operand {
        let scope = self.frame().scope;
        if let Some(class) = self.made_as.get(&span) {
            return Operand::Constant(Constant::Class(*class));
        }
        if let ConstantScope::Of(node) = &path.scope
            && self.class_of_node(node, scope).is_none()
        {
            return self.dynamic_constant(node, &path.name, span);
        }
        let name = self.symbol(&path.name);
        if matches!(path.scope, ConstantScope::Lexical) {
            return self.lexical_value(scope, name, path, span);
        }
        let found = self.find_constant(path, scope);
        if let Some((owner, _)) = found
            && matches!(path.scope, ConstantScope::Of(_))
            && self.info(owner).private_constants.contains(&name)
        {
            let full = self.full_name(owner, &path.name);
            let full = self.frozen_string(&full);
            return self.help("__private_constant", &[full]);
        }
        match found {
            Some(entry) => {
                self.at(span);
                self.constant_entry(entry, &path.name)
            }
            None => self.unknown_constant(path, span),
        }
    }

    /// A bare constant: if the nearest one is not assigned yet, one further out may be.
    fn lexical_value(&mut self, scope: ScopeId, name: SymbolId, path: &'a ConstantPath, span: Span) -> Operand {
        let mut candidates = self.lexical_constants(scope, name);
        let certain =
            |entry: &(ClassId, ConstantEntry)| matches!(entry.1, ConstantEntry::Cell(cell) if self.settled.contains_key(&cell));
        if let Some(at) = candidates.iter().position(certain) {
            candidates.truncate(at + 1);
        }
        let (last, before) = match candidates.split_last() {
            None => return self.unknown_constant(path, span),
            Some(((_, ConstantEntry::Class(class)), [])) => return Operand::Constant(Constant::Class(*class)),
            Some((last, before)) => (*last, before),
        };
        self.at(span);
        if before.is_empty() {
            return self.constant_entry(last, &path.name);
        }
        let (result, done) = (self.temporary(), self.new_block());
        for (_, entry) in before {
            let ConstantEntry::Cell(cell) = *entry else { continue };
            let value = self.emit_value(Op::GetCell { cell });
            self.copy_to(result, value);
            let missing = self.primitive(Primitive::undefined, vec![value]);
            let next = self.new_block();
            self.branch(missing, next, done);
            self.begin(next);
        }
        let value = self.constant_entry(last, &path.name);
        self.copy_to(result, value);
        self.jump(done);
        self.begin(done);
        Operand::Slot(result)
    }
    /// A constant's value, with a check unless it is certainly assigned.
    fn constant_entry(&mut self, (owner, entry): (ClassId, ConstantEntry), name: &str) -> Operand {
        match entry {
            ConstantEntry::Class(class) => Operand::Constant(Constant::Class(class)),
            ConstantEntry::Cell(cell) if self.lazy_constants.contains_key(&cell) => {
                let (class, reader) = self.lazy_constants[&cell];
                let reader = self.symbol_name(reader).to_string();
                self.send(Operand::Constant(Constant::Class(class)), &reader, &[])
            }
            ConstantEntry::Cell(cell) => match self.settled.get(&cell) {
                Some(Some(constant)) => Operand::Constant(*constant),
                Some(None) => self.emit_value(Op::GetCell { cell }),
                None => {
                    let full = self.full_name(owner, name);
                    self.checked_cell(cell, "__undefined_constant", &[&full])
                }
            },
        }
    }

    fn unknown_constant(&mut self, path: &'a ConstantPath, span: Span) -> Operand {
        if names::is_known_constant(&path.name) && !self.frame().runtime && !matches!(path.scope, ConstantScope::Of(_)) {
            self.unsupported(span, &path.name, "nothing of this name is part of salama's runtime");
            return NIL;
        }
        let scope = self.frame().scope;
        let full = match &path.scope {
            ConstantScope::Of(node) => match self.class_of_node(node, scope) {
                Some(class) => self.full_name(class, &path.name),
                None => path.name.clone(),
            },
            ConstantScope::Lexical => {
                let class = self.scopes[scope].class;
                let class = self.class(class).attached.unwrap_or(class);
                self.full_name(class, &path.name)
            }
            ConstantScope::Top => path.name.clone(),
        };
        self.at(span);
        let full = self.frozen_string(&full);
        self.help("__undefined_constant", &[full])
    }

    /// `expression::NAME`: every class that has such a constant gets a method that reads it.
    pub fn dynamic_constant(&mut self, node: &'a Node, name: &str, span: Span) -> Operand {
        let receiver = self.value(node);
        let symbol = self.symbol(name);
        if !self.dynamic_constants.contains(&symbol) {
            self.dynamic_constants.push(symbol);
            self.declare_constant_readers(symbol, span);
        }
        self.at(span);
        self.send(receiver, &format!("__constant_{name}"), &[])
    }

    fn declare_constant_readers(&mut self, name: SymbolId, span: Span) {
        use super::space::Code;
        for class in self.program.classes.ids() {
            let code = match self.own_constant(class, name) {
                Some(ConstantEntry::Class(value)) => Code::Value(Constant::Class(value)),
                Some(ConstantEntry::Cell(cell)) => Code::Cell(cell),
                None => continue,
            };
            let reader = format!("__constant_{}", self.symbol_name(name));
            let (singleton, top) = (self.singleton(class), self.top);
            self.declare_method(&reader, singleton, top, code, Visibility::Public, span);
        }
        let name = self.symbol_name(name).to_string();
        let reader = format!("__constant_{name}");
        for (class, code) in [(CoreClass::Object, Code::NoClass), (CoreClass::Module, Code::NoConstant(name))] {
            self.declare_method(&reader, Program::core(class), self.top, code, Visibility::Public, span);
        }
    }

    pub fn constant_set(&mut self, path: &'a ConstantPath, value: &'a Node, span: Span) -> Operand {
        if self.handled.contains(&span) {
            return NIL;
        }
        let from = self.value(value);
        self.at(span);
        self.store_constant(path, from, span);
        from
    }
    pub fn store_constant(&mut self, path: &'a ConstantPath, from: Operand, span: Span) {
        match self.constant_cell(path) {
            Some(cell) => self.emit(None, Op::SetCell { cell, from }),
            None => self.unsupported(span, "assigning this constant here", "assign it in the body of its class or module"),
        }
    }
    /// The cell of a constant that an assignment in this place sets.
    pub fn constant_cell(&mut self, path: &'a ConstantPath) -> Option<CellId> {
        let scope = self.frame().scope;
        let class = match &path.scope {
            ConstantScope::Lexical => self.scopes[scope].class,
            ConstantScope::Top => Program::core(CoreClass::Object),
            ConstantScope::Of(node) => match &node.kind {
                NodeKind::SelfNode => self.scopes[scope].class,
                _ => self.class_of_node(node, scope)?,
            },
        };
        let name = self.symbol(&path.name);
        match self.own_constant(class, name) {
            Some(ConstantEntry::Cell(cell)) => Some(cell),
            _ => None,
        }
    }
}

/// May evaluating the node assign a local (or, if blocks use the local, run code that does)?
fn disturbs(node: &Node, captured: bool) -> bool {
    walk::any_in_scope(node, &mut |node| match &node.kind {
        NodeKind::LocalSet { .. } | NodeKind::OperatorAssign(_) | NodeKind::MultipleAssign { .. } => true,
        NodeKind::For { .. } | NodeKind::Begin(_) => true,
        NodeKind::Call(_) | NodeKind::Super(_) | NodeKind::Yield(_) => captured,
        _ => false,
    })
}
