//! How long an app takes from `docker run` to its first answer, in wall and CPU time.

use crate::app::{App, Kind};
use crate::{Failure, docker};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

/// How long to wait for an answer.
const PATIENCE: Duration = Duration::from_secs(90);

/// The medians of some starts, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Start {
    /// Until the first answer.
    pub wall: f64,
    /// CPU time that the container used by then.
    pub cpu: f64,
}

/// Starts the kinds in turn, `rounds` times each, so that what else the machine does hits all of them. Where the
/// second seems slow, up to three times as many starts decide: of a few that take 40 ms, the median is off by more than a tenth.
///
/// # Errors
/// When one of them never answers.
pub fn measure(app: &App, kinds: &[Kind], rounds: usize) -> Result<Vec<Start>, Failure> {
    let mut all = vec![Vec::new(); kinds.len()];
    let mut medians = Vec::new();
    for _ in 0..3 {
        for _ in 0..rounds {
            for (kind, starts) in kinds.iter().zip(&mut all) {
                starts.push(once(app, *kind)?);
            }
        }
        medians = all.iter().map(|starts| typical(starts)).collect();
        if !is_slow(&medians) {
            break;
        }
    }
    Ok(medians)
}

/// Whether the second of some starts takes longer than the first may.
#[must_use]
pub fn is_slow(starts: &[Start]) -> bool {
    matches!(starts, [first, second, ..] if second.cpu > 1.1 * first.cpu || second.wall > 1.25 * first.wall)
}

fn typical(starts: &[Start]) -> Start {
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let of = |value: fn(&Start) -> f64| median(starts.iter().map(value).collect());
    Start { wall: of(|start| start.wall), cpu: of(|start| start.cpu) }
}

fn once(app: &App, kind: Kind) -> Result<Start, Failure> {
    let begin = Instant::now();
    let Some(port) = app.expect.port else {
        // a job: its whole run, of which no CPU time is left to ask for
        let _ = docker::run(&["run", "--rm", &app.tag(kind)], None);
        let wall = begin.elapsed().as_secs_f64() * 1e3;
        return Ok(Start { wall, cpu: wall });
    };
    let container = docker::text(&["run", "-d", &app.tag(kind)])?;
    let result = answer(&container, port, &app.expect.ready, begin);
    docker::run(&["rm", "-f", "-v", &container], None)?;
    result.map_err(|failure| Failure(format!("{}: {failure}", app.tag(kind))))
}

fn answer(container: &str, port: u16, path: &str, begin: Instant) -> Result<Start, Failure> {
    let format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
    let address = docker::text(&["inspect", "-f", format, container])?;
    while begin.elapsed() < PATIENCE {
        if answers(&address, port, path) {
            let wall = begin.elapsed().as_secs_f64() * 1e3;
            return Ok(Start { wall, cpu: cpu(container)? });
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Err(Failure("it never answered".to_owned()))
}

fn answers(address: &str, port: u16, path: &str) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect((address, port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n")?;
        let mut head = [0; 12];
        stream.read_exact(&mut head)?;
        Ok(matches!(head[9], b'2' | b'3'))
    };
    ask().unwrap_or(false)
}

/// Milliseconds of CPU time, as the engine counts them.
fn cpu(container: &str) -> Result<f64, Failure> {
    let host = std::env::var("DOCKER_HOST").unwrap_or_else(|_| "unix:///var/run/docker.sock".to_owned());
    let socket = host.strip_prefix("unix://").ok_or_else(|| Failure(format!("{host} is no socket")))?;
    let mut stream = UnixStream::connect(socket)?;
    write!(stream, "GET /containers/{container}/stats?stream=false&one-shot=true HTTP/1.0\r\nHost: docker\r\n\r\n")?;
    let mut said = String::new();
    stream.read_to_string(&mut said)?;
    let used = said.split("\"total_usage\":").nth(1).and_then(|rest| rest.split([',', '}']).next()?.parse::<f64>().ok());
    used.map(|nanoseconds| nanoseconds / 1e6).ok_or_else(|| Failure(format!("no CPU time in {said}")))
}
