//! The versions of several buckets by listing them, side by side: S3 lists in the order of the keys, so that never more is in memory than a page
//! of each bucket and the versions of one key.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;

use super::rows::{Site, VersionRow};
use cfn_deploy::aws::{ApiError, VersionList};

/// The lists of all buckets.
pub(super) struct Listings<'a>(Vec<VersionList<'a>>);

impl<'a> Listings<'a> {
    /// Lists the keys that begin with `prefix`.
    pub(super) fn new(sites: &'a [Site<'a>], prefix: &'a str) -> Self {
        let list = |site: &'a Site<'a>| VersionList::new(site.aws, site.region.as_str(), &site.bucket, prefix);
        Self(sites.iter().map(list).collect())
    }

    /// The versions of the next key, each with the sites that have it; `None` at the end.
    pub(super) async fn next_key(&mut self) -> Result<Option<Vec<VersionRow>>, ApiError> {
        let first = try_join_all(self.0.iter_mut().map(VersionList::peek)).await?;
        let keys = first.into_iter().flatten().map(|version| &version.key);
        let key = keys.min_by(|one, other| one.as_bytes().cmp(other.as_bytes()));
        let Some(key) = key.cloned() else { return Ok(None) };
        let count = self.0.len();
        let mut rows: BTreeMap<String, VersionRow> = BTreeMap::new();
        for (index, list) in self.0.iter_mut().enumerate() {
            while let Some(version) = list.next_of(&key).await? {
                let row = rows.entry(version.id.clone()).or_insert_with(|| VersionRow::new(&key, &version.id, count));
                row.at[index] = Some(version.into());
            }
        }
        Ok(Some(rows.into_values().collect()))
    }
}
