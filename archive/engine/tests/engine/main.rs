//! The deploy engine against a simulated AWS: every state that a stack can be in, every gate, and the reason of every failure.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod every_status;
mod failures;
mod gates;
mod large_templates;
mod life;
mod reach;
mod states;
mod templates;
mod thrift;
mod together;
mod validation;
mod world;
