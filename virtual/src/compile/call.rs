//! Sends, `super` and `yield`: receiver, arguments and block of the new message.
use super::frame::NIL;
use super::names;
use super::space::Compiler;
use crate::instruction::*;
use crate::program::*;
use ast::{Arguments, Call, HashElement, Node, NodeKind, Super};
use base::Span;
use parfait::Primitive;

impl<'a> Compiler<'a> {
    pub fn call(&mut self, node: &'a Node, call: &'a Call, want: bool) -> Operand {
        if matches!(self.frame().kind, MethodKind::Body) || matches!(&*call.name, "extend" | "include" | "prepend") {
            if let Some(file) = self.runs_file.remove(&node.span) {
                return self.call_file_body(file);
            }
            if let Some(hooks) = self.hooks.get(&node.span).cloned() {
                for (module, hook, class) in hooks {
                    let hook = self.symbol_name(hook).to_string();
                    self.send_only(
                        Operand::Constant(Constant::Class(module)),
                        &hook,
                        &[Operand::Constant(Constant::Class(class))],
                    );
                }
                return Operand::Slot(SELF);
            }
            if let Some(object) = self.extended_single(node, call) {
                return object;
            }
            if self.handled.contains(&node.span) {
                return if call.name == "require_relative" { Operand::Constant(Constant::False) } else { NIL };
            }
        }
        if self.frame().machine
            && let Some(operand) = self.machine_call(node, call)
        {
            return operand;
        }
        if let Some(operand) = self.known_call(node, call, want) {
            return operand;
        }
        self.plain_call(call, want)
    }

    /// A send with all that a call can have.
    pub fn plain_call(&mut self, call: &'a Call, want: bool) -> Operand {
        if call.safe_navigation
            && let Some(receiver) = &call.receiver
        {
            return self.safe_call(call, receiver, want);
        }
        let nodes = argument_nodes(&call.arguments);
        let receiver = match &call.receiver {
            None => Operand::Slot(SELF),
            Some(node) => {
                let operand = self.value(node);
                self.keep(operand, node, &nodes)
            }
        };
        self.call_on(receiver, call, want)
    }

    fn safe_call(&mut self, call: &'a Call, receiver: &'a Node, want: bool) -> Operand {
        let operand = self.value(receiver);
        let operand = self.settle(operand);
        let (next, done) = (self.new_block(), self.new_block());
        let result = self.temporary();
        self.copy_to(result, NIL);
        self.at(call.name_span);
        let is_nil = self.primitive(Primitive::same, vec![operand, NIL]);
        self.branch(is_nil, done, next);
        self.begin(next);
        let value = self.call_on(operand, call, want);
        self.copy_to(result, value);
        self.jump(done);
        self.begin(done);
        Operand::Slot(result)
    }

    /// Evaluates arguments and sends. An assignment's value is its last argument.
    fn call_on(&mut self, receiver: Operand, call: &'a Call, want: bool) -> Operand {
        let borrows = names::is_borrowing(&call.name) && call.block.is_none() && !self.is_redefined(&call.name);
        let (mut arguments, mut block) = self.arguments_for(&call.arguments, borrows);
        if let Some(scope) = &call.block {
            block = BlockArgument::Literal(self.block(scope, false));
        } else if let Some((symbol, span)) = literal_symbol(call) {
            if call.arguments.block_pass.is_none() {
                arguments.pop();
            }
            let span = self.runtime_span.unwrap_or(span);
            block = BlockArgument::Literal(self.symbol_block(symbol, span));
        }
        let assigned = arguments.last().map(|argument| *argument.operand());
        // The runtime may call private methods of any object, such as `initialize`.
        let self_call = call.private_allowed || self.frame().runtime;
        let message = NewMessage { receiver, arguments, block, self_call, variable_call: call.variable_call };
        self.send_message(call, message, assigned, want)
    }

    /// The block that a literal symbol stands for: `{ |one, two| one.name(two) }`, or `one.name` if it is given one value.
    /// It is the runtime's code as backtraces are concerned: they do not show it.
    fn symbol_block(&mut self, name: &str, span: Span) -> MethodId {
        self.open_block(span, true);
        let formals = self.add_formals(&["one", "two"], 1, 1);
        let start = self.fall_into_new_block();
        self.frame().start = start;
        self.at(span);
        let result = self.temporary();
        let missing = self.primitive(Primitive::undefined, vec![formals[1]]);
        let (alone, both, done) = (self.new_block(), self.new_block(), self.new_block());
        self.branch(missing, alone, both);
        for (block, given) in [(alone, &formals[1..1]), (both, &formals[1..])] {
            self.begin(block);
            let value = self.send(formals[0], name, given);
            self.copy_to(result, value);
            self.jump(done);
        }
        self.begin(done);
        self.close_frame(Operand::Slot(result))
    }

