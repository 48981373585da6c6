//! The small sections: classes, cells, strings, symbols, positions, the head.
use super::read::{Reader, error};
use crate::program::*;
use base::text::Kind;
use base::{Id, Result};
use parfait::Layout;

const LAYOUTS: [(&str, Layout); 5] = [
    ("plain", Layout::Plain),
    ("values", Layout::Values),
    ("bytes", Layout::Bytes),
    ("raw", Layout::Raw),
    ("immediate", Layout::Immediate),
];

impl Reader<'_> {
    pub fn read_symbols(&mut self) -> Result<()> {
        self.end_of_line()?;
        while self.peek().is(":") {
            self.symbol_name()?;
            self.skip_newlines();
        }
        self.section_end()
    }

    pub fn read_string(&mut self) -> Result<()> {
        let token = self.next();
        if token.kind != Kind::String {
            return error(token.span, "a string is expected");
        }
        let id = self.program.strings.push(token.text.clone());
        self.strings.entry(token.text.clone()).or_insert(id);
        self.section_line()
    }

    /// `as "its own name"`, or the name that the text uses.
    fn own_name(&mut self, label: &str) -> Result<String> {
        if self.take("as") { self.name("a name").map(|(name, _)| name) } else { Ok(label.to_string()) }
    }

    pub fn read_cell(&mut self) -> Result<()> {
        let (label, span) = self.name("a cell's name")?;
        let name = self.own_name(&label)?;
        let starts_undefined = self.take("undefined");
        let id = self.program.cells.push(Cell { name, starts_undefined });
        if self.cells.insert(label, id).is_some() {
            return error(span, "there is a cell of this name already");
        }
        self.section_line()
    }

    pub fn declare_class(&mut self) -> Result<()> {
        self.take("module");
        let (label, _) = self.name("a class's name")?;
        if !self.classes.contains_key(&label) {
            let name = self.own_name(&label)?;
            let id = self.program.classes.push(BootClass::named(&name));
            self.classes.insert(label, id);
        }
        Ok(())
    }

    /// The same class may have several sections, as in Ruby.
    pub fn read_class(&mut self) -> Result<()> {
        let is_module = self.take("module");
        let id = self.class_name()?;
        self.program.classes[id].is_module |= is_module;
        if self.take("as") {
            self.name("a name")?;
        }
        if self.take("<") {
            self.program.classes[id].superclass = Some(self.class_name()?);
        }
        self.program.classes[id].hidden |= self.take("hidden");
        if self.take("layout") {
            let (name, span) = self.name("a layout")?;
            let Some((_, layout)) = LAYOUTS.iter().find(|(other, _)| *other == name) else {
                return error(span, "there is no such layout");
            };
            self.program.classes[id].layout = Some(*layout);
        }
        if self.peek().is("at") {
            self.program.classes[id].span = Some(self.span()?);
        }
        self.end_of_line()?;
        while self.peek().kind == Kind::Word && self.class_line(id)? {
            self.end_of_line()?;
        }
        Ok(())
    }

    /// One line of a class; `false` where the class ends.
    fn class_line(&mut self, id: ClassId) -> Result<bool> {
        let start = self.at;
        match self.next().str() {
            "attached" => self.program.classes[id].attached = Some(self.class_name()?),
            "singleton" => self.program.classes[id].singleton = Some(self.class_name()?),
            "include" => {
                let module = self.class_name()?;
                self.program.classes[id].includes.push(module);
            }
            "prepend" => {
                let module = self.class_name()?;
                self.program.classes[id].prepends.push(module);
            }
            "field" => {
                let field = self.symbol_name()?;
                self.program.classes[id].fields.push(field);
            }
            "variable" => {
                let name = self.symbol_name()?;
                self.expect("=")?;
                let cell = self.cell_name()?;
                self.program.classes[id].class_variables.push((name, cell));
            }
            "constant" => {
                let name = self.symbol_name()?;
                self.expect("=")?;
                let entry = match self.take("class") {
                    true => ConstantEntry::Class(self.class_name()?),
                    false => {
                        self.expect("cell")?;
                        ConstantEntry::Cell(self.cell_name()?)
                    }
                };
                self.program.classes[id].constants.push((name, entry));
            }
            word @ ("def" | "declared" | "private" | "protected") => {
                let visibility = match word {
                    "private" => Visibility::Private,
                    "protected" => Visibility::Protected,
                    _ => Visibility::Public,
                };
                let declared = word == "declared" || word != "def" && self.take("declared");
                if word.starts_with('p') && !declared {
                    self.expect("def")?;
                }
                let name = self.symbol_name()?;
                self.expect("=")?;
                let method = if self.take("undefined") { None } else { Some(self.method_name()?) };
                let class = &mut self.program.classes[id];
                let table = if declared { &mut class.declared } else { &mut class.methods };
                table.push((name, MethodEntry { method, visibility }));
            }
            _ => {
                self.at = start;
                return self.section_end().map(|()| false);
            }
        }
        Ok(true)
    }

    /// The end of a section of one line.
    fn section_line(&mut self) -> Result<()> {
        self.end_of_line()?;
        self.section_end()
    }

    /// The next line starts a section.
    pub fn section_end(&self) -> Result<()> {
        let token = self.peek();
        if token.kind == Kind::End || super::SECTIONS.contains(&token.str()) {
            return Ok(());
        }
        error(token.span, "this line is not understood")
    }

    pub fn read_positions(&mut self) -> Result<()> {
        self.end_of_line()?;
        while self.peek().str().starts_with('@') {
            let token = self.peek().span;
            let number = self.position()?;
            if number != Some(PositionId::new(self.program.positions.len())) {
                return error(token, format!("position @{} is expected", self.program.positions.len()));
            }
            let span = self.span()?;
            self.expect("in")?;
            let method = self.method_name()?;
            let mut parent = None;
            if self.take("into") {
                let at = self.peek().span;
                parent = self.position()?;
                // A position is inlined into one that was there before it: no way round.
                if parent.is_none_or(|parent| parent.index() >= self.program.positions.len()) {
                    return error(at, "a position before this one is expected");
                }
            }
            self.program.positions.push(Position { span, method, parent });
            self.end_of_line()?;
        }
        self.section_end()
    }

    pub fn read_head(&mut self, word: &str) -> Result<()> {
        match word {
            "optimisation" => self.program.optimisation = Some(self.integer("a level of optimisation")?),
            "passes" => {
                while !self.at_end_of_line() {
                    let (pass, _) = self.name("a pass's name")?;
                    self.program.passes.push(pass);
                }
            }
            "main" => self.program.main = Some(self.method_name()?),
            "root" => {
                let (name, _) = self.name("a name")?;
                self.expect("=")?;
                let method = self.method_name()?;
                self.program.roots.push((name, method));
            }
            "adapter" => {
                let of = self.method_name()?;
                self.expect("=")?;
                let adapter = self.method_name()?;
                self.program.adapters.insert(of, adapter);
            }
            _ => {}
        }
        self.section_line()
    }
}
