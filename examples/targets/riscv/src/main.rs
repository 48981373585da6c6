//! The salama compiler with one more target: `--target riscv64`.

fn main() -> std::process::ExitCode {
    salama::Compiler::new().target(&riscv::TARGET).run()
}
