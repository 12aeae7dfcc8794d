//! `cargo +nightly fuzz run --features libfuzzer documents`; see the crate's documentation.

// Unknown is never empty: what cannot be read is an error or a state of its own.
#![warn(clippy::disallowed_methods)]
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    cfn_fuzz::documents(bytes);
});
