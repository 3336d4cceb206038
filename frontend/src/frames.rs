//! An HTTP/2 stream, cut where it is worth reading. The daemon writes each answer in three pieces, head, message and end, and
//! nothing can be done with one of them alone: what belongs together is held back until all of it is there, so that everyone
//! above is woken once.
//!
//! It knows frames by their heads (RFC 9113, section 4.1), and nothing of what is in them. Whatever it does not understand goes
//! through at once.

use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, ReadBuf};

/// Bytes of a frame's head: its length in three, its type, its flags, its stream in four.
const HEAD: usize = 9;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const END_STREAM: u8 = 1;

/// More is never held back. The daemon may send much more before it waits for anything.
const MOST: usize = 64 * 1024;

/// How much is read at once.
const PIECE: usize = 16 * 1024;

/// What a client reads from: whole answers.
#[derive(Debug)]
pub(crate) struct Whole<S> {
    stream: S,
    read: Frames,
}

impl<S> Whole<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, read: Frames::default() }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Whole<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        loop {
            let ready = self.read.take(buffer.remaining());
            if !ready.is_empty() {
                buffer.put_slice(ready);
                return Poll::Ready(Ok(()));
            }
            let mut space = [MaybeUninit::uninit(); PIECE];
            let mut piece = ReadBuf::uninit(&mut space);
            ready!(Pin::new(&mut self.stream).poll_read(context, &mut piece))?;
            if piece.filled().is_empty() {
                self.read.release();
                buffer.put_slice(self.read.take(buffer.remaining()));
                return Poll::Ready(Ok(()));
            }
            self.read.push(piece.filled());
        }
    }
}

/// What was read, of which a part may go on.
#[derive(Debug, Default)]
struct Frames {
    bytes: Vec<u8>,
    /// Up to here it went on already.
    taken: usize,
    /// Up to here it may go on.
    ready: usize,
    /// The next frame begins here.
    next: usize,
}

impl Frames {
    /// Takes what was read.
    fn push(&mut self, bytes: &[u8]) {
        let gone = self.taken.min(self.next);
        self.bytes.drain(..gone);
        for place in [&mut self.taken, &mut self.ready, &mut self.next] {
            *place -= gone;
        }
        self.bytes.extend_from_slice(bytes);
        while let Some([a, b, c, kind, flags]) = self.bytes.get(self.next..).and_then(|rest| rest.first_chunk()) {
            let length = usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c);
            let (end, is_part) = (self.next + HEAD + length, matches!(*kind, DATA | HEADERS) && flags & END_STREAM == 0);
            if end > self.bytes.len() {
                break;
            }
            self.next = end;
            if !is_part {
                self.ready = end;
            }
        }
        if self.bytes.len() - self.ready > MOST {
            self.release();
        }
    }

    /// Nothing more comes that would be worth waiting for.
    fn release(&mut self) {
        self.ready = self.bytes.len();
    }

    /// What may go on, at most so many bytes of it.
    fn take(&mut self, most: usize) -> &[u8] {
        let from = self.taken;
        self.taken = self.ready.min(from + most);
        &self.bytes[from..self.taken]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: u8 = 4;

    fn frame(kind: u8, flags: u8, length: usize) -> Vec<u8> {
        let length_bytes = u32::try_from(length).unwrap().to_be_bytes();
        let head = [&length_bytes[1..], &[kind, flags], &[0, 0, 0, 1]].concat();
        [head, vec![kind; length]].concat()
    }

    fn taken(frames: &mut Frames) -> usize {
        frames.take(usize::MAX >> 1).len()
    }

    #[test]
    fn an_answer_comes_as_a_whole() {
        let (head, data, end) = (frame(HEADERS, 4, 5), frame(DATA, 0, 100), frame(HEADERS, 4 | END_STREAM, 1));
        let whole = [head.clone(), data.clone(), end.clone()].concat();
        let mut frames = Frames::default();
        for part in [&head, &data] {
            frames.push(part);
            assert_eq!(taken(&mut frames), 0);
        }
        frames.push(&end);
        assert_eq!(frames.take(20), &whole[..20]);
        assert_eq!(frames.take(1_000), &whole[20..]);
        assert_eq!(taken(&mut frames), 0);
    }

    #[test]
    fn however_it_is_cut_all_of_it_comes_in_its_order() {
        let parts = [
            frame(SETTINGS, 0, 18),
            frame(HEADERS, 4, 5),
            frame(SETTINGS, 1, 0),
            frame(DATA, 0, 300),
            frame(DATA, END_STREAM, 0),
            frame(HEADERS, 4 | END_STREAM, 7),
        ];
        let whole = parts.concat();
        for size in 1..whole.len() {
            let (mut frames, mut found) = (Frames::default(), Vec::new());
            for piece in whole.chunks(size) {
                frames.push(piece);
                found.extend_from_slice(frames.take(size));
            }
            while !frames.take(0).is_empty() || found.len() < whole.len() {
                let more = frames.take(size);
                assert!(!more.is_empty(), "{size}");
                found.extend_from_slice(more);
            }
            assert_eq!(found, whole, "{size}");
        }
    }

    #[test]
    fn what_is_not_part_of_an_answer_is_not_held_back() {
        let mut frames = Frames::default();
        frames.push(&frame(HEADERS, 4, 5));
        frames.push(&frame(SETTINGS, 0, 6));
        assert_eq!(taken(&mut frames), 2 * HEAD + 11);
    }

    #[test]
    fn much_is_not_held_back_and_nothing_is_at_the_end() {
        let mut frames = Frames::default();
        let mut sent = 0;
        let mut found = 0;
        frames.push(&frame(HEADERS, 4, 5));
        for _ in 0..100 {
            let data = frame(DATA, 0, 16_384);
            // a frame in two pieces
            for piece in [&data[..10_000], &data[10_000..]] {
                frames.push(piece);
                found += taken(&mut frames);
            }
            sent += data.len();
            assert!(sent + HEAD + 5 - found <= MOST + data.len(), "{}", sent - found);
        }
        frames.push(b"cut");
        frames.release();
        found += taken(&mut frames);
        assert_eq!(found, sent + HEAD + 5 + 3);
    }
}
