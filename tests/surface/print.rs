//! Declarations as lines of text, as one would write them.
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Fields, Item, ReturnType, Signature, TraitItem, Visibility};

/// What a documentation has.
pub struct Docs {
    /// The code that is compiled.
    pub example: String,
}

impl Docs {
    pub fn of(attributes: &[Attribute]) -> Docs {
        let mut example = String::new();
        // none: outside of a block; else: is it one that is compiled?
        let mut inside = None;
        for text in documentation(attributes) {
            for line in text.lines() {
                match (line.trim().strip_prefix("```"), inside) {
                    (Some(_), Some(_)) => inside = None,
                    (Some(words), None) => inside = Some(matches!(words, "" | "no_run" | "should_panic")),
                    (None, Some(true)) => example.extend([line, "\n"]),
                    (None, _) => {}
                }
            }
        }
        Docs { example }
    }

    /// Is there one?
    pub fn has_example(&self) -> bool {
        !self.example.is_empty()
    }
}

fn documentation(attributes: &[Attribute]) -> impl Iterator<Item = String> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).filter_map(|attribute| {
        let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
        let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else { return None };
        Some(text.value())
    })
}

/// Is it left out of the documentation, or of what is not a test?
pub fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let text = tokens(&attribute.meta);
        text == "doc(hidden)" || text == "cfg(test)"
    })
}

/// What is derived, a name each.
pub fn derives(attributes: &[Attribute]) -> Vec<String> {
    let lists = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    let lists = lists.filter_map(|attribute| Some(tokens(&attribute.meta.require_list().ok()?.tokens)));
    lists.flat_map(|list| list.split(", ").map(String::from).collect::<Vec<_>>()).collect()
}

pub fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(it) => &it.attrs,
        Item::Enum(it) => &it.attrs,
        Item::Fn(it) => &it.attrs,
        Item::Macro(it) => &it.attrs,
        Item::Mod(it) => &it.attrs,
        Item::Static(it) => &it.attrs,
        Item::Struct(it) => &it.attrs,
        Item::Trait(it) => &it.attrs,
        Item::Type(it) => &it.attrs,
        Item::Use(it) => &it.attrs,
        _ => &[],
    }
}

/// The head of a declaration, with what is public of its inside.
pub fn item(item: &Item) -> String {
    match item {
        Item::Const(it) => format!("const {}", tokens(&it.ty)),
        Item::Static(it) => format!("static {}", tokens(&it.ty)),
        Item::Type(it) => format!("type = {}", tokens(&it.ty)),
        Item::Trait(it) => format!("trait {}{}: {}", it.ident, tokens(&it.generics), tokens(&it.supertraits)),
        Item::Struct(it) => format!("struct {}{}{}", it.ident, tokens(&it.generics), fields(&it.fields, true)),
        Item::Enum(it) => {
            let variants: Vec<String> =
                it.variants.iter().map(|variant| format!("{}{}", variant.ident, fields(&variant.fields, false))).collect();
            format!("enum {}{} {{ {} }}", it.ident, tokens(&it.generics), variants.join(", "))
        }
        other => tokens(other),
    }
}

/// Fields; of a structure those that are public, `..` for the rest.
fn fields(fields: &Fields, of_structure: bool) -> String {
    let is_public = |field: &syn::Field| !of_structure || matches!(field.vis, Visibility::Public(_));
    let mut shown: Vec<String> = fields
        .iter()
        .filter(|field| is_public(field))
        .map(|field| match (&field.ident, of_structure) {
            (Some(name), _) => format!("{name}: {}", tokens(&field.ty)),
            (None, true) => format!("pub {}", tokens(&field.ty)),
            (None, false) => tokens(&field.ty),
        })
        .collect();
    if shown.len() < fields.len() {
        shown.push("..".to_string());
    }
    match fields {
        Fields::Unit => String::new(),
        Fields::Named(_) => format!(" {{ {} }}", shown.join(", ")),
        Fields::Unnamed(_) => format!("({})", shown.join(", ")),
    }
}

/// `fn(self, name: &str) -> Pass`
pub fn method(signature: &Signature) -> String {
    let arguments: Vec<String> = signature
        .inputs
        .iter()
        // `mut` is the function's own affair
        .map(|argument| tokens(argument).trim_start_matches("mut ").to_string())
        .collect();
    let result = match &signature.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, ty) => format!(" -> {}", tokens(ty)),
    };
    let condition = signature.generics.where_clause.as_ref().map(|it| format!(" {}", tokens(it))).unwrap_or_default();
    let constant = if signature.constness.is_some() { "const " } else { "" };
    format!("{constant}fn{}({}){result}{condition}", tokens(&signature.generics), arguments.join(", "))
}

pub fn trait_item(item: &TraitItem) -> (String, String) {
    match item {
        TraitItem::Fn(it) => {
            let provided = if it.default.is_some() { " (provided)" } else { "" };
            (it.sig.ident.to_string(), format!("{}{provided}", method(&it.sig)))
        }
        TraitItem::Type(it) => (it.ident.to_string(), format!("type {}", tokens(&it.bounds))),
        TraitItem::Const(it) => (it.ident.to_string(), format!("const {}", tokens(&it.ty))),
        other => (String::new(), tokens(other)),
    }
}

/// Tokens with the blanks that people put between them.
pub fn tokens(what: &impl ToTokens) -> String {
    let mut out = String::new();
    write(what.to_token_stream(), &mut out);
    out
}

fn write(stream: TokenStream, out: &mut String) {
    let mut joined = true;
    for tree in stream {
        match tree {
            TokenTree::Group(group) => {
                let (open, close, blank) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")", false),
                    Delimiter::Bracket => ("[", "]", false),
                    Delimiter::Brace => ("{ ", " }", true),
                    Delimiter::None => ("", "", false),
                };
                let mut inner = String::new();
                write(group.stream(), &mut inner);
                let is_call = group.delimiter() == Delimiter::Parenthesis
                    && out.ends_with(|it: char| it.is_alphanumeric() || it == '>')
                    && !out.ends_with("->");
                if blank || !joined && !is_call {
                    space(out);
                }
                match inner.is_empty() && blank {
                    true => out.push_str("{}"),
                    false => out.push_str(&format!("{open}{inner}{close}")),
                }
                joined = false;
            }
            TokenTree::Punct(punct) => {
                let sign = punct.as_char();
                let tight = matches!(sign, ',' | ';' | ':' | '>' | '?' | '.' | '<' | '!');
                let binary = matches!(sign, '=' | '|' | '+' | '-') || sign == '>' && out.ends_with('=');
                if !joined && (binary || !tight) {
                    space(out);
                }
                out.push(sign);
                joined = match sign {
                    '-' | '\'' | '&' | '<' | '!' | '#' | '.' | '?' => true,
                    ':' => punct.spacing() == Spacing::Joint || out.ends_with("::"),
                    '=' => punct.spacing() == Spacing::Joint,
                    _ => false,
                };
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                if !joined {
                    space(out);
                }
                out.push_str(&tree.to_string());
                joined = false;
            }
        }
    }
}

fn space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}
