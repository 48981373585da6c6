//! Reads a function: header, blocks, instructions. The table of opcodes says what each line may hold.
use super::parse::{Reader, error};
use super::print::is_context;
use crate::function::{Block, BlockId, ENTRY, Function, ValueId};
use crate::instruction::{Condition, Extra, Instruction, Opcode, Target, Type};
use base::text::Kind;
use base::{Arena, Id, Result};
use parfait::value;
use smallvec::SmallVec;

/// Numbers of values and blocks stay below this, so that a text cannot ask for all memory.
const LIMIT: u32 = 1 << 22;

/// Reads what follows the word `function`.
pub(super) fn read(reader: &mut Reader) -> Result<Function> {
    let head = reader.peek().span;
    reader.places.function(reader.program.functions.len(), head);
    let symbol = reader.symbol()?;
    let mut function = Function {
        name: reader.program.symbols.name(symbol).to_string(),
        symbol,
        result: None,
        blocks: Arena::new(),
        values: Arena::new(),
        layout: Vec::new(),
        stack_slots: 0,
        leaf: false,
        position: None,
        variables: crate::variables::Variables::default(),
    };
    let parameters = parameters(reader, &mut function)?;
    if reader.take("->") {
        function.result = Some(read_type(reader)?);
    }
    if reader.take("as") {
        function.name = reader.string()?;
    }
    function.leaf = reader.take("leaf");
    if reader.take("slots") {
        function.stack_slots = reader.index()?;
    }
    function.position = reader.place()?;
    let span = reader.peek().span;
    reader.end_of_line()?;
    while let Some(block) = entity(reader, 'b') {
        read_block(reader, &mut function, BlockId(block?))?;
    }
    reader.back_to_newline();
    if function.layout.first() != Some(&ENTRY) {
        return error(span, "a function starts with its entry block, b0");
    }
    function.blocks[ENTRY].parameters = parameters;
    Ok(function)
}

fn read_block(reader: &mut Reader, function: &mut Function, id: BlockId) -> Result<()> {
    let span = reader.peek().span;
    let number = reader.program.functions.len();
    reader.places.block(number, id.index(), span);
    reader.next();
    while function.blocks.len() <= id.index() {
        function.blocks.push(Block::default());
    }
    if function.layout.contains(&id) {
        return error(span, "this block is there already");
    }
    function.layout.push(id);
    let parameters = if reader.peek().is("(") { parameters(reader, function)? } else { Vec::new() };
    reader.expect(":")?;
    let cold = reader.take("cold");
    reader.end_of_line()?;
    let mut instructions = Vec::new();
    while reader.peek().kind == Kind::Word
        && !reader.peek().is("function")
        && !reader.peek().is("data")
        && entity(reader, 'b').is_none()
    {
        let first = reader.peek().span;
        let instruction = instruction(reader, function)?;
        let span = first.to(reader.last().span);
        reader.places.instruction(number, id.index(), instructions.len(), span);
        reader.end_of_line()?;
        instructions.push(instruction);
    }
    function.blocks[id] = Block { parameters, instructions, cold };
    Ok(())
}

/// The number of `b7` or `v7`, if that comes next; it is not taken.
fn entity(reader: &Reader, prefix: char) -> Option<Result<u32>> {
    let token = reader.peek();
    let digits = token.str().strip_prefix(prefix).filter(|_| token.kind == Kind::Word)?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(match digits.parse().ok().filter(|number| *number < LIMIT) {
        Some(number) => Ok(number),
        None => error(token.span, "this number is too large"),
    })
}

fn block(reader: &mut Reader, function: &mut Function) -> Result<BlockId> {
    let Some(number) = entity(reader, 'b') else { return error(reader.peek().span, "expected a block, such as b1") };
    let id = BlockId(number?);
    reader.next();
    while function.blocks.len() <= id.index() {
        function.blocks.push(Block::default());
    }
    Ok(id)
}

fn value(reader: &mut Reader, function: &mut Function) -> Result<ValueId> {
    let Some(number) = entity(reader, 'v') else { return error(reader.peek().span, "expected a value, such as v1") };
    let id = ValueId(number?);
    reader.next();
    while function.values.len() <= id.index() {
        function.values.push(Type::Word);
    }
    Ok(id)
}

fn read_type(reader: &mut Reader) -> Result<Type> {
    let span = reader.peek().span;
    let name = reader.word()?;
    match Type::ALL.into_iter().find(|ty| ty.name() == name) {
        Some(ty) => Ok(ty),
        None => error(span, "expected a type: value, word, float or address"),
    }
}

/// `v1: value`
fn definition(reader: &mut Reader, function: &mut Function) -> Result<ValueId> {
    let value = value(reader, function)?;
    reader.expect(":")?;
    function.values[value] = read_type(reader)?;
    Ok(value)
}

fn parameters(reader: &mut Reader, function: &mut Function) -> Result<Vec<ValueId>> {
    let mut parameters = Vec::new();
    reader.expect("(")?;
    while !reader.take(")") {
        if !parameters.is_empty() {
            reader.expect(",")?;
        }
        parameters.push(definition(reader, function)?);
    }
    Ok(parameters)
}

