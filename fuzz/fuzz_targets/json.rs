//! `cargo +nightly fuzz run --features libfuzzer json`; see the crate's documentation.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    cfn_fuzz::json(bytes);
});
