//! Generated manifests:
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_S3JobManifestGenerator.html>.

use serde_json::json;

use crate::optional::or_empty;
use crate::protocol::checksum::{Algorithm, hex};
use crate::protocol::xml::Element;
use crate::s3::inventory::list::{Entry, List, gzip, versions};
use crate::s3::{object, replication};
use crate::s3control::create::GENERATED;
use crate::s3control::role::{Failure, JobRole, parts_of};
use crate::state::s3::Bucket;
use crate::state::s3::object::{Encryption, PutOptions, ReplicationStatus};
use crate::state::s3control::Task;
use crate::timestamp::Timestamp;
use crate::world::World;

/// The tasks for the objects that match the filter, and the descriptor of the saved manifest.
///
/// # Errors
/// The role lacks a permission, the bucket is not there or another's, or the filter is malformed.
pub(super) fn tasks(
    world: &mut World,
    worker: &JobRole,
    job: &str,
    generator: &Element,
) -> Result<(Vec<Task>, Option<Element>), Failure> {
    let own = generator.get("S3JobManifestGenerator").unwrap_or(generator);
    let (name, _) = parts_of(own.text_at(&["SourceBucket"]).unwrap_or(""));
    worker.may(world, "s3:PutInventoryConfiguration", &name, None)?;
    let none = Element::new("Filter");
    let filter = Filter(own.get("Filter").unwrap_or(&none));
    if filter.text("EligibleForReplication").is_some() {
        worker.may(world, "s3:GetReplicationConfiguration", &name, None)?;
    }
    let missing = || ("NoSuchBucket".to_owned(), format!("The bucket {name} does not exist"));
    let bucket = world.buckets.get(&name).ok_or_else(missing)?;
    if own.text_at(&["ExpectedBucketOwner"]).is_some_and(|owner| owner != bucket.account) {
        return Err(("AccessDenied".into(), format!("The bucket {name} is not the expected owner's")));
    }
    let mut fitting = Vec::new();
    for entry in versions(bucket) {
        if filter.fits(bucket, &entry)? {
            fitting.push(entry);
        }
    }
    let task = |entry: &Entry<'_>| Task {
        bucket: name.clone(),
        key: entry.key.to_owned(),
        version_id: Some(entry.version.id.clone()),
        outcome: None,
    };
    let tasks = fitting.iter().map(task).collect();
    let list = List::of_versions(bucket, fitting);
    let (schema, csv) = (list.schema(), list.csv());
    let place = own.get("ManifestOutputLocation").filter(|_| own.text_at(&["EnableManifestOutput"]) == Some("true"));
    let generated = match place {
        None => None,
        Some(place) => Some(keep(world, worker, job, &name, place, (&schema, &csv))?),
    };
    Ok((tasks, generated))
}

/// Saves the manifest in the format of an inventory.
fn keep(
    world: &mut World,
    worker: &JobRole,
    job: &str,
    source: &str,
    place: &Element,
    (schema, csv): (&str, &[u8]),
) -> Result<Element, Failure> {
    let arn = place.text_at(&["Bucket"]).unwrap_or("");
    let (bucket, _) = parts_of(arn);
    let failed = |why: String| ("ManifestNotWritten".to_owned(), why);
    let prefix = place.text_at(&["ManifestPrefix"]).filter(|prefix| !prefix.is_empty());
    let folder = format!("{}job-{job}/manifest", or_empty(prefix.map(|prefix| format!("{prefix}/"))));
    let data = gzip(csv).map_err(|error| failed(error.to_string()))?;
    let key = format!("{folder}/{}.csv.gz", world.ids.uuid());
    let manifest = json!({
        "sourceBucket": source,
        "destinationBucket": arn,
        "version": "2021-11-30",
        "creationTimestamp": world.now.unix_millis().to_string(),
        "fileFormat": "CSV",
        "fileSchema": schema,
        "files": [{ "key": key, "size": data.len(), "MD5checksum": hex(&Algorithm::Md5.digest(&data)) }],
    });
    let kms = place.text_at(&["ManifestEncryption", "SSE-KMS", "KeyId"]).map(str::to_owned);
    let options =
        PutOptions { algorithm: kms.as_ref().map(|_| "aws:kms".into()), kms_key: kms, ..PutOptions::default() };
    let manifest_key = format!("{folder}/manifest.json");
    let mut etag = String::new();
    for (key, bytes) in [(key, data), (manifest_key.clone(), format!("{manifest:#}").into_bytes())] {
        worker.may(world, "s3:PutObject", &bucket, Some(&key))?;
        let put = object::put(world, &bucket, &key, bytes.into(), options.clone());
        let version = put.map_err(|error| failed(error.to_string()))?;
        etag = or_empty(version.content.map(|content| content.etag));
    }
    let location = Element::new("Location").with("ObjectArn", format!("{arn}/{manifest_key}")).with("ETag", etag);
    Ok(Element::new("GeneratedManifestDescriptor").with("Format", GENERATED).child(location))
}

