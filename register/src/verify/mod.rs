//! Checks what every pass relies on: SSA dominance, types by the table, blocks and their arguments, calls that fit what
//! they call, and no `address` that lives across a safepoint (the collector would not see it). Errors are shown in the listing.
//!
//! ```text
//!   v2: word = add v0, v1
//!   # ^ operand 1 is a value, it should be a word
//! ```
mod slots;

use crate::analysis::{Dominators, Flow, Liveness};
use crate::function::{BlockId, ENTRY, Function, FunctionId, Program, SymbolId, ValueId};
use crate::instruction::{Extra, Instruction, Opcode, Results, Target, Type};
use crate::text::{Notes, print_annotated};
use base::{Diagnostic, Id, Result};
use std::collections::{BTreeSet, HashMap};

/// Checks all functions.
///
/// # Errors
/// A diagnostic per function that is wrong: the first problem as title, the listing with all problems as hint.
pub fn verify(program: &Program) -> Result<()> {
    let shown = |(function, notes): (FunctionId, Notes)| {
        let function = &program.functions[function];
        let first = notes.values().flatten().next().map_or("", String::as_str);
        let name = program.symbols.name(function.symbol);
        Diagnostic::error(format!("{name}: {first}")).hint(print_annotated(program, function, &notes))
    };
    let errors: Vec<Diagnostic> = problems(program).into_iter().map(shown).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// What is wrong, by function, block and number of the instruction.
pub fn problems(program: &Program) -> Vec<(FunctionId, Notes)> {
    let functions: HashMap<SymbolId, &Function> = program.functions.values().map(|it| (it.symbol, it)).collect();
    let checked = program.functions.iter().map(|(id, function)| (id, verify_function(&functions, function)));
    checked.filter(|(_, notes)| !notes.is_empty()).collect()
}

fn verify_function(functions: &HashMap<SymbolId, &Function>, function: &Function) -> Notes {
    let mut check = Check { functions, function, notes: Notes::new() };
    if check.blocks() {
        check.instructions();
        let flow = Flow::new(function);
        check.dominance(&flow);
        check.addresses(&flow);
        check.slots(&flow);
    }
    check.notes
}

struct Check<'a> {
    functions: &'a HashMap<SymbolId, &'a Function>,
    function: &'a Function,
    notes: Notes,
}

/// Where a value is defined: block and index of the instruction; parameters have none.
type Definition = Option<(BlockId, Option<usize>)>;

