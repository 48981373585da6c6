//! Builds functions: blocks with parameters, and a method per shape of instruction.
//!
//! New functions begin with [`FunctionBuilder::new`]; [`FunctionBuilder::edit`] goes on with one that is there.
//!
//! Blocks come in the layout in the order in which they are first switched to. What is emitted after a terminator
//! is dropped: callers need not care whether code can be reached.
#![deny(missing_docs)]

use crate::function::{Block, BlockId, ENTRY, Function, SymbolId, ValueId};
use crate::instruction::{Condition, Instruction, Opcode, Results, Target, Type};
use crate::variables::Variables;
use base::{Arena, Id};
use virtual_machine::PositionId;

/// A function in the making: emits into the current block.
///
/// ```
/// use register::{Condition, FunctionBuilder, Opcode, SymbolId, Target, Type};
///
/// // the larger of two words
/// let mut build = FunctionBuilder::new("larger", SymbolId(0), &[Type::Word, Type::Word], Some(Type::Word));
/// let (left, right) = (build.parameters()[0], build.parameters()[1]);
/// let end = build.new_block(&[Type::Word]);
/// build.branch_compare(Condition::Less, left, right, Target::new(end, &[right]), Target::new(end, &[left]));
/// build.switch_to(end);
/// let larger = build.block_parameters(end)[0];
/// build.give_back(Some(larger));
/// let function = build.finish();
/// assert_eq!(function.layout.len(), 2);
/// ```
pub struct FunctionBuilder {
    /// What is there so far.
    pub function: Function,
    current: BlockId,
    position: Option<PositionId>,
    /// By block: is it in the layout?
    placed: Vec<bool>,
}

