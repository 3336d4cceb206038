//! The frontend's image: static binaries made on this machine, then an image around them. It needs package registries and a
//! Docker engine, no image registry; musl's C library and the linker come with Rust, also for the other architecture.

use crate::Failure;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Platforms as Docker and as Rust call them.
const PLATFORMS: [(&str, &str, &str); 2] =
    [("linux/amd64", "amd64", "x86_64-unknown-linux-musl"), ("linux/arm64", "arm64", "aarch64-unknown-linux-musl")];

/// The largest binary that is an image; it travels compressed, in less than half of that.
const MAX_BYTES: u64 = 5_000_000;

/// Makes the binaries of the platforms and builds the image with what `docker buildx build` is told.
pub(crate) fn run(words: &[&str]) -> Result<(), Failure> {
    let (own, docker) =
        words.iter().position(|word| *word == "--").map_or((words, [].as_slice()), |at| (&words[..at], &words[at + 1..]));
    let faults = own.contains(&"--faults");
    let own: Vec<&str> = own.iter().copied().filter(|word| *word != "--faults").collect();
    let platforms = match own[..] {
        [] => host()?,
        ["--platform", list] => list.to_owned(),
        _ => return Err("image [--platform LIST] [--faults] [-- ARGUMENTS]".into()),
    };
    let folder = target().join(if faults { "image-faults" } else { "image" });
    for platform in platforms.split(',') {
        let (_, architecture, triple) =
            PLATFORMS.iter().find(|(name, ..)| *name == platform).ok_or_else(|| format!("there is no image for {platform}"))?;
        place(&compile(triple, faults)?, &folder.join(architecture))?;
    }
    let mut command = Command::new("docker");
    command.args(["buildx", "build", "--provenance=false", "--platform", &platforms]).args(docker);
    if docker.is_empty() {
        command.args(["--load", "--tag", "k8or/frontend"]);
    }
    succeed(command.arg("--file").arg(root().join("Dockerfile")).arg(folder))
}

/// The platform of this machine, under Linux.
fn host() -> Result<String, Failure> {
    let found = PLATFORMS.iter().find(|(.., triple)| triple.starts_with(std::env::consts::ARCH));
    Ok(found.ok_or("this machine's architecture has no image; name another with --platform")?.0.to_owned())
}

/// Builds the binary of a target; its path.
fn compile(triple: &str, faults: bool) -> Result<PathBuf, Failure> {
    succeed(Command::new("rustup").args(["target", "add", triple]))?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--locked", "--profile", "frontend", "--package", "k8or-frontend", "--target", triple]);
    if faults {
        cargo.args(["--features", "faults"]);
    }
    let variable = |name: &str| format!("CARGO_TARGET_{}_{name}", triple.to_uppercase().replace('-', "_"));
    // Rust's own linker, which needs no compiler of the target's, and folds functions that are the same; and code that stays
    // where it is, as tables of places to correct would be a tenth of the binary
    let flags = "-C relocation-model=static -C link-arg=--icf=all -C link-arg=-O2 -C link-arg=-znoseparate-code";
    cargo.env(variable("LINKER"), "rust-lld").env(variable("RUSTFLAGS"), flags);
    succeed(cargo.current_dir(root()))?;
    Ok(target().join(triple).join("frontend/k8or-frontend"))
}

/// Lays out the root file system of one platform.
fn place(binary: &Path, root: &Path) -> Result<(), Failure> {
    let size = std::fs::metadata(binary)?.len();
    println!("{}: {size} bytes", binary.display());
    if size > MAX_BYTES {
        return Err(format!("the binary is to have {MAX_BYTES} bytes at most").into());
    }
    let _ = std::fs::remove_dir_all(root);
    let programs = root.join("bin");
    std::fs::create_dir_all(&programs)?;
    std::fs::copy(binary, programs.join("k8or-frontend"))?;
    std::os::unix::fs::symlink("k8or-frontend", programs.join("k8or"))?;
    Ok(())
}

/// Where cargo builds.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_owned)
}

fn succeed(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed: {status}", command.get_program().display()).into()) }
}
