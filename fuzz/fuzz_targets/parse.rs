//! Any text: parsing ends, printing is the identity, and the tree holds together.
#![no_main]

#[path = "../../lib/tests/support/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|text: &str| invariants::check(text));