impl FunctionBuilder {
    /// A function with its entry block, which is the current one.
    pub fn new(name: &str, symbol: SymbolId, parameters: &[Type], result: Option<Type>) -> FunctionBuilder {
        let function = Function {
            name: name.to_string(),
            symbol,
            result,
            blocks: Arena::new(),
            values: Arena::new(),
            layout: vec![ENTRY],
            stack_slots: 0,
            leaf: false,
            position: None,
            variables: Variables::default(),
        };
        let mut builder = FunctionBuilder { function, current: ENTRY, position: None, placed: vec![true] };
        builder.new_block(parameters);
        builder
    }
    /// Changes a function that is there: the builder emits into its blocks, and makes new ones, values, targets.
    ///
    /// ```
    /// use register::{ENTRY, FunctionBuilder, Instruction, Opcode, SymbolId, Type};
    ///
    /// let mut build = FunctionBuilder::new("f", SymbolId(0), &[Type::Word], Some(Type::Word));
    /// let (number, eight) = (build.parameters()[0], build.word(8));
    /// let product = build.op(Opcode::Mul, &[number, eight]);
    /// build.give_back(Some(product));
    /// let mut function = build.finish();
    ///
    /// // multiplication by 8 becomes a shift
    /// FunctionBuilder::edit(&mut function, |build| {
    ///     build.rewrite(ENTRY, |build, instruction| match (instruction.opcode, instruction.result) {
    ///         (Opcode::Mul, Some(result)) if instruction.operands[1] == eight => {
    ///             let three = build.word(3);
    ///             build.op_as(result, Opcode::ShiftLeft, &[instruction.operands[0], three]);
    ///         }
    ///         _ => build.emit(instruction),
    ///     });
    /// });
    /// assert_eq!(function.blocks[ENTRY].instructions[2].opcode, Opcode::ShiftLeft);
    /// assert_eq!(function.blocks[ENTRY].instructions[2].result, Some(product));
    /// ```
    pub fn edit<R>(function: &mut Function, change: impl FnOnce(&mut FunctionBuilder) -> R) -> R {
        let mut placed = vec![false; function.blocks.len()];
        function.layout.iter().for_each(|block| placed[block.index()] = true);
        let nothing = Function {
            name: String::new(),
            blocks: Arena::new(),
            values: Arena::new(),
            layout: Vec::new(),
            variables: Variables::default(),
            ..*function
        };
        let taken = std::mem::replace(function, nothing);
        let mut builder = FunctionBuilder { function: taken, current: ENTRY, position: None, placed };
        let result = change(&mut builder);
        *function = builder.function;
        result
    }
    /// Writes a block anew: `step` is given each of its instructions in turn, and what it emits stands in the place of that, with
    /// its source place. If it switches to another block, the rest goes there. The example is that of [`FunctionBuilder::edit`].
    pub fn rewrite(&mut self, block: BlockId, mut step: impl FnMut(&mut FunctionBuilder, Instruction)) {
        let old = std::mem::take(&mut self.function.blocks[block].instructions);
        self.switch_to(block);
        for instruction in old {
            self.position = instruction.position;
            step(self, instruction);
        }
    }
    /// The function's parameters.
    pub fn parameters(&self) -> &[ValueId] {
        self.block_parameters(ENTRY)
    }
    /// A block with parameters of the given types; comes in the layout when first switched to.
    pub fn new_block(&mut self, parameters: &[Type]) -> BlockId {
        let parameters = parameters.iter().map(|ty| self.function.values.push(*ty)).collect();
        self.function.blocks.push(Block { parameters, ..Block::default() })
    }
    /// A block that is rarely reached.
    pub fn new_cold_block(&mut self, parameters: &[Type]) -> BlockId {
        let block = self.new_block(parameters);
        self.function.blocks[block].cold = true;
        block
    }
    /// The parameters of a block.
    pub fn block_parameters(&self, block: BlockId) -> &[ValueId] {
        &self.function.blocks[block].parameters
    }
    /// One more parameter for a block.
    pub fn add_parameter(&mut self, block: BlockId, ty: Type) -> ValueId {
        let value = self.function.values.push(ty);
        self.function.blocks[block].parameters.push(value);
        value
    }
    /// Emit into this block from here on.
    pub fn switch_to(&mut self, block: BlockId) {
        self.current = block;
        self.placed.resize(self.function.blocks.len(), false);
        if !std::mem::replace(&mut self.placed[block.index()], true) {
            self.function.layout.push(block);
        }
    }
    /// The block that is emitted into.
    pub fn current(&self) -> BlockId {
        self.current
    }
    /// Does the current block have its terminator?
    pub fn is_terminated(&self) -> bool {
        self.function.blocks[self.current].instructions.last().is_some_and(Instruction::is_terminator)
    }
    /// The source place of what is emitted from here on.
    pub fn set_position(&mut self, position: Option<PositionId>) {
        self.position = position;
    }
    /// The source place of what is emitted.
    pub fn position(&self) -> Option<PositionId> {
        self.position
    }
    /// The type of a value.
    pub fn type_of(&self, value: ValueId) -> Type {
        self.function.values[value]
    }
    /// A new value, to be the result of an instruction given to [`FunctionBuilder::emit`].
    pub fn new_value(&mut self, ty: Type) -> ValueId {
        self.function.values.push(ty)
    }
    /// Appends an instruction as it is (with the current position, unless it has one).
    pub fn emit(&mut self, mut instruction: Instruction) {
        if self.is_terminated() {
            return;
        }
        instruction.position = instruction.position.or(self.position);
        self.function.blocks[self.current].instructions.push(instruction);
    }
    /// Emits with a new result of that type.
    pub fn emit_result(&mut self, ty: Type, instruction: Instruction) -> ValueId {
        let result = self.new_value(ty);
        self.emit(Instruction { result: Some(result), ..instruction });
        result
    }
    /// The function; blocks without a terminator end in `unreachable`.
    pub fn finish(mut self) -> Function {
        for block in self.function.layout.clone() {
            self.current = block;
            if !self.is_terminated() {
                self.unreachable();
            }
        }
        self.function
    }

