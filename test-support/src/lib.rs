//! What the tests of several crates share.
//!
//! [`emulator`] starts emulators of AWS that others wrote. [`machine`] finds the programs and files that a machine may lack, and says so when a test is skipped for want of one.

#![allow(clippy::expect_used, clippy::panic, reason = "what only tests use fails as tests do")]

pub mod emulator;
pub mod machine;
pub mod transcript;
