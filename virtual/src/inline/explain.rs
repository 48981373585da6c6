//! What inlining says of its work: what went where, and why a call stays one.
use super::{Breaks, Inliner, Site, callee};
use crate::instruction::*;
use crate::program::*;
use base::remark::Kind;
use std::ops::Range;

/// Why an instruction is not replaced by a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// It calls nothing that is known.
    NoCall,
    /// The callee is under way: it calls itself, if by others.
    Recursive,
    MakesClosures,
    /// It asks for its own frame.
    NeedsFrame,
    /// It only raises.
    NeverReturns,
    LargeCaller {
        size: usize,
    },
    Large {
        size: usize,
        limit: usize,
    },
    /// It was looked at in the method that it is written in.
    LookedAtBefore,
    /// The caller is small, and is to stay so.
    StaysSmall,
    /// The block stands in another method.
    Elsewhere,
    /// `break` or `return` would leave an `ensure` or `rescue`.
    LeavesRescue,
    /// `break` could not become a jump.
    Breaks,
}

impl Refusal {
    /// In terms of the program; none where there is nothing to say.
    fn reason(self) -> Option<String> {
        Some(match self {
            Refusal::NoCall | Refusal::NeverReturns | Refusal::LookedAtBefore | Refusal::NeedsFrame => return None,
            Refusal::Recursive => "it calls itself".to_string(),
            Refusal::MakesClosures => "it passes on a block that is not inlined, which keeps its variables".to_string(),
            Refusal::LargeCaller { size } => format!("the method would become too large: {size} of at most {}", super::LARGEST),
            Refusal::Large { size, limit } => format!("it is too large: {size} of at most {limit} instructions"),
            Refusal::StaysSmall => "the method that calls it is kept small, to be inlined itself".to_string(),
            Refusal::Elsewhere => "the block comes from another method, which is not inlined here".to_string(),
            Refusal::LeavesRescue => "its `break` or `return` leaves a `rescue` or `ensure`".to_string(),
            Refusal::Breaks => "its block says `break`, and some call of the block cannot be inlined".to_string(),
        })
    }
}

impl Inliner {
    /// The callee's body takes the place of a call.
    pub fn say_inlined(&self, program: &Program, instruction: &Instruction, callee: MethodId) {
        program.remark("inlined", instruction.position, || program.label(callee));
    }

    /// The calls among some instructions that stay calls.
    pub fn say_refused(&self, program: &Program, looked_at: Range<usize>, site: impl Fn(usize) -> Site, breaks: &Breaks) {
        if !program.remarks.are_kept() {
            return;
        }
        for site in looked_at.map(site) {
            let instruction = &program.methods[site.method].blocks[site.block].instructions[site.index];
            let reason = self.wanted(program, site, breaks).err().and_then(Refusal::reason);
            let (Some(callee), Some(reason)) = (callee(&instruction.op), reason) else { continue };
            let message = || format!("{} is called: {reason}", program.label(callee));
            // what the runtime does in its own methods is nothing that a program can change, unless it is given a block
            let is_block = matches!(instruction.op, Op::CallBlock { .. } | Op::Call { block: BlockArgument::Literal(_), .. });
            let kind = if program.is_runtime(callee) && !is_block { Kind::Note } else { Kind::Missed };
            program.say(kind, "inlined", instruction.position, message);
        }
    }
}
