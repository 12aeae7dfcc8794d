//! The commands that deploy stacks, as programs of their own: of template files and of Cargo projects, against simulated AWS.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod aws;
mod bad_hours;
mod guide;
mod lookup;
mod new;
mod program;
mod template;
mod world;
