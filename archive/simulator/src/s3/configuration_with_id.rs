//! Configurations with IDs, of which a bucket can have several: inventory, metrics, analytics and intelligent tiering.

use crate::api_error::ApiError;
use crate::protocol::xml::Element;
use crate::state::s3::{Bucket, no_such_bucket};
use crate::world::World;

/// The maximum number of configurations of one kind.
const LIMIT: usize = 1000;

/// A kind of configuration.
#[derive(Debug)]
pub(crate) struct Kind {
    /// Its query parameter.
    pub(crate) query: &'static str,
    /// The part of the IAM actions after `s3:Get` and `s3:Put`.
    pub(crate) action: &'static str,
    /// The root element of a document.
    pub(crate) root: &'static str,
    /// The root element of a list.
    list: &'static str,
}

/// The supported kinds.
pub(crate) const KINDS: &[Kind] = &[
    Kind {
        query: "inventory",
        action: "InventoryConfiguration",
        root: "InventoryConfiguration",
        list: "ListInventoryConfigurationsResult",
    },
    Kind {
        query: "metrics",
        action: "MetricsConfiguration",
        root: "MetricsConfiguration",
        list: "ListMetricsConfigurationsResult",
    },
    Kind {
        query: "analytics",
        action: "AnalyticsConfiguration",
        root: "AnalyticsConfiguration",
        list: "ListBucketAnalyticsConfigurationResult",
    },
    Kind {
        query: "intelligent-tiering",
        action: "IntelligentTieringConfiguration",
        root: "IntelligentTieringConfiguration",
        list: "ListBucketIntelligentTieringConfigurationsOutput",
    },
];

/// The configuration with an ID.
///
/// # Errors
/// `NoSuchConfiguration`.
pub(crate) fn get(bucket: &Bucket, kind: &Kind, id: &str) -> Result<Element, ApiError> {
    let found = bucket.configurations_with_id.get(kind.query).and_then(|documents| documents.get(id));
    found.cloned().ok_or_else(no_such_configuration)
}

/// All configurations of a kind.
pub(crate) fn list(bucket: &Bucket, kind: &Kind) -> Element {
    let documents =
        bucket.configurations_with_id.get(kind.query).into_iter().flat_map(|documents| documents.values().cloned());
    Element::new(kind.list).with("IsTruncated", false).children(documents)
}

/// Puts a configuration; its document has the ID.
///
/// # Errors
/// The bucket does not exist, the document has no ID, or the limit is exceeded.
pub(crate) fn put(world: &mut World, bucket: &str, kind: &Kind, document: Element) -> Result<(), ApiError> {
    let found = world.buckets.get_mut(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    let id = document.text_at(&["Id"]).filter(|id| !id.is_empty()).map(str::to_owned);
    let id = id.ok_or_else(|| {
        ApiError::new(400, "MalformedXML", format!("{} needs an Id", kind.root)).with_detail("BucketName", bucket)
    })?;
    let documents = found.configurations_with_id.entry(kind.query.to_owned()).or_default();
    if documents.len() >= LIMIT && !documents.contains_key(&id) {
        let why =
            "You are attempting to create a new configuration but have already reached the 1,000-configuration limit.";
        return Err(ApiError::new(400, "TooManyConfigurations", why));
    }
    documents.insert(id, Element { name: kind.root.to_owned(), attributes: Vec::new(), ..document });
    Ok(())
}

/// Deletes the configuration with an ID.
///
/// # Errors
/// The bucket or the configuration does not exist.
pub(crate) fn delete(world: &mut World, bucket: &str, kind: &Kind, id: &str) -> Result<(), ApiError> {
    let found = world.buckets.get_mut(bucket).ok_or_else(|| no_such_bucket(bucket))?;
    let removed = found.configurations_with_id.get_mut(kind.query).and_then(|documents| documents.remove(id));
    removed.map(|_| ()).ok_or_else(no_such_configuration)
}

fn no_such_configuration() -> ApiError {
    ApiError::new(404, "NoSuchConfiguration", "The specified configuration does not exist.")
}
