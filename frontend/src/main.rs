//! The frontend as a program of its own.

fn main() -> std::process::ExitCode {
    k8or_frontend::main()
}
