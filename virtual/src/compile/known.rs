//! Calls whose meaning is known from their name: `lambda`, `block_given?`, `is_a?`, `send(:name)`..., and those that are refused.
use super::frame::{NIL, TRUE};
use super::names;
use super::space::Compiler;
use crate::instruction::*;
use crate::program::*;
use ast::{Call, Node, NodeKind};
use base::Span;
use parfait::{CoreClass, Primitive};

impl<'a> Compiler<'a> {
    /// The value of a call that is more than a send; `None`: send it.
    pub fn known_call(&mut self, node: &'a Node, call: &'a Call, want: bool) -> Option<Operand> {
        if !self.frame().runtime && self.refuse(call) {
            return Some(NIL);
        }
        if call.safe_navigation {
            return None;
        }
        match &call.receiver {
            None => self.known_function(node, call, want),
            Some(receiver) => self.known_method(call, receiver, want),
        }
    }

    fn known_function(&mut self, node: &'a Node, call: &'a Call, want: bool) -> Option<Operand> {
        let plain = !self.is_redefined(&call.name);
        match &*call.name {
            "block_given?" if plain => Some(self.boolean(node)),
            "lambda" | "proc" if plain && call.arguments.positional.is_empty() => {
                let method = self.block(call.block.as_ref()?, call.name == "lambda");
                self.at(node.span);
                Some(self.emit_value(Op::Block { method }))
            }
            "puts" | "p" if plain && !self.frame().runtime && self.knows_core => self.print_one(call, want),
            "__dir__" if plain => {
                let name = &self.program.sources.file(node.span.file).name;
                let folder = name.rsplit_once('/').map_or(".", |(folder, _)| folder).to_string();
                let string = self.string(folder.as_bytes());
                Some(self.emit_value(Op::String { string }))
            }
            "__method__" => Some(self.method_symbol()),
            "send" | "__send__" | "public_send" => self.literal_send(call, want),
            "require" => {
                self.unsupported(node.span, "this `require`", "salama has no standard library but what is part of the core");
                Some(NIL)
            }
            "require_relative" => {
                let known = self.required.at.get(&node.span).and_then(|at| self.required.files.get(*at));
                if !known.is_some_and(|file| self.seen_files.contains(&file.file)) {
                    let hint = "write it at the top level of a file, with a literal path";
                    self.unsupported(node.span, "`require_relative` here", hint);
                }
                Some(Operand::Constant(Constant::False))
            }
            name if names::is_directive(name) && plain && self.frame().kind == MethodKind::Body => {
                let hint = "it is done when compiling, and needs literal names";
                self.unsupported(node.span, &format!("`{name}` with these arguments, or here,"), hint);
                Some(NIL)
            }
            _ => None,
        }
    }

