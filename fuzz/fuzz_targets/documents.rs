//! `cargo +nightly fuzz run --features libfuzzer documents`; see the crate's documentation.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    cfn_fuzz::documents(bytes);
});
