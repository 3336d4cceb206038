//! The command `k8or`. Everything is in the library of the same name; what is here is what a program chooses for itself.

/// A rewrite is many short-lived pieces of text, which the C library's allocator is slow at.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    k8or::main()
}
