//! What the tests of the commands share: small documents, a server with faults, a snapshot to protect.

#![allow(dead_code, reason = "each test binary uses a part")]

pub(crate) mod documents;
pub(crate) mod server;
pub(crate) mod snapshot;
