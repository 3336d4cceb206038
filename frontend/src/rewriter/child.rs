//! The rewriter's process, from both sides: a stack that overflows, memory that runs out or an abort ends it, and not the build.
//! What is said goes through its standard input and output, each message with its length before it.

use super::words::{Job, Reply, Word};
use super::{STACK, Said, Worker, guarded};
use crate::trouble::Trouble;
use k8or_core::Options;
use k8or_core::context::{Answers, Need};
use prost::Message;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::pipe::{Receiver, Sender};

/// What the process is called with.
pub(crate) const ARGUMENT: &str = "rewrite-what-standard-input-says";

/// The program that runs.
const OWN_PROGRAM: &str = "/proc/self/exe";

/// Longer messages are junk.
const MAX_LENGTH: u32 = 256 * 1024 * 1024;

/// This program as a rewriter.
pub(super) fn own_program() -> Command {
    let mut command = Command::new(OWN_PROGRAM);
    command.arg(ARGUMENT).env_clear();
    command
}

/// A process that rewrites. It is ended when nobody wants to know any more.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    to: Sender,
    from: Receiver,
}

impl Process {
    pub(super) fn start(mut command: Command) -> io::Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(to), Some(from)) => match (Sender::from_owned_fd(to.into()), Receiver::from_owned_fd(from.into())) {
                (Ok(to), Ok(from)) => Ok(Self { child, to, from }),
                (Err(error), _) | (_, Err(error)) => {
                    let _ = child.kill().and_then(|()| child.wait());
                    Err(error)
                }
            },
            _ => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    /// Tells it what to do.
    pub(super) async fn begin(&mut self, text: &str, options: &Options) {
        self.say(&Job::new(text, options)).await;
    }

    /// Answers what it asked.
    pub(super) async fn answer(&mut self, answers: Answers) {
        self.say(&Reply::from(answers)).await;
    }

    /// One that does not listen says why when it is heard.
    async fn say(&mut self, message: &impl Message) {
        if let Ok(bytes) = framed(message) {
            let _ = self.to.write_all(&bytes).await;
        }
    }

    /// The next thing that it says.
    pub(super) async fn next(&mut self) -> Said {
        let mut word = match self.hear().await {
            Ok(word) => word,
            Err(error) => {
                let status = self.end();
                let why = status.map_or_else(|_| error.to_string(), |status| status.to_string());
                return Said::Done(Err(Trouble::Crashed(why)));
            }
        };
        let questions = std::mem::take(&mut word.questions);
        match word.result() {
            Some(result) => {
                let _ = self.end();
                Said::Done(result)
            }
            None => Said::Asked(questions.into_iter().map(Need::from).collect()),
        }
    }

    async fn hear(&mut self) -> io::Result<Word> {
        let mut length = [0; 4];
        self.from.read_exact(&mut length).await?;
        let length = length_of(length)?;
        let mut bytes = room_for(length);
        (&mut self.from).take(length.into()).read_to_end(&mut bytes).await?;
        message(&bytes, length)
    }

    /// One that has said all is gone already; one that has not is not wanted any more.
    fn end(&mut self) -> io::Result<ExitStatus> {
        let _ = self.child.kill();
        self.child.wait()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// What the process does.
pub(crate) fn serve(worker: Worker) -> io::Result<()> {
    // written to as it is, as the library's own handle would write line by line
    let mut to = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let work = move || converse_back(worker, &mut io::stdin().lock(), &mut to);
    let thread = thread::Builder::new().stack_size(STACK).spawn(work)?;
    thread.join().map_err(|_| io::Error::other("panic"))?
}

fn converse_back(worker: Worker, from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    let job: Job = hear(from)?;
    let result = guarded(|| {
        worker(&job.text, &job.options(), &mut |needs| {
            let questions = Word { questions: needs.into_iter().map(Into::into).collect(), ..Word::default() };
            let reply = say(to, &questions).and_then(|()| hear::<Reply>(from));
            reply.map(Into::into).unwrap_or_default()
        })
    });
    say(to, &Word::of(result))
}

/// A message with its length before it.
fn framed(message: &impl Message) -> io::Result<Vec<u8>> {
    let length = u32::try_from(message.encoded_len()).map_err(io::Error::other)?;
    let mut bytes = length.to_le_bytes().to_vec();
    message.encode(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

/// Room for a message of this length; no more than a little, as it may never come. One more byte tells that it ended.
fn room_for(length: u32) -> Vec<u8> {
    Vec::with_capacity(length.min(64 * 1024) as usize + 1)
}

/// How long a message is said to be.
fn length_of(bytes: [u8; 4]) -> io::Result<u32> {
    let length = u32::from_le_bytes(bytes);
    if length > MAX_LENGTH { Err(io::ErrorKind::InvalidData.into()) } else { Ok(length) }
}

/// The message that was to have this length.
fn message<M: Message + Default>(bytes: &[u8], length: u32) -> io::Result<M> {
    if bytes.len() < length as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    M::decode(bytes).map_err(io::Error::other)
}

fn say(to: &mut impl Write, message: &impl Message) -> io::Result<()> {
    to.write_all(&framed(message)?)?;
    to.flush()
}

fn hear<M: Message + Default>(from: &mut impl Read) -> io::Result<M> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = length_of(length)?;
    let mut bytes = room_for(length);
    from.take(length.into()).read_to_end(&mut bytes)?;
    message(&bytes, length)
}

#[cfg(test)]
mod tests {
    use super::super::{Rewriter, Rewritten, Running, library};
    use super::*;

    /// What comes out of a process, none of whose questions is answered.
    fn by(command: Command) -> Result<Rewritten, Trouble> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut process = Process::start(command).unwrap();
            process.begin("FROM debian:12\n", &Options::default()).await;
            loop {
                match process.next().await {
                    Said::Asked(_) => process.answer(Answers::default()).await,
                    Said::Done(result) => return result,
                }
            }
        })
    }

    fn shell(script: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_process_that_dies_is_told() {
        for (script, why) in [
            ("kill -SEGV $$", "signal: 11"),
            ("kill -ABRT $$", "signal: 6"),
            ("cat >/dev/null & kill -KILL $$", "signal: 9"),
            ("exit 3", "exit status: 3"),
        ] {
            match by(shell(script)) {
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
            assert!(matches!(by(shell(script)), Err(Trouble::Crashed(_))), "{script}");
        }
    }

    #[test]
    fn without_a_process_the_work_is_done_here() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let said = runtime.block_on(async {
            let missing = Rewriter::Process(|| Command::new("/no/such/program"));
            Running::start(missing, "FROM debian:12\n", &Options::default()).await.unwrap().next().await
        });
        assert!(matches!(said, Said::Done(Ok(rewritten)) if rewritten.text.starts_with("FROM debian:12")));
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
