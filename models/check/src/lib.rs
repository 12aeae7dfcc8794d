//! The rules of CloudFormation templates, over one dynamic tree.
//!
//! `cfn-models` has both modules under its own name: `models::check` and `models::node`. They are a crate of their own because they are most
//! of what is written by hand, and no generated code: the compiler needs the memory of one of the two crates at a time, and compiles this one
//! while the types are generated.

#![warn(clippy::disallowed_methods)]

pub mod check;
pub mod node;

/// The program in the README is tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