impl Check<'_> {
    fn note(&mut self, block: BlockId, index: usize, text: impl Into<String>) {
        self.notes.entry((block, index)).or_default().push(text.into());
    }

    /// The shape of blocks. `false`: nothing more can be checked.
    fn blocks(&mut self) -> bool {
        let function = self.function;
        if function.layout.first() != Some(&ENTRY) {
            self.note(ENTRY, 0, "the layout does not start with the entry block");
        }
        let placed: BTreeSet<BlockId> = function.layout.iter().copied().collect();
        if placed.len() != function.layout.len() {
            self.note(ENTRY, 0, "a block is twice in the layout");
        }
        for block in &function.layout {
            let Some(data) = function.blocks.get(*block) else {
                self.note(ENTRY, 0, format!("{block} is in the layout but does not exist"));
                return false;
            };
            let last = data.instructions.len().saturating_sub(1);
            if !data.instructions.last().is_some_and(Instruction::is_terminator) {
                self.note(*block, last, format!("{block} does not end in a terminator"));
            }
            if let Some(index) = data.body().iter().position(Instruction::is_terminator) {
                self.note(*block, index, "a terminator before the end of the block");
            }
            for (index, instruction) in data.instructions.iter().enumerate() {
                for target in &instruction.targets {
                    if !placed.contains(&target.block) {
                        self.note(*block, index, format!("{} is not in the layout", target.block));
                    } else if target.block == ENTRY {
                        self.note(*block, index, "nothing may go back to the entry block");
                    }
                }
                let arguments = instruction.targets.iter().flat_map(|target| target.arguments.iter());
                let values = instruction.operands.iter().chain(&instruction.result).chain(arguments);
                for value in values.filter(|value| function.values.get(**value).is_none()) {
                    self.note(*block, index, format!("{value} does not exist"));
                }
            }
        }
        self.notes.is_empty()
    }

    fn instructions(&mut self) {
        for block in &self.function.layout {
            for (index, instruction) in self.function.blocks[*block].instructions.iter().enumerate() {
                for problem in self.problems(instruction) {
                    self.note(*block, index, problem);
                }
            }
        }
    }
    fn problems(&self, instruction: &Instruction) -> Vec<String> {
        let mut problems = Vec::new();
        self.operands(instruction, &mut problems);
        self.result(instruction, &mut problems);
        self.extra(instruction, &mut problems);
        self.targets(instruction, &mut problems);
        self.call(instruction, &mut problems);
        problems
    }
    fn operands(&self, instruction: &Instruction, problems: &mut Vec<String>) {
        let row = instruction.opcode.row();
        let fixed = row.operands.trim_end_matches('*');
        let open = fixed.len() != row.operands.len();
        let count = instruction.operands.len();
        if count < fixed.len() || count > fixed.len() && !open {
            problems.push(format!("{} operands, there should be {}", count, fixed.len()));
        }
        for (index, (operand, letter)) in instruction.operands.iter().zip(fixed.chars()).enumerate() {
            let ty = self.function.values[*operand];
            let good = match letter {
                'v' => ty == Type::Value,
                'w' => ty == Type::Word,
                'f' => ty == Type::Float,
                'a' => ty != Type::Float,
                _ => true,
            };
            if !good {
                let wanted = match letter {
                    'v' => "value",
                    'w' => "word",
                    'f' => "float",
                    _ => "word, an address or a value",
                };
                problems.push(format!("operand {} is a {}, it should be a {wanted}", index + 1, ty.name()));
            }
        }
        let same = match (instruction.opcode, &instruction.operands[..]) {
            (Opcode::Select, [_, left, right]) => self.function.values[*left] == self.function.values[*right],
            (Opcode::Compare | Opcode::BranchCompare, [left, right]) => {
                [left, right].iter().all(|operand| self.function.values[**operand] != Type::Float)
            }
            (Opcode::Return, operands) => operands.first().map(|operand| self.function.values[*operand]) == self.function.result,
            _ => true,
        };
        if !same {
            problems.push("the operands' types do not fit".to_string());
        }
    }
    fn result(&self, instruction: &Instruction, problems: &mut Vec<String>) {
        let found = instruction.result.map(|result| self.function.values[result]);
        let row = instruction.opcode.row();
        match row.result {
            Results::None if found.is_some() => problems.push("this instruction has no result".to_string()),
            Results::Is(ty) if found != Some(ty) => problems.push(format!("the result should be a {}", ty.name())),
            Results::Any if found.is_none() && row.extra != Extra::Call => problems.push("the result is missing".to_string()),
            Results::None | Results::Any | Results::Is(_) => {}
        }
        if instruction.opcode == Opcode::Select && found != instruction.operands.get(1).map(|it| self.function.values[*it]) {
            problems.push("the result's type is not that of the operands".to_string());
        }
    }
    fn extra(&self, instruction: &Instruction, problems: &mut Vec<String>) {
        let missing = match instruction.opcode.row().extra {
            Extra::Condition => instruction.condition.is_none(),
            Extra::Symbol => instruction.symbol.is_none(),
            Extra::Call => instruction.symbol.is_none() != is_indirect(instruction.opcode),
            Extra::None | Extra::Immediate | Extra::Offset => false,
        };
        if missing {
            problems.push("the condition or the symbol is missing (or too much)".to_string());
        }
        if instruction.live.iter().any(|slot| *slot >= self.function.stack_slots) {
            problems.push("a live slot that the function does not have".to_string());
        }
        if matches!(instruction.opcode, Opcode::SpillStore | Opcode::SpillLoad)
            && !u32::try_from(instruction.immediate).is_ok_and(|slot| slot < self.function.stack_slots)
        {
            problems.push("a stack slot that the function does not have".to_string());
        }
    }
    fn targets(&self, instruction: &Instruction, problems: &mut Vec<String>) {
        let wanted = target_count(instruction.opcode);
        if instruction.targets.len() != wanted {
            problems.push(format!("{} targets, there should be {wanted}", instruction.targets.len()));
        }
        for target in &instruction.targets {
            self.arguments(target, problems);
        }
        if is_landing(instruction.opcode) && instruction.targets.get(1).is_some_and(|landing| !landing.arguments.is_empty()) {
            problems.push("a landing block takes no arguments".to_string());
        }
    }
    fn arguments(&self, target: &Target, problems: &mut Vec<String>) {
        let parameters = &self.function.blocks[target.block].parameters;
        if parameters.len() != target.arguments.len() {
            problems.push(format!(
                "{} arguments for {}, which has {} parameters",
                target.arguments.len(),
                target.block,
                parameters.len()
            ));
        }
        for (argument, parameter) in target.arguments.iter().zip(parameters) {
            let (given, wanted) = (self.function.values[*argument], self.function.values[*parameter]);
            if given != wanted {
                problems.push(format!("{argument} is a {}, {parameter} of {} a {}", given.name(), target.block, wanted.name()));
            }
        }
    }
    fn call(&self, instruction: &Instruction, problems: &mut Vec<String>) {
        if instruction.opcode.row().extra != Extra::Call {
            return;
        }
        let Some(callee) = instruction.symbol.and_then(|symbol| self.functions.get(&symbol)) else { return };
        let wanted = callee.blocks[ENTRY].parameters.iter().map(|parameter| callee.values[*parameter]);
        if !wanted.eq(instruction.operands.iter().map(|operand| self.function.values[*operand])) {
            problems.push("the arguments do not fit the parameters of what is called".to_string());
        }
        let result = instruction.result.map(|result| self.function.values[result]);
        if result.is_some() && result != callee.result {
            problems.push("the result is not of the type that the callee returns".to_string());
        }
        if instruction.opcode == Opcode::CallLeaf && !callee.leaf {
            problems.push("what is called is not a leaf".to_string());
        }
    }

    fn dominance(&mut self, flow: &Flow) {
        let dominators = Dominators::new(self.function, flow);
        let definitions = self.definitions();
        for block in self.function.layout.iter().filter(|block| flow.is_reachable(**block)) {
            for (index, instruction) in self.function.blocks[*block].instructions.iter().enumerate() {
                for (at, target) in instruction.targets.iter().enumerate() {
                    for argument in &target.arguments {
                        let own = at == 0 && instruction.result == Some(*argument);
                        if !own && !self.dominates(flow, &dominators, definitions[argument.index()], (*block, index)) {
                            self.note(*block, index, format!("{argument} is not defined on every way to here"));
                        }
                    }
                }
                for operand in &instruction.operands {
                    if !self.dominates(flow, &dominators, definitions[operand.index()], (*block, index)) {
                        self.note(*block, index, format!("{operand} is not defined on every way to here"));
                    }
                }
            }
        }
    }
    fn definitions(&mut self) -> Vec<Definition> {
        let mut definitions: Vec<Definition> = vec![None; self.function.values.len()];
        for block in &self.function.layout {
            let data = &self.function.blocks[*block];
            let parameters = data.parameters.iter().map(|parameter| (*parameter, None));
            let results = data.instructions.iter().enumerate().filter_map(|(index, it)| Some((it.result?, Some(index))));
            for (value, index) in parameters.chain(results) {
                if definitions[value.index()].replace((*block, index)).is_some() {
                    self.note(*block, index.unwrap_or(0), format!("{value} is defined twice"));
                }
            }
        }
        definitions
    }
    fn dominates(&self, flow: &Flow, dominators: &Dominators, definition: Definition, at: (BlockId, usize)) -> bool {
        let Some((block, index)) = definition else { return false };
        let instruction = index.map(|index| &self.function.blocks[block].instructions[index]);
        match (instruction.filter(|it| it.is_terminator()), index) {
            // Good from the edge to the first target on.
            (Some(terminator), _) => terminator
                .targets
                .first()
                .is_some_and(|first| flow.predecessors(first.block).len() == 1 && dominators.dominates(first.block, at.0)),
            (None, Some(index)) if block == at.0 => index < at.1,
            (None, _) => dominators.dominates(block, at.0),
        }
    }

    fn addresses(&mut self, flow: &Flow) {
        if !self.function.values.values().any(|ty| *ty == Type::Address) {
            return;
        }
        let function = self.function;
        let is_address = |value: ValueId| function.values[value] == Type::Address;
        let liveness = Liveness::new(function, flow, is_address);
        for block in &flow.order {
            let out = function.successors(*block).flat_map(|to| liveness.into[to.index()].iter().copied());
            let mut live: BTreeSet<ValueId> = out.collect();
            for (index, instruction) in function.blocks[*block].instructions.iter().enumerate().rev() {
                let arguments = instruction.targets.iter().flat_map(|target| target.arguments.iter());
                live.extend(arguments.copied().filter(|value| is_address(*value)));
                if let Some(result) = instruction.result {
                    live.remove(&result);
                }
                if instruction.is_safepoint() {
                    for value in &live {
                        self.note(*block, index, format!("{value} is an address and lives across this safepoint"));
                    }
                }
                live.extend(instruction.operands.iter().copied().filter(|value| is_address(*value)));
            }
        }
    }
}

fn is_landing(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::CallLanding | Opcode::CallIndirectLanding)
}

fn is_indirect(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::CallIndirect | Opcode::CallIndirectLanding)
}

/// How many targets an instruction has.
fn target_count(opcode: Opcode) -> usize {
    match opcode {
        Opcode::Jump => 1,
        Opcode::Branch | Opcode::BranchCompare | Opcode::BranchFloat | Opcode::BranchBits => 2,
        Opcode::AddSmallChecked | Opcode::SubSmallChecked | Opcode::MulSmallChecked => 2,
        _ if is_landing(opcode) => 2,
        _ => 0,
    }
}
