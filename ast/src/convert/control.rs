//! Sequences, conditions, loops, `case`, exceptions and jumps.
use super::Converter;
use crate::tree::*;
use ruby_prism as prism;

impl Converter<'_> {
    pub(super) fn statements(&mut self, form: &prism::StatementsNode<'_>) -> NodeKind {
        let mut nodes = self.nodes(&form.body());
        match nodes.len() {
            0 => NodeKind::Nil,
            1 => nodes.remove(0).kind,
            _ => NodeKind::Sequence(nodes),
        }
    }

    pub(super) fn parentheses(&mut self, form: &prism::ParenthesesNode<'_>) -> NodeKind {
        form.body().map_or(NodeKind::Nil, |body| self.node(&body).kind)
    }

    pub(super) fn and(&mut self, form: &prism::AndNode<'_>) -> NodeKind {
        NodeKind::And { left: self.boxed(&form.left()), right: self.boxed(&form.right()) }
    }

    pub(super) fn or(&mut self, form: &prism::OrNode<'_>) -> NodeKind {
        NodeKind::Or { left: self.boxed(&form.left()), right: self.boxed(&form.right()) }
    }

    pub(super) fn defined(&mut self, form: &prism::DefinedNode<'_>) -> NodeKind {
        NodeKind::Defined(self.boxed(&form.value()))
    }

    pub(super) fn if_(&mut self, form: &prism::IfNode<'_>) -> NodeKind {
        let span = self.span(&form.location());
        let condition = self.boxed(&form.predicate());
        let then_body = Box::new(self.body(form.statements(), span));
        let else_body = form.subsequent().map(|node| self.boxed(&node));
        NodeKind::If { condition, then_body, else_body }
    }

    pub(super) fn unless(&mut self, form: &prism::UnlessNode<'_>) -> NodeKind {
        let span = self.span(&form.location());
        let condition = self.boxed(&form.predicate());
        let otherwise = Box::new(self.body(form.statements(), span));
        let then_body = Box::new(self.node_or_nil(form.else_clause().map(|clause| clause.as_node()), span));
        NodeKind::If { condition, then_body, else_body: Some(otherwise) }
    }

    pub(super) fn else_(&mut self, form: &prism::ElseNode<'_>) -> NodeKind {
        form.statements().map_or(NodeKind::Nil, |statements| self.statements(&statements))
    }

    pub(super) fn while_(&mut self, form: &prism::WhileNode<'_>) -> NodeKind {
        let span = self.span(&form.location());
        let condition = self.boxed(&form.predicate());
        let body = Box::new(self.body(form.statements(), span));
        NodeKind::While { condition, body, do_while: form.is_begin_modifier() }
    }

    pub(super) fn until(&mut self, form: &prism::UntilNode<'_>) -> NodeKind {
        let span = self.span(&form.location());
        let condition = self.boxed(&form.predicate());
        let condition = Box::new(Node { span: condition.span, kind: NodeKind::Not(condition) });
        let body = Box::new(self.body(form.statements(), span));
        NodeKind::While { condition, body, do_while: form.is_begin_modifier() }
    }

    pub(super) fn for_(&mut self, form: &prism::ForNode<'_>) -> NodeKind {
        let span = self.span(&form.location());
        let iterable = self.boxed(&form.collection());
        let target = Box::new(self.target(&form.index()));
        NodeKind::For { target, iterable, body: Box::new(self.body(form.statements(), span)) }
    }

    pub(super) fn case(&mut self, form: &prism::CaseNode<'_>) -> NodeKind {
        let subject = form.predicate().map(|node| self.node(&node));
        let whens = form.conditions().iter().filter_map(|node| self.when(&node)).collect();
        let else_body = form.else_clause().map(|clause| self.node(&clause.as_node()));
        NodeKind::Case(Box::new(Case { subject, whens, else_body }))
    }

    fn when(&mut self, node: &prism::Node<'_>) -> Option<When> {
        let Some(form) = node.as_when_node() else {
            self.hole(node);
            return None;
        };
        let span = self.span(&form.location());
        Some(When { conditions: self.nodes(&form.conditions()), body: self.body(form.statements(), span) })
    }

    pub(super) fn begin(&mut self, form: &prism::BeginNode<'_>) -> NodeKind {
        let span = self.span(&form.location());
        let body = self.body(form.statements(), span);
        let mut rescues = Vec::new();
        let mut clause = form.rescue_clause();
        while let Some(rescue) = clause {
            rescues.push(self.rescue(&rescue));
            clause = rescue.subsequent();
        }
        let else_body = form.else_clause().map(|clause| self.node(&clause.as_node()));
        let ensure_body = form.ensure_clause().map(|clause| {
            let span = self.span(&clause.location());
            self.body(clause.statements(), span)
        });
        if rescues.is_empty() && else_body.is_none() && ensure_body.is_none() {
            return body.kind;
        }
        NodeKind::Begin(Box::new(Begin { body, rescues, else_body, ensure_body }))
    }

    fn rescue(&mut self, form: &prism::RescueNode<'_>) -> Rescue {
        // The parser's span reaches over the clauses behind this one.
        let mut span = self.span(&form.location());
        if let Some(next) = form.subsequent() {
            let start = self.span(&next.location()).start as usize;
            let text = self.sources.file(self.file).text.get(span.start as usize..start).unwrap_or("");
            span.end = span.start + text.trim_end().len() as u32;
        }
        Rescue {
            classes: self.nodes(&form.exceptions()),
            variable: form.reference().map(|node| self.target(&node)),
            body: self.body(form.statements(), span),
            span,
        }
    }

    pub(super) fn rescue_modifier(&mut self, form: &prism::RescueModifierNode<'_>) -> NodeKind {
        let body = self.node(&form.expression());
        let handler = self.node(&form.rescue_expression());
        let span = self.span(&form.keyword_loc()).to(handler.span);
        let rescues = vec![Rescue { classes: Vec::new(), variable: None, body: handler, span }];
        NodeKind::Begin(Box::new(Begin { body, rescues, else_body: None, ensure_body: None }))
    }

    pub(super) fn return_(&mut self, form: &prism::ReturnNode<'_>) -> NodeKind {
        NodeKind::Return(self.jump_value(form.arguments()))
    }

    pub(super) fn break_(&mut self, form: &prism::BreakNode<'_>) -> NodeKind {
        NodeKind::Break(self.jump_value(form.arguments()))
    }

    pub(super) fn next(&mut self, form: &prism::NextNode<'_>) -> NodeKind {
        NodeKind::Next(self.jump_value(form.arguments()))
    }

    pub(super) fn redo(&mut self, _: &prism::RedoNode<'_>) -> NodeKind {
        NodeKind::Redo
    }

    pub(super) fn retry(&mut self, _: &prism::RetryNode<'_>) -> NodeKind {
        NodeKind::Retry
    }

    /// What a jump hands over: several values, or a splat, are an array.
    fn jump_value(&mut self, arguments: Option<prism::ArgumentsNode<'_>>) -> Option<Box<Node>> {
        let arguments = arguments?;
        let span = self.span(&arguments.location());
        let mut nodes = self.nodes(&arguments.arguments());
        match nodes.as_slice() {
            [node] if !matches!(node.kind, NodeKind::Splat(_)) => Some(Box::new(nodes.remove(0))),
            _ => Some(Box::new(Node { kind: NodeKind::Array(nodes), span })),
        }
    }
}
