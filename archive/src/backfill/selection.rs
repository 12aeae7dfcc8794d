//! What is to be replicated: what is missing from a replica, or what a manifest lists.

use std::io;
use std::path::{Path, PathBuf};

use futures_util::stream::{self, StreamExt as _};
use percent_encoding::percent_decode_str;
use tempfile::TempDir;

use super::estimate::Estimate;
use crate::audit::{
    Audit, AuditError, AuditLog, AuditOptions, Damage, Extent, ReportFile, ReportFormat, VersionSource, audit,
};
use crate::config::Config;
use cfn_deploy::aws::{ApiError, Aws};
use cfn_deploy::{Event, Level, Reporter};

/// S3 takes an object of so many bytes in one request.
const LARGEST_MANIFEST: u64 = 5 * 1000 * 1000 * 1000;
/// So many versions of a manifest are asked about at once.
const CONCURRENT: usize = 32;

/// What is to be replicated, with its manifest in a file.
pub struct Selection {
    /// How much it is.
    pub estimate: Estimate,
    /// Replicas that are still to arrive, which S3 replicates without a job.
    pub pending: u64,
    /// Versions of a given manifest that are not objects: delete markers, or what is not there any more.
    pub not_objects: u64,
    file: PathBuf,
    /// The folder of a manifest that was written here.
    _folder: Option<TempDir>,
}

impl Selection {
    /// The manifest: rows of bucket, key and version ID, without a heading.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }
}

/// Why it is not known what is to be replicated.
#[derive(Debug, thiserror::Error)]
pub enum BackfillError {
    /// The versions cannot be compared.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// A manifest that was given cannot be used.
    #[error("{file}{at}: {why}", at = .line.map_or_else(String::new, |line| format!(", line {line}")))]
    Manifest {
        /// The file.
        file: String,
        /// The line, from 1.
        line: Option<u64>,
        /// Why.
        why: String,
    },
    /// The manifest is larger than an object may be that is uploaded in one request.
    #[error("the manifest has {0} bytes, and one of S3 Batch Operations is uploaded in at most {most}", most = LARGEST_MANIFEST)]
    TooLarge(u64),
}

impl From<ApiError> for BackfillError {
    fn from(error: ApiError) -> Self {
        Self::Audit(error.into())
    }
}

/// What is missing from a replica, of the keys that begin with `prefix`.
///
/// # Errors
/// The versions cannot be compared, or the manifest is too large.
pub async fn lacking(
    clients: (&Aws, &Aws),
    config: &Config,
    (source, prefix): (VersionSource, &str),
    reporter: &dyn Reporter,
) -> Result<(Selection, Audit), BackfillError> {
    let folder = TempDir::new().map_err(AuditError::from)?;
    let file = folder.path().join("manifest.csv");
    let mut log = Lacking {
        file: ReportFile::create(&file, ReportFormat::Manifest).map_err(AuditError::from)?,
        primary: config.bucket_name(),
        estimate: Estimate::default(),
        reporter,
    };
    let options = AuditOptions { source, prefix, extent: Extent::Presence };
    let audited = audit(clients, config, options, &mut log).await?;
    log.file.finish().map_err(AuditError::from)?;
    let (versions, bytes) = audited.replicable;
    let estimate = Estimate { versions, bytes, ..log.estimate };
    check_size(&file)?;
    Ok((Selection { estimate, pending: audited.pending, not_objects: 0, file, _folder: Some(folder) }, audited))
}

