//! Calls, their arguments and blocks; `super`, `yield` and lambdas.
use super::Converter;
use super::scopes::ScopeSource;
use crate::tree::*;
use base::Span;
use ruby_prism as prism;

impl Converter<'_> {
    pub(super) fn call(&mut self, form: &prism::CallNode<'_>) -> NodeKind {
        let span = self.span(&form.location());
        let receiver = form.receiver().map(|node| self.boxed(&node));
        let block_node = form.block();
        let arguments = self.arguments(form.arguments(), block_node.as_ref());
        let name_place = form.message_loc().or_else(|| form.opening_loc());
        NodeKind::Call(Box::new(Call {
            receiver,
            name: self.name(&form.name()),
            name_span: name_place.map_or(span, |place| self.span(&place)),
            arguments,
            block: self.block(block_node.as_ref()),
            safe_navigation: form.is_safe_navigation(),
            variable_call: form.is_variable_call(),
            private_allowed: form.is_ignore_visibility(),
            assignment: form.is_attribute_write(),
        }))
    }

    /// A receiver, or `self` where there is none.
    pub(super) fn receiver_or_self(&mut self, receiver: Option<prism::Node<'_>>, span: Span) -> Node {
        receiver.map_or(Node { kind: NodeKind::SelfNode, span }, |node| self.node(&node))
    }

    /// Arguments, and `block` if it is `&block`.
    pub(super) fn arguments(&mut self, list: Option<prism::ArgumentsNode<'_>>, block: Option<&prism::Node<'_>>) -> Arguments {
        let mut arguments = Arguments::default();
        if let Some(list) = list {
            for node in list.arguments().iter() {
                self.argument(&node, &mut arguments);
            }
        }
        if let Some(pass) = block.and_then(|block| block.as_block_argument_node()) {
            let value = match pass.expression() {
                Some(expression) => self.node(&expression),
                None => self.hidden("&", self.span(&pass.location())),
            };
            arguments.block_pass = Some(Box::new(value));
        }
        arguments
    }

    fn argument(&mut self, node: &prism::Node<'_>, arguments: &mut Arguments) {
        if let Some(keywords) = node.as_keyword_hash_node() {
            let elements = self.hash_elements(&keywords.elements());
            arguments.keywords.extend(elements);
        } else if node.as_forwarding_arguments_node().is_some() {
            let span = self.span(&node.location());
            let rest = Box::new(self.hidden("*", span));
            arguments.positional.push(Node { kind: NodeKind::Splat(rest), span });
            arguments.keywords.push(HashElement::DoubleSplat(self.hidden("**", span)));
            arguments.block_pass = Some(Box::new(self.hidden("&", span)));
        } else {
            let value = self.node(node);
            arguments.positional.push(value);
        }
    }

    /// A literal block.
    fn block(&mut self, node: Option<&prism::Node<'_>>) -> Option<Box<Scope>> {
        let block = node?.as_block_node()?;
        let span = self.span(&block.location());
        Some(Box::new(self.scope(ScopeSource {
            kind: ScopeKind::Block,
            span,
            locals: block.locals(),
            parameters: block.parameters(),
            body: block.body(),
        })))
    }

    pub(super) fn lambda(&mut self, form: &prism::LambdaNode<'_>) -> NodeKind {
        let span = self.span(&form.location());
        NodeKind::Lambda(Box::new(self.scope(ScopeSource {
            kind: ScopeKind::Lambda,
            span,
            locals: form.locals(),
            parameters: form.parameters(),
            body: form.body(),
        })))
    }

    pub(super) fn yield_(&mut self, form: &prism::YieldNode<'_>) -> NodeKind {
        NodeKind::Yield(self.arguments(form.arguments(), None))
    }

    pub(super) fn explicit_super(&mut self, form: &prism::SuperNode<'_>) -> NodeKind {
        let block_node = form.block();
        let arguments = self.arguments(form.arguments(), block_node.as_ref());
        let block = self.block(block_node.as_ref());
        NodeKind::Super(Box::new(Super { arguments, implicit: false, block }))
    }

    /// `super` alone: passes on the parameters of the method around it, as they are now.
    pub(super) fn implicit_super(&mut self, form: &prism::ForwardingSuperNode<'_>) -> NodeKind {
        let span = self.span(&form.location());
        let (depth, inside) = self.depth_of(|frame| frame.kind == ScopeKind::Method);
        let arguments = if inside { self.implicit_arguments(depth, span) } else { Arguments::default() };
        let block_node = form.block().map(|block| block.as_node());
        let block = self.block(block_node.as_ref());
        NodeKind::Super(Box::new(Super { arguments, implicit: true, block }))
    }

    fn implicit_arguments(&mut self, depth: u32, span: Span) -> Arguments {
        let method = self.frames.len() - 1 - depth as usize;
        let shape = shape(&self.frames[method].parameters);
        let mut arguments = Arguments::default();
        for index in shape.before {
            arguments.positional.push(self.read_local(depth, index, span));
        }
        if let Some(index) = shape.rest {
            let rest = Box::new(self.read_local(depth, index, span));
            arguments.positional.push(Node { kind: NodeKind::Splat(rest), span });
        }
        for index in shape.after {
            arguments.positional.push(self.read_local(depth, index, span));
        }
        for (name, index) in shape.keywords {
            let key = Node { kind: NodeKind::Symbol(name), span };
            arguments.keywords.push(HashElement::Pair(key, self.read_local(depth, index, span)));
        }
        if let KeywordRest::Local(index) = shape.keyword_rest {
            arguments.keywords.push(HashElement::DoubleSplat(self.read_local(depth, index, span)));
        }
        if shape.taken_apart {
            let title = "super without arguments is not supported in a method that takes a parameter apart";
            self.refuse(span, title, "name the parameter and take it apart in the body");
        }
        arguments
    }
}

/// The locals that an implicit `super` passes on.
struct Shape {
    before: Vec<u32>,
    rest: Option<u32>,
    after: Vec<u32>,
    keywords: Vec<(String, u32)>,
    keyword_rest: KeywordRest,
    taken_apart: bool,
}

fn shape(parameters: &Parameters) -> Shape {
    let local = |parameter: &Parameter| match parameter {
        Parameter::Local(index) => Some(*index),
        Parameter::Multiple(_) => None,
    };
    let required = parameters.required.iter().filter_map(local);
    let all = parameters.required.iter().chain(&parameters.post);
    Shape {
        before: required.chain(parameters.optional.iter().map(|parameter| parameter.index)).collect(),
        rest: parameters.rest,
        after: parameters.post.iter().filter_map(local).collect(),
        keywords: parameters.keywords.iter().map(|keyword| (keyword.name.clone(), keyword.index)).collect(),
        keyword_rest: parameters.keyword_rest,
        taken_apart: all.clone().any(|parameter| local(parameter).is_none()),
    }
}
