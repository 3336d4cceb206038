//! The connection to the daemon: standard input and output are pipes that carry HTTP/2, with the daemon as the server.
//! It knows nothing of what is said over it.

use crate::frames::Whole;
use futures_util::future::{Either, select};
use h2::RecvStream;
use h2::client::{Builder, SendRequest};
use http_body::{Body as _, Frame};
use std::future::poll_fn;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use tokio::io::join;
use tokio::net::unix::pipe::{Receiver, Sender};
use tonic::body::Body;
use tonic::codegen::{Bytes, Service, StdError, http};

/// Errors carry the whole Dockerfile, in base64, in a header.
const MAX_HEADERS: u32 = 16 * 1024 * 1024;

/// How much may be under way: a file of the context at once instead of in pieces of 64 kB.
const WINDOW: u32 = 4 * 1024 * 1024;

/// Two pipes: one to read from, one to write to.
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

    /// Talks over them.
    pub(crate) async fn talk<F: Future>(self, talk: impl FnOnce(Connection) -> F) -> Result<F::Output, h2::Error> {
        let (requests, work) = Builder::new()
            .max_header_list_size(MAX_HEADERS)
            .initial_window_size(WINDOW)
            .initial_connection_window_size(WINDOW)
            .enable_push(false)
            .handshake(join(Whole::new(self.from), self.to))
            .await?;
        match select(pin!(talk(Connection { requests })), pin!(work)).await {
            Either::Left((end, _)) => Ok(end),
            // whoever talks to nobody is told so
            Either::Right((_, talk)) => Ok(talk.await),
        }
    }
}

/// An HTTP/2 connection, for as many requests at once as the other side takes.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    requests: SendRequest<Bytes>,
}

impl Service<http::Request<Body>> for Connection {
    type Response = http::Response<Received>;
    type Error = StdError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, StdError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), StdError>> {
        self.requests.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let requests = self.requests.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            // all of it first, so that it goes out with its head at once: every write wakes the daemon
            let mut pieces = all_of(body).await?;
            let last = pieces.pop();
            let (response, mut stream) =
                requests.ready().await?.send_request(http::Request::from_parts(head, ()), last.is_none())?;
            for piece in pieces {
                stream.send_data(piece, false)?;
            }
            if let Some(last) = last {
                stream.send_data(last, true)?;
            }
            Ok(response.await?.map(|stream| Received { stream, is_at_end: false }))
        })
    }
}

async fn all_of(body: Body) -> Result<Vec<Bytes>, StdError> {
    let mut body = pin!(body);
    let mut pieces = Vec::new();
    while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        pieces.extend(frame?.into_data().ok());
    }
    Ok(pieces)
}

/// What comes back.
#[derive(Debug)]
pub(crate) struct Received {
    stream: RecvStream,
    is_at_end: bool,
}

impl http_body::Body for Received {
    type Data = Bytes;
    type Error = h2::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, h2::Error>>> {
        if !self.is_at_end {
            if let Some(data) = ready!(self.stream.poll_data(context)) {
                let taken = data.and_then(|data| self.stream.flow_control().release_capacity(data.len()).map(|()| data));
                return Poll::Ready(Some(taken.map(Frame::data)));
            }
            self.is_at_end = true;
        }
        let trailers = ready!(self.stream.poll_trailers(context));
        Poll::Ready(trailers.transpose().map(|trailers| trailers.map(Frame::trailers)))
    }
}
