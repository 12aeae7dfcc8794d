//! Multipart uploads.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::protocol::checksum::{Algorithm, ChecksumType};
use crate::state::s3::object::PutOptions;
use crate::timestamp::Timestamp;

/// An upload that is not complete.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Upload {
    pub(crate) key: String,
    pub(crate) options: PutOptions,
    pub(crate) parts: BTreeMap<u32, Part>,
    #[serde(default)]
    pub(crate) initiated: Timestamp,
    /// The checksum algorithm and type of the upload.
    #[serde(default)]
    pub(crate) checksum: Option<(Algorithm, ChecksumType)>,
}

/// A part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) blob: String,
    pub(crate) size: usize,
    pub(crate) etag: String,
    #[serde(default)]
    pub(crate) modified: Timestamp,
    /// With the algorithm of the upload.
    #[serde(default)]
    pub(crate) checksum: Option<String>,
}
