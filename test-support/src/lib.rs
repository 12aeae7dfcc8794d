//! What the tests of several crates share.
//!
//! [`book`] says whether the guide is whole; [`budget`] limits what commands cost; [`emulator`] starts emulators of AWS that others wrote; [`guide`] runs the pages of the guide; [`machine`] finds the programs and files that a machine may lack, and says so when a test is skipped without one; [`program`] runs
//! a program in an environment of its own, and [`transcript`] makes what it printed comparable. With the feature `deploy`,
//! `simulated_aws` starts an AWS for one test, and `deployer` is a caller that deploys to it.

// Unknown is never empty: what cannot be read is an error or a state of its own.
#![warn(clippy::disallowed_methods)]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "what only tests use fails as tests do")]

pub mod book;
pub mod budget;
#[cfg(feature = "deploy")]
pub mod deployer;
pub mod emulator;
pub mod guide;
pub mod machine;
pub mod program;
#[cfg(feature = "deploy")]
pub mod simulated_aws;
pub mod transcript;