    fn known_method(&mut self, call: &'a Call, receiver: &'a Node, want: bool) -> Option<Operand> {
        let arguments = &call.arguments.positional[..];
        if let Some(class) = self.class_making(call, receiver) {
            return Some(class);
        }
        match (&*call.name, arguments) {
            ("!", []) if self.is_not(call) => {
                // The node's own condition inverts; a value is wanted here.
                let (yes, no, done) = (self.new_block(), self.new_block(), self.new_block());
                let result = self.temporary();
                self.condition(receiver, no, yes);
                for (block, value) in [(yes, TRUE), (no, Operand::Constant(Constant::False))] {
                    self.begin(block);
                    self.copy_to(result, value);
                    self.jump(done);
                }
                self.begin(done);
                Some(Operand::Slot(result))
            }
            ("nil?", []) if !self.is_redefined("nil?") => {
                let object = self.value(receiver);
                self.at(call.name_span);
                Some(self.primitive(Primitive::same, vec![object, NIL]))
            }
            ("freeze", []) => match &receiver.kind {
                NodeKind::String(bytes) if !self.is_redefined("freeze") => {
                    Some(Operand::Constant(Constant::FrozenString(self.string(bytes))))
                }
                _ => None,
            },
            ("is_a?" | "kind_of?", [class]) if !self.is_redefined(&call.name) => {
                let scope = self.frame().scope;
                if !matches!(class.kind, NodeKind::ConstantGet(_)) {
                    return None;
                }
                let class = self.class_of_node(class, scope)?;
                let object = self.value(receiver);
                self.at(call.name_span);
                Some(self.emit_value(Op::IsA { object, class }))
            }
            ("equal?", [other]) if !self.is_redefined("equal?") && !matches!(other.kind, NodeKind::Splat(_)) => {
                let operands = self.values(&[receiver, other]);
                self.at(call.name_span);
                Some(self.primitive(Primitive::same, operands))
            }
            ("new", []) if call.block.is_some() && self.is_core(receiver, CoreClass::Proc) => {
                let method = self.block(call.block.as_ref()?, false);
                self.at(call.name_span);
                Some(self.emit_value(Op::Block { method }))
            }
            ("send" | "__send__" | "public_send", [_, ..]) => self.literal_send(call, want),
            ("instance_variable_get", [Node { kind: NodeKind::Symbol(name), .. }]) => {
                let object = self.value(receiver);
                let field = self.own_field(name);
                Some(self.emit_value(Op::GetField { object, field }))
            }
            ("instance_variable_set", [Node { kind: NodeKind::Symbol(name), .. }, value]) => {
                let operands = self.values(&[receiver, value]);
                let field = self.own_field(name);
                // The class is not known: every class of the program has the field.
                self.note_field(Program::core(CoreClass::Object), field);
                self.at(call.name_span);
                self.emit(None, Op::SetField { object: operands[0], field, from: operands[1] });
                Some(operands[1])
            }
            ("const_defined?", [Node { kind: NodeKind::Symbol(name), .. }]) => self.constant_is_defined(receiver, name),
            ("constants", []) => self.constant_names(receiver),
            ("const_get", [node]) => {
                let name = literal_constant(node)?;
                Some(self.dynamic_constant(receiver, name, call.name_span))
            }
            _ => None,
        }
    }

    fn named_class(&mut self, node: &'a Node) -> Option<ClassId> {
        let scope = self.frame().scope;
        matches!(node.kind, NodeKind::ConstantGet(_)).then(|| self.class_of_node(node, scope)).flatten()
    }

    /// `Name.const_defined?(:Other)`.
    fn constant_is_defined(&mut self, receiver: &'a Node, name: &str) -> Option<Operand> {
        let class = self.named_class(receiver)?;
        let name = self.symbol(name);
        match self.inherited_constant(class, name) {
            Some((_, ConstantEntry::Class(_))) => Some(TRUE),
            Some((_, ConstantEntry::Cell(cell))) => {
                let value = self.emit_value(Op::GetCell { cell });
                let missing = self.primitive(Primitive::undefined, vec![value]);
                Some(self.choose(missing, Operand::Constant(Constant::False), TRUE))
            }
            None => Some(Operand::Constant(Constant::False)),
        }
    }

    /// `Name.constants`: its own and those of what it inherits from, but for Object's.
    fn constant_names(&mut self, receiver: &'a Node) -> Option<Operand> {
        let class = self.named_class(receiver)?;
        let object = Program::core(CoreClass::Object);
        let mut names: Vec<SymbolId> = Vec::new();
        for place in self.ancestors(class).into_iter().take_while(|place| *place != object || class == object) {
            let hidden = self.info(place).private_constants.clone();
            for (name, _) in &self.program.classes[place].constants {
                if !names.contains(name) && !hidden.contains(name) {
                    names.push(*name);
                }
            }
        }
        let elements = names.into_iter().map(|name| Operand::Constant(Constant::Symbol(name))).collect();
        Some(self.emit_value(Op::Array { elements }))
    }

    fn is_core(&mut self, node: &'a Node, class: CoreClass) -> bool {
        let scope = self.frame().scope;
        matches!(node.kind, NodeKind::ConstantGet(_)) && self.class_of_node(node, scope) == Some(Program::core(class))
    }

    /// `!x`, when `!` means what it always does.
    pub fn is_not(&mut self, call: &Call) -> bool {
        call.name == "!" && call.receiver.is_some() && call.arguments.positional.is_empty() && !self.is_redefined("!")
    }
    pub fn is_block_given(&mut self, call: &Call) -> bool {
        call.name == "block_given?" && call.receiver.is_none() && !self.is_redefined("block_given?")
    }

