//! Lists of objects, versions and uploads.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::api_error::ApiError;
use crate::protocol::reply::Reply;
use crate::protocol::xml::Element;
use crate::s3::api::call::{Call, document, invalid_argument};
use crate::s3::api::elements::owner;
use crate::state::s3::Bucket;
use crate::state::s3::object::Version;
use crate::state::s3::upload::Upload;

/// The characters that `encoding-type=url` does not encode.
const KEY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'/').remove(b'*');

/// The common parameters of lists.
struct Listing<'a> {
    prefix: &'a str,
    delimiter: &'a str,
    limit: usize,
    encode: bool,
    /// The owner, if it is shown for each key.
    owner: Option<&'a str>,
}

impl<'a> Listing<'a> {
    fn new(call: &'a Call<'_>, limit: &'static str) -> Result<Self, ApiError> {
        let request = call.request;
        Ok(Self {
            prefix: request.query_or_empty("prefix"),
            delimiter: request.query_or_empty("delimiter"),
            limit: call.page_size(limit)?,
            encode: call.encodes_keys()?,
            owner: None,
        })
    }

    fn key(&self, key: &str) -> String {
        if self.encode { utf8_percent_encode(key, KEY).to_string() } else { key.to_owned() }
    }

    /// The common prefix of a key.
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
            .with_some("EncodingType", self.encode.then_some("url"))
    }

    fn prefixes(&self, groups: &BTreeSet<&str>) -> Vec<Element> {
        let element = |group: &&str| Element::new("CommonPrefixes").with("Prefix", self.key(group));
        groups.iter().map(element).collect()
    }
}

/// The current objects after a key; if the page is full, also the key after which the next page starts.
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
            return (contents, groups, last.filter(|_| listing.limit > 0));
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
                    .with("StorageClass", &content.storage_class)
                    .with_some("ChecksumAlgorithm", content.checksum.as_ref().map(|checksum| checksum.algorithm.name()))
                    .with_some("ChecksumType", content.checksum.as_ref().map(|checksum| checksum.kind.as_str()));
                contents.push(match listing.owner {
                    Some(account) => element.child(owner(account)),
                    None => element,
                });
            }
        }
    }
    (contents, groups, None)
}

/// ListObjectsV2. The token is the encoded key after which the page starts.
pub(super) fn objects(call: &Call<'_>, bucket: &Bucket) -> Result<Reply, ApiError> {
    let mut listing = Listing::new(call, "max-keys")?;
    listing.owner = (call.request.query("fetch-owner") == Some("true")).then_some(&bucket.account);
    let start = call.request.query("start-after").filter(|start| !start.is_empty());
    let token = call.request.query("continuation-token");
    let after = match token {
        Some(token) => from_token(token)?,
        None => start.unwrap_or("").to_owned(),
    };
    let (contents, groups, next) = current(&listing, bucket, &after);
    let root = listing
        .root("ListBucketResult", bucket)
        .with("MaxKeys", listing.limit)
        .with("KeyCount", contents.len() + groups.len())
        .with_some("StartAfter", start.map(|start| listing.key(start)))
        .with_some("ContinuationToken", token)
        .with("IsTruncated", next.is_some())
        .with_some("NextContinuationToken", next.map(|key| URL_SAFE_NO_PAD.encode(key)))
        .children(contents)
        .children(listing.prefixes(&groups));
    Ok(document(root))
}

fn from_token(token: &str) -> Result<String, ApiError> {
    let incorrect = || invalid_argument("The continuation token provided is incorrect", "continuation-token", token);
    let key = URL_SAFE_NO_PAD.decode(token).map_err(|_| incorrect())?;
    let key = String::from_utf8(key).map_err(|_| incorrect())?;
    if key.is_empty() { Err(incorrect()) } else { Ok(key) }
}

/// ListObjects. NextMarker is returned only with a delimiter; otherwise the client uses the last key.
pub(super) fn objects_v1(call: &Call<'_>, bucket: &Bucket) -> Result<Reply, ApiError> {
    let mut listing = Listing::new(call, "max-keys")?;
    listing.owner = Some(&bucket.account);
    let after = call.request.query_or_empty("marker");
    let (contents, groups, next) = current(&listing, bucket, after);
    let shown = next.filter(|_| !listing.delimiter.is_empty());
    let root = listing
        .root("ListBucketResult", bucket)
        .with("MaxKeys", listing.limit)
        .with("Marker", listing.key(after))
        .with("IsTruncated", next.is_some())
        .with_some("NextMarker", shown.map(|key| listing.key(key)))
        .children(contents)
        .children(listing.prefixes(&groups));
    Ok(document(root))
}

