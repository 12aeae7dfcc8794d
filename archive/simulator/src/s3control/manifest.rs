//! The manifests that callers supply: a list of their own, or an inventory.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/specify-batchjob-manifest.html>

use bytes::Bytes;
use serde_json::Value;

use crate::optional::or_empty;
use crate::protocol::checksum::{Algorithm, hex};
use crate::protocol::request::decode_path;
use crate::protocol::xml::Element;
use crate::s3::inventory::list::gunzip;
use crate::s3::object;
use crate::s3control::create::CSV;
use crate::s3control::csv;
use crate::s3control::role::{Failure, JobRole, parts_of};
use crate::state::s3control::Task;
use crate::world::World;

/// AWS's reason for a generated manifest without objects:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-troubleshoot.html>.
pub(super) const NOTHING_FITS: &str = "Manifest generation found no keys matching the criteria.";

/// AWS's code: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-batch-operations.html>.
pub(super) fn invalid(why: impl Into<String>) -> Failure {
    ("InvalidManifestContent".into(), why.into())
}

/// The tasks that a manifest lists.
///
/// # Errors
/// The role cannot read it, it is another than the job was made for, or it is malformed.
pub(super) fn tasks(world: &mut World, worker: &JobRole, manifest: &Element) -> Result<Vec<Task>, Failure> {
    let text = |path: &[&str]| manifest.text_at(path).unwrap_or("");
    let (bucket, key) = parts_of(text(&["Location", "ObjectArn"]));
    let version = manifest.text_at(&["Location", "ObjectVersionId"]).filter(|version| !version.is_empty());
    let (bytes, etag) = read(world, worker, &bucket, &key, version)?;
    let wanted = text(&["Location", "ETag"]).trim_matches('"');
    if etag != wanted {
        return Err(invalid(format!("The ETag of the manifest is {etag}, and the job was made for {wanted}")));
    }
    if text(&["Spec", "Format"]) == CSV {
        let fields = manifest.get("Spec").and_then(|spec| spec.get("Fields"));
        let columns: Vec<&str> =
            fields.map_or_else(Vec::new, |fields| fields.children.iter().map(|field| field.text.as_str()).collect());
        return rows(&bytes, &columns);
    }
    of_inventory(world, worker, &bytes)
}

/// An object's content and its ETag, as the role of the job reads it.
fn read(
    world: &mut World,
    worker: &JobRole,
    bucket: &str,
    key: &str,
    version: Option<&str>,
) -> Result<(Bytes, String), Failure> {
    let action = if version.is_some() { "s3:GetObjectVersion" } else { "s3:GetObject" };
    worker.may(world, action, bucket, Some(key))?;
    let found = world.buckets.get(bucket).ok_or_else(|| invalid(format!("The bucket {bucket} does not exist")))?;
    let found = object::find(found, key, version).map_err(|error| invalid(format!("{key}: {error}")))?;
    let content = found.content.as_ref().ok_or_else(|| invalid(format!("{key} is a delete marker")))?;
    let etag = content.etag.clone();
    let bytes = world.blobs.get(&content.blob).map_err(|error| invalid(error.to_string()))?;
    Ok((bytes, etag))
}

/// The files that an inventory's manifest names, one after the other.
fn of_inventory(world: &mut World, worker: &JobRole, manifest: &[u8]) -> Result<Vec<Task>, Failure> {
    let manifest: Value = serde_json::from_slice(manifest).map_err(|error| invalid(error.to_string()))?;
    let text = |name: &str| manifest.get(name).and_then(Value::as_str).unwrap_or("");
    if text("fileFormat") != "CSV" {
        return Err(invalid(format!("The inventory is in the format {:?}, and not in CSV", text("fileFormat"))));
    }
    let columns: Vec<&str> = text("fileSchema").split(',').map(str::trim).collect();
    let (bucket, _) = parts_of(text("destinationBucket"));
    let files = manifest.get("files").and_then(Value::as_array);
    let files = files.ok_or_else(|| invalid("The inventory's manifest has no files"))?;
    let mut tasks = Vec::new();
    for file in files {
        let key =
            file.get("key").and_then(Value::as_str).ok_or_else(|| invalid("A file of the inventory has no key"))?;
        let (bytes, _) = read(world, worker, &bucket, key, None)?;
        let checksum = file.get("MD5checksum").and_then(Value::as_str);
        if checksum.is_some_and(|checksum| checksum != hex(&Algorithm::Md5.digest(&bytes))) {
            return Err(invalid(format!("{key} is another than its checksum in the inventory's manifest says")));
        }
        let bytes = gunzip(&bytes).map_err(|error| invalid(format!("{key}: {error}")))?;
        tasks.extend(rows(&bytes, &columns)?);
    }
    Ok(tasks)
}

fn rows(bytes: &[u8], columns: &[&str]) -> Result<Vec<Task>, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|error| invalid(error.to_string()))?;
    let at = |name: &str| columns.iter().position(|column| *column == name);
    let (bucket, key) = at("Bucket").zip(at("Key")).ok_or_else(|| invalid("The columns lack Bucket or Key"))?;
    let version = at("VersionId");
    let mut tasks = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let fields = csv::fields(line).map_err(invalid)?;
        if fields.len() != columns.len() {
            return Err(invalid(format!(
                "{line:?} has {} fields, and there are {} columns",
                fields.len(),
                columns.len()
            )));
        }
        let field = |at: usize| or_empty(fields.get(at).cloned());
        let version_id = version.map(field).filter(|version| !version.is_empty());
        tasks.push(Task { bucket: field(bucket), key: decode_path(&field(key)), version_id, outcome: None });
    }
    // A job acts on the objects of one bucket.
    match tasks.iter().find(|task| tasks.first().is_some_and(|first| first.bucket != task.bucket)) {
        Some(other) => Err(invalid(format!("The manifest names a second bucket, {}", other.bucket))),
        None => Ok(tasks),
    }
}