    /// `puts` and `p` of one value make no Array of it.
    fn print_one(&mut self, call: &'a Call, want: bool) -> Option<Operand> {
        let [argument] = &call.arguments.positional[..] else { return None };
        let more = !call.arguments.keywords.is_empty() || call.arguments.block_pass.is_some() || call.block.is_some();
        if more || matches!(argument.kind, NodeKind::Splat(_)) {
            return None;
        }
        let value = match &argument.kind {
            NodeKind::String(bytes) if !want => Operand::Constant(Constant::FrozenString(self.string(bytes))),
            _ => self.value(argument),
        };
        self.at(call.name_span);
        let helper = if call.name == "p" { "__p_1" } else { "__puts_1" };
        self.send_only(Operand::Slot(SELF), helper, &[value]);
        Some(if call.name == "p" { value } else { NIL })
    }

    fn method_symbol(&mut self) -> Operand {
        let home = self.frames.iter().rev().find(|frame| !matches!(frame.kind, MethodKind::Block { .. }));
        match home {
            Some(frame) if frame.kind == MethodKind::Method => Operand::Constant(Constant::Symbol(frame.name)),
            _ => NIL,
        }
    }

    /// `send(:name, ...)` is a send of the name.
    fn literal_send(&mut self, call: &'a Call, want: bool) -> Option<Operand> {
        if self.is_redefined(&call.name) {
            return None;
        }
        let name = match call.arguments.positional.first().map(|node| &node.kind) {
            Some(NodeKind::Symbol(name)) => name.clone(),
            Some(NodeKind::String(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
            _ => return None,
        };
        let receiver = match &call.receiver {
            None => Operand::Slot(SELF),
            Some(node) => {
                let operand = self.value(node);
                let later: Vec<&'a Node> = call.arguments.positional.iter().collect();
                self.keep(operand, node, &later)
            }
        };
        let (mut arguments, mut block) = self.arguments(&call.arguments);
        arguments.remove(0);
        if let Some(scope) = &call.block {
            block = BlockArgument::Literal(self.block(scope, false));
        }
        self.at(call.name_span);
        let self_call = call.name != "public_send";
        let name = self.symbol(&name);
        let op = Op::Send { name, message: NewMessage { receiver, arguments, block, self_call, variable_call: false } };
        if want {
            return Some(self.emit_value(op));
        }
        self.emit(None, op);
        Some(NIL)
    }

    /// Reports calls that cannot be compiled yet.
    fn refuse(&mut self, call: &'a Call) -> bool {
        let name = &*call.name;
        let hint = match names::refused_method(name) {
            Some(hint) => hint,
            None => return false,
        };
        let literal = call.arguments.positional.first().is_some_and(|node| literal_constant(node).is_some());
        let fine =
            self.is_redefined(name) || (name == "const_get" && literal) || (names::is_function(name) && call.receiver.is_some());
        if fine {
            return false;
        }
        self.unsupported(call.name_span, &format!("`{name}`"), hint);
        true
    }

    /// `Class.new(...)`, `Struct.new(...)` and the like within expressions.
    fn class_making(&mut self, call: &'a Call, receiver: &'a Node) -> Option<Operand> {
        let NodeKind::ConstantGet(path) = &receiver.kind else { return None };
        let makes = match &*call.name {
            "new" => matches!(&*path.name, "Class" | "Module" | "Struct"),
            "define" => path.name == "Data",
            _ => false,
        };
        let scope = self.frame().scope;
        let found = makes.then(|| self.class_of_node(receiver, scope)).flatten()?;
        if self.info(found).user || self.frame().runtime {
            return None;
        }
        match self.anonymous_class(call) {
            Some(class) => Some(Operand::Constant(Constant::Class(class))),
            None => {
                let what = format!("`{}.{}` with these arguments", path.name, call.name);
                self.unsupported(call.name_span, &what, "name superclass and members literally");
                Some(NIL)
            }
        }
    }

    /// A method of CRuby that nothing here defines is refused, rather than missing at run time.
    pub fn check_known_method(&mut self, name: SymbolId, span: Span) {
        if self.knows_core && !self.all_names.contains(&name) && names::is_core_method(self.symbol_name(name)) {
            let what = format!("the method '{}'", self.symbol_name(name));
            self.unsupported(span, &what, "salama's runtime does not define it");
        }
    }
}

/// The name of one constant, written out.
fn literal_constant(node: &Node) -> Option<&str> {
    let name = match &node.kind {
        NodeKind::Symbol(name) => name,
        NodeKind::String(name) => std::str::from_utf8(name).ok()?,
        _ => return None,
    };
    (name.starts_with(char::is_uppercase) && !name.contains(':')).then_some(name)
}
