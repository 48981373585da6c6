//! The levels `virtual` and `register`: a program of either machine.
use super::table::Row as Position;
use super::{Graph, Level, Positions, Section, fields};
use crate::methods::{self, Method, Wanted};
use crate::observe::Seen;
use base::Id;
use register::FunctionId;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use virtual_machine::instruction::View;
use virtual_machine::text::{Line, Names, Part, Row, slots};
use virtual_machine::{BlockArgument, MethodId};

/// A program, or some of its methods.
pub struct Machine<'a> {
    pub program: Seen<'a>,
    pub wanted: Wanted,
    /// Shows for each line where it comes from.
    pub positions: bool,
    methods: Vec<Method>,
}

#[derive(Serialize)]
struct Document {
    methods: Vec<OfMethod>,
    positions: Vec<Position>,
}

#[derive(Serialize)]
struct OfMethod {
    name: String,
    method: String,
    version_of: Option<String>,
    head: Vec<String>,
    place: Option<Place>,
    blocks: Vec<Block>,
}

#[derive(Serialize)]
struct Place {
    file: String,
    line: u32,
    column: u32,
}

#[derive(Default, Serialize)]
struct Block {
    name: String,
    head: String,
    successors: Vec<String>,
    rescue: Option<String>,
    instructions: Vec<Instruction>,
}

#[derive(Serialize)]
struct Instruction {
    operation: String,
    result: Option<String>,
    operands: Vec<String>,
    text: String,
    position: Option<usize>,
}

impl<'a> Machine<'a> {
    pub fn new(program: Seen<'a>, wanted: Wanted, positions: bool) -> Machine<'a> {
        let methods = methods::of(program, &wanted);
        Machine { program, wanted, positions, methods }
    }

    /// Does nothing of what was asked for have code?
    pub fn is_empty(&self) -> bool {
        self.methods.is_empty()
    }

    /// A method's blocks; the instructions are those of its rows.
    fn blocks(&self, names: Option<&Names<'_>>, method: &Method) -> Vec<Block> {
        match (self.program, names) {
            (Seen::Virtual(program), Some(names)) => {
                let id = MethodId::new(method.index);
                let slots = slots(&program.methods[id]);
                let line = Line { names, slots: &slots, method: id };
                let block = |(id, block): (virtual_machine::BlockId, &virtual_machine::Block)| {
                    let instruction = |instruction: &virtual_machine::Instruction| Instruction {
                        operation: match instruction.op.mnemonic() {
                            "" => "set".into(),
                            mnemonic => mnemonic.into(),
                        },
                        result: instruction.result.and_then(|slot| slots.get(slot.index()).cloned()),
                        operands: line.operands(&instruction.op),
                        text: String::new(),
                        position: None,
                    };
                    let targets = block.instructions.last().into_iter().flat_map(|last| last.op.targets());
                    Block {
                        name: id.to_string(),
                        successors: targets.map(|target| target.to_string()).collect(),
                        rescue: block.rescue.map(|rescue| rescue.to_string()),
                        instructions: block.instructions.iter().map(instruction).collect(),
                        ..Block::default()
                    }
                };
                program.methods[id].blocks.iter().map(block).collect()
            }
            (Seen::Register(program), _) => {
                let function = &program.functions[FunctionId::new(method.index)];
                let block = |id: &register::BlockId| Block {
                    name: id.to_string(),
                    successors: function.successors(*id).map(|target| target.to_string()).collect(),
                    instructions: function.blocks[*id].instructions.iter().map(|it| of_register(program, it)).collect(),
                    ..Block::default()
                };
                function.layout.iter().map(block).collect()
            }
            (Seen::Virtual(_), None) => Vec::new(),
        }
    }

    fn names(&self) -> Option<Names<'a>> {
        match self.program {
            Seen::Virtual(program) => Some(Names::new(program)),
            Seen::Register(_) => None,
        }
    }

    fn of_method(&self, names: Option<&Names<'_>>, method: &Method, rows: &[Row], positions: &mut Positions<'_>) -> OfMethod {
        let mut blocks = self.blocks(names, method);
        let mut head = Vec::new();
        let mut at = (0, 0);
        for row in rows {
            let text = row.text.trim_start().to_string();
            match row.part {
                Part::Head => head.push(text),
                Part::Block => {
                    at = (at.0 + 1, 0);
                    blocks[at.0 - 1].head = text;
                }
                Part::Instruction => {
                    let instruction = &mut blocks[at.0 - 1].instructions[at.1];
                    (instruction.text, instruction.position) = (text, positions.number(row.position));
                    at.1 += 1;
                }
            }
        }
        let place = method.span.and_then(|span| self.program.sources().get(span.file).map(|file| (file, span)));
        let place = place.map(|(file, span)| {
            let (line, column) = file.line_column(span.start);
            Place { file: file.name.clone(), line, column }
        });
        let (name, version_of) = (method.name.clone(), method.version_of.clone());
        OfMethod { name, method: method.plain.clone(), version_of, head, place, blocks }
    }

