//! Which argument goes to which formal parameter, when both sides are known.
use crate::program::*;

/// What an argument slot receives.
#[derive(Clone, PartialEq, Debug)]
pub enum Formal {
    /// The n-th argument of the call.
    Argument(usize),
    Undefined,
    Nil,
    /// An Array of these arguments.
    Rest(Vec<usize>),
    /// A Hash of these keyword arguments.
    Keywords(Vec<(SymbolId, usize)>),
}

/// The shape of a call: positional arguments by index, keywords by name and index.
#[derive(Clone, Default, Debug)]
pub struct Shape {
    pub positional: Vec<Formal>,
    pub keywords: Vec<(SymbolId, usize)>,
}

/// The formals in canonical order, or the message of the ArgumentError.
pub fn bind(symbols: &Symbols, parameters: &Parameters, shape: &Shape) -> Result<Vec<Formal>, String> {
    let mut positional = shape.positional.clone();
    let mut keywords = shape.keywords.clone();
    let takes_keywords = !parameters.keywords.is_empty() || parameters.keyword_rest;
    if !takes_keywords && !keywords.is_empty() {
        if parameters.no_keywords {
            return Err("no keywords accepted".into());
        }
        positional.push(Formal::Keywords(std::mem::take(&mut keywords)));
    }
    let (required, optional, post) = (parameters.required as usize, parameters.optional as usize, parameters.post as usize);
    let most = required + optional + post;
    if parameters.lenient {
        if !parameters.rest {
            positional.truncate(most);
        }
        while positional.len() < required + post {
            positional.push(Formal::Nil);
        }
    } else if positional.len() < required + post || (positional.len() > most && !parameters.rest) {
        return Err(wrong_number(symbols, parameters, positional.len()));
    }
    let mut formals: Vec<Formal> = positional[..required].to_vec();
    let post_start = positional.len() - post;
    let given = (post_start - required).min(optional);
    formals.extend_from_slice(&positional[required..required + given]);
    formals.resize(required + optional, Formal::Undefined);
    if parameters.rest {
        let rest = &positional[required + given..post_start];
        formals.push(rest_of(rest));
    }
    formals.extend_from_slice(&positional[post_start..]);
    bind_keywords(symbols, parameters, keywords, &mut formals)?;
    Ok(formals)
}

fn rest_of(rest: &[Formal]) -> Formal {
    let indices = rest.iter().map(|formal| match formal {
        Formal::Argument(index) => *index,
        // a keyword hash that became positional: its marker
        _ => usize::MAX,
    });
    Formal::Rest(indices.collect())
}

fn bind_keywords(
    symbols: &Symbols,
    parameters: &Parameters,
    mut keywords: Vec<(SymbolId, usize)>,
    formals: &mut Vec<Formal>,
) -> Result<(), String> {
    let mut missing = Vec::new();
    for keyword in &parameters.keywords {
        // the last one of a name counts
        match keywords.iter().rposition(|(name, _)| *name == keyword.name) {
            Some(at) => {
                formals.push(Formal::Argument(keywords[at].1));
                keywords.retain(|(name, _)| *name != keyword.name);
            }
            None if keyword.required => missing.push(format!(":{}", symbols.name(keyword.name))),
            None => formals.push(Formal::Undefined),
        }
    }
    if !missing.is_empty() {
        let plural = if missing.len() == 1 { "" } else { "s" };
        return Err(format!("missing keyword{plural}: {}", missing.join(", ")));
    }
    if parameters.keyword_rest {
        formals.push(Formal::Keywords(keywords));
    } else if !keywords.is_empty() {
        let names: Vec<String> = keywords.iter().map(|(name, _)| format!(":{}", symbols.name(*name))).collect();
        let plural = if names.len() == 1 { "" } else { "s" };
        return Err(format!("unknown keyword{plural}: {}", names.join(", ")));
    }
    Ok(())
}

fn wrong_number(symbols: &Symbols, parameters: &Parameters, given: usize) -> String {
    let least = parameters.required + parameters.post;
    let most = least + parameters.optional;
    let expected = match (parameters.rest, least == most) {
        (true, _) => format!("{least}+"),
        (false, true) => format!("{least}"),
        (false, false) => format!("{least}..{most}"),
    };
    let needed: Vec<&str> =
        parameters.keywords.iter().filter(|keyword| keyword.required).map(|keyword| symbols.name(keyword.name)).collect();
    let plural = if needed.len() == 1 { "" } else { "s" };
    let required = if needed.is_empty() { String::new() } else { format!("; required keyword{plural}: {}", needed.join(", ")) };
    format!("wrong number of arguments (given {given}, expected {expected}{required})")
}
