//! The versions of several buckets by listing them, side by side: S3 lists in the order of the keys, so that never more is in memory than a page
//! of each bucket and the versions of one key.

use std::collections::{BTreeMap, VecDeque};

use futures_util::future::try_join_all;

use super::rows::{Site, VersionRow};
use cfn_deploy::aws::{ApiError, ListedVersion, VersionMarker};

/// Where a list stands.
enum Position {
    Beginning,
    At(VersionMarker),
    End,
}

/// The list of one bucket.
struct Listing<'a> {
    site: &'a Site<'a>,
    prefix: &'a str,
    page: VecDeque<ListedVersion>,
    position: Position,
}

impl Listing<'_> {
    /// Reads the next page if nothing is left of this one.
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

    /// The next version, if it is one of `key`.
    async fn next_of(&mut self, key: &str) -> Result<Option<ListedVersion>, ApiError> {
        self.fill().await?;
        let is_next = self.page.front().is_some_and(|version| version.key == key);
        Ok(if is_next { self.page.pop_front() } else { None })
    }
}

/// The lists of all buckets.
pub(super) struct Listings<'a>(Vec<Listing<'a>>);

impl<'a> Listings<'a> {
    /// Lists the keys that begin with `prefix`.
    pub(super) fn new(sites: &'a [Site<'a>], prefix: &'a str) -> Self {
        let listing = |site| Listing { site, prefix, page: VecDeque::new(), position: Position::Beginning };
        Self(sites.iter().map(listing).collect())
    }

    /// The versions of the next key, each with the sites that have it; `None` at the end.
    pub(super) async fn next_key(&mut self) -> Result<Option<Vec<VersionRow>>, ApiError> {
        try_join_all(self.0.iter_mut().map(Listing::fill)).await?;
        let first = self.0.iter().filter_map(|listing| listing.page.front());
        let key = first.map(|version| &version.key).min_by(|one, other| one.as_bytes().cmp(other.as_bytes()));
        let Some(key) = key.cloned() else { return Ok(None) };
        let count = self.0.len();
        let mut rows: BTreeMap<String, VersionRow> = BTreeMap::new();
        for (index, listing) in self.0.iter_mut().enumerate() {
            while let Some(version) = listing.next_of(&key).await? {
                let row = rows.entry(version.id.clone()).or_insert_with(|| VersionRow::new(&key, &version.id, count));
                row.at[index] = Some(version.into());
            }
        }
        Ok(Some(rows.into_values().collect()))
    }
}
