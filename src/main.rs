//! The command `salama`.

fn main() -> std::process::ExitCode {
    salama::main_with(salama::pipeline::Pipeline::standard)
}
