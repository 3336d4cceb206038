//! The rewriter's process, from both sides: a stack that overflows, memory that runs out or an abort ends it, and not the build.
//! What is said goes through its standard input and output, each message with its length before it.

use super::words::{Job, Reply, Rewritten, Word};
use super::{Ask, Rewriter, STACK, guarded, library};
use crate::trouble::Trouble;
use k8or_core::Options;
use k8or_core::context::Need;
use prost::Message;
use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;

/// What the process is called with.
pub(crate) const ARGUMENT: &str = "rewrite-what-standard-input-says";

/// The program that runs.
const OWN_PROGRAM: &str = "/proc/self/exe";

/// Longer messages are junk.
const MAX_LENGTH: u32 = 256 * 1024 * 1024;

/// Rewrites in a process of its own; where none can be started, here.
pub(crate) fn isolated(text: &str, options: &Options, ask: Ask<'_>) -> Result<Rewritten, Trouble> {
    let mut command = Command::new(OWN_PROGRAM);
    rewrite_in(command.arg(ARGUMENT).env_clear(), text, options, ask)
}

fn rewrite_in(command: &mut Command, text: &str, options: &Options, ask: Ask<'_>) -> Result<Rewritten, Trouble> {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return library(text, options, ask) };
    let result = converse(&mut child, &Job::new(text, options), ask);
    // one that has said all is gone already; one that has not is not wanted any more
    let _ = child.kill();
    let status = child.wait();
    result.unwrap_or_else(|error| Err(Trouble::Crashed(status.map_or_else(|_| error.to_string(), |status| status.to_string()))))
}

/// A script in the place of the process.
#[cfg(test)]
pub(crate) fn in_shell(script: &str, text: &str, options: &Options, ask: Ask<'_>) -> Result<Rewritten, Trouble> {
    rewrite_in(Command::new("/bin/sh").args(["-c", script]), text, options, ask)
}

/// Tells the process what to do and answers its questions until it has a result.
fn converse(child: &mut Child, job: &Job, ask: Ask<'_>) -> io::Result<Result<Rewritten, Trouble>> {
    let (Some(to), Some(from)) = (&mut child.stdin, &mut child.stdout) else { return Err(io::ErrorKind::BrokenPipe.into()) };
    say(to, job)?;
    loop {
        let mut word: Word = hear(from)?;
        let questions = std::mem::take(&mut word.questions);
        if let Some(result) = word.result() {
            return Ok(result);
        }
        let needs = questions.into_iter().map(Need::from).collect();
        say(to, &Reply::from(ask(needs)))?;
    }
}

/// What the process does.
pub(crate) fn serve(rewriter: Rewriter) -> io::Result<()> {
    let work = move || converse_back(rewriter, &mut io::stdin().lock(), &mut io::stdout().lock());
    let thread = thread::Builder::new().stack_size(STACK).spawn(work)?;
    thread.join().map_err(|_| io::Error::other("panic"))?
}

fn converse_back(rewriter: Rewriter, from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    let job: Job = hear(from)?;
    let result = guarded(|| {
        rewriter(&job.text, &job.options(), &mut |needs| {
            let questions = Word { questions: needs.into_iter().map(Into::into).collect(), ..Word::default() };
            let reply = say(to, &questions).and_then(|()| hear::<Reply>(from));
            reply.map(Into::into).unwrap_or_default()
        })
    });
    say(to, &Word::of(result))
}

fn say(to: &mut impl Write, message: &impl Message) -> io::Result<()> {
    let bytes = message.encode_to_vec();
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(&bytes)?;
    to.flush()
}

fn hear<M: Message + Default>(from: &mut impl Read) -> io::Result<M> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length > MAX_LENGTH {
        return Err(io::ErrorKind::InvalidData.into());
    }
    // what is said to come may never come: nothing is reserved for it
    let mut bytes = Vec::new();
    from.take(length.into()).read_to_end(&mut bytes)?;
    if bytes.len() < length as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    M::decode(bytes.as_slice()).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use k8or_core::context::Answers;

    fn by(script: &str) -> Result<Rewritten, Trouble> {
        in_shell(script, "FROM debian:12\n", &Options::default(), &mut |_| Answers::default())
    }

    #[test]
    fn a_process_that_dies_is_told() {
        for (script, why) in [
            ("kill -SEGV $$", "signal: 11"),
            ("kill -ABRT $$", "signal: 6"),
            ("cat >/dev/null & kill -KILL $$", "signal: 9"),
            ("exit 3", "exit status: 3"),
        ] {
            match by(script) {
                Err(Trouble::Crashed(status)) => assert!(status.contains(why), "{script}: {status}"),
                other => panic!("{script}: {other:?}"),
            }
        }
    }

    #[test]
    fn junk_is_no_result() {
        for script in [
            "echo junk",
            "printf '\\004\\0\\0\\0\\377\\377\\377\\377'",
            "printf '\\377\\377\\377\\177'",
            "printf '\\020\\0\\0\\0abc'",
        ] {
            assert!(matches!(by(script), Err(Trouble::Crashed(_))), "{script}");
        }
    }

    #[test]
    fn without_a_process_the_work_is_done_here() {
        let mut command = Command::new("/no/such/program");
        let result = rewrite_in(&mut command, "FROM debian:12\n", &Options::default(), &mut |_| Answers::default());
        assert!(result.unwrap().text.starts_with("FROM debian:12"));
    }

    #[test]
    fn the_process_asks_and_says_what_the_library_does() {
        let text =
            "FROM python:3.11\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCMD [\"python\"]\n";
        let (mut from_parent, mut to_child) = io::pipe().unwrap();
        let (mut from_child, mut to_parent) = io::pipe().unwrap();
        let child = thread::spawn(move || converse_back(library, &mut from_parent, &mut to_parent));
        say(&mut to_child, &Job::new(text, &Options::default())).unwrap();
        let mut asked = 0;
        let result = loop {
            let mut word: Word = hear(&mut from_child).unwrap();
            asked += std::mem::take(&mut word.questions).len();
            if let Some(result) = word.result() {
                break result;
            }
            say(&mut to_child, &Reply::default()).unwrap();
        };
        child.join().unwrap().unwrap();
        assert!(asked > 0);
        assert_eq!(result, library(text, &Options::default(), &mut |_| Answers::default()));
    }
}
