//! Reads methods: the head with parameters and slots, then the blocks.
use super::names::{KINDS, expected_kind};
use super::read::{Reader, error};
use crate::instruction::{FieldReader, Instruction, Op};
use crate::program::*;
use crate::types::Type;
use base::text::Kind;
use base::{Arena, Id, Result};

/// An instruction whose line has no position: it gets its method's.
const UNPLACED: PositionId = PositionId(u32::MAX);

impl Reader<'_> {
    pub fn declare_method(&mut self) -> Result<()> {
        let (label, span) = self.name("a method's name")?;
        let name = label.rsplit(['#', '.']).find(|part| part.parse::<u32>().is_err()).unwrap_or(&label);
        let name = self.program.symbols.find(name).unwrap_or(SymbolId(0));
        let id = self.program.methods.push(CompiledMethod::bare(name));
        if self.methods.insert(label, id).is_some() {
            return error(span, "there is a method of this name already");
        }
        Ok(())
    }

    pub fn read_method_head(&mut self) -> Result<MethodId> {
        let (label, span) = self.name("a method's name")?;
        let id = self.methods[&label];
        self.places.function(id.index(), span);
        let formals = self.parameters(id)?;
        if self.take("->") {
            self.program.methods[id].return_type = self.type_name()?;
        }
        if self.peek().is("at") {
            self.program.methods[id].span = self.span()?;
        }
        self.end_of_line()?;
        let mut named = false;
        let mut names = None;
        let mut slots = Vec::new();
        while self.peek().kind == Kind::Word && !self.at_block() && self.section_end().is_err() {
            match self.next().str() {
                "owner" => self.program.methods[id].owner = self.class_name()?,
                "name" => {
                    self.program.methods[id].name = self.symbol_name()?;
                    named = true;
                }
                "kind" => self.program.methods[id].kind = self.kind()?,
                "machine" => self.program.methods[id].machine = true,
                "parent" => self.program.methods[id].parent = Some(self.method_name()?),
                "version_of" => self.program.methods[id].version_of = Some(self.method_name()?),
                "self" => self.program.methods[id].self_type = self.type_name()?,
                "names" => names = Some(self.list(Self::symbol_name)?),
                "slots" => slots = self.slots(id, &formals)?,
                _ => {
                    self.at -= 1;
                    return error(self.peek().span, "this line is not understood");
                }
            }
            self.skip_newlines();
        }
        if !named {
            let name = label.rsplit(['#', '.']).next().unwrap_or(&label);
            self.program.methods[id].name = self.program.symbols.intern(name);
        }
        let symbols = &mut self.program.symbols;
        let names = names.unwrap_or_else(|| formals.iter().map(|name| symbols.intern(name)).collect());
        self.program.methods[id].parameters.names = names;
        self.complete_slots(id, slots, &formals);
        Ok(id)
    }

    fn kind(&mut self) -> Result<MethodKind> {
        let token = self.next();
        Ok(match token.str() {
            "method" => MethodKind::Method,
            "block" => MethodKind::Block { lambda: false },
            "lambda" => MethodKind::Block { lambda: true },
            "body" => MethodKind::Body,
            _ => return error(token.span, "method, block, lambda or body is expected"),
        })
    }

    /// The parameters; the names of the argument slots.
    fn parameters(&mut self, id: MethodId) -> Result<Vec<String>> {
        let mut parameters = Parameters::default();
        let mut formals = Vec::new();
        let mut last = 0;
        self.list(|reader| {
            let span = reader.peek().span;
            let is_kind = !reader.second().is(",") && !reader.second().is(")");
            let kind = if is_kind { reader.next().str() } else { "required" };
            let order = ["required", "optional", "rest", "post", "keyword", "keyword_rest", "flag"];
            let Some(place) = order.iter().position(|other| *other == kind) else {
                return error(span, format!("a parameter is {}", order.join(", ")));
            };
            if place < last || place == last && matches!(kind, "rest" | "keyword_rest") {
                return error(span, format!("{kind} is not at its place: the order is {}", order.join(", ")));
            }
            last = place;
            let (name, span) = reader.name("a parameter's name")?;
            match kind {
                "required" => parameters.required += 1,
                "optional" => parameters.optional += 1,
                "rest" => parameters.rest = true,
                "post" => parameters.post += 1,
                "keyword" => {
                    let name = reader.symbol_name()?;
                    parameters.keywords.push(Keyword { name, required: reader.take("required") });
                }
                "keyword_rest" => parameters.keyword_rest = true,
                _ => {
                    match name.as_str() {
                        "no_keywords" => parameters.no_keywords = true,
                        "lenient" => parameters.lenient = true,
                        "spreads" => parameters.spreads = true,
                        _ => return error(span, "the flags are no_keywords, lenient, spreads"),
                    }
                    return Ok(());
                }
            }
            formals.push(name);
            Ok(())
        })?;
        self.program.methods[id].parameters = parameters;
        Ok(formals)
    }

    /// `self, message.block, frame.t0: Integer`
    fn slots(&mut self, id: MethodId, formals: &[String]) -> Result<Vec<Slot>> {
        let mut slots: Vec<Slot> = Vec::new();
        loop {
            let (label, span) = self.slot_label()?;
            let index = slots.len();
            let arguments = 2 + formals.len();
            let wanted = match index {
                0 => "self".to_string(),
                1 => "message.block".to_string(),
                _ if index < arguments => format!("message.arg.{}", index - 2),
                _ => "frame.".to_string(),
            };
            let fits = if index < arguments { label == wanted } else { label.starts_with(&wanted) };
            if !fits {
                return error(span, format!("{wanted} is expected"));
            }
            let mut name = match index {
                0 => "self".to_string(),
                1 => "block".to_string(),
                _ if index < arguments => formals[index - 2].clone(),
                _ => label["frame.".len()..].to_string(),
            };
            if self.take("as") {
                name = self.name("a name")?.0;
            }
            let mut kind = expected_kind(&self.program.methods[id].parameters, index, &name);
            if let Some((other, _)) = KINDS.iter().find(|(_, word)| self.peek().is(word)) {
                self.at += 1;
                kind = *other;
            }
            let type_ = if self.take(":") { self.type_name()? } else { Type::Mystery };
            slots.push(Slot { name, kind, type_ });
            if !self.take(",") {
                return Ok(slots);
            }
        }
    }

    /// Self, block and arguments, where the text leaves them out.
    fn complete_slots(&mut self, id: MethodId, slots: Vec<Slot>, formals: &[String]) {
        let mut slots: Arena<SlotId, Slot> = slots.into_iter().collect();
        for index in slots.len()..2 + formals.len() {
            let name = match index {
                0 => "self",
                1 => "block",
                _ => formals[index - 2].as_str(),
            };
            let kind = expected_kind(&self.program.methods[id].parameters, index, name);
            slots.push(Slot { name: name.to_string(), kind, type_: Type::Mystery });
        }
        self.program.methods[id].slots = slots;
    }

    pub fn read_method_body(&mut self, id: MethodId) -> Result<()> {
        self.method = id;
        self.blocks = self.count_blocks();
        let mut default = None;
        while self.at_block() {
            let token = self.next();
            let count = self.program.methods[id].blocks.len();
            if token.str() != BlockId::new(count).to_string() {
                return error(token.span, format!("block b{count} is expected"));
            }
            self.expect(":")?;
            let rescue = if self.take("rescue") { Some(self.block()?) } else { None };
            self.end_of_line()?;
            let block = self.program.methods[id].blocks.push(Block { rescue, instructions: Vec::new() });
            self.places.block(id.index(), block.index(), token.span);
            while self.peek().kind == Kind::Word && !self.at_block() && self.section_end().is_err() {
                let first = self.peek().span;
                let mut instruction = self.instruction()?;
                let number = self.program.methods[id].blocks[block].instructions.len();
                let span = first.to(self.tokens[self.at - 1].span);
                self.places.instruction(id.index(), block.index(), number, span);
                let known = self.program.positions.get(instruction.position).is_some();
                let positions = &mut self.program.positions;
                if instruction.position == UNPLACED {
                    let span = self.program.methods[id].span;
                    instruction.position =
                        *default.get_or_insert_with(|| positions.push(Position { span, method: id, parent: None }));
                } else if !known {
                    return error(self.tokens[self.at - 1].span, "there is no such position");
                }
                self.program.methods[id].blocks[block].instructions.push(instruction);
                self.end_of_line()?;
            }
        }
        self.section_end()
    }

    fn count_blocks(&self) -> u32 {
        let lines = self.tokens[self.at..].windows(3);
        let mut count = 0;
        let mut start = true;
        for line in lines {
            if start && super::SECTIONS.contains(&line[0].str()) && line[0].kind == Kind::Word {
                break;
            }
            let number = line[0].str().strip_prefix('b').and_then(|number| number.parse::<u32>().ok());
            if start && number.is_some() && line[1].is(":") {
                count += 1;
            }
            start = line[0].kind == Kind::Newline;
        }
        count
    }

    fn instruction(&mut self) -> Result<Instruction> {
        let mut result = None;
        if self.take("set") {
            result = Some(self.slot_of(self.method)?);
            self.expect("=")?;
        }
        let mnemonic = self.peek();
        let is_mnemonic = mnemonic.kind == Kind::Word && Op::TABLE.iter().any(|row| row.mnemonic == mnemonic.str());
        let op = if is_mnemonic {
            self.at += 1;
            match Op::read(mnemonic.str(), self) {
                Some(op) => op?,
                None => return error(mnemonic.span, "there is no such instruction"),
            }
        } else if result.is_some() || self.take("drop") {
            Op::Set { from: self.operand()? }
        } else {
            return error(mnemonic.span, "there is no such instruction");
        };
        let position = self.position()?.unwrap_or(UNPLACED);
        Ok(Instruction { result, op, position })
    }

    /// `b0:`
    fn at_block(&self) -> bool {
        let number = self.peek().str().strip_prefix('b').and_then(|number| number.parse::<u32>().ok());
        self.peek().kind == Kind::Word && number.is_some() && self.second().is(":")
    }
}
