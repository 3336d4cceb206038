//! Any text that BuildKit would take: its rewrite obeys the laws, and comes soon.
#![no_main]

libfuzzer_sys::fuzz_target!(init: k8or_fuzz::allow_caught_panics(), |data: &[u8]| k8or_fuzz::run(data, k8or_fuzz::laws::check));
