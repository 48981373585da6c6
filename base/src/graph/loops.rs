//! Natural loops: a header that dominates the source of an edge back to it, and what lies between.
use super::{Dominators, Flow, Graph};
use crate::Id;

/// A loop. Loops with one header are one loop.
#[derive(Clone, Debug)]
pub struct Loop<Block> {
    /// Where it is entered, and where each turn begins.
    pub header: Block,
    /// All blocks, those of inner loops too, the header first.
    pub blocks: Vec<Block>,
    /// The enclosing loop, as index into [`Loops::loops`].
    pub parent: Option<usize>,
}

/// The loops of a graph: an inner loop comes before the loops around it. An example is at [the module](super).
#[derive(Clone, Debug)]
pub struct Loops<Block> {
    /// All of them.
    pub loops: Vec<Loop<Block>>,
    /// By block: the innermost loop that it is in.
    pub innermost: Vec<Option<usize>>,
}

impl<Block: Id> Loops<Block> {
    /// The loops of a graph, of which `flow` and `dominators` are.
    pub fn new<G: Graph<Block = Block>>(graph: &G, flow: &Flow<Block>, dominators: &Dominators<Block>) -> Loops<Block> {
        let mut found = Loops { loops: Vec::new(), innermost: vec![None; graph.blocks()] };
        // Headers from the back: the headers of inner loops come later in reverse postorder.
        for header in flow.order.iter().rev() {
            let back = flow.predecessors(*header).iter().filter(|from| dominators.dominates(*header, **from));
            let back: Vec<Block> = back.copied().collect();
            if !back.is_empty() {
                found.add(flow, *header, back);
            }
        }
        found
    }
    /// How many loops a block is in.
    pub fn depth(&self, block: Block) -> usize {
        std::iter::successors(self.innermost[block.index()], |index| self.loops[*index].parent).count()
    }
    /// Is a block in the loop of that index?
    pub fn contains(&self, index: usize, block: Block) -> bool {
        std::iter::successors(self.innermost[block.index()], |index| self.loops[*index].parent).any(|at| at == index)
    }
    fn outermost(&self, mut index: usize) -> usize {
        while let Some(parent) = self.loops[index].parent {
            index = parent;
        }
        index
    }
    fn add(&mut self, flow: &Flow<Block>, header: Block, mut work: Vec<Block>) {
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
