//! The command `salama`.

fn main() -> std::process::ExitCode {
    salama::main_with(|level| Ok(salama::Pipeline::standard(level)))
}
