//! What the fuzz targets share: texts made of bytes, and a place to run what is tried on them.
//!
//! * [`text`]: bytes to text, as they are or as a row of fragments of Dockerfiles and shell.
//! * [`laws`]: what must hold for every rewrite.
//! * [`run`]: one input, with the stack that rewrites get and an eye on the time.

pub mod laws;
pub mod text;

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

/// The stack that the command line gives to a rewrite.
const STACK: usize = 8 << 20;

/// What one rewrite may take of a processor's time: a second in a release build, and three times that here, where every
/// branch is counted and every sum checked.
const PATIENCE: Duration = Duration::from_secs(3);

thread_local! {
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// libfuzzer-sys ends the process at every panic, even at one of brush-parser's, which the library catches.
pub fn allow_caught_panics() {
    std::panic::set_hook(Box::new(|info| {
        PANIC.with_borrow_mut(|text| *text = format!("{info}\n{}", std::backtrace::Backtrace::capture()));
    }));
}

/// What a check says of a text: the longest time that one step took, if it looked.
pub type Check = fn(&str) -> Option<Duration>;

struct Worker {
    jobs: Sender<(String, Check)>,
    results: Receiver<Result<(), String>>,
}

/// Tries the text that the bytes stand for, if any, and ends the process when the check panics or is slow.
pub fn run(data: &[u8], check: Check) {
    static WORKER: OnceLock<Mutex<Worker>> = OnceLock::new();
    let Some(text) = text::decode(data) else { return };
    let worker = WORKER.get_or_init(|| Mutex::new(start())).lock().expect("one fuzzer");
    worker.jobs.send((text.clone(), check)).expect("the worker lives");
    if let Err(complaint) = worker.results.recv().expect("the worker answers") {
        let shown: String = text.chars().take(4_000).collect();
        eprintln!("{complaint}\n--- {} bytes of text:\n{shown}\n--- as written in Rust: {shown:?}", text.len());
        std::process::abort();
    }
}

fn start() -> Worker {
    let (jobs, inbox) = channel::<(String, Check)>();
    let (outbox, results) = channel();
    let work = move || {
        for (text, check) in inbox {
            let _ = outbox.send(attempt(&text, check));
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(work).expect("a thread");
    Worker { jobs, results }
}

fn attempt(text: &str, check: Check) -> Result<(), String> {
    match catch_unwind(AssertUnwindSafe(|| check(text))) {
        Err(_) => Err(PANIC.with_borrow(Clone::clone)),
        Ok(Some(time)) if time > PATIENCE => Err(format!("took {time:?}")),
        Ok(_) => Ok(()),
    }
}

/// How long something takes on the processor, where the system tells; others may be busy on it.
pub fn timed<R>(run: impl FnOnce() -> R) -> (R, Duration) {
    let (wall, before) = (Instant::now(), processor());
    let result = run();
    let wall = wall.elapsed();
    let spent = if wall > PATIENCE { processor().zip(before).map(|(after, before)| after.saturating_sub(before)) } else { None };
    (result, spent.unwrap_or(wall))
}

/// The processor's time that this thread has had.
fn processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