fn instruction(reader: &mut Reader, function: &mut Function) -> Result<Instruction> {
    let mut result = None;
    if entity(reader, 'v').is_some() {
        result = Some(definition(reader, function)?);
        reader.expect("=")?;
    }
    let span = reader.peek().span;
    let Some(opcode) = Opcode::by_mnemonic(&reader.word()?) else {
        return error(span, "there is no such instruction");
    };
    let mut instruction = Instruction { result, ..Instruction::new(opcode) };
    middle(reader, function, &mut instruction)?;
    if reader.take("live") {
        instruction.live = slots(reader)?;
    }
    reader.take("->");
    while entity(reader, 'b').is_some() {
        let block = block(reader, function)?;
        let arguments = if reader.peek().is("(") { arguments(reader, function)? } else { SmallVec::new() };
        instruction.targets.push(Target { block, arguments: arguments.into_iter().collect() });
        reader.take(",");
    }
    instruction.position = reader.place()?;
    Ok(instruction)
}

fn middle(reader: &mut Reader, function: &mut Function, instruction: &mut Instruction) -> Result<()> {
    match instruction.opcode.row().extra {
        Extra::None => values(reader, function, instruction),
        Extra::Condition => {
            let span = reader.peek().span;
            let name = reader.word()?;
            instruction.condition = Condition::ALL.into_iter().find(|condition| condition.name() == name);
            if instruction.condition.is_none() {
                return error(span, "expected a condition, such as eq or lt");
            }
            values(reader, function, instruction)
        }
        Extra::Immediate => {
            values(reader, function, instruction)?;
            instruction.immediate = immediate(reader, instruction.opcode)?;
            Ok(())
        }
        Extra::Offset if is_context(instruction.opcode) => {
            instruction.immediate = field(reader)?;
            reader.take(",");
            values(reader, function, instruction)
        }
        Extra::Offset => {
            let address = value(reader, function)?;
            instruction.operands.push(address);
            reader.expect("+")?;
            instruction.immediate = reader.integer()?;
            reader.take(",");
            values(reader, function, instruction)
        }
        Extra::Symbol | Extra::Call => call(reader, function, instruction),
    }
}

fn call(reader: &mut Reader, function: &mut Function, instruction: &mut Instruction) -> Result<()> {
    if entity(reader, 'v').is_some() {
        let code = value(reader, function)?;
        instruction.operands.push(code);
    } else {
        instruction.symbol = Some(reader.symbol()?);
    }
    if reader.peek().is("(") {
        let arguments = arguments(reader, function)?;
        instruction.operands.extend(arguments);
    }
    Ok(())
}

/// Values with commas between; a comma may follow the last.
fn values(reader: &mut Reader, function: &mut Function, instruction: &mut Instruction) -> Result<()> {
    while entity(reader, 'v').is_some() {
        let operand = value(reader, function)?;
        instruction.operands.push(operand);
        if !reader.take(",") {
            break;
        }
    }
    Ok(())
}

fn arguments(reader: &mut Reader, function: &mut Function) -> Result<SmallVec<[ValueId; 4]>> {
    let mut arguments = SmallVec::new();
    reader.expect("(")?;
    while !reader.take(")") {
        if !arguments.is_empty() {
            reader.expect(",")?;
        }
        arguments.push(value(reader, function)?);
    }
    Ok(arguments)
}

fn slots(reader: &mut Reader) -> Result<Vec<u32>> {
    let mut slots = Vec::new();
    reader.expect("[")?;
    while !reader.take("]") {
        if !slots.is_empty() {
            reader.expect(",")?;
        }
        slots.push(reader.index()?);
    }
    Ok(slots)
}

/// A context field by name, or an offset.
fn field(reader: &mut Reader) -> Result<i64> {
    if reader.peek().kind != Kind::Word {
        return reader.integer();
    }
    let span = reader.peek().span;
    match parfait::context_offset(&reader.word()?) {
        Some(offset) => Ok(i64::from(offset)),
        None => error(span, "the context has no such field"),
    }
}

fn immediate(reader: &mut Reader, opcode: Opcode) -> Result<i64> {
    let token = reader.peek();
    let (span, text) = (token.span, token.str().to_string());
    let bits = match (opcode, text.as_str()) {
        (Opcode::Constant, "nil") => value::NIL,
        (Opcode::Constant, "true") => value::TRUE,
        (Opcode::Constant, "false") => value::FALSE,
        (Opcode::Constant, "undefined") => value::UNDEFINED,
        (Opcode::Constant, _) if !text.starts_with("0x") => match value::small(reader.integer()?) {
            Some(bits) => return Ok(bits as i64),
            None => return error(span, "this integer needs more than 63 bits"),
        },
        (Opcode::FloatConstant, _) if !text.starts_with("0x") => match text.parse::<f64>() {
            Ok(float) => float.to_bits(),
            Err(_) => return error(span, "expected a float"),
        },
        _ => return reader.integer(),
    };
    reader.next();
    Ok(bits as i64)
}
