//! Methods, classes, modules and aliases.
use super::Converter;
use super::scopes::ScopeSource;
use crate::tree::*;
use ruby_prism as prism;

impl Converter<'_> {
    pub(super) fn def(&mut self, form: &prism::DefNode<'_>) -> NodeKind {
        let singleton = form.receiver().map(|node| self.node(&node));
        let scope = self.scope(ScopeSource {
            kind: ScopeKind::Method,
            span: self.span(&form.location()),
            locals: form.locals(),
            parameters: form.parameters().map(|list| list.as_node()),
            body: form.body(),
        });
        let name_span = self.span(&form.name_loc());
        NodeKind::Def(Box::new(Def { singleton, name: self.name(&form.name()), name_span, scope }))
    }

    pub(super) fn class(&mut self, form: &prism::ClassNode<'_>) -> NodeKind {
        let place = form.constant_path();
        let path = self.definition_path(&place);
        let superclass = form.superclass().map(|node| self.node(&node));
        let scope = self.scope(ScopeSource {
            kind: ScopeKind::Class,
            span: self.span(&form.location()),
            locals: form.locals(),
            parameters: None,
            body: form.body(),
        });
        NodeKind::Class(Box::new(Class { path, path_span: self.span(&place.location()), superclass, scope }))
    }

    pub(super) fn module(&mut self, form: &prism::ModuleNode<'_>) -> NodeKind {
        let place = form.constant_path();
        let path = self.definition_path(&place);
        let scope = self.scope(ScopeSource {
            kind: ScopeKind::Module,
            span: self.span(&form.location()),
            locals: form.locals(),
            parameters: None,
            body: form.body(),
        });
        NodeKind::Module(Box::new(Module { path, path_span: self.span(&place.location()), scope }))
    }

    pub(super) fn singleton_class(&mut self, form: &prism::SingletonClassNode<'_>) -> NodeKind {
        let object = self.node(&form.expression());
        let scope = self.scope(ScopeSource {
            kind: ScopeKind::SingletonClass,
            span: self.span(&form.location()),
            locals: form.locals(),
            parameters: None,
            body: form.body(),
        });
        NodeKind::SingletonClass(Box::new(SingletonClass { object, scope }))
    }

    fn definition_path(&mut self, node: &prism::Node<'_>) -> ConstantPath {
        if let Some(form) = node.as_constant_read_node() {
            return self.lexical(&form.name());
        }
        if let Some(form) = node.as_constant_path_node() {
            return self.constant_path(&form);
        }
        self.hole(node);
        ConstantPath { scope: ConstantScope::Lexical, name: String::new() }
    }

    /// `undef a, b` is a call of `undef_method`.
    pub(super) fn undef(&mut self, form: &prism::UndefNode<'_>) -> NodeKind {
        let names = form.names();
        let positional: Vec<Node> = names.iter().map(|name| self.node(&name)).collect();
        if let Some(computed) = positional.iter().find(|name| !matches!(name.kind, NodeKind::Symbol(_))) {
            return self.refuse(computed.span, "undef with a computed name is not supported", "write the name out");
        }
        NodeKind::Call(Box::new(Call {
            receiver: None,
            name: "undef_method".to_string(),
            name_span: self.span(&form.keyword_loc()),
            arguments: Arguments { positional, ..Arguments::default() },
            block: None,
            safe_navigation: false,
            variable_call: false,
            private_allowed: true,
            assignment: false,
        }))
    }

    pub(super) fn alias(&mut self, form: &prism::AliasMethodNode<'_>) -> NodeKind {
        NodeKind::Alias { new: self.alias_name(&form.new_name()), old: self.alias_name(&form.old_name()) }
    }

    fn alias_name(&mut self, node: &prism::Node<'_>) -> String {
        let name = self.node(node);
        match name.kind {
            NodeKind::Symbol(name) => name,
            _ => {
                self.refuse(name.span, "alias with a computed name is not supported", "use alias_method");
                String::new()
            }
        }
    }

    pub(super) fn global_alias(&mut self, form: &prism::AliasGlobalVariableNode<'_>) -> NodeKind {
        NodeKind::GlobalAlias { new: self.global_name(&form.new_name()), old: self.global_name(&form.old_name()) }
    }

    fn global_name(&mut self, node: &prism::Node<'_>) -> String {
        match self.node(node).kind {
            NodeKind::GlobalGet { name } => name,
            _ => {
                self.hole(node);
                String::new()
            }
        }
    }
}
