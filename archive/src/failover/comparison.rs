//! What a promoted replica has and the primary bucket lacks.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use tempfile::TempDir;

use crate::audit::{Damage, DamageKind, ReportFile, ReportFormat};
use crate::bytes::human;
use crate::config::{Config, Region};
use cfn_deploy::aws::{ApiError, Aws, ListedVersion, VersionList, seconds};
use cfn_deploy::{Error, Event, Reporter};

/// Told after so many versions.
const TOLD: u64 = 1000;
/// Clocks of callers are no further apart than this: S3 refuses requests of one that is wrong by a quarter of an hour.
const DAY: i64 = 24 * 60 * 60;

/// What is to be returned, as the manifest of a job of S3 Batch Operations.
pub struct Lacking {
    /// Versions with content, and their bytes.
    pub objects: (u64, u64),
    /// Delete markers.
    pub markers: u64,
    /// Noncurrent versions from before the promotion, which the lifecycle of the primary bucket has deleted: they are not returned.
    pub expired: u64,
    folder: TempDir,
}

impl Lacking {
    /// Versions and delete markers.
    pub const fn count(&self) -> u64 {
        self.objects.0 + self.markers
    }

    /// `1 version (22 B) and 2 delete markers`.
    pub fn summary(&self) -> String {
        let counted = |count: u64, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        let (versions, bytes) = self.objects;
        let (versions, markers) = (counted(versions, "version"), counted(self.markers, "delete marker"));
        format!("{versions} ({}) and {markers}", human(bytes))
    }

    /// The manifest.
    pub(super) fn manifest(&self) -> std::path::PathBuf {
        manifest(self.folder.path())
    }
}

fn manifest(folder: &Path) -> std::path::PathBuf {
    folder.join("manifest.csv")
}

/// Compares the lists of the two buckets, key by key: no more is in memory than a page of each, and the versions of one key.
///
/// # Errors
/// A call failed, or the manifest cannot be written.
pub async fn lacking(
    aws: &Aws,
    config: &Config,
    (region, since): (Region, &str),
    reporter: &dyn Reporter,
) -> Result<Lacking, Error> {
    let folder = TempDir::new().map_err(unwritten)?;
    let mut file = ReportFile::create(&manifest(folder.path()), ReportFormat::Manifest).map_err(unwritten)?;
    let (replica, primary) = (config.replica_bucket_name(&region), config.bucket_name());
    let mut here = VersionList::new(aws, region.as_str(), &replica, "");
    let mut there = VersionList::new(aws, config.region().as_str(), &primary, "");
    let since = seconds(since).ok_or_else(|| unknown_time(since))?;
    // Without this option no version goes unless somebody deletes it, which the bucket's policy denies.
    let expires = config.options().lifecycle.noncurrent_expiration_days.is_some();
    let mut found = Lacking { objects: (0, 0), markers: 0, expired: 0, folder };
    let mut looked = 0;
    while let Some(key) = here.peek().await?.map(|first| first.key.clone()) {
        let known = ids(&mut there, &key).await?;
        while let Some(version) = here.next_of(&key).await? {
            looked += 1;
            if looked % TOLD == 0 {
                told(reporter, looked);
            }
            if known.contains(&version.id) {
                continue;
            }
            if expires && !version.is_latest && version.modified < since - DAY {
                found.expired += 1;
                continue;
            }
            match version.is_delete_marker {
                true => found.markers += 1,
                false => found.objects = (found.objects.0 + 1, found.objects.1 + version.size),
            }
            file.write(&damage(region, version), &replica).map_err(unwritten)?;
        }
    }
    told(reporter, looked);
    file.finish().map_err(unwritten)?;
    Ok(found)
}

/// The IDs of the versions of a key; of what comes before it in the list, nothing is kept.
async fn ids(list: &mut VersionList<'_>, key: &str) -> Result<BTreeSet<String>, ApiError> {
    let mut ids = BTreeSet::new();
    while let Some(next) = list.peek().await?.map(|next| next.key.clone()) {
        if next.as_bytes() > key.as_bytes() {
            break;
        }
        while let Some(version) = list.next_of(&next).await? {
            if next == key {
                ids.insert(version.id);
            }
        }
    }
    Ok(ids)
}

fn damage(region: Region, version: ListedVersion) -> Damage {
    let kind = if version.is_delete_marker { DamageKind::DeleteMarker } else { DamageKind::Missing };
    Damage {
        kind,
        region,
        bucket: String::new(),
        key: version.key,
        version_id: version.id,
        bytes: version.size,
        detail: String::new(),
        replicable: true,
    }
}

fn told(reporter: &dyn Reporter, done: u64) {
    reporter.report(&Event::Advance { subject: "versions compared".to_owned(), done, total: None });
}

fn unwritten(error: io::Error) -> Error {
    Error::InvalidState {
        message: format!("the list of what is to be returned cannot be written: {error}"),
        remedies: vec!["make room in the folder for temporary files, or name another one with TMPDIR".into()],
    }
}

fn unknown_time(since: &str) -> Error {
    Error::InvalidState {
        message: format!("the replica's stack says that it is promoted since {since:?}, which is no time"),
        remedies: vec!["use the version of this program that promoted it, or a newer one".into()],
    }
}