/// The filter of objects.
struct Filter<'f>(&'f Element);

impl Filter<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.text_at(&[name])
    }

    /// The items of a list, where it was given.
    fn list(&self, path: &[&str]) -> Option<Vec<&str>> {
        let list = path.iter().try_fold(self.0, |element, name| element.get(name))?;
        Some(list.children.iter().map(|item| item.text.as_str()).collect())
    }

    fn time(&self, name: &str) -> Result<Option<Timestamp>, Failure> {
        let Some(text) = self.text(name) else { return Ok(None) };
        if let Some(time) = Timestamp::parse_iso(text) {
            return Ok(Some(time));
        }
        let http = httpdate::parse_http_date(text).map(Timestamp::from_system);
        http.map(Some).map_err(|error| ("InvalidFilter".into(), format!("{name} is {text:?}: {error}")))
    }

    fn number(&self, name: &str) -> Result<Option<usize>, Failure> {
        let Some(text) = self.text(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| ("InvalidFilter".into(), format!("{name} is {text:?}")))
    }

    fn fits(&self, bucket: &Bucket, entry: &Entry<'_>) -> Result<bool, Failure> {
        let version = entry.version;
        let after = self.time("CreatedAfter")?.is_none_or(|time| version.modified > time);
        let before = self.time("CreatedBefore")?.is_none_or(|time| version.modified < time);
        let is_eligible = replication::would_replicate(bucket, entry.key, version);
        let eligible = self.text("EligibleForReplication").is_none_or(|wanted| (wanted == "true") == is_eligible);
        let status = replication::status(version).map_or("NONE", ReplicationStatus::as_str);
        let replicated = self.list(&["ObjectReplicationStatuses"]).is_none_or(|wanted| wanted.contains(&status));
        Ok(after && before && eligible && replicated && self.fits_key(entry.key) && self.fits_content(entry)?)
    }

    fn fits_key(&self, key: &str) -> bool {
        let any = |name: &str, fits: &dyn Fn(&str) -> bool| {
            let wanted = self.list(&["KeyNameConstraint", name]);
            wanted.is_none_or(|wanted| wanted.is_empty() || wanted.into_iter().any(fits))
        };
        any("MatchAnyPrefix", &|prefix| key.starts_with(prefix))
            && any("MatchAnySuffix", &|suffix| key.ends_with(suffix))
            && any("MatchAnySubstring", &|part| key.contains(part))
    }

    /// Delete markers do not match filters of the content.
    fn fits_content(&self, entry: &Entry<'_>) -> Result<bool, Failure> {
        let larger = self.number("ObjectSizeGreaterThanBytes")?;
        let smaller = self.number("ObjectSizeLessThanBytes")?;
        let classes = self.list(&["MatchAnyStorageClass"]);
        let encryptions = self.0.get("MatchAnyObjectEncryption").map(|list| list.children.as_slice());
        let Some(content) = &entry.version.content else {
            return Ok(larger.is_none() && smaller.is_none() && classes.is_none() && encryptions.is_none());
        };
        let is_encrypted = |wanted: &Element| match (&content.encryption, wanted.children.first()) {
            (Encryption::Aes256, Some(kind)) => kind.name == "SSE-S3",
            (Encryption::Kms { key_arn, bucket_key }, Some(kind)) => {
                let own = bucket_key.to_string();
                kind.name == "SSE-KMS"
                    && kind.text_at(&["KmsKeyArn"]).is_none_or(|arn| arn == key_arn)
                    && kind.text_at(&["BucketKeyEnabled"]).is_none_or(|flag| flag == own)
            }
            (Encryption::Customer { .. }, Some(kind)) => kind.name == "SSE-C",
            (_, None) => false,
        };
        Ok(larger.is_none_or(|bytes| content.size > bytes)
            && smaller.is_none_or(|bytes| content.size < bytes)
            && classes.is_none_or(|classes| classes.contains(&content.storage_class.as_str()))
            && encryptions.is_none_or(|wanted| wanted.iter().any(is_encrypted)))
    }
}
