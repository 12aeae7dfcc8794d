//! Buckets.

pub(crate) mod inventory;
pub(crate) mod lock;
pub(crate) mod object;
pub(crate) mod replication;
pub(crate) mod restoration;
pub(crate) mod upload;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api_error::ApiError;
use crate::arn;
use crate::protocol::xml::Element;
use crate::scope::Scope;
use crate::state::s3::object::Version;
use crate::timestamp::Timestamp;

/// A bucket. Its configurations are stored as S3's XML documents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Bucket {
    pub(crate) name: String,
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) created: Timestamp,
    pub(crate) object_lock: bool,
    /// By sub-resource: `versioning`, `replication`, …
    pub(crate) configurations: BTreeMap<String, Element>,
    /// Configurations with IDs, by sub-resource and ID.
    #[serde(default, alias = "many")]
    pub(crate) configurations_with_id: BTreeMap<String, BTreeMap<String, Element>>,
    /// When inventory reports are due, by the ID of their configuration.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) inventories: BTreeMap<String, inventory::Schedule>,
    pub(crate) policy: Option<Value>,
    /// Properties of its CloudFormation resource that the simulated S3 stores without effect.
    #[serde(default, alias = "unserved", skip_serializing_if = "Map::is_empty")]
    pub(crate) unsupported: Map<String, Value>,
    /// Multipart uploads by ID.
    #[serde(default)]
    pub(crate) uploads: BTreeMap<String, upload::Upload>,
    /// The versions of each key, the newest last.
    pub(crate) objects: BTreeMap<String, Vec<Version>>,
}

/// The versioning status of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Versioning {
    Never,
    Enabled,
    Suspended,
}

impl Bucket {
    pub(crate) fn scope(&self) -> Scope {
        Scope::new(&self.account, &self.region)
    }

    pub(crate) fn arn(&self) -> String {
        arn::BUCKET.arn(&self.scope(), &self.name)
    }

    pub(crate) fn versioning(&self) -> Versioning {
        let status = self.configurations.get("versioning").and_then(|versioning| versioning.text_at(&["Status"]));
        match status {
            Some("Enabled") => Versioning::Enabled,
            Some(_) => Versioning::Suspended,
            None => Versioning::Never,
        }
    }

    /// Whether the bucket has neither versions nor delete markers.
    pub(crate) fn is_empty(&self) -> bool {
        self.objects.values().all(Vec::is_empty)
    }
}

pub(crate) fn no_such_bucket(name: &str) -> ApiError {
    ApiError::new(404, "NoSuchBucket", "The specified bucket does not exist").with_detail("BucketName", name)
}
