//! Classes made by calls: `Foo = Class.new(Bar) { }`, `Struct.new(:a, :b)`, `Data.define(:a)`, also as superclasses.
use super::declare::Body;
use super::space::{Code, Compiler};
use crate::instruction::Constant;
use crate::program::*;
use ast::{Call, ConstantPath, ConstantScope, HashElement, Node, NodeKind};
use base::Span;
use parfait::CoreClass;

/// How a class without a name shows.
const ANONYMOUS: &str = "#<Class:0x0000000000000001>";

impl<'a> Compiler<'a> {
    /// `Foo = ` something that makes a class, or names one: the constant is that class.
    pub fn declare_class_constant(&mut self, path: &'a ConstantPath, value: &'a Node, body: &mut Body) -> bool {
        let outer = match &path.scope {
            ConstantScope::Lexical => self.scopes[body.scope].class,
            ConstantScope::Top => Program::core(CoreClass::Object),
            ConstantScope::Of(_) => return false,
        };
        let symbol = self.symbol(&path.name);
        if self.own_constant(outer, symbol).is_some() {
            return false;
        }
        let class = match &value.kind {
            NodeKind::ConstantGet(_) => self.class_of_node(value, body.scope),
            NodeKind::Call(call) => {
                let name = self.full_name(outer, &path.name);
                self.made_class(call, &name, body, value.span)
            }
            _ => None,
        };
        if let Some(class) = class {
            self.set_constant(outer, symbol, ConstantEntry::Class(class));
        }
        class.is_some()
    }

    /// The class after `<`.
    pub fn superclass(&mut self, node: &'a Node, body: &mut Body) -> Option<ClassId> {
        let found = match &node.kind {
            NodeKind::Call(call) => self.made_class(call, ANONYMOUS, body, node.span),
            _ => self.class_of_node(node, body.scope),
        };
        match found {
            Some(class) if !self.class(class).is_module => found,
            Some(_) => {
                self.error(
                    node.span,
                    "superclass must be an instance of Class (given an instance of Module)",
                    "this is a module",
                );
                None
            }
            None => {
                self.error(node.span, "this superclass is not known", "no class of this name is defined up to here");
                None
            }
        }
    }

    /// A class that is made in the middle of an expression. It is made once, however often the expression is evaluated.
    pub fn anonymous_class(&mut self, call: &'a Call) -> Option<ClassId> {
        let scope = self.frame().scope;
        let class = self.scopes[scope].class;
        let mut body = Body { class, scope, visibility: Visibility::Public, module_function: false, top: false, runs: false };
        self.made_class(call, ANONYMOUS, &mut body, call.name_span)
    }

    /// `Class.new(...)`, `Module.new`, `Struct.new(...)`, `Data.define(...)`.
    fn made_class(&mut self, call: &'a Call, name: &str, body: &mut Body, span: Span) -> Option<ClassId> {
        let receiver = self.class_of_node(call.receiver.as_ref()?, body.scope)?;
        let class = match (self.class(receiver).name.as_str(), &*call.name) {
            ("Class", "new") => {
                let superclass = match &call.arguments.positional[..] {
                    [] => Program::core(CoreClass::Object),
                    [node] => self.class_of_node(node, body.scope)?,
                    _ => return None,
                };
                self.make_class(name, Some(superclass), Some(span))
            }
            ("Module", "new") => self.make_class(name, None, Some(span)),
            ("Struct", "new") => self.struct_class(receiver, call, name, body, span)?,
            ("Data", "define") => self.data_class(receiver, call, name, body, span)?,
            _ => return None,
        };
        if let Some(block) = &call.block
            && self.declare_body(block, class, body.scope, Visibility::Public, false)
        {
            self.unsupported(block.span, "a statement other than a definition in the block of a class", "write `class ... end`");
        }
        Some(class)
    }

    fn members(&mut self, call: &'a Call) -> Option<Vec<SymbolId>> {
        let mut members = Vec::new();
        for node in &call.arguments.positional {
            match &node.kind {
                NodeKind::Symbol(name) => members.push(self.symbol(name)),
                _ => return None,
            }
        }
        Some(members)
    }

    fn struct_class(&mut self, parent: ClassId, call: &'a Call, name: &str, body: &Body, span: Span) -> Option<ClassId> {
        let members = self.members(call)?;
        let mut keywords = None;
        for element in &call.arguments.keywords {
            match element {
                HashElement::Pair(Node { kind: NodeKind::Symbol(key), .. }, value) if key == "keyword_init" => match value.kind {
                    NodeKind::True => keywords = Some(true),
                    NodeKind::False => keywords = Some(false),
                    NodeKind::Nil => {}
                    _ => return None,
                },
                _ => return None,
            }
        }
        let class = self.generated_class(parent, name, &members, body, span, true);
        let base = self.class(class).superclass?;
        let code = Code::StructInitialize(members.clone(), keywords);
        self.declare_method("initialize", base, body.scope, code, Visibility::Private, span);
        self.declare_method("__set_at", base, body.scope, Code::SetFieldAt(members), Visibility::Public, span);
        let singleton = self.singleton(base);
        let flag = match keywords {
            Some(true) => Constant::True,
            Some(false) => Constant::False,
            None => Constant::Nil,
        };
        self.declare_method("keyword_init?", singleton, body.scope, Code::Value(flag), Visibility::Public, span);
        Some(class)
    }

    fn data_class(&mut self, parent: ClassId, call: &'a Call, name: &str, body: &Body, span: Span) -> Option<ClassId> {
        let members = self.members(call)?;
        let class = self.generated_class(parent, name, &members, body, span, false);
        let base = self.class(class).superclass?;
        self.declare_method("initialize", base, body.scope, Code::DataInitialize(members.clone()), Visibility::Private, span);
        let singleton = self.singleton(base);
        for name in ["new", "[]"] {
            self.declare_method(name, singleton, body.scope, Code::DataNew(members.clone()), Visibility::Public, span);
        }
        Some(class)
    }

    /// A class with its members' fields in a hidden superclass, so that its own methods may call `super`.
    fn generated_class(
        &mut self,
        parent: ClassId,
        name: &str,
        members: &[SymbolId],
        body: &Body,
        span: Span,
        write: bool,
    ) -> ClassId {
        let base = self.make_class(name, Some(parent), Some(span));
        self.program.classes[base].hidden = true;
        self.program.classes[base].fields = members.to_vec();
        let singleton = self.singleton(base);
        for name in ["members", "__members"] {
            self.declare_method(name, singleton, body.scope, Code::Symbols(members.to_vec()), Visibility::Public, span);
        }
        for (name, code) in [("__members", Code::Symbols(members.to_vec())), ("__values", Code::FieldValues(members.to_vec()))] {
            self.declare_method(name, base, body.scope, code, Visibility::Public, span);
        }
        let class = self.make_class(name, Some(base), Some(span));
        for member in members {
            let text = self.symbol_name(*member).to_string();
            self.declare_method(&text, class, body.scope, Code::Reader(*member), Visibility::Public, span);
            if write {
                self.declare_method(&format!("{text}="), class, body.scope, Code::Writer(*member), Visibility::Public, span);
            }
        }
        self.info(class).members = members.to_vec();
        class
    }
}
