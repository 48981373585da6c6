//! The stepper on a whole screen: source and instructions side by side, the four objects below, output and answers at the foot.
//!
//! A key is the command of the same key; `:` (or Return) starts a line in which any command can be said.
use super::commands::{Answer, COMMANDS, answer, help_text};
use super::engine::{Engine, Front, Go, Place, Stop};
use super::machine::Moment;
use super::show::{self, Object};
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Text};
use ratatui::widgets::{Block, Clear, Paragraph, Wrap};
use ratatui::{DefaultTerminal, Frame};
use std::time::Duration;

const KEYS: &str = "s step  n over  l line  o out  b back  c continue  r run  v show  : command  ? help  q quit";

pub struct Screen {
    terminal: DefaultTerminal,
    /// What the last command answered.
    answer: String,
    /// The command that is being written.
    line: Option<String>,
    help: bool,
}

/// What is drawn.
struct Picture {
    title: String,
    source: Vec<String>,
    here: Option<usize>,
    code: Vec<String>,
    next: usize,
    objects: Vec<Object>,
    output: Vec<String>,
}

impl Screen {
    /// Takes the terminal over, until it is dropped.
    ///
    /// # Errors
    /// The terminal's own.
    pub fn new() -> std::io::Result<Screen> {
        Ok(Screen { terminal: ratatui::try_init()?, answer: String::new(), line: None, help: false })
    }

    fn draw(&mut self, picture: &Picture) {
        let Screen { terminal, answer, line, help } = self;
        // a terminal that cannot be drawn on cannot be told so either
        let _ = terminal.draw(|frame| draw(frame, picture, answer, line.as_deref(), *help));
    }

    /// The command that a key says, once it is whole.
    fn key(&mut self, key: KeyEvent) -> Option<String> {
        if key.modifiers.contains(KeyModifiers::CONTROL) && matches!(key.code, KeyCode::Char('c' | 'd')) {
            return Some("quit".to_string());
        }
        if self.help {
            self.help = false;
            return None;
        }
        match (&mut self.line, key.code) {
            (Some(_), KeyCode::Enter) => return self.line.take().filter(|line| !line.trim().is_empty()),
            (Some(_), KeyCode::Esc) => self.line = None,
            (Some(line), KeyCode::Backspace) => {
                line.pop();
            }
            (Some(line), KeyCode::Char(letter)) => line.push(letter),
            (None, KeyCode::Char(':') | KeyCode::Enter) => self.line = Some(String::new()),
            (None, KeyCode::Char('?')) => self.help = true,
            (None, KeyCode::Char(letter)) => return self.command(letter),
            _ => {}
        }
        None
    }

    /// A command that needs nothing more is done, for another a line is started.
    fn command(&mut self, letter: char) -> Option<String> {
        match COMMANDS.iter().find(|command| command.key == letter.to_string()) {
            Some(command) if command.takes.is_empty() || command.takes == "[COUNT]" => return Some(command.name.to_string()),
            Some(command) => self.line = Some(format!("{} ", command.name)),
            None => self.answer = format!("no command has the key `{letter}`; ? shows all"),
        }
        None
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        ratatui::restore();
    }
}

impl Front for Screen {
    fn stopped(&mut self, engine: &mut Engine, moment: Option<&dyn Moment>, stop: &Stop) -> Go {
        self.answer = show::stop_text(engine, moment, stop).lines().next().unwrap_or_default().to_string();
        let picture = picture(engine, moment);
        loop {
            self.draw(&picture);
            let Ok(event) = event::read() else { return Go::Quit };
            let Event::Key(key) = event else { continue };
            if key.kind == KeyEventKind::Release {
                continue;
            }
            let Some(line) = self.key(key) else { continue };
            match answer(engine, moment, &line) {
                Answer::Text(text) => self.answer = text,
                Answer::Go(go) => return go,
            }
        }
    }

    /// Any key stops a program that runs on.
    fn interrupts(&mut self) -> bool {
        event::poll(Duration::ZERO).unwrap_or(false) && matches!(event::read(), Ok(Event::Key(_)))
    }
}

