//! The program at its edges: whom it calls AWS as, what a terminal shows, what interrupts it, and what it writes for other programs.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod browser;
mod certificates;
mod colours;
mod events;
mod guide;
mod interrupts;
mod many_regions;
mod output;
mod page;
mod picture;
mod profiles;
mod progress;
mod proxies;
mod questions;
mod secrets;
mod sign_in;
mod simulate;
mod stack_settings;
mod terminal;
mod world;
