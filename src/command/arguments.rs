//! What can be said on the command line.
use crate::back::{BUILT_IN, Target};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// A compiler from Ruby to small, fast, standalone executables for x86-64 and AArch64.
#[derive(Parser)]
#[command(name = "salama", version, about, arg_required_else_help = true)]
#[command(after_help = "Exit status: 0 on success, 1 for a wrong program or input, 2 for wrong usage.")]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

/// Reads the command line, where `--target` takes the name of one of these; ends the process with what is wrong.
pub fn read(targets: &[&'static Target]) -> Arguments {
    let mut command = Arguments::command().mut_subcommands(|command| {
        let has_target = command.get_arguments().any(|argument| argument.get_id() == "target");
        let known = |argument: clap::Arg| {
            let host = Target::host(targets).name();
            argument.value_parser(by_name(targets.to_vec())).required(false).default_value(host)
        };
        if has_target { command.mut_arg("target", known) } else { command }
    });
    let found = Arguments::from_arg_matches_mut(&mut command.get_matches_mut());
    found.unwrap_or_else(|error| error.format(&mut command).exit())
}

fn by_name(targets: Vec<&'static Target>) -> impl TypedValueParser<Value = &'static Target> {
    let names = targets.iter().map(|target| PossibleValue::new(target.name()).aliases(target.aliases));
    let names = PossibleValuesParser::new(names.collect::<Vec<_>>());
    names.try_map(move |name| Target::find(&targets, &name).ok_or("no such target"))
}

/// What [`read`] puts the targets of the compiler in place of.
fn built_in(name: &str) -> Result<&'static Target, String> {
    Target::find(&BUILT_IN, name).ok_or_else(|| "no such target".to_string())
}

#[derive(Subcommand)]
pub enum Command {
    /// Compile a program to an executable
    Build(Build),
    /// Compile a program to a temporary executable and run it
    Run(Run),
    /// Run a program on the interpreter of one of the machines
    Interpret(Interpret),
    /// Step through a program on the interpreter of one of the machines, ahead and back
    #[command(after_help = crate::step::help())]
    Step(crate::step::Step),
    /// Print a program as one of the levels sees it
    Emit(Emit),
    /// Run the pass of a reproducer again: what the compiler writes where a pass fails, or where `build --bisect` has found one
    Reproduce(Reproduce),
    /// Write a page on which a program can be followed through every pass, from its source to the bytes
    Explore(Explore),
    /// List the passes of a level of optimisation, in order, with the rules that they keep
    Passes(Passes),
}

#[derive(Args)]
pub struct Explore {
    /// The Ruby program
    pub file: PathBuf,
    /// Where the page goes [default: the program's name with .html]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
pub struct Common {
    /// Level of optimisation: 0 compiles quickly, 2 makes the fastest program [default: 2; interpret, emit ast to asm: 0; a text: its own]
    #[arg(short = 'O', value_name = "LEVEL", value_parser = clap::value_parser!(u8).range(0..=2))]
    pub optimise: Option<u8>,
    /// Check the program after every pass
    #[arg(long)]
    pub verify: bool,
    /// Say what is done
    #[arg(short, long)]
    pub verbose: bool,
    #[command(flatten)]
    pub passes: PassOptions,
    #[command(flatten)]
    pub view: crate::view::Options,
}

/// Changes of the list of passes, in the order in which they are made.
#[derive(Args)]
#[command(next_help_heading = "Passes")]
pub struct PassOptions {
    /// Run these passes: virtual(infer,unite),register(gvn,allocate,safepoints); see `salama passes`
    #[arg(long, value_name = "PASSES")]
    pub pipeline: Option<String>,
    /// Leave out all passes but these and those that are needed
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub only: Option<Vec<String>>,
    /// Leave out a pass; `merge.2` is the second of that name
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub without: Vec<String>,
    /// Run a pass N times on end
    #[arg(long, value_name = "NAME=N", value_parser = repetition)]
    pub repeat: Vec<(String, usize)>,
    /// Run a program as a pass after another pass (or after `compile`, `lower`): it takes the machine's text and writes it anew
    #[arg(long, value_name = "after=NAME:PROGRAM", value_parser = command_after)]
    pub pass_command: Vec<(String, String)>,
    /// How long such a program may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub pass_timeout: u64,
}

impl PassOptions {
    /// Is the list to be that of the level of optimisation?
    pub fn is_standard(&self) -> bool {
        let PassOptions { pipeline, only, without, repeat, pass_command, pass_timeout: _ } = self;
        pipeline.is_none() && only.is_none() && without.is_empty() && repeat.is_empty() && pass_command.is_empty()
    }
}

fn command_after(text: &str) -> Result<(String, String), String> {
    let parts = text.strip_prefix("after=").and_then(|rest| rest.split_once(':'));
    let parts = parts.filter(|(name, command)| !name.is_empty() && !command.trim().is_empty());
    let owned = parts.map(|(name, command)| (name.to_string(), command.trim().to_string()));
    owned.ok_or_else(|| "after=NAME:PROGRAM is expected, such as after=inline:./my_pass.py".to_string())
}

fn repetition(text: &str) -> Result<(String, usize), String> {
    let parts = text.split_once('=').and_then(|(name, times)| Some((name.to_string(), times.parse().ok()?)));
    parts.ok_or_else(|| "NAME=N is expected, such as simplify=2".to_string())
}

#[derive(Args)]
pub struct Build {
    /// The program: Ruby, or a text that `emit` wrote (NAME.virtual, NAME.register)
    pub file: PathBuf,
    /// Where the executable goes [default: the program's name without .rb]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The processor that the executable is for
    #[arg(long, value_parser = built_in)]
    pub target: &'static Target,
    /// Leave out symbols and line information
    #[arg(long, conflicts_with = "debug")]
    pub strip: bool,
    /// Full debug information: inlined methods as frames of their own
    #[arg(short = 'g')]
    pub debug: bool,
    /// Write the program's text after this pass instead of an executable [default output: NAME.virtual or NAME.register]
    #[arg(long, value_name = "PASS", conflicts_with_all = ["strip", "debug", "size", "why"])]
    pub stop_after: Option<String>,
    #[command(flatten)]
    pub size: crate::size::Options,
    #[command(flatten)]
    pub bisect: crate::bisect::Options,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
pub struct Run {
    /// The program: Ruby, or a text that `emit` wrote (NAME.virtual, NAME.register)
    pub file: PathBuf,
    /// The processor to compile for; a foreign one is emulated by qemu-user
    #[arg(long, value_parser = built_in)]
    pub target: &'static Target,
    #[command(flatten)]
    pub common: Common,
    /// Arguments of the program, after --
    #[arg(last = true)]
    pub arguments: Vec<String>,
}

#[derive(Args)]
pub struct Interpret {
    /// The program: Ruby, or a text that `emit` wrote (NAME.virtual, NAME.register)
    pub file: PathBuf,
    /// The machine whose code is interpreted; virtual at -O0: as compiled, before any pass [default: virtual; for NAME.register: register]
    #[arg(long, value_enum)]
    pub level: Option<Machine>,
    #[command(flatten)]
    pub common: Common,
    /// Arguments of the program, after --
    #[arg(last = true)]
    pub arguments: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Machine {
    Virtual,
    Register,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum EmitLevel {
    /// The program's own files, as they were read
    Source,
    /// The syntax tree
    Ast,
    /// Values in slots; at -O0 as the compiler made them, before any pass
    Virtual,
    /// SSA
    Register,
    /// Machine code
    Asm,
    /// The executable: segments, sections, symbols
    Elf,
    /// Places in the source by address, with what was inlined
    Positions,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    Text,
    /// As docs/json.md says
    Json,
    /// A graph for Graphviz: of a whole program the calls, with --method the blocks of methods
    Dot,
    /// A page of its own
    Html,
}

#[derive(Args)]
pub struct Emit {
    /// What to print
    #[arg(value_enum)]
    pub level: EmitLevel,
    /// The program: Ruby, or a text that `emit` wrote (NAME.virtual, NAME.register)
    pub file: PathBuf,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Say for each line of virtual, register or asm where it comes from
    #[arg(long)]
    pub positions: bool,
    /// Stop after this pass, or after `compile` or `lower`
    #[arg(long, visible_alias = "stop-after", value_name = "PASS")]
    pub after: Option<String>,
    /// The processor, for asm, elf and positions
    #[arg(long, value_parser = built_in)]
    pub target: &'static Target,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
pub struct Reproduce {
    /// The reproducer
    pub file: PathBuf,
}

#[derive(Args)]
pub struct Passes {
    /// Level of optimisation
    #[arg(short = 'O', value_name = "LEVEL", default_value = "2", value_parser = clap::value_parser!(u8).range(0..=2))]
    pub optimise: u8,
    #[arg(long, value_enum, default_value_t = PassesFormat::Text)]
    pub format: PassesFormat,
    #[command(flatten)]
    pub passes: PassOptions,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum PassesFormat {
    Text,
    Json,
    /// A graph for Graphviz
    Dot,
}
