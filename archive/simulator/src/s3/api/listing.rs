//! Listings of objects and of their versions.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::api_error::ApiError;
use crate::protocol::reply::Reply;
use crate::protocol::xml::Element;
use crate::s3::api::call::{Call, document};
use crate::s3::api::elements::owner;
use crate::state::s3::Bucket;
use crate::state::s3::object::Version;

/// What S3 leaves as it is under `encoding-type=url`.
const KEY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'/').remove(b'*');

/// The parameters that all listings have.
struct Listing<'a> {
    prefix: &'a str,
    delimiter: &'a str,
    limit: usize,
    encode: bool,
}

impl<'a> Listing<'a> {
    fn new(call: &'a Call<'_>) -> Result<Self, ApiError> {
        let request = call.request;
        let limit = match request.query("max-keys") {
            Some(text) => text.parse::<usize>().map_err(|_| {
                ApiError::new(400, "InvalidArgument", "Provided max-keys not an integer or within integer range")
            })?,
            None => 1000,
        };
        Ok(Self {
            prefix: request.query("prefix").unwrap_or_default(),
            delimiter: request.query("delimiter").unwrap_or_default(),
            limit: limit.min(1000),
            encode: request.query("encoding-type") == Some("url"),
        })
    }

    fn key(&self, key: &str) -> String {
        if self.encode { utf8_percent_encode(key, KEY).to_string() } else { key.to_owned() }
    }

    /// The common prefix under which a key is gathered.
    fn group<'k>(&self, key: &'k str) -> Option<&'k str> {
        if self.delimiter.is_empty() {
            return None;
        }
        let rest = key.strip_prefix(self.prefix)?;
        let at = rest.find(self.delimiter)?;
        Some(&key[..self.prefix.len() + at + self.delimiter.len()])
    }

    fn root(&self, name: &str, bucket: &Bucket) -> Element {
        let delimiter = (!self.delimiter.is_empty()).then(|| self.key(self.delimiter));
        Element::new(name)
            .with("Name", &bucket.name)
            .with("Prefix", self.key(self.prefix))
            .with_some("Delimiter", delimiter)
            .with("MaxKeys", self.limit)
            .with_some("EncodingType", self.encode.then_some("url"))
    }

    fn prefixes(&self, groups: &BTreeSet<&str>) -> Vec<Element> {
        let element = |group: &&str| Element::new("CommonPrefixes").with("Prefix", self.key(group));
        groups.iter().map(element).collect()
    }
}

/// The current objects after a key, and the key to go on from where the page is full.
fn current<'b>(
    listing: &Listing<'_>,
    bucket: &'b Bucket,
    after: &str,
) -> (Vec<Element>, BTreeSet<&'b str>, Option<&'b str>) {
    let mut contents = Vec::new();
    let mut groups = BTreeSet::new();
    let mut last = None;
    let keys = bucket.objects.iter().filter(|(key, _)| key.starts_with(listing.prefix) && key.as_str() > after);
    for (key, versions) in keys {
        let Some(content) = versions.last().and_then(|version| Some((version, version.content.as_ref()?))) else {
            continue;
        };
        let group = listing.group(key);
        if group.is_some_and(|group| groups.contains(group) || after.starts_with(group)) {
            continue;
        }
        if contents.len() + groups.len() == listing.limit {
            return (contents, groups, last);
        }
        last = Some(group.unwrap_or(key));
        match group {
            Some(group) => {
                groups.insert(group);
            }
            None => {
                let (version, content) = content;
                let element = Element::new("Contents")
                    .with("Key", listing.key(key))
                    .with("LastModified", version.modified)
                    .with("ETag", format!("\"{}\"", content.etag))
                    .with("Size", content.size)
                    .with("StorageClass", &content.storage_class);
                contents.push(element);
            }
        }
    }
    (contents, groups, None)
}

