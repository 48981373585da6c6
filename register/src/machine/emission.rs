//! Emission: the shared part. Walks allocated code in its final order, lets the target write bytes, and keeps the
//! tables beside them: relocations, call sites, lines, frame steps.
//!
//! Where the target has jumps of several lengths, everything is emitted twice: first with the longest, to know distances, which
//! can only shrink.
mod variables;

use super::Target;
use super::code::{Allocated, Calls, Code};
use super::order::Order;
use super::watch::Watched;
use crate::object::{CallSite, CodeObject, FrameStep, Known, LineRow, Relocation, RelocationKind};
use crate::{Function, Program, SymbolId};
use dynasmrt::{DynamicLabel, DynasmApi, DynasmLabelApi, VecAssembler};
use regalloc2::{Block, Edit, Function as _, Inst, ProgPoint, SpillSlot};
use virtual_machine::PositionId;

/// Where control goes after the instruction that is being written.
pub struct Flow {
    /// The block's successors, by the blocks that are really there.
    pub targets: [usize; 2],
    /// The block that is written next.
    pub next: usize,
    /// Is the first target rarely reached?
    pub rare: bool,
}

impl Flow {
    /// Is a conditional jump to the second target better than one to the first: since the first follows, or since one of the two
    /// is a jump more, which may be on the rare way?
    pub fn inverts(&self) -> bool {
        let [then, otherwise] = self.targets;
        then == self.next || self.rare && otherwise != self.next
    }
}

/// A jump that was written: where it ends, what it aims at.
struct Jumped {
    end: u32,
    block: usize,
}

/// The bytes of an instruction, and of the moves around it: these begin at the first offset, then it, then further moves.
struct Span {
    block: usize,
    instruction: usize,
    offsets: [u32; 4],
}

/// The state of writing one function.
pub struct Emission<'a, T: Target> {
    pub ops: VecAssembler<T::Relocation>,
    pub calls: Calls,
    /// Bytes from the stack pointer to the caller's.
    pub frame_size: u32,
    program: &'a Program,
    function: &'a Function,
    /// Bytes of spill slots at the bottom of the frame.
    spilled: u32,
    labels: Vec<DynamicLabel>,
    offsets: Vec<u32>,
    landings: Vec<(usize, usize)>,
    relocations: Vec<Relocation>,
    call_sites: Vec<CallSite>,
    lines: Vec<LineRow>,
    frame: Vec<FrameStep>,
    position: Option<PositionId>,
    /// Where each instruction was written.
    spans: Vec<Span>,
    /// Jumps in order.
    jumps: Vec<Jumped>,
    /// Of the round before: how many bytes there were from each jump's end to what it aims at, either way.
    distances: Vec<u32>,
}

impl<T: Target> Emission<'_, T> {
    pub fn offset(&self) -> u32 {
        self.ops.offset().0 as u32
    }
    /// The label of a block, or of [`Emission::overflow`].
    pub fn label(&self, block: usize) -> DynamicLabel {
        self.labels[block]
    }
    /// Stands for the code behind the function that reports overflow of the stack.
    pub fn overflow(&self) -> usize {
        self.labels.len() - 1
    }
    /// Puts the label of [`Emission::overflow`] here.
    pub fn place_overflow(&mut self) {
        self.place(self.overflow());
    }
    /// To be asked for each jump, in order: would one that goes so many bytes from its end, either way, reach its block?
    pub fn reaches(&self, bytes: u32) -> bool {
        self.distances.get(self.jumps.len()).is_some_and(|distance| *distance <= bytes)
    }
    /// To be told once after each jump that [`Emission::reaches`] was asked about.
    pub fn jumped(&mut self, block: usize) {
        self.jumps.push(Jumped { end: self.offset(), block });
    }
    /// The offset of a spill slot from the stack pointer.
    pub fn spill_offset(&self, slot: SpillSlot) -> i32 {
        8 * slot.index() as i32
    }
    /// The offset of a stack slot from the stack pointer.
    pub fn slot_offset(&self, slot: u32) -> i32 {
        (self.spilled + 8 * slot) as i32
    }
    /// A relocation at an offset.
    pub fn relocate(&mut self, offset: u32, kind: RelocationKind, symbol: SymbolId, addend: i64) {
        let target = self.program.symbols.name(symbol).to_string();
        self.relocate_name(offset, kind, &target, addend);
    }
    /// A relocation to a symbol of the runtime.
    pub fn relocate_name(&mut self, offset: u32, kind: RelocationKind, target: &str, addend: i64) {
        self.relocations.push(Relocation { offset, kind, target: target.to_string(), addend });
    }
    /// The return address is here; `live` are stack slots, `landing` a block.
    pub fn call_site(&mut self, live: &[u32], landing: Option<usize>) {
        if let Some(block) = landing {
            self.landings.push((self.call_sites.len(), block));
        }
        let live = live.iter().map(|slot| self.slot_offset(*slot) as u32).collect();
        let position = self.position.map(|position| position.0);
        let return_offset = self.offset();
        self.call_sites.push(CallSite { return_offset, frame_size: self.frame_size, live, landing: None, position });
    }
    /// From here on the caller's stack pointer is `size` above.
    pub fn frame_step(&mut self, size: u32, saved: Vec<(u16, i32)>) {
        self.frame.push(FrameStep { offset: self.offset(), size, saved });
    }
    fn place(&mut self, block: usize) {
        self.offsets[block] = self.offset();
        let label = self.labels[block];
        self.ops.dynamic_label(label);
    }
    fn line(&mut self, position: Option<PositionId>) {
        self.position = position;
        let row = LineRow { offset: self.offset(), position: position.map(|position| position.0) };
        match self.lines.last_mut() {
            Some(last) if last.position == row.position => {}
            Some(last) if last.offset == row.offset => *last = row,
            _ => self.lines.push(row),
        }
    }
}

