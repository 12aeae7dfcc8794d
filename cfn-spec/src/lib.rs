//! What AWS says: the CloudFormation Resource Specification and the resource provider schemas as one checked model.
//!
//! ```text
//! AWS's documents ──raw──▶ layers (spec, schemas) ──snapshot──▶ one text file a service, committed
//!                                                       │
//!                              snapshot files ──load──▶ Spec (checked, merged): names resolved, errors collected
//! ```
//!
//! Without features this crate has no dependencies: it holds the [model](crate::spec) and reads the snapshot, which is
//! what a build script needs. The feature `documents` adds the readers of AWS's own documents and the snapshot writer.

pub mod constraint;
pub mod name;
pub mod spec;