/// What the manifest `file` lists, each row of which is read.
///
/// # Errors
/// The manifest cannot be used, or a call failed.
pub async fn given(
    aws: &Aws,
    config: &Config,
    file: &Path,
    reporter: &dyn Reporter,
) -> Result<Selection, BackfillError> {
    let bucket = config.bucket_name();
    let bad = |line: Option<u64>, why: String| BackfillError::Manifest { file: file.display().to_string(), line, why };
    let reader = csv::ReaderBuilder::new().has_headers(false).from_path(file);
    let mut reader = reader.map_err(|error| bad(None, error.to_string()))?;
    let mut rows = reader.records();
    let (mut estimate, mut not_objects) = (Estimate::default(), 0);
    loop {
        let mut batch = Vec::new();
        for row in rows.by_ref().take(CONCURRENT * 16) {
            let row = row.map_err(|error| bad(None, error.to_string()))?;
            let line = row.position().map(csv::Position::line);
            batch.push(version(&row, &bucket).map_err(|why| bad(line, why))?);
        }
        if batch.is_empty() {
            break;
        }
        let looks = batch.iter().map(|(key, id)| aws.head_version(config.region().as_str(), &bucket, key, id));
        let mut looked = stream::iter(looks).buffered(CONCURRENT);
        while let Some(head) = looked.next().await {
            estimate.versions += 1;
            match head {
                Ok(Some(head)) => estimate.bytes += head.size,
                Ok(None) => not_objects += 1,
                // Under the key of a customer, so that S3 does not describe it.
                Err(error) if error.is_bad_request() => {}
                Err(error) => return Err(error.into()),
            }
        }
        advance(reporter, "versions of the manifest", estimate.versions);
    }
    let all = (estimate.versions, estimate.bytes);
    estimate.regions = config.replications().iter().map(|region| (*region, all)).collect();
    check_size(file)?;
    Ok(Selection { estimate, pending: 0, not_objects, file: file.to_owned(), _folder: None })
}

/// The key and the version ID of a row.
fn version(row: &csv::StringRecord, bucket: &str) -> Result<(String, String), String> {
    let [of, key, id] = [row.get(0), row.get(1), row.get(2)];
    let (Some(of), Some(key), Some(id), 3) = (of, key, id, row.len()) else {
        return Err(format!("a row has Bucket,Key,VersionId, and this one has {} fields", row.len()));
    };
    if of != bucket {
        return Err(format!("it is about the bucket {of:?}, and objects are replicated from {bucket}"));
    }
    if id.is_empty() {
        return Err("it has no version ID, so S3 would take the newest version".to_owned());
    }
    let key = percent_decode_str(key).decode_utf8().map_err(|error| format!("the key {key}: {error}"))?;
    Ok((key.into_owned(), id.to_owned()))
}

fn check_size(file: &Path) -> Result<(), BackfillError> {
    let bytes = std::fs::metadata(file).map_err(AuditError::from)?.len();
    if bytes > LARGEST_MANIFEST { Err(BackfillError::TooLarge(bytes)) } else { Ok(()) }
}

fn advance(reporter: &dyn Reporter, subject: &str, done: u64) {
    reporter.report(&Event::Advance { subject: subject.to_owned(), done, total: None });
}

/// Writes down what is missing from a replica.
struct Lacking<'a> {
    file: ReportFile,
    primary: String,
    estimate: Estimate,
    reporter: &'a dyn Reporter,
}

impl AuditLog for Lacking<'_> {
    fn damaged(&mut self, damage: &Damage) -> io::Result<()> {
        if damage.replicable {
            let region = self.estimate.regions.entry(damage.region).or_default();
            region.0 += 1;
            region.1 += damage.bytes;
        }
        self.file.write(damage, &self.primary)
    }

    fn examined(&mut self, versions: u64) {
        advance(self.reporter, "versions compared", versions);
    }

    fn note(&mut self, message: String) {
        self.reporter.report(&Event::Notice { level: Level::Info, message, remedies: Vec::new() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_manifests_are_read_as_audits_write_them() {
        let read = |row: &[&str]| version(&csv::StringRecord::from(row), "acme-archive");
        assert_eq!(read(&["acme-archive", "a%20%C3%A4", "v1"]), Ok(("a ä".into(), "v1".into())));
        for (row, told) in [
            (&["acme-archive", "a"][..], "this one has 2 fields"),
            (&["other", "a", "v1"], "it is about the bucket \"other\""),
            (&["acme-archive", "a", ""], "no version ID"),
            (&["acme-archive", "%FF", "v1"], "the key %FF"),
        ] {
            let why = read(row).unwrap_err();
            assert!(why.contains(told), "{why}");
        }
    }
}
