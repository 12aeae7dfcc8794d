//! The versions of several buckets by the inventories that S3 writes of them.
//!
//! An inventory may have a hundred million lines in no promised order. Its files are unpacked and read as a stream, and the lines are spread over
//! files on disk by the hash of their keys, so that all that is said of a key is in one part of each bucket; then part by part is
//! compared in memory. What is in memory depends on the size of a part, not on that of the inventory.

use std::collections::BTreeMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, BufReader, BufWriter, Write as _};

use flate2::read::MultiGzDecoder;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use super::outcome::AuditError;
use super::rows::{Seen, Site, VersionRow};
use cfn_deploy::aws::ApiError;

/// The compressed bytes of the primary's inventory that make one part. They become about ten times as many in memory.
const PART_BYTES: u64 = 8 * 1024 * 1024;
/// So many parts at most: each is an open file while a bucket's inventory is read.
const PARTS: u64 = 256;

/// `manifest.json` of an inventory, as far as it is used.
/// [S3 User Guide, "Locating your inventory list"]
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    file_format: String,
    file_schema: String,
    /// In milliseconds since 1970.
    creation_timestamp: String,
    files: Vec<InventoryFile>,
}

#[derive(Debug, Deserialize)]
struct InventoryFile {
    key: String,
    size: u64,
}

/// The newest inventory of one bucket.
pub(super) struct Inventory {
    log_bucket: String,
    manifest: Manifest,
    /// When it was made, in seconds since 1970.
    pub(super) created: i64,
}

/// A line of an inventory, as far as it is compared.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Line {
    key: String,
    id: String,
    modified: i64,
    is_delete_marker: bool,
    size: u64,
    status: String,
    encryption: String,
    lock: String,
}

/// The columns of an inventory.
struct Columns(Vec<String>);

impl Columns {
    fn get<'r>(&self, record: &'r csv::StringRecord, name: &str) -> Option<&'r str> {
        record.get(self.0.iter().position(|column| column == name)?)
    }
}

/// The newest inventory of `site` in `log_bucket`; `None` if there is none yet.
///
/// # Errors
/// A call failed, or the inventory's manifest cannot be read, or it is not in CSV.
pub(super) async fn newest(site: &Site<'_>, log_bucket: String) -> Result<Option<Inventory>, AuditError> {
    let region = site.region.as_str();
    let folder = format!("inventory/{}/archive/", site.bucket);
    let keys = site.aws.keys_under(region, &log_bucket, &folder).await?;
    // inventory/BUCKET/archive/2026-01-01T00-00Z/manifest.json
    let Some(key) = keys.into_iter().filter(|key| key.ends_with("/manifest.json")).max() else { return Ok(None) };
    let unreadable = |why: String| AuditError::Inventory { file: format!("s3://{log_bucket}/{key}"), why };
    let body = site.aws.object_stream(region, &log_bucket, &key).await?;
    let bytes = body.collect().await.map_err(|error| unreadable(error.to_string()))?.into_bytes();
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|error| unreadable(error.to_string()))?;
    if manifest.file_format != "CSV" {
        return Err(unreadable(format!("it is in {}, and CSV is read", manifest.file_format)));
    }
    let created = manifest.creation_timestamp.parse::<i64>().map_err(|error| unreadable(error.to_string()))? / 1000;
    Ok(Some(Inventory { log_bucket, manifest, created }))
}

/// The lines of all inventories, in parts.
pub(super) struct Parts {
    folder: TempDir,
    sites: usize,
    count: u64,
    next: u64,
    delete_markers: bool,
}

