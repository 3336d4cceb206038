//! k8or's library: turns the text of an ordinary Dockerfile into the text of a lean, hardened one,
//! and says why. Text and answers in, text and reasons out: no files, no network, no async, no clock.
//!
//! Data goes one way. Nothing further right is known to anything further left:
//!
//! ```text
//! text → syntax → shell → facts → (rules, split) change the plan → text + report
//! ```
//!
//! * [`syntax`]: a lossless tree of the Dockerfile language; every byte of the input is in it.
//! * [`shell`]: the commands inside RUN, with offsets back into the file.
//! * [`knowledge`]: data, not code: packages, programs, base images.
//! * [`context`]: what is known of the build context, and the questions that are still open.
//! * `clutter`: what of the build context does not belong into the image.
//! * [`facts`]: what the build means: stages, bases, environment, users, what each command does.
//! * [`split`]: from one stage to several, one module an ecosystem.
//! * `install_log`: stages that tell what each installation installed.
//! * [`plan`]: the document of origins that rules change, and the map from new lines to old.
//! * [`rules`]: one file a rule.
//! * [`split`]: from one stage to two.
//! * `ownership`: owners and modes that COPY can give itself.
//! * `secret`: credentials, and secret mounts instead.
//! * `user`: a user of its own for what ships, or why not.
//! * [`report`]: what changed, what was left and why.
//! * [`session`]: drives all of it; the one door in.

mod clutter;
pub mod context;
pub mod facts;
mod install_log;
pub mod knowledge;
mod ownership;
pub mod plan;
pub mod report;
pub mod rules;
mod secret;
pub mod session;
pub mod shell;
pub mod span;
pub mod split;
pub mod syntax;
mod user;

pub use session::{Options, Rewrite, Session, Step, rewrite};
pub use span::{LineIndex, Position, Span};
