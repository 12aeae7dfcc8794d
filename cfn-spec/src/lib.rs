//! The CloudFormation Resource Specification and the resource provider schemas as one validated model.
//!
//! ```text
//! AWS's documents ──raw──▶ layers (spec, schemas) ──snapshot──▶ one text file per service, committed
//!                                                       │
//!                              snapshot files ──load──▶ Spec (checked, merged): names resolved, errors collected
//! ```
//! Without features, this crate has no dependencies: it has the [model](crate::spec) and the parser of the snapshot,
//! for build scripts. The feature `documents` adds the parsers of AWS's documents and the snapshot writer, `patterns` the
//! matching of the schemas' regular expressions.

#![warn(clippy::disallowed_methods)]

pub mod build_script;
pub mod capability;
mod check;
pub mod constraint;
#[cfg(feature = "documents")]
pub mod diff;
#[cfg(feature = "documents")]
pub mod documents;
pub mod error;
pub mod handlers;
pub mod iam;
mod layer;
mod load;
pub mod lock;
mod merge;
pub mod name;
pub mod overlay;
pub mod packed;
#[cfg(feature = "patterns")]
pub mod pattern;
pub mod policies;
pub mod quota;
mod readable;
pub mod reference;
pub mod region;
pub mod region_overlay;
mod relationships;
pub mod rules;
pub mod serverless;
pub mod snapshot;
pub mod spec;
mod union;
mod url;
mod widen;

pub use error::{Errors, Problem};
pub use iam::iam_actions;
pub use load::{load, load_all, load_embedded};
pub use readable::is_readable;
pub use region::regions;
pub use union::takes_scalars;
pub use url::USER_GUIDE;

/// The programs in the README are tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
