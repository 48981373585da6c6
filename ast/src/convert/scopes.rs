//! Scopes while they are converted: declaring locals, resolving names, and noting which locals inner blocks use.
use super::Converter;
use crate::tree::*;
use base::Span;
use ruby_prism as prism;
use std::collections::HashMap;

/// A scope whose inside is being converted.
pub(super) struct Frame {
    pub kind: ScopeKind,
    pub locals: Vec<Local>,
    /// Where a name is in `locals`.
    names: HashMap<String, u32>,
    /// Complete but for default values; an implicit `super` reads them.
    pub parameters: Parameters,
}

/// What a scope is made from.
pub(super) struct ScopeSource<'pr> {
    pub kind: ScopeKind,
    pub span: Span,
    pub locals: prism::ConstantList<'pr>,
    pub parameters: Option<prism::Node<'pr>>,
    pub body: Option<prism::Node<'pr>>,
}

impl Converter<'_> {
    /// The top level.
    pub(super) fn program(&mut self, root: &prism::Node<'_>) -> Option<Scope> {
        let program = root.as_program_node()?;
        let span = self.span(&program.location());
        let body = Some(program.statements().as_node());
        Some(self.scope(ScopeSource { kind: ScopeKind::Program, span, locals: program.locals(), parameters: None, body }))
    }

    pub(super) fn scope(&mut self, source: ScopeSource<'_>) -> Scope {
        let frame = Frame { kind: source.kind, locals: Vec::new(), names: HashMap::new(), parameters: Parameters::default() };
        self.frames.push(frame);
        let parameters = source.parameters.as_ref();
        let declared = parameters.map(|node| self.declare_parameters(node)).unwrap_or_default();
        self.frame().parameters = declared;
        for id in source.locals.iter() {
            let name = self.name(&id);
            self.declare(&name);
        }
        if let Some(node) = parameters {
            self.convert_defaults(node);
        }
        let end = Span { start: source.span.end, ..source.span };
        let body = self.node_or_nil(source.body, end);
        let frame = self.frames.pop().expect("pushed above");
        Scope { kind: source.kind, locals: frame.locals, parameters: frame.parameters, body, span: source.span }
    }

    pub(super) fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("everything is inside of the program's scope")
    }

    /// The index of a local of the innermost scope; declares it if it is new.
    pub(super) fn declare(&mut self, name: &str) -> u32 {
        match self.frame().names.get(name) {
            Some(index) => *index,
            None => self.declare_new(name),
        }
    }

    /// Declares a local even if there is one of this name: the second `_` of `|_, _|`. The first keeps the name.
    pub(super) fn declare_new(&mut self, name: &str) -> u32 {
        let frame = self.frame();
        let index = frame.locals.len() as u32;
        frame.locals.push(Local { name: name.to_string(), captured: false });
        frame.names.entry(name.to_string()).or_insert(index);
        index
    }

    /// Resolves a name that the parser found `depth` scopes up. A name that is not there is only possible after errors.
    pub(super) fn variable(&mut self, name: &str, depth: u32, span: Span) -> VariableRef {
        let at = self.frames.len().checked_sub(1 + depth as usize);
        let found = at.and_then(|at| Some((at, *self.frames[at].names.get(name)?)));
        let Some((at, index)) = found else {
            self.unexpected.get_or_insert(span);
            return VariableRef { depth: 0, index: 0 };
        };
        if depth > 0 {
            self.frames[at].locals[index as usize].captured = true;
        }
        VariableRef { depth, index }
    }

    /// Reads the hidden local of an anonymous parameter (`*`, `**`, `&`), which may be some blocks up.
    pub(super) fn hidden(&mut self, name: &str, span: Span) -> Node {
        let (depth, _) = self.depth_of(|frame| frame.names.contains_key(name));
        let variable = self.variable(name, depth, span);
        Node { kind: NodeKind::LocalGet { name: name.to_string(), variable }, span }
    }

    /// How far up the first scope is that `wanted` holds for, without leaving the method; 0 and false if there is none.
    pub(super) fn depth_of(&self, wanted: impl Fn(&Frame) -> bool) -> (u32, bool) {
        for (depth, frame) in self.frames.iter().rev().enumerate() {
            if wanted(frame) {
                return (depth as u32, true);
            }
            if !matches!(frame.kind, ScopeKind::Block | ScopeKind::Lambda) {
                break;
            }
        }
        (0, false)
    }

    /// Reads local `index` of the scope `depth` up.
    pub(super) fn read_local(&mut self, depth: u32, index: u32, span: Span) -> Node {
        let at = self.frames.len() - 1 - depth as usize;
        let local = &mut self.frames[at].locals[index as usize];
        local.captured |= depth > 0;
        let name = local.name.clone();
        Node { kind: NodeKind::LocalGet { name, variable: VariableRef { depth, index } }, span }
    }

    pub(super) fn local_read(&mut self, form: &prism::LocalVariableReadNode<'_>) -> NodeKind {
        let name = self.name(&form.name());
        let variable = self.variable(&name, form.depth(), self.span(&form.location()));
        NodeKind::LocalGet { name, variable }
    }

    pub(super) fn it_read(&mut self, form: &prism::ItLocalVariableReadNode<'_>) -> NodeKind {
        let variable = self.variable("it", 0, self.span(&form.location()));
        NodeKind::LocalGet { name: "it".to_string(), variable }
    }
}
