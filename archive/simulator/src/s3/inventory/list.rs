//! The lines of an inventory.

use std::io::{self, Read as _, Write as _};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::optional::or_empty;
use crate::protocol::xml::Element;
use crate::s3::replication;
use crate::state::s3::Bucket;
use crate::state::s3::object::{Encryption, ReplicationStatus, Version};

/// What keys have as it is; everything else is percent-encoded.
const KEY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'/').remove(b'~');

/// One version of one key, and whether it is the newest.
pub(crate) struct Entry<'b> {
    pub(crate) key: &'b str,
    pub(crate) version: &'b Version,
    pub(crate) is_latest: bool,
}

/// A list of objects with the columns that were asked for.
pub(crate) struct List<'b> {
    bucket: &'b Bucket,
    columns: Vec<String>,
    entries: Vec<Entry<'b>>,
}

/// Every version of a bucket, by key, the newest first.
pub(crate) fn versions(bucket: &Bucket) -> impl Iterator<Item = Entry<'_>> {
    bucket.objects.iter().flat_map(|(key, versions)| {
        let newest_first = versions.iter().rev().enumerate();
        newest_first.map(move |(at, version)| Entry { key, version, is_latest: at == 0 })
    })
}

impl<'b> List<'b> {
    /// What an inventory configuration asks for.
    pub(crate) fn of_configuration(bucket: &'b Bucket, document: &Element) -> Self {
        let all = document.text_at(&["IncludedObjectVersions"]) == Some("All");
        let prefix = document.text_at(&["Filter", "Prefix"]).unwrap_or("");
        let fields = document.get("OptionalFields");
        let fields = fields.into_iter().flat_map(|fields| fields.all("Field")).map(|field| field.text.clone());
        let mut columns: Vec<String> = ["Bucket", "Key"].map(str::to_owned).into();
        if all {
            columns.extend(["VersionId", "IsLatest", "IsDeleteMarker"].map(str::to_owned));
        }
        columns.extend(fields);
        let fits = |entry: &Entry<'_>| {
            entry.key.starts_with(prefix) && (all || (entry.is_latest && entry.version.content.is_some()))
        };
        Self { bucket, columns, entries: versions(bucket).filter(fits).collect() }
    }

    /// A list for a batch job: the version of each object.
    pub(crate) fn of_versions(bucket: &'b Bucket, entries: Vec<Entry<'b>>) -> Self {
        Self { bucket, columns: ["Bucket", "Key", "VersionId"].map(str::to_owned).into(), entries }
    }

    /// The names of the columns, as the manifest tells them.
    pub(crate) fn schema(&self) -> String {
        self.columns.join(", ")
    }

    pub(crate) fn csv(&self) -> Vec<u8> {
        let line = |entry: &Entry<'_>| {
            let values =
                self.columns.iter().map(|column| format!("\"{}\"", self.value(entry, column).replace('"', "\"\"")));
            values.collect::<Vec<_>>().join(",") + "\n"
        };
        self.entries.iter().map(line).collect::<String>().into_bytes()
    }

    /// What a column says of a version; nothing where it does not apply, or where the simulator has no value.
    fn value(&self, entry: &Entry<'_>, column: &str) -> String {
        let version = entry.version;
        let flag = |flag: bool| flag.to_string();
        match column {
            "Bucket" => return self.bucket.name.clone(),
            "Key" => return encode(entry.key),
            "VersionId" => return if version.id == "null" { String::new() } else { version.id.clone() },
            "IsLatest" => return flag(entry.is_latest),
            "IsDeleteMarker" => return flag(version.content.is_none()),
            "LastModifiedDate" => return version.modified.to_string(),
            "ReplicationStatus" => {
                return replication::status(version).map(ReplicationStatus::as_str).unwrap_or("").to_owned();
            }
            "ObjectOwner" => return self.bucket.account.clone(),
            _ => {}
        }
        let Some(content) = &version.content else { return String::new() };
        match column {
            "Size" => content.size.to_string(),
            "ETag" => content.etag.clone(),
            "StorageClass" => content.storage_class.clone(),
            "IsMultipartUploaded" => flag(!content.parts.is_empty()),
            "EncryptionStatus" => match content.encryption {
                Encryption::Aes256 => "SSE-S3".into(),
                Encryption::Kms { .. } => "SSE-KMS".into(),
                Encryption::Customer { .. } => "SSE-C".into(),
            },
            "BucketKeyStatus" => match content.encryption {
                Encryption::Aes256 | Encryption::Customer { .. } => String::new(),
                Encryption::Kms { bucket_key, .. } => if bucket_key { "ENABLED" } else { "DISABLED" }.into(),
            },
            "ChecksumAlgorithm" => {
                or_empty(content.checksum.as_ref().map(|checksum| checksum.algorithm.name().to_owned()))
            }
            "ObjectLockMode" => or_empty(content.lock.retention.as_ref().map(|held| held.mode.as_str().to_owned())),
            "ObjectLockRetainUntilDate" => or_empty(content.lock.retention.as_ref().map(|held| held.until.to_string())),
            "ObjectLockLegalHoldStatus" => if content.lock.legal_hold { "ON" } else { "OFF" }.into(),
            _ => String::new(),
        }
    }
}

/// A key as inventories and manifests write it.
pub(crate) fn encode(key: &str) -> String {
    utf8_percent_encode(key, KEY).to_string()
}

/// Packs bytes; the same bytes give the same.
pub(crate) fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Unpacks what [`gzip`] or anybody else packed.
pub(crate) fn gunzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut unpacked = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut unpacked)?;
    Ok(unpacked)
}
