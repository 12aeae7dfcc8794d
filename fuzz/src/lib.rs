//! What must hold of every input of the project's readers: one function a reader, which panics where it does not hold.
//!
//! | target | readers | what must hold, besides that nothing panics |
//! |---|---|---|
//! | [`yaml`] | `cfn_template::read` as YAML | every place is one of the input; writing and reading again gives the same tree, as YAML and as JSON |
//! | [`json`] | `cfn_template::read` as JSON | the same; and serde_json agrees on what is JSON, and what it says |
//! | [`documents`] | AWS's documents and the snapshot (`cfn_spec`) | what is accepted makes a snapshot that reads back the same |
//!
//! `cargo test -p cfn-fuzz` tries a bounded number of mutations of the texts in `seeds/`, the same ones on every machine:
//! `FUZZ_CASES` says how many a target, `FUZZ_SEED` chooses others. It needs nothing but stable Rust.
//!
//! `cargo +nightly fuzz run --features libfuzzer yaml fuzz/corpus/yaml fuzz/seeds/yaml -- -dict=fuzz/dictionaries/yaml.dict`
//! looks for inputs that reach new code, until it is stopped (`cargo install cargo-fuzz`; `mkdir -p fuzz/corpus/yaml` before
//! the first run). It builds libFuzzer, which needs a C++ compiler.
//!
//! An input that failed goes into `seeds/`, under the name of what it broke.

// Unknown is never empty: what cannot be read is an error or a state of its own.
#![warn(clippy::disallowed_methods)]
#![allow(
    clippy::panic,
    reason = "a property that does not hold is reported by a panic, to libFuzzer and to tests alike"
)]

mod documents;
mod template;

pub use documents::documents;
pub use template::{json, yaml};