/// ListMultipartUploads: ordered by key, then by time.
pub(super) fn uploads(call: &Call<'_>, bucket: &Bucket) -> Result<Reply, ApiError> {
    let listing = Listing::new(call, "max-uploads")?;
    let query = |name: &str| call.request.query_or_empty(name);
    let (key_marker, id_marker) = (query("key-marker"), query("upload-id-marker"));
    let mut pending: Vec<_> =
        bucket.uploads.iter().filter(|(_, upload)| upload.key.starts_with(listing.prefix)).collect();
    pending.sort_by_key(|(id, upload)| (&upload.key, upload.initiated, *id));
    // The upload marker is only used together with its key marker.
    let marked = pending.iter().position(|(id, upload)| upload.key == key_marker && *id == id_marker);
    let later = |(position, (_, upload)): &(usize, (&String, &Upload))| match marked {
        _ if key_marker.is_empty() => true,
        Some(marked) if upload.key == key_marker => *position > marked,
        _ => upload.key.as_str() > key_marker,
    };
    let mut shown = Vec::new();
    let mut groups = BTreeSet::new();
    let mut last = None;
    let mut truncated = false;
    for (_, (id, upload)) in pending.iter().copied().enumerate().filter(later) {
        let group = listing.group(&upload.key);
        if group.is_some_and(|group| groups.contains(group) || key_marker.starts_with(group)) {
            continue;
        }
        if shown.len() + groups.len() == listing.limit {
            truncated = listing.limit > 0;
            break;
        }
        last = Some((group.unwrap_or(&upload.key), id));
        match group {
            Some(group) => {
                groups.insert(group);
            }
            None => {
                shown.push(upload_element(&listing, &bucket.account, id, upload));
            }
        }
    }
    let next = last.filter(|_| truncated);
    let delimiter = (!listing.delimiter.is_empty()).then(|| listing.key(listing.delimiter));
    let root = Element::new("ListMultipartUploadsResult")
        .with("Bucket", &bucket.name)
        .with("KeyMarker", listing.key(key_marker))
        .with("UploadIdMarker", id_marker)
        .with_some("NextKeyMarker", next.map(|(key, _)| listing.key(key)))
        .with_some("NextUploadIdMarker", next.map(|(_, id)| id))
        .with("Prefix", listing.key(listing.prefix))
        .with_some("Delimiter", delimiter)
        .with_some("EncodingType", listing.encode.then_some("url"))
        .with("MaxUploads", listing.limit)
        .with("IsTruncated", truncated)
        .children(shown)
        .children(listing.prefixes(&groups));
    Ok(document(root))
}

/// ListObjectVersions: ordered by key, then the newest version first.
pub(super) fn versions(call: &Call<'_>, bucket: &Bucket) -> Result<Reply, ApiError> {
    let listing = Listing::new(call, "max-keys")?;
    let key_marker = call.request.query_or_empty("key-marker");
    let version_marker = call.request.query("version-id-marker").filter(|marker| !marker.is_empty());
    if let Some(marker) = version_marker.filter(|_| key_marker.is_empty()) {
        let why = "A version-id marker cannot be specified without a key marker.";
        return Err(invalid_argument(why, "version-id-marker", marker));
    }
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
            if groups.contains(group) || key_marker.starts_with(group) {
                continue;
            }
            if shown.len() + groups.len() == listing.limit {
                truncated = listing.limit > 0;
                break;
            }
            groups.insert(group);
            last = Some((group, ""));
            continue;
        }
        let mut newest_first: Vec<(usize, &Version)> = versions.iter().rev().enumerate().collect();
        if key == key_marker
            && let Some(at) = newest_first.iter().position(|(_, version)| Some(version.id.as_str()) == version_marker)
        {
            newest_first.drain(..=at);
        }
        for (position, version) in newest_first {
            if shown.len() + groups.len() == listing.limit {
                truncated = listing.limit > 0;
                break 'keys;
            }
            shown.push(version_element(&listing, &bucket.account, key, version, position == 0));
            last = Some((key, &version.id));
        }
    }
    let next = last.filter(|_| truncated);
    let root = listing
        .root("ListVersionsResult", bucket)
        .with("MaxKeys", listing.limit)
        .with("KeyMarker", listing.key(key_marker))
        .with_some("VersionIdMarker", version_marker)
        .with("IsTruncated", truncated)
        .with_some("NextKeyMarker", next.map(|(key, _)| listing.key(key)))
        .with_some("NextVersionIdMarker", next.map(|(_, version)| version).filter(|version| !version.is_empty()))
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

fn upload_element(listing: &Listing<'_>, account: &str, id: &str, upload: &Upload) -> Element {
    let mut element = Element::new("Upload")
        .with("Key", listing.key(&upload.key))
        .with("UploadId", id)
        .child(Element { name: "Initiator".into(), ..owner(account) })
        .child(owner(account))
        .with("StorageClass", upload.options.storage_class.as_deref().unwrap_or("STANDARD"))
        .with("Initiated", upload.initiated);
    if let Some((algorithm, kind)) = upload.checksum {
        element = element.with("ChecksumAlgorithm", algorithm.name()).with("ChecksumType", kind.as_str());
    }
    element
}
