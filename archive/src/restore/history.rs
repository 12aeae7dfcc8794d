//! Which version of each key was current at a time.

use super::site::Site;
use cfn_deploy::aws::{ApiError, ListedVersion, VersionList};

/// The versions of one bucket, key by key: never more is in memory than a page and the versions of one key.
pub(super) struct History<'a>(VersionList<'a>);

impl<'a> History<'a> {
    /// The keys that begin with `prefix`.
    pub(super) fn new(site: &'a Site<'a>, prefix: &'a str) -> Self {
        Self(VersionList::new(site.aws, site.region.as_str(), &site.bucket, prefix))
    }

    /// The versions and delete markers of the next key, those of the same second in no order; none at the end.
    pub(super) async fn next_key(&mut self) -> Result<Vec<ListedVersion>, ApiError> {
        let mut versions = Vec::new();
        let Some(key) = self.0.peek().await?.map(|first| first.key.clone()) else { return Ok(versions) };
        while let Some(version) = self.0.next_of(&key).await? {
            versions.push(version);
        }
        versions.sort_by_key(|version| std::cmp::Reverse(version.modified));
        Ok(versions)
    }
}

/// The version or delete marker that was current at a time, or is now. `versions` are those of one key, the newest first.
///
/// # Errors
/// S3 is asked for the order of what was written in one second, and does not answer.
pub(super) async fn current(
    site: &Site<'_>,
    versions: &[ListedVersion],
    at: Option<i64>,
) -> Result<Option<ListedVersion>, ApiError> {
    let Some(at) = at else {
        return Ok(versions.iter().find(|version| version.is_latest).or(versions.first()).cloned());
    };
    let Some(first) = versions.iter().position(|version| version.modified <= at) else { return Ok(None) };
    let second = versions[first].modified;
    let same: Vec<&ListedVersion> = versions[first..].iter().take_while(|version| version.modified == second).collect();
    // Versions alone are in S3's order, and so are delete markers.
    let is_ordered = same.iter().all(|version| version.is_delete_marker == same[0].is_delete_marker);
    if is_ordered {
        return Ok(Some(versions[first].clone()));
    }
    if let Some(latest) = same.iter().find(|version| version.is_latest) {
        return Ok(Some((*latest).clone()));
    }
    // What S3 lists after the last of the newer ones is the newest of these.
    let newer = versions[..first].last().map(|version| version.modified);
    for version in versions[..first].iter().filter(|version| Some(version.modified) == newer) {
        let next = site.aws.version_before(site.region.as_str(), &site.bucket, &version.key, &version.id).await?;
        if let Some(next) = next.filter(|next| next.modified == second) {
            return Ok(Some(next));
        }
    }
    Ok(Some(versions[first].clone()))
}