    /// The methods that a method calls for certain, or makes a block of.
    fn callees(&self, method: &Method, names: &[String]) -> BTreeSet<String> {
        let mut callees = BTreeSet::new();
        match self.program {
            Seen::Virtual(program) => {
                let instructions = program.methods[MethodId::new(method.index)].blocks.values().flat_map(|it| &it.instructions);
                let mut add = |id: MethodId| callees.extend(names.get(id.index()).cloned());
                instructions.for_each(|instruction| {
                    instruction.op.fields(&mut |field| match field.view() {
                        View::Method(id) => add(id),
                        View::BlockArgument(BlockArgument::Literal(id)) => add(*id),
                        View::Message(message) => {
                            if let BlockArgument::Literal(id) = message.block {
                                add(id);
                            }
                        }
                        _ => {}
                    });
                });
            }
            Seen::Register(program) => {
                let function = &program.functions[FunctionId::new(method.index)];
                let instructions = function.layout.iter().flat_map(|block| &function.blocks[*block].instructions);
                callees.extend(instructions.filter_map(|it| it.symbol).map(|symbol| program.symbols.name(symbol).to_string()));
            }
        }
        callees
    }

    /// Who calls whom.
    fn calls(&self, graph: &mut Graph) {
        let names = match self.program {
            Seen::Virtual(program) => program.unique_labels(),
            Seen::Register(_) => Vec::new(),
        };
        let known: BTreeSet<&str> = self.methods.iter().map(|method| method.name.as_str()).collect();
        for method in &self.methods {
            graph.node(&method.name, &[&method.name]);
            let callees = self.callees(method, &names);
            callees.iter().filter(|name| known.contains(name.as_str())).for_each(|name| graph.edge(&method.name, name));
        }
    }
}

fn of_register(program: &register::Program, instruction: &register::Instruction) -> Instruction {
    let mut operands: Vec<String> = Vec::new();
    operands.extend(instruction.condition.map(|condition| condition.name().to_string()));
    operands.extend(instruction.symbol.map(|symbol| program.symbols.name(symbol).to_string()));
    operands.extend(instruction.operands.iter().map(ToString::to_string));
    Instruction {
        operation: instruction.opcode.mnemonic().to_string(),
        result: instruction.result.map(|value| value.to_string()),
        operands,
        text: String::new(),
        position: None,
    }
}

impl Level for Machine<'_> {
    fn text(&self) -> String {
        if let (Wanted::All, false) = (&self.wanted, self.positions) {
            return match self.program {
                Seen::Virtual(program) => virtual_machine::text::print(program),
                Seen::Register(program) => register::text::print(program),
            };
        }
        let mut out = String::new();
        for rows in methods::rows(self.program, &self.methods) {
            methods::write(&mut out, self.program, &rows, self.positions);
        }
        out
    }

    fn json(&self) -> Map<String, Value> {
        let mut positions = Positions::new(self.program);
        let names = self.names();
        let rows = methods::rows(self.program, &self.methods);
        let methods = self.methods.iter().zip(&rows);
        let methods = methods.map(|(method, rows)| self.of_method(names.as_ref(), method, rows, &mut positions)).collect();
        fields(Document { methods, positions: positions.rows() })
    }

    /// Of a whole program the calls; of methods that are asked for their blocks, and where control goes from them.
    fn graph(&self, graph: &mut Graph) {
        if let Wanted::All = self.wanted {
            return self.calls(graph);
        }
        let names = self.names();
        for (method, rows) in self.methods.iter().zip(methods::rows(self.program, &self.methods)) {
            let node = |block: &str| format!("{}:{block}", method.name);
            let blocks = self.blocks(names.as_ref(), method);
            let mut lines = rows.split(|row| row.part == Part::Block).skip(1);
            let mut heads = rows.iter().filter(|row| row.part == Part::Block);
            graph.cluster(&method.name, |graph| {
                for block in &blocks {
                    let head = heads.next().into_iter().chain(lines.next().unwrap_or_default());
                    graph.node(&node(&block.name), &head.map(|row| row.text.as_str()).collect::<Vec<_>>());
                }
            });
            for block in &blocks {
                block.successors.iter().for_each(|to| graph.edge(&node(&block.name), &node(to)));
                block.rescue.iter().for_each(|to| graph.dashed(&node(&block.name), &node(to), "rescue"));
            }
        }
    }

    fn page(&self) -> Vec<Section> {
        let cells = |row: &Row| {
            let places = methods::places(self.program, row.position.filter(|_| row.part == Part::Instruction));
            vec![row.text.clone(), methods::written(&places)]
        };
        let rows = methods::rows(self.program, &self.methods);
        let section = |(method, rows): (&Method, &Vec<Row>)| Section {
            title: method.name.clone(),
            columns: vec!["text", "place"],
            rows: rows.iter().map(cells).collect(),
        };
        self.methods.iter().zip(&rows).map(section).collect()
    }
}