/// Writes a function.
///
/// # Errors
/// What the assembler says: a jump that is too far.
pub fn emit<T: Target>(
    program: &Program,
    function: &Function,
    code: &Code<T::Instruction>,
    allocated: &Allocated,
    watched: &[Watched],
) -> Result<CodeObject, String> {
    let order = Order::new(code, allocated);
    let mut distances = Vec::new();
    loop {
        let last = !T::SHORT_JUMPS || !distances.is_empty();
        let mut emission = start::<T>(program, function, code, allocated, distances);
        write(&mut emission, &order, code, allocated);
        if last || emission.jumps.is_empty() {
            let known = watched.iter().map(|it| (it.row, variables::known(&emission, code, allocated, it))).collect();
            return finish(emission, known);
        }
        distances = emission.jumps.iter().map(|jump| emission.offsets[jump.block].abs_diff(jump.end)).collect();
    }
}

fn start<'a, T: Target>(
    program: &'a Program,
    function: &'a Function,
    code: &Code<T::Instruction>,
    allocated: &Allocated,
    distances: Vec<u32>,
) -> Emission<'a, T> {
    let spilled = 8 * allocated.output.num_spillslots as u32;
    let slots = spilled + 8 * function.stack_slots;
    let frame_size = match (slots, code.calls) {
        (0, Calls::None) => T::machine().entry_frame,
        _ => (slots + 8).next_multiple_of(16),
    };
    // what is called where the stack is full cannot ask whether it is
    let unchecked = program.symbols.name(function.symbol) == "stack_overflow";
    let mut ops = VecAssembler::new(0);
    let labels: Vec<DynamicLabel> = (0..=code.blocks.len()).map(|_| ops.new_dynamic_label()).collect();
    Emission {
        ops,
        calls: if unchecked { code.calls.min(Calls::Leaf) } else { code.calls },
        frame_size,
        program,
        function,
        spilled,
        offsets: vec![0; labels.len()],
        labels,
        landings: Vec::new(),
        relocations: Vec::new(),
        call_sites: Vec::new(),
        lines: Vec::new(),
        frame: Vec::new(),
        position: None,
        spans: Vec::new(),
        jumps: Vec::new(),
        distances,
    }
}

fn write<T: Target>(emission: &mut Emission<T>, order: &Order, code: &Code<T::Instruction>, allocated: &Allocated) {
    emission.line(emission.function.position);
    T::prologue(emission);
    for (at, &block) in order.blocks.iter().enumerate() {
        emission.place(block);
        let successors = code.block_succs(Block::new(block));
        let target = |index: usize| successors.get(index).map_or(usize::MAX, |to| order.forward[to.index()]);
        let rare = successors.first().is_some_and(|_| code.blocks[target(0)].cold) && !code.blocks[block].cold;
        let next = order.blocks.get(at + 1).copied().unwrap_or(usize::MAX);
        let flow = Flow { targets: [target(0), target(1)], next, rare };
        let (first, end) = code.blocks[block].instructions;
        let mut edits = &allocated.output.edits[order.edits[block] as usize..];
        for index in first as usize..end as usize {
            let placed = &code.instructions[index];
            emission.line(placed.position);
            let begin = emission.offset();
            edits = moves(emission, edits, ProgPoint::before(Inst::new(index)));
            let own = emission.offset();
            T::emit(emission, &placed.instruction, allocated.of(index), &flow);
            let behind = emission.offset();
            edits = moves(emission, edits, ProgPoint::after(Inst::new(index)));
            if !code.watched.is_empty() {
                let offsets = [begin, own, behind, emission.offset()];
                emission.spans.push(Span { block, instruction: index, offsets });
            }
        }
    }
    emission.line(emission.function.position);
    T::finish(emission);
    for at in 0..emission.landings.len() {
        let (site, block) = emission.landings[at];
        emission.call_sites[site].landing = Some(emission.offsets[block]);
    }
}

type Edits<'a> = &'a [(ProgPoint, Edit)];

/// Writes the moves up to a point and gives those after it.
fn moves<'e, T: Target>(emission: &mut Emission<T>, edits: Edits<'e>, point: ProgPoint) -> Edits<'e> {
    let count = edits.iter().take_while(|(at, _)| *at <= point).count();
    for (_, Edit::Move { from, to }) in &edits[..count] {
        if from != to {
            T::emit_move(emission, *from, *to);
        }
    }
    &edits[count..]
}

fn finish<T: Target>(emission: Emission<T>, known: Vec<(u32, Vec<Known>)>) -> Result<CodeObject, String> {
    let function = emission.function;
    let mut variables = variables::variables(&emission);
    known.into_iter().for_each(|(row, known)| variables[row as usize].known = known);
    let entered = variables::entered(function, &emission.lines);
    Ok(CodeObject {
        variables,
        entered,
        symbol: emission.program.symbols.name(function.symbol).to_string(),
        name: function.name.clone(),
        position: function.position.map(|position| position.0),
        bytes: emission.ops.finalize().map_err(|error| error.to_string())?,
        relocations: emission.relocations,
        call_sites: emission.call_sites,
        lines: emission.lines,
        frame: emission.frame,
        outermost: false,
    })
}
