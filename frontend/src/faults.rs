//! Rewriters that do harm, to prove on a real engine that they can do none: with the feature `faults` the frontend does what the
//! build argument `FAULT` names. No image that is published has it.

use crate::proto::WarnRequest;
use crate::rewriter::{Ask, Rewritten, library};
use crate::trouble::Trouble;
use k8or_core::Options;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use std::sync::OnceLock;
use std::time::Duration;

/// What is put in the place of what, wherever it stands in the rewritten text. The number of lines stays.
const REPLACED: [(&str, &str, &str); 16] = [
    ("wrong-package", " jq", " jq-no-such"),
    ("wrong-flag", "apt-get install", "apt-get --no-such-flag install"),
    ("wrong-path", "COPY note", "COPY no-such"),
    ("missing-tag", "debian:bookworm-slim", "debian:no-such-tag"),
    ("missing-registry", "debian:bookworm-slim", "registry.invalid/debian:x"),
    ("no-image", "debian:bookworm-slim", "Debian::x"),
    ("no-shell", "debian:bookworm-slim", "scratch"),
    ("unknown-instruction", "RUN", "RUM"),
    ("unknown-flag", "COPY ", "COPY --no-such=1 "),
    ("unknown-stage", "COPY note", "COPY --from=no-such-stage-k8or note"),
    ("unknown-user", "WORKDIR /app", "USER no-such-user"),
    ("file-as-directory", "WORKDIR /app", "WORKDIR /etc/passwd/app"),
    ("failing-command", "apt-get update", "false"),
    ("missing-program", "apt-get update", "no-such-program"),
    ("open-heredoc", "WORKDIR /app", "RUN <<END"),
    ("zeroes", "RUN", "\0\0\0"),
];

/// The library, and then the fault.
pub(crate) fn rewriter(text: &str, options: &Options, ask: Ask<'_>) -> Result<Rewritten, Trouble> {
    let fault = options.build_args.iter().find(|(key, _)| key == "FAULT").map_or("", |(_, value)| value.as_str());
    instead(fault);
    let mut rewritten = library(text, options, ask)?;
    rewritten.text = match fault {
        "nothing" => String::new(),
        "junk" => "\u{feff}}{ junk\n".repeat(50),
        "too-large" => rewritten.text + &"# x\n".repeat(5_000_000),
        "another-frontend" => format!("# syntax=no-such/frontend:x\n{}", rewritten.text),
        _ => replaced(rewritten.text, fault),
    };
    Ok(rewritten)
}

/// What happens before there is a rewrite, or instead of it.
fn instead(fault: &str) {
    match fault {
        #[expect(clippy::panic, reason = "this is the fault")]
        "panic" => panic!("a fault"),
        "overflow" => drop(dive(&[0; 1024])),
        "hang" => std::thread::sleep(Duration::from_secs(100_000)),
        "slow" => std::thread::sleep(Duration::from_secs(5)),
        "exit" => std::process::exit(3),
        "abort" => std::process::abort(),
        "memory" => drop(Vec::<u8>::with_capacity(1 << 62)),
        _ => {}
    }
}

/// What had been used when the program began: by what the container's runtime did before it became this program.
static BEFORE: OnceLock<i64> = OnceLock::new();

/// To be called first.
pub(crate) fn begin() {
    let _ = BEFORE.set(used());
}

/// The most memory that was held while there was a rewriter's process, that one's included, in kB.
static WITH_REWRITER: OnceLock<i64> = OnceLock::new();

/// What measuring that took.
static MEASURING: OnceLock<i64> = OnceLock::new();

/// To be called when the rewriter's process is gone: from here on this process is alone.
pub(crate) fn rewritten() {
    let before = used();
    let child = getrusage(UsageWho::RUSAGE_CHILDREN).map_or(0, |usage| usage.max_rss());
    let _ = WITH_REWRITER.set(held() + child);
    // the kernel counts anew
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let _ = MEASURING.set(used() - before);
}

/// The CPU time since the beginning and the memory that was held at the most, as a warning: what a bench wants to know.
pub(crate) fn taken() -> WarnRequest {
    let not_ours = [&BEFORE, &MEASURING].into_iter().filter_map(|taken| taken.get()).sum::<i64>();
    let (microseconds, memory) = (used() - not_ours, held());
    let memory = WITH_REWRITER.get().copied().unwrap_or_default().max(memory);
    WarnRequest { level: 1, short: format!("k8or took {microseconds} µs and {memory} kB").into(), ..WarnRequest::default() }
}

/// The most that this process held, in kB: of that the kernel's tables know; `getrusage` counts what the container's runtime
/// held before.
fn held() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<i64>().ok());
    peak.unwrap_or(i64::MAX / 2)
}

/// Microseconds of this process and of those that it waited for.
fn used() -> i64 {
    let own = [UsageWho::RUSAGE_SELF, UsageWho::RUSAGE_CHILDREN].into_iter().filter_map(|who| getrusage(who).ok());
    own.map(|usage| usage.user_time().num_microseconds() + usage.system_time().num_microseconds()).sum()
}

/// Never comes back.
#[expect(unconditional_recursion, reason = "this is the fault")]
fn dive(above: &[u8; 1024]) -> u8 {
    let room = std::hint::black_box(above.map(|byte| byte.wrapping_add(1)));
    dive(&room) ^ room[7]
}

fn replaced(text: String, fault: &str) -> String {
    let row = REPLACED.iter().find(|(name, ..)| *name == fault);
    row.map_or(text.clone(), |(_, old, new)| text.replace(old, new))
}
