//! The frontend on a real engine, one topic a file: each build goes through the frontend that the engine has itself and through
//! k8or's, and the second must end as the first does, with the image that the command's rewrite gives.
//!
//! `K8OR_FRONTEND` names an image that is there; otherwise one is made. `K8OR_SECOND_ENGINE` is the address of an engine with
//! the containerd image store, for what the classic one cannot do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a test may fail, and says what it measured")]

mod apps;
mod case;
mod contexts;
mod errors;
mod faults;
mod language;
mod requests;
mod running;
mod second_engine;
mod settings;
mod sources;
