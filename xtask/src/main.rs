//! Chores of the repository: `cargo xtask knowledge recommends …`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks on the terminal")]

mod image;
mod knowledge;

use std::process::ExitCode;

type Failure = Box<dyn std::error::Error>;

const HELP: &str = "\
cargo xtask image [--platform linux/amd64,linux/arm64] [--faults] [-- ARGUMENTS...]
    Makes the frontend's static binaries on this machine, and of them the image `k8or/frontend`, or what `docker buildx build`
    is told by the ARGUMENTS (`--load --tag NAME`, `--push --tag NAME`). Without --platform: for this machine's.
    With --faults it does harm on demand, for proofs.

cargo xtask knowledge recommends [--state DIR] [--debian URI] [--ubuntu URI] [--write] [FILE...]
    Makes lib/src/knowledge/recommends.txt from package indexes that apt reads into DIR (target/knowledge). The address of
    Debian's archive is by default the one in this machine's apt sources; Ubuntu's must be given. An archive that is not
    named is not asked: what DIR has of it is used. Without --write, only tells what it would write. The table has a line
    for each package that it had a line for, and for those named in the FILEs, which people install.

cargo xtask knowledge explain PACKAGE... [--state DIR]
    What each release would install with and without recommended packages, and why they are dispensable or added back.

cargo xtask knowledge edges FILE... [--state DIR]
    What is recommended by whom and not argued to be dispensable, ranked by how often people install it.

cargo xtask knowledge coverage FILE... [--state DIR]
    How many installations (a line each: the names of packages) have an answer for each of their packages; which
    packages have none; what is most often kept or added.

cargo xtask knowledge python [--write] DIR...
    Makes python-imports.txt and python-sizes.txt in lib/src/knowledge: what one imports to use a distribution, and how many
    bytes its files have, read off the records of those that are in the DIRs, which are site-packages of environments or folders of wheels. Lines of distributions that are in none
    of them stay. Nothing is downloaded.

cargo xtask knowledge verify [--image debian:bookworm] PACKAGE...
    Asks apt itself, in a container of a Docker engine: what is missing with `--no-install-recommends` and the added
    packages must be dispensable.
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["image", rest @ ..] => image::run(rest),
        ["knowledge", "recommends", rest @ ..] => knowledge::recommends(rest),
        ["knowledge", "explain", rest @ ..] => knowledge::explain(rest),
        ["knowledge", "coverage", rest @ ..] => knowledge::coverage(rest),
        ["knowledge", "edges", rest @ ..] => knowledge::edges(rest),
        ["knowledge", "verify", rest @ ..] => knowledge::verify(rest),
        ["knowledge", "python", rest @ ..] => knowledge::python(rest),
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
