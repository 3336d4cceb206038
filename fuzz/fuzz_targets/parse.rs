//! Any text: parsing ends, printing is the identity, and the tree holds together.
#![no_main]

#[path = "../../lib/tests/support/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(init: k8or_fuzz::allow_caught_panics(), |data: &[u8]| {
    k8or_fuzz::run(data, |text| {
        invariants::check(text);
        None
    });
});
