//! The archive's stacks as CloudFormation receives them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

mod explained;
mod facts;
mod golden;
mod options;
mod reference;
mod refusals;
mod scale;
mod watching;

use archive::config::{Config, Overrides};
use archive::stacks;
use serde_json::Value;

/// The configuration that `text` is, as an `archive.toml`.
fn config(text: &str) -> Config {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("archive.toml"), text).unwrap();
    Config::load(folder.path(), &Overrides::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// The primary template of a configuration.
fn primary(text: &str) -> Value {
    stacks::primary(&config(text)).unwrap_or_else(|findings| panic!("{findings}")).to_value()
}

/// The replica template of a configuration.
fn replica(text: &str) -> Value {
    stacks::replica(&config(text)).unwrap_or_else(|findings| panic!("{findings}")).to_value()
}
