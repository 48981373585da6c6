//! Assignments: simple, multiple, and those with an operator.
use super::Converter;
use crate::tree::*;
use base::Span;
use ruby_prism as prism;

impl Converter<'_> {
    pub(super) fn local_write(&mut self, form: &prism::LocalVariableWriteNode<'_>) -> NodeKind {
        let name = self.name(&form.name());
        let variable = self.variable(&name, form.depth(), self.span(&form.name_loc()));
        NodeKind::LocalSet { name, variable, value: self.boxed(&form.value()) }
    }

    pub(super) fn instance_write(&mut self, form: &prism::InstanceVariableWriteNode<'_>) -> NodeKind {
        NodeKind::InstanceSet { name: self.name(&form.name()), value: self.boxed(&form.value()) }
    }

    pub(super) fn class_variable_write(&mut self, form: &prism::ClassVariableWriteNode<'_>) -> NodeKind {
        NodeKind::ClassVariableSet { name: self.name(&form.name()), value: self.boxed(&form.value()) }
    }

    pub(super) fn global_write(&mut self, form: &prism::GlobalVariableWriteNode<'_>) -> NodeKind {
        let name = self.name(&form.name());
        self.check_global(&name, self.span(&form.name_loc()));
        NodeKind::GlobalSet { name, value: self.boxed(&form.value()) }
    }

    pub(super) fn constant_write(&mut self, form: &prism::ConstantWriteNode<'_>) -> NodeKind {
        NodeKind::ConstantSet { path: self.lexical(&form.name()), value: self.boxed(&form.value()) }
    }

    pub(super) fn constant_path_write(&mut self, form: &prism::ConstantPathWriteNode<'_>) -> NodeKind {
        NodeKind::ConstantSet { path: self.constant_path(&form.target()), value: self.boxed(&form.value()) }
    }

    pub(super) fn multiple_write(&mut self, form: &prism::MultiWriteNode<'_>) -> NodeKind {
        let targets = Box::new(self.multiple_target(&form.lefts(), form.rest(), &form.rights()));
        NodeKind::MultipleAssign { targets, value: self.boxed(&form.value()) }
    }

    fn operator_assign(
        &mut self,
        (kind, span): (TargetKind, Span),
        operator: Operator,
        operator_span: Span,
        value: &prism::Node<'_>,
    ) -> NodeKind {
        let target = Target { kind, span };
        let value = self.node(value);
        NodeKind::OperatorAssign(Box::new(OperatorAssign { target, operator, operator_span, value }))
    }
}

/// The three operator assignments of a kind of target: `&&=`, `||=`, and any other. `$target` makes the target.
macro_rules! operator_assigns {
    (|$this:ident, $form:ident| $target:expr; $and:ident $And:ident, $or:ident $Or:ident, $other:ident $Other:ident) => {
        impl Converter<'_> {
            pub(super) fn $and(&mut self, $form: &prism::$And<'_>) -> NodeKind {
                let $this = self;
                let target = $target;
                let place = $this.span(&$form.operator_loc());
                $this.operator_assign(target, Operator::And, place, &$form.value())
            }
            pub(super) fn $or(&mut self, $form: &prism::$Or<'_>) -> NodeKind {
                let $this = self;
                let target = $target;
                let place = $this.span(&$form.operator_loc());
                $this.operator_assign(target, Operator::Or, place, &$form.value())
            }
            pub(super) fn $other(&mut self, $form: &prism::$Other<'_>) -> NodeKind {
                let $this = self;
                let target = $target;
                let place = $this.span(&$form.binary_operator_loc());
                let operator = Operator::Call($this.name(&$form.binary_operator()));
                $this.operator_assign(target, operator, place, &$form.value())
            }
        }
    };
}

operator_assigns! {
    |this, form| {
        let span = this.span(&form.name_loc());
        (this.local_target(&form.name(), form.depth(), span), span)
    };
    local_and LocalVariableAndWriteNode, local_or LocalVariableOrWriteNode, local_operator LocalVariableOperatorWriteNode
}

operator_assigns! {
    |this, form| (TargetKind::Instance { name: this.name(&form.name()) }, this.span(&form.name_loc()));
    instance_and InstanceVariableAndWriteNode, instance_or InstanceVariableOrWriteNode,
    instance_operator InstanceVariableOperatorWriteNode
}

operator_assigns! {
    |this, form| (TargetKind::ClassVariable { name: this.name(&form.name()) }, this.span(&form.name_loc()));
    class_variable_and ClassVariableAndWriteNode, class_variable_or ClassVariableOrWriteNode,
    class_variable_operator ClassVariableOperatorWriteNode
}

operator_assigns! {
    |this, form| {
        let span = this.span(&form.name_loc());
        (this.global_target(&form.name(), span), span)
    };
    global_and GlobalVariableAndWriteNode, global_or GlobalVariableOrWriteNode,
    global_operator GlobalVariableOperatorWriteNode
}

operator_assigns! {
    |this, form| (TargetKind::Constant(this.lexical(&form.name())), this.span(&form.name_loc()));
    constant_and ConstantAndWriteNode, constant_or ConstantOrWriteNode, constant_operator ConstantOperatorWriteNode
}

operator_assigns! {
    |this, form| {
        let path = form.target();
        (TargetKind::Constant(this.constant_path(&path)), this.span(&path.location()))
    };
    constant_path_and ConstantPathAndWriteNode, constant_path_or ConstantPathOrWriteNode,
    constant_path_operator ConstantPathOperatorWriteNode
}

operator_assigns! {
    |this, form| {
        if form.is_safe_navigation() {
            this.refuse(this.span(&form.location()), "&. before brackets is not supported here", "test for nil first");
        }
        let span = this.span(&form.location());
        let end = this.span(&form.closing_loc()).end;
        let receiver = Box::new(this.receiver_or_self(form.receiver(), span));
        let arguments = this.index_arguments(form.arguments(), form.block());
        let private_allowed = form.is_ignore_visibility();
        (TargetKind::Index { receiver, arguments, private_allowed }, Span { end, ..span })
    };
    index_and IndexAndWriteNode, index_or IndexOrWriteNode, index_operator IndexOperatorWriteNode
}

operator_assigns! {
    |this, form| {
        let span = this.span(&form.location());
        let end = form.message_loc().map_or(span.end, |place| this.span(&place).end);
        let kind = TargetKind::Attribute {
            receiver: Box::new(this.receiver_or_self(form.receiver(), span)),
            name: this.name(&form.read_name()),
            safe_navigation: form.is_safe_navigation(),
            private_allowed: form.is_ignore_visibility(),
        };
        (kind, Span { end, ..span })
    };
    attribute_and CallAndWriteNode, attribute_or CallOrWriteNode, attribute_operator CallOperatorWriteNode
}