fn picture(engine: &mut Engine, moment: Option<&dyn Moment>) -> Picture {
    let output = String::from_utf8_lossy(&engine.output.borrow()).lines().map(String::from).collect();
    let ended = Picture {
        title: "the program has ended".to_string(),
        source: Vec::new(),
        here: None,
        code: Vec::new(),
        next: 0,
        objects: Vec::new(),
        output,
    };
    let Some(moment) = moment else { return ended };
    let call = moment.depth().saturating_sub(1);
    let place = engine.line_of(moment, call);
    let (code, next) = show::code(engine, moment, call);
    let source = place.map_or(Vec::new(), |place| source(engine, place));
    Picture {
        title: format!(
            "{} in {}  step {}",
            place.map_or("?".to_string(), |place| engine.place(place)),
            engine.method_at(moment, call),
            engine.step
        ),
        source,
        here: place.map(|(_, line)| line as usize - 1),
        code: code.into_iter().map(|(_, text)| text).collect(),
        next,
        objects: show::objects(engine, moment, call),
        ..ended
    }
}

/// The lines of a file, with their numbers.
fn source(engine: &Engine, (file, _): Place) -> Vec<String> {
    let lines = engine.program.sources.file(file).text.lines().enumerate();
    lines.map(|(index, line)| format!("{:>4}  {line}", index + 1)).collect()
}

fn draw(frame: &mut Frame, picture: &Picture, answer: &str, line: Option<&str>, help: bool) {
    let four = picture.objects.iter().map(|object| object.rows.len()).max().unwrap_or(0) as u16 + 2;
    let four = four.clamp(5, frame.area().height / 3 + 1);
    let foot = (answer.lines().count() as u16 + 2).clamp(5, frame.area().height / 3 + 1);
    let rows = [Constraint::Min(6), Constraint::Length(four), Constraint::Length(foot), Constraint::Length(1)];
    let [above, objects, below, keys] = Layout::vertical(rows).areas(frame.area());
    let halves = Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]);
    let [source, code] = halves.areas(above);
    frame.render_widget(list(&picture.title, &picture.source, picture.here, source.height), source);
    frame.render_widget(list("instructions", &picture.code, Some(picture.next), code.height), code);
    let columns: [Rect; 4] =
        Layout::horizontal([Constraint::Fill(2), Constraint::Fill(3), Constraint::Fill(3), Constraint::Fill(3)]).areas(objects);
    for (object, area) in picture.objects.iter().zip(columns) {
        let rows = object.rows.iter().map(|(name, value)| Line::from(format!("{name}  {value}")));
        frame.render_widget(Paragraph::new(Text::from_iter(rows)).block(Block::bordered().title(object.title)), area);
    }
    let [output, answers] = halves.areas(below);
    let last = picture.output.len().saturating_sub(1);
    frame.render_widget(
        list("output", &picture.output, None, output.height).scroll(((last + 3).saturating_sub(output.height.into()) as u16, 0)),
        output,
    );
    frame.render_widget(Paragraph::new(answer).wrap(Wrap { trim: false }).block(Block::bordered().title("answer")), answers);
    let foot = line.map_or(KEYS.to_string(), |line| format!(":{line}_"));
    frame.render_widget(Paragraph::new(foot).style(Style::new().add_modifier(Modifier::REVERSED)), keys);
    if help {
        let text = help_text();
        let height = (text.lines().count() as u16 + 2).min(frame.area().height);
        let area = frame.area().centered(Constraint::Percentage(90), Constraint::Length(height));
        frame.render_widget(Clear, area);
        frame.render_widget(
            Paragraph::new(text).block(Block::bordered().title("commands: a key, or :name; any key goes on")),
            area,
        );
    }
}

/// Lines in a box, the marked one in the middle if it can be.
fn list<'t>(title: &'t str, lines: &'t [String], marked: Option<usize>, height: u16) -> Paragraph<'t> {
    let room = usize::from(height.saturating_sub(2));
    let first = marked.unwrap_or(0).saturating_sub(room / 2).min(lines.len().saturating_sub(room));
    let lines = lines.iter().enumerate().map(|(index, line)| {
        let mark = if Some(index) == marked { ">" } else { " " };
        let style = if Some(index) == marked { Style::new().add_modifier(Modifier::REVERSED) } else { Style::new() };
        Line::styled(format!("{mark}{line}"), style)
    });
    Paragraph::new(Text::from_iter(lines)).scroll((first as u16, 0)).block(Block::bordered().title(title))
}
