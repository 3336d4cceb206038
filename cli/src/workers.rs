//! Runs one job for each item on threads with a deep stack, and hands the results over in the order of the items. A job
//! that panics or does not end costs its item, not the others. It knows nothing of what the jobs do.

use std::any::Any;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What a deeply nested script may need.
const STACK: usize = 8 * 1024 * 1024;

/// How long one job may take.
pub(crate) const TIME_LIMIT: Duration = Duration::from_secs(60);

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// The job panicked, with this message.
    Panicked(String),
    /// The job took too long.
    TimedOut,
    /// No thread could be started.
    NoThread,
}

enum Event<R> {
    Started(usize),
    Ended(usize, Result<R, String>),
}

struct Pool<T, R> {
    items: Arc<Mutex<VecDeque<(usize, T)>>>,
    job: Arc<dyn Fn(T) -> R + Send + Sync>,
    sender: Sender<Event<R>>,
}

thread_local! {
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs `job` for each item; `take` gets the results in order and ends it all by returning `false`.
pub(crate) fn run<T, R>(
    items: Vec<T>,
    limit: Duration,
    job: impl Fn(T) -> R + Send + Sync + 'static,
    mut take: impl FnMut(usize, Result<R, Lost>) -> bool,
) where
    T: Send + 'static,
    R: Send + 'static,
{
    quiet_panics();
    let total = items.len();
    let threads = thread::available_parallelism().map_or(1, usize::from).min(total);
    let (sender, receiver) = channel();
    let queue = Arc::new(Mutex::new(items.into_iter().enumerate().collect()));
    let pool = Pool { items: queue, job: Arc::new(job), sender };
    let started = (0..threads).filter(|_| pool.spawn()).count();
    let mut collector = Collector { limit, total, threads: started, running: HashMap::new(), ready: BTreeMap::new() };
    for next in 0..total {
        let result = collector.wait(next, &receiver, &pool);
        if !take(next, result) {
            break;
        }
    }
    pool.items.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

impl<T: Send + 'static, R: Send + 'static> Pool<T, R> {
    fn spawn(&self) -> bool {
        let (items, job, sender) = (Arc::clone(&self.items), Arc::clone(&self.job), self.sender.clone());
        let work = move || {
            loop {
                let Some((at, item)) = items.lock().unwrap_or_else(PoisonError::into_inner).pop_front() else { return };
                let result = sender
                    .send(Event::Started(at))
                    .map(|()| panic::catch_unwind(AssertUnwindSafe(|| job(item))).map_err(|_| PANIC.take().unwrap_or_default()));
                if result.is_ok_and(|result| sender.send(Event::Ended(at, result)).is_ok()) {
                    continue;
                }
                return;
            }
        };
        thread::Builder::new().name(WORKER.to_owned()).stack_size(STACK).spawn(work).is_ok()
    }
}

/// Brings results into order and watches the clock.
struct Collector<R> {
    limit: Duration,
    total: usize,
    threads: usize,
    running: HashMap<usize, Instant>,
    ready: BTreeMap<usize, Result<R, Lost>>,
}

impl<R: Send + 'static> Collector<R> {
    fn wait<T: Send + 'static>(&mut self, wanted: usize, events: &Receiver<Event<R>>, pool: &Pool<T, R>) -> Result<R, Lost> {
        loop {
            if let Some(result) = self.ready.remove(&wanted) {
                return result;
            }
            if self.threads == 0 {
                return Err(Lost::NoThread);
            }
            match events.recv_timeout(self.patience()) {
                Ok(Event::Started(at)) => {
                    self.running.insert(at, Instant::now());
                }
                // A job that was given up may still end; nobody waits for it then.
                Ok(Event::Ended(at, result)) if self.running.remove(&at).is_some() => {
                    self.ready.insert(at, result.map_err(Lost::Panicked));
                }
                Ok(Event::Ended(..)) => {}
                Err(RecvTimeoutError::Timeout) => self.give_up(pool),
                Err(RecvTimeoutError::Disconnected) => return Err(Lost::NoThread),
            }
        }
    }

    fn patience(&self) -> Duration {
        let oldest = self.running.values().min();
        oldest.map_or(self.limit, |since| self.limit.saturating_sub(since.elapsed()))
    }

    fn give_up<T: Send + 'static>(&mut self, pool: &Pool<T, R>) {
        let late: Vec<usize> =
            self.running.iter().filter(|(_, since)| since.elapsed() >= self.limit).map(|(at, _)| *at).collect();
        for at in late {
            self.running.remove(&at);
            self.ready.insert(at, Err(Lost::TimedOut));
            self.threads -= usize::from(at + 1 < self.total && !pool.spawn());
        }
    }
}

const WORKER: &str = "k8or-worker";

/// Keeps the message of a worker's panic for the report instead of printing it.
fn quiet_panics() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name() == Some(WORKER) {
                let place = info.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
                PANIC.set(Some(format!("{}{place}", message(info.payload()))));
            } else {
                print(info);
            }
        }));
    });
}

fn message(payload: &dyn Any) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("panic")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn collect(items: Vec<u32>, limit: Duration, job: fn(u32) -> u32) -> Vec<Result<u32, Lost>> {
        let mut results = Vec::new();
        run(items, limit, job, |at, result| {
            assert_eq!(at, results.len());
            results.push(result);
            true
        });
        results
    }

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let results = collect((0..200).collect(), TIME_LIMIT, |item| {
            thread::sleep(Duration::from_micros(u64::from(item * 7919 % 13)));
            item * 2
        });
        assert_eq!(results, (0..200).map(|item| Ok(item * 2)).collect::<Vec<_>>());
    }

    #[test]
    fn a_panic_costs_one_item() {
        let results = collect(vec![1, 2, 3], TIME_LIMIT, |item| if item == 2 { panic!("two") } else { item });
        assert_eq!((&results[0], &results[2]), (&Ok(1), &Ok(3)));
        assert!(matches!(&results[1], Err(Lost::Panicked(message)) if message.starts_with("two (")), "{results:?}");
    }

    #[test]
    fn a_job_that_does_not_end_is_given_up() {
        let results = collect(vec![1, 2, 3, 4], Duration::from_millis(50), |item| {
            if item % 2 == 0 {
                thread::sleep(Duration::from_secs(3));
            }
            item
        });
        assert_eq!(results, [Ok(1), Err(Lost::TimedOut), Ok(3), Err(Lost::TimedOut)]);
    }

    #[test]
    fn the_stack_is_deep() {
        fn dive(depth: u32) -> u32 {
            let room = [depth as u8; 1024];
            if depth == 0 { 0 } else { u32::from(std::hint::black_box(room)[5] == depth as u8) + dive(depth - 1) }
        }
        assert_eq!(collect(vec![1_500], TIME_LIMIT, dive), [Ok(1_500)]);
    }

    #[test]
    fn the_taker_may_stop() {
        let mut taken = 0;
        run(
            (0..1000).collect(),
            TIME_LIMIT,
            |item: u32| item,
            |_, _| {
                taken += 1;
                taken < 3
            },
        );
        assert_eq!(taken, 3);
    }
}
