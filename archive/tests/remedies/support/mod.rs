//! Until the harness of all tests is there.
#![allow(dead_code, missing_docs, unreachable_pub)]
pub(crate) mod deployer;
pub(crate) mod program;
pub(crate) mod simulated_aws;
