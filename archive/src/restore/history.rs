//! Which version of each key was current at a time.

use std::collections::VecDeque;

use super::site::Site;
use cfn_deploy::aws::{ApiError, ListedVersion, VersionMarker};

/// Where a list stands.
enum Position {
    Beginning,
    At(VersionMarker),
    End,
}

/// The versions of one bucket, key by key: never more is in memory than a page and the versions of one key.
pub(super) struct History<'a> {
    site: &'a Site<'a>,
    prefix: &'a str,
    page: VecDeque<ListedVersion>,
    position: Position,
}

impl<'a> History<'a> {
    /// The keys that begin with `prefix`.
    pub(super) const fn new(site: &'a Site<'a>, prefix: &'a str) -> Self {
        Self { site, prefix, page: VecDeque::new(), position: Position::Beginning }
    }

    async fn fill(&mut self) -> Result<(), ApiError> {
        while self.page.is_empty() {
            let from = match &self.position {
                Position::Beginning => None,
                Position::At(marker) => Some(marker),
                Position::End => return Ok(()),
            };
            let Site { aws, region, bucket, .. } = self.site;
            let read = aws.object_versions(region.as_str(), bucket, self.prefix, from).await?;
            self.page = read.versions.into();
            self.position = read.next.map_or(Position::End, Position::At);
        }
        Ok(())
    }

    /// The versions and delete markers of the next key, those of the same second in no order; none at the end.
    pub(super) async fn next_key(&mut self) -> Result<Vec<ListedVersion>, ApiError> {
        self.fill().await?;
        let mut versions: Vec<ListedVersion> = self.page.pop_front().into_iter().collect();
        loop {
            self.fill().await?;
            match self.page.front() {
                Some(next) if versions.first().is_some_and(|first| first.key == next.key) => {
                    versions.extend(self.page.pop_front());
                }
                _ => break,
            }
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