impl Parts {
    /// Reads the inventories of `sites`, the primary's first, as far as their keys begin with `prefix`.
    ///
    /// # Errors
    /// A call failed, an inventory cannot be read, or there is no room on disk.
    pub(super) async fn read(
        sites: &[Site<'_>],
        inventories: &[Inventory],
        prefix: &str,
        delete_markers: bool,
    ) -> Result<Self, AuditError> {
        let bytes: u64 = inventories.iter().flat_map(|of| &of.manifest.files).map(|file| file.size).sum();
        let largest = bytes / u64::try_from(sites.len().max(1)).unwrap_or(1);
        let folder = TempDir::new()?;
        let parts =
            Self { folder, sites: sites.len(), count: (largest / PART_BYTES + 1).min(PARTS), next: 0, delete_markers };
        for (index, (site, inventory)) in sites.iter().zip(inventories).enumerate() {
            parts.spread(index, site, inventory, prefix).await?;
        }
        Ok(parts)
    }

    fn path(&self, site: usize, part: u64) -> std::path::PathBuf {
        self.folder.path().join(format!("{site}-{part}.csv"))
    }

    /// Spreads the lines of one inventory over the parts.
    async fn spread(
        &self,
        index: usize,
        site: &Site<'_>,
        inventory: &Inventory,
        prefix: &str,
    ) -> Result<(), AuditError> {
        let columns = Columns(inventory.manifest.file_schema.split(',').map(|name| name.trim().to_owned()).collect());
        let open = |part| Ok(csv::Writer::from_writer(BufWriter::new(File::create(self.path(index, part))?)));
        let mut parts = (0..self.count).map(open).collect::<io::Result<Vec<_>>>()?;
        for file in &inventory.manifest.files {
            let name = format!("s3://{}/{}", inventory.log_bucket, file.key);
            let unreadable = |why: String| AuditError::Inventory { file: name.clone(), why };
            let packed = self.fetch(site, &inventory.log_bucket, &file.key).await?;
            let unpacked = MultiGzDecoder::new(BufReader::new(packed));
            let mut records = csv::ReaderBuilder::new().has_headers(false).from_reader(unpacked);
            let mut record = csv::StringRecord::new();
            while records.read_record(&mut record).map_err(|error| unreadable(error.to_string()))? {
                let line = line(&columns, &record).map_err(|why| {
                    let at = record.position().map_or(0, csv::Position::line);
                    unreadable(format!("line {at}: {why}"))
                })?;
                if !line.key.starts_with(prefix) {
                    continue;
                }
                let mut hasher = DefaultHasher::new();
                line.key.hash(&mut hasher);
                let part = usize::try_from(hasher.finish() % self.count).unwrap_or(0);
                parts[part].serialize(line).map_err(io::Error::from)?;
            }
        }
        for mut part in parts {
            part.flush()?;
        }
        Ok(())
    }

    /// An object as a file, which is removed when it is closed.
    async fn fetch(&self, site: &Site<'_>, bucket: &str, key: &str) -> Result<File, AuditError> {
        let mut body = site.aws.object_stream(site.region.as_str(), bucket, key).await?;
        let mut file = tempfile::tempfile_in(self.folder.path())?;
        while let Some(bytes) = body.next().await {
            let bytes = bytes.map_err(|error| ApiError::interrupted("GetObject", site.region.as_str(), error))?;
            file.write_all(&bytes)?;
        }
        io::Seek::rewind(&mut file)?;
        Ok(file)
    }

    /// How many versions of the primary the next part has, and those versions of any bucket that may not be as they should be; `None`
    /// after the last part.
    ///
    /// # Errors
    /// A part cannot be read.
    pub(super) fn next_part(&mut self) -> io::Result<Option<(u64, Vec<VersionRow>)>> {
        if self.next == self.count {
            return Ok(None);
        }
        let mut lines: BTreeMap<(String, String), Vec<Option<Line>>> = BTreeMap::new();
        for site in 0..self.sites {
            let mut reader = csv::Reader::from_reader(BufReader::new(File::open(self.path(site, self.next))?));
            for line in reader.deserialize::<Line>() {
                let line = line.map_err(io::Error::from)?;
                let at = lines.entry((line.key.clone(), line.id.clone())).or_insert_with(|| vec![None; self.sites]);
                at[site] = Some(line);
            }
        }
        self.next += 1;
        let examined = lines.values().filter(|at| at.first().is_some_and(Option::is_some)).count();
        let suspects = lines.into_iter().filter(|(_, at)| is_suspect(at, self.delete_markers));
        let rows = suspects.map(|((key, id), at)| VersionRow {
            at: at.into_iter().map(|line| line.map(Seen::from)).collect(),
            key,
            id,
        });
        Ok(Some((u64::try_from(examined).unwrap_or(u64::MAX), rows.collect())))
    }
}

impl From<Line> for Seen {
    fn from(line: Line) -> Self {
        Self { modified: line.modified, is_delete_marker: line.is_delete_marker, size: line.size }
    }
}

/// Whether what the inventories say of a version is not the same everywhere. S3 is then asked, which knows more than they do.
fn is_suspect(at: &[Option<Line>], delete_markers: bool) -> bool {
    let Some((Some(own), replicas)) = at.split_first() else { return true };
    if own.is_delete_marker {
        return delete_markers && replicas.iter().any(Option::is_none);
    }
    own.status == "FAILED"
        || own.encryption != "SSE-KMS"
        || replicas.iter().any(|replica| {
            replica.as_ref().is_none_or(|replica| {
                (replica.size, &replica.encryption, &replica.lock) != (own.size, &own.encryption, &own.lock)
            })
        })
}

/// Reads a line of an inventory.
fn line(columns: &Columns, record: &csv::StringRecord) -> Result<Line, String> {
    let column = |name: &str| columns.get(record, name).ok_or_else(|| format!("it has no column {name}"));
    let key = column("Key")?;
    let key = percent_decode_str(key).decode_utf8().map_err(|error| format!("the key {key}: {error}"))?;
    let id = column("VersionId")?;
    let modified = column("LastModifiedDate")?;
    let modified = cfn_deploy::aws::seconds(modified).ok_or_else(|| format!("{modified:?} is no time"))?;
    let size = column("Size")?;
    let size = if size.is_empty() { Ok(0) } else { size.parse() };
    // Without Object Lock these may be missing.
    let lock = ["ObjectLockMode", "ObjectLockRetainUntilDate", "ObjectLockLegalHoldStatus"];
    let lock: Vec<&str> = lock.iter().filter_map(|name| columns.get(record, name)).collect();
    Ok(Line {
        key: key.into_owned(),
        id: if id.is_empty() { "null".to_owned() } else { id.to_owned() },
        modified,
        is_delete_marker: column("IsDeleteMarker")? == "true",
        size: size.map_err(|error| format!("the size: {error}"))?,
        status: column("ReplicationStatus")?.to_owned(),
        encryption: column("EncryptionStatus")?.to_owned(),
        lock: lock.join(" "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str =
        "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ReplicationStatus, EncryptionStatus";

    fn read(text: &str) -> Result<Line, String> {
        let columns = Columns(SCHEMA.split(',').map(|name| name.trim().to_owned()).collect());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        line(&columns, &reader.records().next().unwrap().unwrap())
    }

    #[test]
    fn lines_are_read_as_s3_writes_them() {
        let text =
            r#""acme","a%20b/%C3%A4.txt","v1","true","false","12","2026-01-02T03:04:05.000Z","COMPLETED","SSE-KMS""#;
        let line = read(text).unwrap();
        assert_eq!(
            (line.key.as_str(), line.id.as_str(), line.size, line.modified),
            ("a b/ä.txt", "v1", 12, 1_767_323_045)
        );
        let marker = read(r#""acme","a","","true","true","","2026-01-02T03:04:05.000Z","","""#).unwrap();
        assert_eq!((marker.id.as_str(), marker.is_delete_marker), ("null", true));
    }

    #[test]
    fn what_is_missing_or_malformed_is_told() {
        let short = read(r#""acme","a","v1","true""#).unwrap_err();
        assert!(short.contains("it has no column LastModifiedDate"), "{short}");
        let time = read(r#""acme","a","v1","true","false","1","yesterday","","""#).unwrap_err();
        assert!(time.contains("\"yesterday\" is no time"), "{time}");
    }
}
