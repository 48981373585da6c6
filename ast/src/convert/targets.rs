//! Variables and constants that are read, and places that take a value.
use super::Converter;
use crate::tree::*;
use base::Span;
use ruby_prism as prism;

impl Converter<'_> {
    pub(super) fn instance_read(&mut self, form: &prism::InstanceVariableReadNode<'_>) -> NodeKind {
        NodeKind::InstanceGet { name: self.name(&form.name()) }
    }

    pub(super) fn class_variable_read(&mut self, form: &prism::ClassVariableReadNode<'_>) -> NodeKind {
        NodeKind::ClassVariableGet { name: self.name(&form.name()) }
    }

    pub(super) fn global_read(&mut self, form: &prism::GlobalVariableReadNode<'_>) -> NodeKind {
        let name = self.name(&form.name());
        self.check_global(&name, self.span(&form.location()));
        NodeKind::GlobalGet { name }
    }

    pub(super) fn constant_read(&mut self, form: &prism::ConstantReadNode<'_>) -> NodeKind {
        NodeKind::ConstantGet(self.lexical(&form.name()))
    }

    pub(super) fn constant_path_read(&mut self, form: &prism::ConstantPathNode<'_>) -> NodeKind {
        NodeKind::ConstantGet(self.constant_path(form))
    }

    /// `A`.
    pub(super) fn lexical(&mut self, name: &prism::ConstantId<'_>) -> ConstantPath {
        ConstantPath { scope: ConstantScope::Lexical, name: self.name(name) }
    }

    /// `::A` or `scope::A`.
    pub(super) fn constant_path(&mut self, form: &prism::ConstantPathNode<'_>) -> ConstantPath {
        self.path_of(form.parent(), form.name(), self.span(&form.location()))
    }

    fn path_of(&mut self, parent: Option<prism::Node<'_>>, name: Option<prism::ConstantId<'_>>, span: Span) -> ConstantPath {
        let scope = parent.map_or(ConstantScope::Top, |parent| ConstantScope::Of(self.boxed(&parent)));
        if name.is_none() {
            self.unexpected.get_or_insert(span);
        }
        ConstantPath { scope, name: name.map(|name| self.name(&name)).unwrap_or_default() }
    }

    /// A place that takes a value, one of several, or of a `rescue` or `for`.
    pub(super) fn target(&mut self, node: &prism::Node<'_>) -> Target {
        let span = self.span(&node.location());
        let kind = self.deeper(span, |converter| converter.target_kind(node, span)).flatten();
        Target { kind: kind.unwrap_or(TargetKind::Global { name: "$_".to_string() }), span }
    }

    fn target_kind(&mut self, node: &prism::Node<'_>, span: Span) -> Option<TargetKind> {
        use prism::Node::*;
        Some(match node {
            LocalVariableTargetNode { .. } => {
                let form = node.as_local_variable_target_node()?;
                self.local_target(&form.name(), form.depth(), span)
            }
            RequiredParameterNode { .. } => self.parameter_target(&node.as_required_parameter_node()?),
            InstanceVariableTargetNode { .. } => {
                TargetKind::Instance { name: self.name(&node.as_instance_variable_target_node()?.name()) }
            }
            ClassVariableTargetNode { .. } => {
                TargetKind::ClassVariable { name: self.name(&node.as_class_variable_target_node()?.name()) }
            }
            GlobalVariableTargetNode { .. } => self.global_target(&node.as_global_variable_target_node()?.name(), span),
            ConstantTargetNode { .. } => TargetKind::Constant(self.lexical(&node.as_constant_target_node()?.name())),
            ConstantPathTargetNode { .. } => {
                let form = node.as_constant_path_target_node()?;
                TargetKind::Constant(self.path_of(form.parent(), form.name(), span))
            }
            CallTargetNode { .. } => {
                let form = node.as_call_target_node()?;
                let name = self.name(&form.name());
                TargetKind::Attribute {
                    receiver: self.boxed(&form.receiver()),
                    name: name.strip_suffix('=').unwrap_or(&name).to_string(),
                    safe_navigation: form.is_safe_navigation(),
                    private_allowed: form.is_ignore_visibility(),
                }
            }
            IndexTargetNode { .. } => {
                let form = node.as_index_target_node()?;
                let receiver = self.boxed(&form.receiver());
                let arguments = self.index_arguments(form.arguments(), form.block());
                TargetKind::Index { receiver, arguments, private_allowed: form.is_ignore_visibility() }
            }
            MultiTargetNode { .. } => {
                let form = node.as_multi_target_node()?;
                TargetKind::Multiple(self.multiple_target(&form.lefts(), form.rest(), &form.rights()))
            }
            _ => {
                self.hole(node);
                return None;
            }
        })
    }

    pub(super) fn local_target(&mut self, name: &prism::ConstantId<'_>, depth: u32, span: Span) -> TargetKind {
        let name = self.name(name);
        let variable = self.variable(&name, depth, span);
        TargetKind::Local { name, variable }
    }

    pub(super) fn global_target(&mut self, name: &prism::ConstantId<'_>, span: Span) -> TargetKind {
        let name = self.name(name);
        self.check_global(&name, span);
        TargetKind::Global { name }
    }

    /// Arguments between brackets.
    pub(super) fn index_arguments(
        &mut self,
        arguments: Option<prism::ArgumentsNode<'_>>,
        block: Option<prism::BlockArgumentNode<'_>>,
    ) -> Arguments {
        self.arguments(arguments, block.map(|block| block.as_node()).as_ref())
    }

    /// `a, *b, c`.
    pub(super) fn multiple_target(
        &mut self,
        before: &prism::NodeList<'_>,
        rest: Option<prism::Node<'_>>,
        after: &prism::NodeList<'_>,
    ) -> MultipleTarget {
        let before = before.iter().map(|node| self.target(&node)).collect();
        let splat = rest.map(|rest| match rest.as_splat_node() {
            Some(splat) => splat.expression().map(|target| Box::new(self.target(&target))),
            None => {
                if rest.as_implicit_rest_node().is_none() {
                    self.hole(&rest);
                }
                None
            }
        });
        MultipleTarget { before, splat, after: after.iter().map(|node| self.target(&node)).collect() }
    }
}