/// ListObjectsV2.
pub(super) fn objects(call: &Call<'_>, bucket: &Bucket) -> Result<Reply, ApiError> {
    let listing = Listing::new(call)?;
    let token = call.request.query("continuation-token");
    let after = token.or_else(|| call.request.query("start-after")).unwrap_or_default();
    let (contents, groups, next) = current(&listing, bucket, after);
    let root = listing
        .root("ListBucketResult", bucket)
        .with("KeyCount", contents.len() + groups.len())
        .with_some("ContinuationToken", token)
        .with("IsTruncated", next.is_some())
        .with_some("NextContinuationToken", next)
        .children(contents)
        .children(listing.prefixes(&groups));
    Ok(document(root))
}

/// ListObjects, the first version.
pub(super) fn objects_v1(call: &Call<'_>, bucket: &Bucket) -> Result<Reply, ApiError> {
    let listing = Listing::new(call)?;
    let after = call.request.query("marker").unwrap_or_default();
    let (contents, groups, next) = current(&listing, bucket, after);
    let root = listing
        .root("ListBucketResult", bucket)
        .with("Marker", listing.key(after))
        .with("IsTruncated", next.is_some())
        .with_some("NextMarker", next.map(|key| listing.key(key)))
        .children(contents)
        .children(listing.prefixes(&groups));
    Ok(document(root))
}

/// ListObjectVersions: by key, each with its newest version first.
pub(super) fn versions(call: &Call<'_>, bucket: &Bucket) -> Result<Reply, ApiError> {
    let listing = Listing::new(call)?;
    let key_marker = call.request.query("key-marker").unwrap_or_default();
    let version_marker = call.request.query("version-id-marker").filter(|marker| !marker.is_empty());
    let keys = bucket.objects.iter().filter(|(key, _)| {
        let key = key.as_str();
        key.starts_with(listing.prefix) && (key > key_marker || (key == key_marker && version_marker.is_some()))
    });
    let mut shown: Vec<Element> = Vec::new();
    let mut groups = BTreeSet::new();
    let mut last: Option<(&str, &str)> = None;
    let mut truncated = false;
    'keys: for (key, versions) in keys {
        if let Some(group) = listing.group(key) {
            groups.insert(group);
            continue;
        }
        let mut newest_first: Vec<(usize, &Version)> = versions.iter().rev().enumerate().collect();
        if key == key_marker
            && let Some(at) = newest_first.iter().position(|(_, version)| Some(version.id.as_str()) == version_marker)
        {
            newest_first.drain(..=at);
        }
        for (position, version) in newest_first {
            if shown.len() == listing.limit {
                truncated = true;
                break 'keys;
            }
            shown.push(version_element(&listing, &bucket.account, key, version, position == 0));
            last = Some((key, &version.id));
        }
    }
    let next = last.filter(|_| truncated);
    let root = listing
        .root("ListVersionsResult", bucket)
        .with("KeyMarker", listing.key(key_marker))
        .with_some("VersionIdMarker", version_marker)
        .with("IsTruncated", truncated)
        .with_some("NextKeyMarker", next.map(|(key, _)| listing.key(key)))
        .with_some("NextVersionIdMarker", next.map(|(_, version)| version))
        .children(shown)
        .children(listing.prefixes(&groups));
    Ok(document(root))
}

fn version_element(listing: &Listing<'_>, account: &str, key: &str, version: &Version, latest: bool) -> Element {
    let name = if version.content.is_some() { "Version" } else { "DeleteMarker" };
    let element = Element::new(name)
        .with("Key", listing.key(key))
        .with("VersionId", &version.id)
        .with("IsLatest", latest)
        .with("LastModified", version.modified);
    let element = match &version.content {
        Some(content) => element
            .with("ETag", format!("\"{}\"", content.etag))
            .with("Size", content.size)
            .with("StorageClass", &content.storage_class),
        None => element,
    };
    element.child(owner(account))
}
