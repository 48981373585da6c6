//! What can be said on the command line.
use crate::back::Target;
use crate::pipeline::Optimisation;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// A compiler from Ruby to small, fast, standalone executables for x86-64 and AArch64.
#[derive(Parser)]
#[command(name = "salama", version, about, arg_required_else_help = true)]
#[command(after_help = "Exit status: 0 on success, 1 for a wrong program or input, 2 for wrong usage.")]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Compile a program to an executable
    Build(Build),
    /// Compile a program to a temporary executable and run it
    Run(Run),
    /// Run a program on the interpreter of one of the machines
    Interpret(Interpret),
    /// Print a program as one of the levels sees it
    Emit(Emit),
    /// List the passes of a level of optimisation, in order, with the rules that they keep
    Passes(Passes),
}

#[derive(Args)]
pub struct Common {
    /// Level of optimisation: 0 compiles quickly, 2 makes the fastest program
    #[arg(short = 'O', value_name = "LEVEL", default_value = "2", value_parser = clap::value_parser!(u8).range(0..=2))]
    pub level: u8,
    /// Check the program after every pass
    #[arg(long)]
    pub verify: bool,
    /// Print what each step took
    #[arg(long)]
    pub time_passes: bool,
    /// Say what is done
    #[arg(short, long)]
    pub verbose: bool,
}

impl Common {
    pub fn optimisation(&self) -> Optimisation {
        optimisation(self.level)
    }
}

fn optimisation(level: u8) -> Optimisation {
    match level {
        0 => Optimisation::None,
        1 => Optimisation::Some,
        _ => Optimisation::All,
    }
}

#[derive(Args)]
pub struct Build {
    /// The Ruby program
    pub file: PathBuf,
    /// Where the executable goes [default: the program's name without .rb]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The processor that the executable is for
    #[arg(long, value_enum, default_value_t = Target::host())]
    pub target: Target,
    /// Leave out symbols and line information
    #[arg(long, conflicts_with = "debug")]
    pub strip: bool,
    /// Full debug information: inlined methods as frames of their own
    #[arg(short = 'g')]
    pub debug: bool,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args)]
pub struct Run {
    /// The Ruby program
    pub file: PathBuf,
    /// The processor to compile for; a foreign one is emulated by qemu-user
    #[arg(long, value_enum, default_value_t = Target::host())]
    pub target: Target,
    #[command(flatten)]
    pub common: Common,
    /// Arguments of the program, after --
    #[arg(last = true)]
    pub arguments: Vec<String>,
}

#[derive(Args)]
pub struct Interpret {
    /// The Ruby program
    pub file: PathBuf,
    /// The machine whose code is interpreted
    #[arg(long, value_enum, default_value_t = Machine::Virtual)]
    pub level: Machine,
    #[command(flatten)]
    pub common: InterpretCommon,
    /// Arguments of the program, after --
    #[arg(last = true)]
    pub arguments: Vec<String>,
}

/// As [`Common`], for commands whose `--level` is a machine.
#[derive(Args)]
pub struct InterpretCommon {
    /// Level of optimisation: 0 compiles quickly, 2 makes the fastest program
    #[arg(short = 'O', value_name = "LEVEL", default_value = "0", value_parser = clap::value_parser!(u8).range(0..=2))]
    pub optimise: u8,
    /// Check the program after every pass
    #[arg(long)]
    pub verify: bool,
    /// Print what each step took
    #[arg(long)]
    pub time_passes: bool,
}

impl InterpretCommon {
    pub fn common(&self) -> Common {
        Common { level: self.optimise, verify: self.verify, time_passes: self.time_passes, verbose: false }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Machine {
    Virtual,
    Register,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum EmitLevel {
    Ast,
    Virtual,
    Register,
    Asm,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

#[derive(Args)]
pub struct Emit {
    /// What to print
    #[arg(value_enum)]
    pub level: EmitLevel,
    /// The Ruby program
    pub file: PathBuf,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The processor, for asm
    #[arg(long, value_enum, default_value_t = Target::host())]
    pub target: Target,
    #[command(flatten)]
    pub common: InterpretCommon,
}

#[derive(Args)]
pub struct Passes {
    /// Level of optimisation
    #[arg(short = 'O', value_name = "LEVEL", default_value = "2", value_parser = clap::value_parser!(u8).range(0..=2))]
    pub level: u8,
}

impl Passes {
    pub fn optimisation(&self) -> Optimisation {
        optimisation(self.level)
    }
}
