//! Natural loops: a header that dominates the source of an edge back to it, and what lies between.
use super::{Dominators, Flow};
use crate::function::{BlockId, Function};
use base::Id;

/// A loop. Loops with one header are one loop.
pub struct Loop {
    pub header: BlockId,
    /// All blocks, those of inner loops too, the header first.
    pub blocks: Vec<BlockId>,
    /// The enclosing loop, as index into [`Loops::loops`].
    pub parent: Option<usize>,
}

/// The loops of a function: an inner loop comes before the loops around it.
pub struct Loops {
    pub loops: Vec<Loop>,
    /// By block: the innermost loop that it is in.
    pub innermost: Vec<Option<usize>>,
}

impl Loops {
    pub fn new(function: &Function, flow: &Flow, dominators: &Dominators) -> Loops {
        let mut found = Loops { loops: Vec::new(), innermost: vec![None; function.blocks.len()] };
        // Headers from the back: the headers of inner loops come later in reverse postorder.
        for header in flow.order.iter().rev() {
            let back = flow.predecessors(*header).iter().filter(|from| dominators.dominates(*header, **from));
            let back: Vec<BlockId> = back.copied().collect();
            if !back.is_empty() {
                found.add(flow, *header, back);
            }
        }
        found
    }
    /// How many loops a block is in.
    pub fn depth(&self, block: BlockId) -> usize {
        std::iter::successors(self.innermost[block.index()], |index| self.loops[*index].parent).count()
    }
    pub fn contains(&self, index: usize, block: BlockId) -> bool {
        std::iter::successors(self.innermost[block.index()], |index| self.loops[*index].parent).any(|at| at == index)
    }
    fn outermost(&self, mut index: usize) -> usize {
        while let Some(parent) = self.loops[index].parent {
            index = parent;
        }
        index
    }
    fn add(&mut self, flow: &Flow, header: BlockId, mut work: Vec<BlockId>) {
        let new = self.loops.len();
        let mut blocks = vec![header];
        let mut adopted = Vec::new();
        self.loops.push(Loop { header, blocks: Vec::new(), parent: None });
        // An outer loop's header may not be the header of an inner one: loops with one header are one loop.
        self.innermost[header.index()] = Some(new);
        while let Some(block) = work.pop() {
            match self.innermost[block.index()] {
                Some(inner) => {
                    let inner = self.outermost(inner);
                    if inner == new {
                        continue;
                    }
                    self.loops[inner].parent = Some(new);
                    adopted.push(inner);
                    let inner_header = self.loops[inner].header;
                    work.extend(flow.predecessors(inner_header).iter().filter(|from| !self.contains(inner, **from)));
                }
                None => {
                    self.innermost[block.index()] = Some(new);
                    blocks.push(block);
                    work.extend(flow.predecessors(block).iter().copied());
                }
            }
        }
        for inner in adopted {
            blocks.extend(self.loops[inner].blocks.iter().copied());
        }
        self.loops[new].blocks = blocks;
    }
}
