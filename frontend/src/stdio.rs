//! The connection to the daemon: standard input and output are pipes that carry HTTP/2, with the daemon as the server.
//! It knows nothing of what is said over it.

use hyper_util::rt::TokioIo;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::unix::pipe::{Receiver, Sender};
use tonic::transport::{Channel, Endpoint, Uri};

/// Errors carry the whole Dockerfile, in base64, in a header.
const MAX_HEADERS: u32 = 16 * 1024 * 1024;

/// How much may be under way: a file of the context at once instead of in pieces of 64 kB.
const WINDOW: u32 = 4 * 1024 * 1024;

/// Two pipes as one stream.
#[derive(Debug)]
pub(crate) struct Pipes {
    from: Receiver,
    to: Sender,
}

impl Pipes {
    /// Standard input and output. An error where they are no pipes.
    pub(crate) fn standard() -> io::Result<Self> {
        Self::new(io::stdin().as_fd().try_clone_to_owned()?, io::stdout().as_fd().try_clone_to_owned()?)
    }

    /// Any two pipes.
    pub(crate) fn new(from: OwnedFd, to: OwnedFd) -> io::Result<Self> {
        Ok(Self { from: Receiver::from_owned_fd(from)?, to: Sender::from_owned_fd(to)? })
    }

    /// A channel over them.
    pub(crate) async fn connect(self) -> Result<Channel, tonic::transport::Error> {
        // a connector may be asked again after the connection was lost; there is one connection only
        let once = Mutex::new(Some(self));
        let connector = tower::service_fn(move |_: Uri| {
            let pipes = once.lock().ok().and_then(|mut pipes| pipes.take());
            async move { pipes.map(TokioIo::new).ok_or_else(|| io::Error::from(io::ErrorKind::BrokenPipe)) }
        });
        Endpoint::from_static("http://localhost")
            .http2_max_header_list_size(MAX_HEADERS)
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(WINDOW)
            .connect_with_connector(connector)
            .await
    }
}

impl AsyncRead for Pipes {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.from).poll_read(context, buffer)
    }
}

impl AsyncWrite for Pipes {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.to).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.to).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.to).poll_shutdown(context)
    }
}
