//! The connection to the daemon: standard input and output are pipes that carry HTTP/2, with the daemon as the server.
//! It knows nothing of what is said over it.

use hyper::body::Incoming;
use hyper::client::conn::http2::{Builder, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::unix::pipe::{Receiver, Sender};
use tonic::body::Body;
use tonic::codegen::{Service, http};

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

    /// A connection over them. Whoever else runs on this runtime lets it work.
    pub(crate) async fn connect(self) -> hyper::Result<Connection> {
        let (requests, work) = Builder::new(TokioExecutor::new())
            .max_header_list_size(MAX_HEADERS)
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(WINDOW)
            .handshake(TokioIo::new(self))
            .await?;
        tokio::spawn(work);
        Ok(Connection { requests })
    }
}

/// An HTTP/2 connection, for as many requests at once as the other side takes.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    requests: SendRequest<Body>,
}

impl Service<http::Request<Body>> for Connection {
    type Response = http::Response<Incoming>;
    type Error = hyper::Error;
    type Future = Pin<Box<dyn Future<Output = hyper::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<hyper::Result<()>> {
        self.requests.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        Box::pin(self.requests.send_request(request))
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
