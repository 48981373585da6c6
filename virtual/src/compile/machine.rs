//! Machine Ruby: in a `machine def`, calls of primitives are instructions, and classes are tested without a send.
use super::frame::NIL;
use super::space::Compiler;
use crate::instruction::*;
use ast::{Call, Node, NodeKind};
use parfait::{Kind, Primitive};

impl<'a> Compiler<'a> {
    /// A call within a `machine def` that is no send.
    pub fn machine_call(&mut self, node: &'a Node, call: &'a Call) -> Option<Operand> {
        if call.receiver.is_some() {
            return None;
        }
        let arguments = &call.arguments.positional[..];
        match (&*call.name, arguments) {
            ("instance?" | "exactly?", [object, class]) => {
                let scope = self.frame().scope;
                let Some(class) = self.class_of_node(class, scope) else {
                    self.error(class.span, "a type test in machine Ruby names a class", "not a known class");
                    return Some(NIL);
                };
                let object = self.value(object);
                self.at(node.span);
                let op = if call.name == "exactly?" { Op::IsExactly { object, class } } else { Op::IsA { object, class } };
                return Some(self.emit_value(op));
            }
            ("nothing", []) => return Some(Operand::Constant(Constant::Undefined)),
            _ => {}
        }
        let primitive = Primitive::by_name(&call.name)?;
        Some(self.primitive_call(node, primitive, arguments))
    }

    /// A literal that only fits a word.
    pub fn word_literal(&mut self, bits: u64) -> Operand {
        let small = |bits: u64| Operand::Constant(Constant::Small(bits as i64));
        let upper = self.primitive(Primitive::word_shl, vec![small(bits >> 32), small(32)]);
        self.primitive(Primitive::word_or, vec![upper, small(bits & 0xffff_ffff)])
    }

    fn primitive_call(&mut self, node: &'a Node, primitive: Primitive, arguments: &'a [Node]) -> Operand {
        let kinds = primitive.operands();
        let fewer = primitive == Primitive::syscall && !arguments.is_empty();
        if arguments.len() > kinds.len() || (arguments.len() < kinds.len() && !fewer) {
            let title = format!("{} takes {} operands", primitive.name(), kinds.len());
            self.error(node.span, title, format!("{} given", arguments.len()));
            return NIL;
        }
        let mut name = None;
        let mut nodes = Vec::new();
        for (argument, kind) in arguments.iter().zip(kinds) {
            match (kind, &argument.kind) {
                (Kind::Name, NodeKind::Symbol(text)) => name = Some(self.symbol(text)),
                (Kind::Name, _) => self.error(argument.span, "this operand is a name", "write it as a literal symbol"),
                _ => nodes.push(argument),
            }
        }
        let operands = self.values(&nodes);
        self.at(node.span);
        let op = Op::Primitive { primitive, arguments: operands, name };
        if primitive.result() == Kind::None {
            self.emit(None, op);
            return NIL;
        }
        self.emit_value(op)
    }
}