    /// A number.
    pub fn word(&mut self, number: i64) -> ValueId {
        self.emit_result(Type::Word, Instruction { immediate: number, ..Instruction::new(Opcode::Word) })
    }
    /// An immediate value, by its tagged bits.
    pub fn constant(&mut self, bits: u64) -> ValueId {
        self.emit_result(Type::Value, Instruction { immediate: bits as i64, ..Instruction::new(Opcode::Constant) })
    }
    /// A double.
    pub fn float(&mut self, float: f64) -> ValueId {
        let immediate = float.to_bits() as i64;
        self.emit_result(Type::Float, Instruction { immediate, ..Instruction::new(Opcode::FloatConstant) })
    }
    /// A reference to a boot object.
    pub fn object(&mut self, symbol: SymbolId) -> ValueId {
        self.emit_result(Type::Value, Instruction { symbol: Some(symbol), ..Instruction::new(Opcode::Object) })
    }
    /// The address of a boot object, table or function.
    pub fn address_of(&mut self, symbol: SymbolId) -> ValueId {
        self.emit_result(Type::Word, Instruction { symbol: Some(symbol), ..Instruction::new(Opcode::AddressOf) })
    }
    /// Any opcode that needs operands alone and whose row says the result (`add`, `fsqrt`, `bits`, `value_of`...).
    pub fn op(&mut self, opcode: Opcode, operands: &[ValueId]) -> ValueId {
        let ty = match opcode.row().result {
            Results::Is(ty) => ty,
            Results::Any | Results::None => operands.get(1).map_or(Type::Word, |second| self.type_of(*second)),
        };
        self.emit_result(ty, with_operands(opcode, operands))
    }
    /// The same, with a value that is there as its result: that of an instruction whose place this takes.
    pub fn op_as(&mut self, result: ValueId, opcode: Opcode, operands: &[ValueId]) {
        self.emit(Instruction { result: Some(result), ..with_operands(opcode, operands) });
    }
    /// The second value if the word is not 0, else the third.
    pub fn select(&mut self, condition: ValueId, then: ValueId, otherwise: ValueId) -> ValueId {
        self.op(Opcode::Select, &[condition, then, otherwise])
    }
    /// 1 or 0.
    pub fn compare(&mut self, condition: Condition, left: ValueId, right: ValueId) -> ValueId {
        let instruction = Instruction { condition: Some(condition), ..with_operands(Opcode::Compare, &[left, right]) };
        self.emit_result(Type::Word, instruction)
    }
    /// 1 or 0.
    pub fn compare_float(&mut self, condition: Condition, left: ValueId, right: ValueId) -> ValueId {
        let instruction = Instruction { condition: Some(condition), ..with_operands(Opcode::CompareFloat, &[left, right]) };
        self.emit_result(Type::Word, instruction)
    }
    /// The untagged address of an object plus `offset`.
    pub fn to_address(&mut self, object: ValueId, offset: i64) -> ValueId {
        self.emit_result(Type::Address, Instruction { immediate: offset, ..with_operands(Opcode::ToAddress, &[object]) })
    }
    /// 8 bytes.
    pub fn load(&mut self, ty: Type, address: ValueId, offset: i64) -> ValueId {
        self.emit_result(ty, Instruction { immediate: offset, ..with_operands(Opcode::Load, &[address]) })
    }
    /// 8 bytes at address + 8 * index + offset.
    pub fn load_indexed(&mut self, ty: Type, address: ValueId, index: ValueId, offset: i64) -> ValueId {
        self.emit_result(ty, Instruction { immediate: offset, ..with_operands(Opcode::LoadIndexed, &[address, index]) })
    }
    /// `Load8`, `Load16` or `Load32`.
    pub fn load_part(&mut self, opcode: Opcode, address: ValueId, offset: i64) -> ValueId {
        self.emit_result(Type::Word, Instruction { immediate: offset, ..with_operands(opcode, &[address]) })
    }
    /// 8 bytes.
    pub fn store(&mut self, address: ValueId, offset: i64, value: ValueId) {
        self.emit(Instruction { immediate: offset, ..with_operands(Opcode::Store, &[address, value]) });
    }
    /// 8 bytes at address + 8 * index + offset.
    pub fn store_indexed(&mut self, address: ValueId, index: ValueId, offset: i64, value: ValueId) {
        self.emit(Instruction { immediate: offset, ..with_operands(Opcode::StoreIndexed, &[address, index, value]) });
    }
    /// `Store8`, `Store16` or `Store32`.
    pub fn store_part(&mut self, opcode: Opcode, address: ValueId, offset: i64, value: ValueId) {
        self.emit(Instruction { immediate: offset, ..with_operands(opcode, &[address, value]) });
    }
    /// A field of the context, by offset ([`parfait::context_offset`]).
    pub fn load_context(&mut self, ty: Type, offset: u32) -> ValueId {
        self.emit_result(ty, Instruction { immediate: offset.into(), ..Instruction::new(Opcode::LoadContext) })
    }
    /// Sets a field of the context, by offset.
    pub fn store_context(&mut self, offset: u32, value: ValueId) {
        self.emit(Instruction { immediate: offset.into(), ..with_operands(Opcode::StoreContext, &[value]) });
    }
    /// Copies that many bytes; they may overlap.
    pub fn copy_memory(&mut self, from: ValueId, to: ValueId, count: ValueId) {
        self.emit(with_operands(Opcode::CopyMemory, &[from, to, count]));
    }
    /// Sets that many bytes.
    pub fn fill_memory(&mut self, to: ValueId, byte: ValueId, count: ValueId) {
        self.emit(with_operands(Opcode::FillMemory, &[to, byte, count]));
    }
    /// A new object of that many bytes (header and slots); `header` is its header word.
    pub fn allocate(&mut self, bytes: i64, header: ValueId) -> ValueId {
        self.emit_result(Type::Value, Instruction { immediate: bytes, ..with_operands(Opcode::Allocate, &[header]) })
    }
    /// A call of a function: a safepoint.
    pub fn call(&mut self, callee: SymbolId, arguments: &[ValueId], result: Option<Type>) -> Option<ValueId> {
        let instruction = Instruction { symbol: Some(callee), ..with_operands(Opcode::Call, arguments) };
        self.emit_optional(result, instruction)
    }
    /// A call of a function that neither allocates nor raises.
    pub fn call_leaf(&mut self, callee: SymbolId, arguments: &[ValueId], result: Option<Type>) -> Option<ValueId> {
        let instruction = Instruction { symbol: Some(callee), ..with_operands(Opcode::CallLeaf, arguments) };
        self.emit_optional(result, instruction)
    }
    /// The first operand is the code address, the others are the arguments.
    pub fn call_indirect(&mut self, code_and_arguments: &[ValueId], result: Option<Type>) -> Option<ValueId> {
        self.emit_optional(result, with_operands(Opcode::CallIndirect, code_and_arguments))
    }
    /// A Linux system call, by its name.
    pub fn system_call(&mut self, name: SymbolId, arguments: &[ValueId]) -> ValueId {
        let instruction = Instruction { symbol: Some(name), ..with_operands(Opcode::SystemCall, arguments) };
        self.emit_result(Type::Word, instruction)
    }
    /// The stack pointer before this function was called.
    pub fn frame_address(&mut self) -> ValueId {
        self.emit_result(Type::Word, Instruction::new(Opcode::FrameAddress))
    }