    fn send_message(&mut self, call: &'a Call, message: NewMessage, assigned: Option<Operand>, want: bool) -> Operand {
        let name = self.symbol(&call.name);
        self.at(call.name_span);
        if !self.frame().runtime {
            self.check_known_method(name, call.name_span);
        }
        let op = Op::Send { name, message };
        if call.assignment {
            self.emit(None, op);
            return assigned.unwrap_or(NIL);
        }
        if want {
            return self.emit_value(op);
        }
        self.emit(None, op);
        NIL
    }

    /// The arguments in order of evaluation, and the block that is passed on.
    pub fn arguments(&mut self, arguments: &'a Arguments) -> (Vec<Argument>, BlockArgument) {
        self.arguments_for(arguments, false)
    }

    /// With `borrows`, string literals are not copied.
    fn arguments_for(&mut self, arguments: &'a Arguments, borrows: bool) -> (Vec<Argument>, BlockArgument) {
        let nodes = argument_nodes(arguments);
        let mut out = Vec::with_capacity(nodes.len());
        let take = |compiler: &mut Self, node: &'a Node| {
            let operand = compiler.value(node);
            let at = nodes.iter().position(|each| std::ptr::eq(*each, node)).unwrap_or(nodes.len() - 1);
            compiler.keep(operand, node, &nodes[at + 1..])
        };
        for node in &arguments.positional {
            out.push(match &node.kind {
                NodeKind::Splat(list) => Argument::Splat(take(self, list)),
                NodeKind::String(bytes) if borrows => {
                    Argument::Positional(Operand::Constant(Constant::FrozenString(self.string(bytes))))
                }
                _ => Argument::Positional(take(self, node)),
            });
        }
        let symbols = |element: &HashElement| match element {
            HashElement::Pair(key, _) => matches!(key.kind, NodeKind::Symbol(_)),
            HashElement::DoubleSplat(_) => true,
        };
        if arguments.keywords.iter().all(symbols) {
            for element in &arguments.keywords {
                match element {
                    HashElement::Pair(Node { kind: NodeKind::Symbol(name), .. }, value) => {
                        let name = self.symbol(name);
                        out.push(Argument::Keyword(name, take(self, value)));
                    }
                    HashElement::Pair(_, value) | HashElement::DoubleSplat(value) => {
                        out.push(Argument::DoubleSplat(take(self, value)));
                    }
                }
            }
        } else {
            out.push(Argument::DoubleSplat(self.hash(&arguments.keywords)));
        }
        let block = match &arguments.block_pass {
            None => BlockArgument::None,
            Some(node) => BlockArgument::Pass(self.value(node)),
        };
        (out, block)
    }

    pub fn super_call(&mut self, node: &'a Node, call: &'a Super) -> Operand {
        if !self.in_method() {
            self.error(node.span, "super called outside of method", "not within a method");
            return NIL;
        }
        let (arguments, passed) = self.arguments(&call.arguments);
        let block = match (&call.block, passed) {
            (Some(scope), _) => BlockArgument::Literal(self.block(scope, false)),
            (None, BlockArgument::None) => BlockArgument::Pass(self.home_slot(BLOCK)),
            (None, passed) => passed,
        };
        self.at(node.span);
        let message = NewMessage { receiver: Operand::Slot(SELF), arguments, block, self_call: true, variable_call: false };
        self.emit_value(Op::Super { message })
    }

    pub fn yield_call(&mut self, node: &'a Node, arguments: &'a Arguments) -> Operand {
        if !self.in_method() {
            self.error(node.span, "Invalid yield", "not within a method");
            return NIL;
        }
        let (arguments, _) = self.arguments(arguments);
        self.at(node.span);
        let block = self.home_slot(BLOCK);
        self.emit_value(Op::Yield { block, arguments })
    }
}

/// What is evaluated, in order: for keeping variables' values.
pub fn argument_nodes(arguments: &Arguments) -> Vec<&Node> {
    let mut nodes: Vec<&Node> = Vec::new();
    for node in &arguments.positional {
        nodes.push(match &node.kind {
            NodeKind::Splat(list) => list,
            _ => node,
        });
    }
    for element in &arguments.keywords {
        match element {
            HashElement::Pair(_, value) | HashElement::DoubleSplat(value) => nodes.push(value),
        }
    }
    nodes.extend(arguments.block_pass.as_deref());
    nodes
}

/// `&:name`; or the operator of `inject(:name)`.
fn literal_symbol(call: &Call) -> Option<(&str, Span)> {
    let node = match &call.arguments.block_pass {
        Some(node) => node,
        None if matches!(&*call.name, "inject" | "reduce") && call.arguments.keywords.is_empty() => {
            call.arguments.positional.last()?
        }
        None => return None,
    };
    match &node.kind {
        NodeKind::Symbol(name) => Some((name, node.span)),
        _ => None,
    }
}
