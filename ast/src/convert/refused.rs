//! Forms of Ruby that are not supported: each with a name, a place, and what to write instead.
use super::Converter;
use crate::tree::NodeKind;
use base::{Diagnostic, Span};
use ruby_prism as prism;

const REGULAR_EXPRESSION: (&str, &str) = (
    "regular expressions are not supported yet",
    "String#start_with?, end_with?, include?, index, split, tr and delete take strings",
);
const PATTERN: (&str, &str) = ("pattern matching is not supported yet", "use case with when, or take the value apart by hand");
const MATCH: (&str, &str) = ("variables of the last match are not supported yet", "they need regular expressions");

impl Converter<'_> {
    /// Reports a form that is not supported.
    pub(super) fn refused(&mut self, node: &prism::Node<'_>) -> NodeKind {
        let span = self.span(&node.location());
        let (title, hint) = reason(node);
        self.refuse(span, title, hint)
    }

    /// Reports that something at `span` is not supported, and stands in for it.
    pub(super) fn refuse(&mut self, span: Span, title: &str, hint: &str) -> NodeKind {
        self.report(Diagnostic::error(title).at(span, "here").hint(hint));
        NodeKind::Nil
    }

    /// Globals that belong to the last match.
    pub(super) fn check_global(&mut self, name: &str, span: Span) {
        if name == "$~" {
            self.refuse(span, MATCH.0, MATCH.1);
        }
    }
}

fn reason(node: &prism::Node<'_>) -> (&'static str, &'static str) {
    use prism::Node::*;
    match node {
        RegularExpressionNode { .. }
        | InterpolatedRegularExpressionNode { .. }
        | MatchLastLineNode { .. }
        | InterpolatedMatchLastLineNode { .. }
        | MatchWriteNode { .. } => REGULAR_EXPRESSION,
        BackReferenceReadNode { .. } | NumberedReferenceReadNode { .. } => MATCH,
        CaseMatchNode { .. }
        | MatchPredicateNode { .. }
        | MatchRequiredNode { .. }
        | InNode { .. }
        | AlternationPatternNode { .. }
        | ArrayPatternNode { .. }
        | CapturePatternNode { .. }
        | FindPatternNode { .. }
        | HashPatternNode { .. }
        | PinnedExpressionNode { .. }
        | PinnedVariableNode { .. } => PATTERN,
        XStringNode { .. } | InterpolatedXStringNode { .. } => {
            ("shell commands in backticks are not supported", "a compiled program starts no other programs")
        }
        RationalNode { .. } => ("rational numbers are not supported yet", "use integers or floats"),
        ImaginaryNode { .. } => ("complex numbers are not supported yet", "use a pair of floats"),
        FlipFlopNode { .. } => ("the flip-flop is not supported", "keep the state in a variable"),
        PreExecutionNode { .. } => ("BEGIN blocks are not supported", "move the code to the top of the file"),
        PostExecutionNode { .. } => ("END blocks are not supported", "use at_exit { ... }"),
        ShareableConstantNode { .. } => ("shareable_constant_value is not supported", "remove the comment, and call freeze"),
        _ => ("this form of Ruby is not supported yet", "write it in another way"),
    }
}
