//! Drives a rewrite.