    /// Goes on in a block.
    pub fn jump(&mut self, block: BlockId, arguments: &[ValueId]) {
        self.emit_targets(Instruction::new(Opcode::Jump), &[Target::new(block, arguments)]);
    }
    /// To `then` if the word is not 0.
    pub fn branch(&mut self, word: ValueId, then: Target, otherwise: Target) {
        self.emit_targets(with_operands(Opcode::Branch, &[word]), &[then, otherwise]);
    }
    /// To `then` if the condition holds between words or values.
    pub fn branch_compare(&mut self, condition: Condition, left: ValueId, right: ValueId, then: Target, otherwise: Target) {
        let instruction = Instruction { condition: Some(condition), ..with_operands(Opcode::BranchCompare, &[left, right]) };
        self.emit_targets(instruction, &[then, otherwise]);
    }
    /// To `then` if the condition holds between doubles.
    pub fn branch_float(&mut self, condition: Condition, left: ValueId, right: ValueId, then: Target, otherwise: Target) {
        let instruction = Instruction { condition: Some(condition), ..with_operands(Opcode::BranchFloat, &[left, right]) };
        self.emit_targets(instruction, &[then, otherwise]);
    }
    /// To `then` if any bit of `mask` is set in `value`.
    pub fn branch_bits(&mut self, value: ValueId, mask: i64, then: Target, otherwise: Target) {
        let instruction = Instruction { immediate: mask, ..with_operands(Opcode::BranchBits, &[value]) };
        self.emit_targets(instruction, &[then, otherwise]);
    }
    /// `AddSmallChecked`, `SubSmallChecked` or `MulSmallChecked` of smalls: goes on in `block`, which becomes the current
    /// one and has no parameters; `overflow` is where it goes else. The result is good in `block` and below.
    pub fn checked(&mut self, opcode: Opcode, left: ValueId, right: ValueId, block: BlockId, overflow: Target) -> ValueId {
        let result = self.new_value(Type::Value);
        let instruction = Instruction { result: Some(result), ..with_operands(opcode, &[left, right]) };
        self.emit_targets(instruction, &[Target::new(block, &[]), overflow]);
        self.switch_to(block);
        result
    }
    /// A call whose exceptions land in the block `landing`; goes on in `block`, which becomes the current one.
    pub fn call_landing(
        &mut self,
        callee: SymbolId,
        arguments: &[ValueId],
        result: Option<Type>,
        block: BlockId,
        landing: BlockId,
    ) -> Option<ValueId> {
        let instruction = Instruction { symbol: Some(callee), ..with_operands(Opcode::CallLanding, arguments) };
        self.landing(instruction, result, block, landing)
    }
    /// Likewise, of a code address, the first operand.
    pub fn call_indirect_landing(
        &mut self,
        code_and_arguments: &[ValueId],
        result: Option<Type>,
        block: BlockId,
        landing: BlockId,
    ) -> Option<ValueId> {
        self.landing(with_operands(Opcode::CallIndirectLanding, code_and_arguments), result, block, landing)
    }
    /// Returns from the function.
    pub fn give_back(&mut self, value: Option<ValueId>) {
        self.emit(with_operands(Opcode::Return, value.as_slice()));
    }
    /// Goes on at a code address, with another stack pointer.
    pub fn unwind_to(&mut self, code: ValueId, stack_pointer: ValueId) {
        self.emit(with_operands(Opcode::UnwindTo, &[code, stack_pointer]));
    }
    /// This place is never reached.
    pub fn unreachable(&mut self) {
        self.emit(Instruction::new(Opcode::Unreachable));
    }

    fn landing(&mut self, instruction: Instruction, result: Option<Type>, block: BlockId, landing: BlockId) -> Option<ValueId> {
        let result = result.map(|ty| self.new_value(ty));
        self.emit_targets(Instruction { result, ..instruction }, &[Target::new(block, &[]), Target::new(landing, &[])]);
        self.switch_to(block);
        result
    }
    fn emit_optional(&mut self, result: Option<Type>, instruction: Instruction) -> Option<ValueId> {
        let result = result.map(|ty| self.new_value(ty));
        self.emit(Instruction { result, ..instruction });
        result
    }
    fn emit_targets(&mut self, instruction: Instruction, targets: &[Target]) {
        self.emit(Instruction { targets: targets.iter().cloned().collect(), ..instruction });
    }
}

fn with_operands(opcode: Opcode, operands: &[ValueId]) -> Instruction {
    Instruction { operands: operands.iter().copied().collect(), ..Instruction::new(opcode) }
}
