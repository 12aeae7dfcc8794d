//! Multipart uploads, as they are saved.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::state::s3::object::PutOptions;

/// An upload that is not complete yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Upload {
    pub(crate) key: String,
    pub(crate) options: PutOptions,
    pub(crate) parts: BTreeMap<u32, Part>,
}

/// One part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) blob: String,
    pub(crate) size: usize,
    pub(crate) etag: String,
}
