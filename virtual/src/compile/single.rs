//! Methods of single objects, where the object's making is in sight: `thing = Thing.new`, then `thing.extend(Loud)`,
//! `def thing.shout` or `class << thing` in the same body. The object is made as an instance of a hidden subclass.
use super::space::{Code, Compiler, LexicalScope};
use super::walk;
use crate::instruction::*;
use crate::program::*;
use ast::{Call, Node, NodeKind};
use std::collections::HashMap;

/// What a body does with a local: what it is assigned (the class's name if that is `Name.new`), and the uses.
#[derive(Default)]
struct Uses<'a> {
    made: Vec<Option<&'a Node>>,
    uses: Vec<&'a Node>,
}

impl<'a> Compiler<'a> {
    /// Finds such objects in a body, before it is generated.
    pub fn find_single_objects(&mut self, scope: &'a ast::Scope) {
        let runtime = self.frame().runtime;
        let text = &self.program.sources.file(scope.span.file).text[scope.span.start as usize..scope.span.end as usize];
        if runtime || !(text.contains(".extend") || text.contains("class << ") || text.contains("def ")) {
            return;
        }
        let mut locals: HashMap<u32, Uses<'a>> = HashMap::new();
        let mut order = Vec::new();
        walk::each_in_scope(&scope.body, &mut |node| {
            let object = match &node.kind {
                NodeKind::LocalSet { variable, value, .. } if variable.depth == 0 => {
                    locals.entry(variable.index).or_default().made.push(new_of_constant(value));
                    None
                }
                NodeKind::Call(call) if call.name == "extend" => call.receiver.as_deref(),
                NodeKind::Def(def) => def.singleton.as_ref(),
                NodeKind::SingletonClass(singleton) => Some(&singleton.object),
                _ => None,
            };
            if let Some(Node { kind: NodeKind::LocalGet { variable, .. }, .. }) = object
                && variable.depth == 0
            {
                locals.entry(variable.index).or_default().uses.push(node);
                if !order.contains(&variable.index) {
                    order.push(variable.index);
                }
            }
        });
        for index in order {
            if let Some(Uses { made, uses }) = locals.remove(&index)
                && let [Some(constant)] = made[..]
            {
                self.single_object(constant, &uses);
            }
        }
    }

    fn single_object(&mut self, constant: &'a Node, uses: &[&'a Node]) {
        let scope = self.frame().scope;
        let Some(class) = self.class_of_node(constant, scope).filter(|class| !self.class(*class).is_module) else { return };
        let name = self.class(class).name.clone();
        let hidden = self.make_class(&name, Some(class), Some(constant.span));
        self.program.classes[hidden].hidden = true;
        self.made_as.insert(constant.span, hidden);
        for node in uses {
            match &node.kind {
                NodeKind::Call(call) => self.extend_single(node, call, hidden),
                NodeKind::Def(def) => {
                    self.declare_method(&def.name, hidden, scope, Code::Def(&def.scope), Visibility::Public, def.name_span);
                    self.handled.insert(node.span);
                }
                NodeKind::SingletonClass(singleton) => {
                    let place = self.scopes.push(LexicalScope { class: hidden, outer: Some(scope) });
                    if self.declare_body(&singleton.scope, hidden, place, Visibility::Public, false) {
                        let span = singleton.scope.body.span;
                        self.unsupported(span, "a statement within `class << object`", "move it out of the class");
                    }
                    self.handled.insert(node.span);
                }
                _ => {}
            }
        }
    }

    fn extend_single(&mut self, node: &'a Node, call: &'a Call, hidden: ClassId) {
        let scope = self.frame().scope;
        let modules: Vec<ClassId> = call.arguments.positional.iter().filter_map(|node| self.class_of_node(node, scope)).collect();
        if modules.len() != call.arguments.positional.len() || modules.iter().any(|module| !self.class(*module).is_module) {
            return;
        }
        modules.iter().rev().for_each(|module| self.mix_module(hidden, *module, false));
        self.extended.insert(node.span, modules);
    }

    /// `object.extend(M)` of such an object: what is left to do at run time is the hook.
    pub fn extended_single(&mut self, node: &'a Node, call: &'a Call) -> Option<Operand> {
        let modules = self.extended.get(&node.span)?.clone();
        let object = self.value(call.receiver.as_ref()?);
        for module in modules {
            if self.has_user_hook(module, "extended") {
                self.at(call.name_span);
                self.send_only(Operand::Constant(Constant::Class(module)), "extended", &[object]);
            }
        }
        Some(object)
    }
}

/// The constant of `Constant.new(...)`.
fn new_of_constant(node: &Node) -> Option<&Node> {
    let NodeKind::Call(call) = &node.kind else { return None };
    let receiver = call.receiver.as_deref()?;
    (call.name == "new" && matches!(receiver.kind, NodeKind::ConstantGet(_))).then_some(receiver)
}
