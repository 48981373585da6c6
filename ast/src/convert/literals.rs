//! Literals: numbers, strings, symbols, arrays, hashes, ranges, and the words that stand for one.
use super::Converter;
use crate::tree::*;
use base::Span;
use ruby_prism as prism;

impl Converter<'_> {
    pub(super) fn nil(&mut self, _: &prism::NilNode<'_>) -> NodeKind {
        NodeKind::Nil
    }

    pub(super) fn true_literal(&mut self, _: &prism::TrueNode<'_>) -> NodeKind {
        NodeKind::True
    }

    pub(super) fn false_literal(&mut self, _: &prism::FalseNode<'_>) -> NodeKind {
        NodeKind::False
    }

    pub(super) fn self_literal(&mut self, _: &prism::SelfNode<'_>) -> NodeKind {
        NodeKind::SelfNode
    }

    pub(super) fn integer(&mut self, form: &prism::IntegerNode<'_>) -> NodeKind {
        let value = form.value();
        let (negative, limbs) = value.to_u32_digits();
        let significant = limbs.iter().rposition(|limb| *limb != 0).map_or(0, |last| last + 1);
        let limbs = &limbs[..significant];
        if limbs.len() <= 2 {
            let magnitude = limbs.iter().rev().fold(0i128, |value, limb| value << 32 | i128::from(*limb));
            if let Ok(value) = i64::try_from(if negative { -magnitude } else { magnitude }) {
                return NodeKind::Integer(value);
            }
        }
        NodeKind::BigInteger { negative, limbs: limbs.to_vec() }
    }

    pub(super) fn float(&mut self, form: &prism::FloatNode<'_>) -> NodeKind {
        NodeKind::Float(form.value())
    }

    pub(super) fn string(&mut self, form: &prism::StringNode<'_>) -> NodeKind {
        NodeKind::String(form.unescaped().to_vec())
    }

    pub(super) fn interpolated_string(&mut self, form: &prism::InterpolatedStringNode<'_>) -> NodeKind {
        let mut parts = self.parts(&form.parts());
        match parts.as_mut_slice() {
            [] => NodeKind::String(Vec::new()),
            [Node { kind: NodeKind::String(bytes), .. }] => NodeKind::String(std::mem::take(bytes)),
            _ => NodeKind::InterpolatedString(parts),
        }
    }

    pub(super) fn symbol(&mut self, form: &prism::SymbolNode<'_>) -> NodeKind {
        self.symbol_of(form.unescaped(), self.span(&form.location()))
    }

    pub(super) fn interpolated_symbol(&mut self, form: &prism::InterpolatedSymbolNode<'_>) -> NodeKind {
        let parts = self.parts(&form.parts());
        match parts.as_slice() {
            [] => NodeKind::Symbol(String::new()),
            [Node { kind: NodeKind::String(bytes), span }] => self.symbol_of(bytes, *span),
            _ => NodeKind::InterpolatedSymbol(parts),
        }
    }

    fn symbol_of(&mut self, bytes: &[u8], span: Span) -> NodeKind {
        match std::str::from_utf8(bytes) {
            Ok(name) => NodeKind::Symbol(name.to_string()),
            Err(_) => self.refuse(span, "symbols that are not UTF-8 are not supported", "use a string"),
        }
    }

    /// Parts of an interpolation: nested literals are taken apart, and neighbouring strings are joined.
    fn parts(&mut self, list: &prism::NodeList<'_>) -> Vec<Node> {
        let mut parts: Vec<Node> = Vec::new();
        for node in list.iter() {
            let part = self.node(&node);
            let pieces = match part.kind {
                NodeKind::InterpolatedString(pieces) if node.as_interpolated_string_node().is_some() => pieces,
                _ => vec![part],
            };
            let literal = node.as_string_node().is_some() || node.as_interpolated_string_node().is_some();
            for piece in pieces {
                match (parts.last_mut(), &piece) {
                    (Some(Node { kind: NodeKind::String(before), span }), Node { kind: NodeKind::String(after), span: end })
                        if literal =>
                    {
                        before.extend_from_slice(after);
                        span.end = span.end.max(end.end);
                    }
                    _ => parts.push(piece),
                }
            }
        }
        parts
    }

    pub(super) fn embedded_statements(&mut self, form: &prism::EmbeddedStatementsNode<'_>) -> NodeKind {
        form.statements().map_or(NodeKind::Nil, |statements| self.statements(&statements))
    }

    pub(super) fn embedded_variable(&mut self, form: &prism::EmbeddedVariableNode<'_>) -> NodeKind {
        self.node(&form.variable()).kind
    }

    pub(super) fn array(&mut self, form: &prism::ArrayNode<'_>) -> NodeKind {
        NodeKind::Array(self.nodes(&form.elements()))
    }

    pub(super) fn splat(&mut self, form: &prism::SplatNode<'_>) -> NodeKind {
        let value = match form.expression() {
            Some(expression) => self.node(&expression),
            None => self.hidden("*", self.span(&form.location())),
        };
        NodeKind::Splat(Box::new(value))
    }

    pub(super) fn hash(&mut self, form: &prism::HashNode<'_>) -> NodeKind {
        NodeKind::Hash(self.hash_elements(&form.elements()))
    }

    /// Keywords outside of a call, as in `[a: 1]`.
    pub(super) fn keyword_hash(&mut self, form: &prism::KeywordHashNode<'_>) -> NodeKind {
        NodeKind::Hash(self.hash_elements(&form.elements()))
    }

    pub(super) fn hash_elements(&mut self, list: &prism::NodeList<'_>) -> Vec<HashElement> {
        list.iter().filter_map(|node| self.hash_element(&node)).collect()
    }

    fn hash_element(&mut self, node: &prism::Node<'_>) -> Option<HashElement> {
        if let Some(pair) = node.as_assoc_node() {
            let key = self.node(&pair.key());
            return Some(HashElement::Pair(key, self.node(&pair.value())));
        }
        let Some(splat) = node.as_assoc_splat_node() else {
            self.hole(node);
            return None;
        };
        let value = match splat.value() {
            Some(value) => self.node(&value),
            None => self.hidden("**", self.span(&splat.location())),
        };
        Some(HashElement::DoubleSplat(value))
    }

    /// The value that `{ a: }` does not spell out.
    pub(super) fn implicit(&mut self, form: &prism::ImplicitNode<'_>) -> NodeKind {
        self.node(&form.value()).kind
    }

    pub(super) fn range(&mut self, form: &prism::RangeNode<'_>) -> NodeKind {
        let first = form.left().map(|node| self.boxed(&node));
        let last = form.right().map(|node| self.boxed(&node));
        NodeKind::Range { first, last, exclude_end: form.is_exclude_end() }
    }

    pub(super) fn source_file(&mut self, _: &prism::SourceFileNode<'_>) -> NodeKind {
        NodeKind::String(self.sources.file(self.file).name.as_bytes().to_vec())
    }

    pub(super) fn source_line(&mut self, form: &prism::SourceLineNode<'_>) -> NodeKind {
        let (line, _) = self.sources.line_column(self.span(&form.location()));
        NodeKind::Integer(i64::from(line))
    }

    pub(super) fn source_encoding(&mut self, form: &prism::SourceEncodingNode<'_>) -> NodeKind {
        let span = self.span(&form.location());
        let encoding = ConstantPath { scope: ConstantScope::Top, name: "Encoding".to_string() };
        let scope = ConstantScope::Of(Box::new(Node { kind: NodeKind::ConstantGet(encoding), span }));
        NodeKind::ConstantGet(ConstantPath { scope, name: "UTF_8".to_string() })
    }
}
