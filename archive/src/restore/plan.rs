//! The plan of a restore: what would be restored, before anything is written.

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt as _};

use super::bucket;
use super::history::{History, current};
use super::names::Names;
use super::outcome::{RestoreError, RestoreLog, RestoreOptions, Target, count};
use super::site::{Site, Sites, sites};
use super::spool::{Entry, Spool, State, Writing};
use crate::config::{Config, Region};
use cfn_deploy::aws::{ApiError, Aws, ListedVersion, Restoration, VersionHead, is_archive_class};

/// So many versions are looked at before the next ones are listed.
const BATCH: usize = 256;
/// So many requests are under way at once for it.
const REQUESTS: usize = 16;

/// What would be restored.
pub struct Plan<'a> {
    pub(super) sites: Sites<'a>,
    pub(super) options: RestoreOptions<'a>,
    pub(super) spool: Spool<Entry>,
    pub(super) names: Names,
    /// The region of the bucket that is restored to.
    pub(super) target_region: Option<String>,
    /// What there is to do.
    pub summary: Summary,
}

/// What there is to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The region that says what there is.
    pub lister: String,
    /// The region that is read first.
    pub nearest: String,
    /// The objects, and their bytes.
    pub objects: (u64, u64),
    /// Keys that had no object at the time: deleted.
    pub deleted: u64,
    /// Files that are there with the size of their object: their checksums are compared.
    pub there: (u64, u64),
    /// Objects in archive tiers, and their bytes: those that S3 is to restore, by region and by whether the archive is a deep one.
    pub archived: BTreeMap<(String, bool), (u64, u64)>,
    /// Those that S3 is restoring already.
    pub under_way: (u64, u64),
    /// What is not as usual.
    pub notes: Vec<String>,
}

/// Lists what there is, and plans what is to be done.
///
/// # Errors
/// No region can be read, a call failed, or the target is the archive's own.
pub async fn plan<'a>(
    (aws, replicas): (&'a Aws, &'a Aws),
    config: &Config,
    options: RestoreOptions<'a>,
    log: &mut dyn RestoreLog,
) -> Result<Plan<'a>, RestoreError> {
    let target_region = match &options.target {
        Target::Folder(_) => None,
        Target::Bucket { name, .. } => Some(bucket::region_of(aws, config, options.from, name).await?),
    };
    let found = sites((aws, replicas), config, options.from, target_region.as_deref()).await?;
    let mut planning = Planning {
        sites: &found,
        options: &options,
        names: Names::default(),
        spool: Writing::new().map_err(RestoreError::plan)?,
        summary: Summary {
            lister: found.all[found.lister].region.to_string(),
            nearest: found.all[0].region.to_string(),
            notes: found.notes.clone(),
            ..Summary::default()
        },
    };
    let mut looked = 0;
    for (prefix, is_key) in selections(options.keys, options.prefixes) {
        let mut history = History::new(&found.all[found.lister], &prefix);
        let mut batch: Vec<ListedVersion> = Vec::new();
        loop {
            let versions = history.next_key().await?;
            let is_other = is_key && versions.first().is_some_and(|version| version.key != prefix);
            let is_end = versions.is_empty() || is_other;
            if is_end && is_key {
                let bucket = found.all[found.lister].bucket.clone();
                return Err(RestoreError::NoVersion { bucket, key: prefix });
            }
            if !is_end {
                looked += u64::try_from(versions.len()).unwrap_or(u64::MAX);
                match current(&found.all[found.lister], &versions, options.at).await? {
                    Some(version) if !version.is_delete_marker => batch.push(version),
                    Some(_) => planning.summary.deleted += 1,
                    None => {}
                }
            }
            if is_end || batch.len() >= BATCH {
                planning.add(std::mem::take(&mut batch)).await?;
                log.planned(looked);
            }
            if is_end || is_key {
                planning.add(std::mem::take(&mut batch)).await?;
                break;
            }
        }
    }
    let Planning { names, spool, summary, .. } = planning;
    let spool = spool.finish().map_err(RestoreError::plan)?;
    Ok(Plan { sites: found, options, spool, names, target_region, summary })
}

/// What is listed: prefixes, and whether each is a whole key. None is listed twice.
pub(super) fn selections(keys: &[String], prefixes: &[String]) -> Vec<(String, bool)> {
    if keys.is_empty() && prefixes.is_empty() {
        return vec![(String::new(), false)];
    }
    let mut wanted: Vec<(String, bool)> = prefixes.iter().map(|prefix| (prefix.clone(), false)).collect();
    wanted.extend(keys.iter().map(|key| (key.clone(), true)));
    wanted.sort();
    let mut chosen: Vec<(String, bool)> = Vec::new();
    for (text, is_key) in wanted {
        let is_covered =
            chosen.iter().any(
                |(other, other_is_key)| if *other_is_key { *other == text && is_key } else { text.starts_with(other) },
            );
        if !is_covered {
            chosen.push((text, is_key));
        }
    }
    chosen
}

struct Planning<'a> {
    sites: &'a Sites<'a>,
    options: &'a RestoreOptions<'a>,
    names: Names,
    spool: Writing<Entry>,
    summary: Summary,
}

impl Planning<'_> {
    async fn add(&mut self, versions: Vec<ListedVersion>) -> Result<(), RestoreError> {
        let states = versions.iter().map(|version| state(self.sites, version));
        let states: Vec<_> = stream::iter(states).buffered(REQUESTS).collect().await;
        for (version, state) in versions.into_iter().zip(states) {
            let state = state?;
            let ListedVersion { key, id, size, modified, .. } = version;
            let summary = &mut self.summary;
            count(&mut summary.objects, size);
            match state {
                State::Archived { under_way: true, .. } => count(&mut summary.under_way, size),
                State::Archived { site, deep, .. } => {
                    let region = self.sites.all[site].region.to_string();
                    count(summary.archived.entry((region, deep)).or_default(), size);
                }
                State::Readable => {}
            }
            if let Target::Folder(folder) = &self.options.target {
                self.names.add(&key, size);
                // A name that clashes is known later only; this is an estimate.
                let there = std::fs::symlink_metadata(folder.join(self.names.of(&key, size).path));
                if there.is_ok_and(|file| file.is_file() && file.len() == size) {
                    count(&mut summary.there, size);
                }
            }
            let entry = Entry { key, id, size, modified, state };
            self.spool.push(&entry).map_err(RestoreError::plan)?;
        }
        Ok(())
    }
}

/// Whether a version can be read. One request for each region and version whose class may be an archive, none for the others.
async fn state(sites: &Sites<'_>, version: &ListedVersion) -> Result<State, ApiError> {
    let class = version.storage_class.as_deref();
    if !is_archive_class(class) && class != Some("INTELLIGENT_TIERING") {
        return Ok(State::Readable);
    }
    let mut archived: Option<State> = None;
    let mut refused = None;
    for (position, site) in sites.all.iter().enumerate() {
        let head = match head(site, version).await {
            Ok(Some(head)) => head,
            Ok(None) => continue,
            Err(error) => {
                refused = refused.or(Some(error));
                continue;
            }
        };
        if head.is_readable() {
            return Ok(State::Readable);
        }
        let under_way = head.restoration == Restoration::UnderWay;
        let is_better = match archived {
            None => true,
            Some(State::Archived { under_way: already, .. }) => under_way && !already,
            Some(State::Readable) => false,
        };
        if is_better {
            archived = Some(of_archive(position, &head, under_way));
        }
    }
    match (archived, refused) {
        (Some(state), _) => Ok(state),
        (None, Some(error)) if error.is_credentials() => Err(error),
        // The failure is told of the version, when it is to be restored.
        (None, _) => Ok(State::Readable),
    }
}

fn of_archive(site: usize, head: &VersionHead, under_way: bool) -> State {
    let tier = head.archive_tier.as_deref();
    let deep = tier == Some("DEEP_ARCHIVE_ACCESS") || head.storage_class.as_deref() == Some("DEEP_ARCHIVE");
    State::Archived { site, deep, tiered: tier.is_some(), under_way }
}

async fn head(site: &Site<'_>, version: &ListedVersion) -> Result<Option<VersionHead>, ApiError> {
    site.aws.head_version(site.region.as_str(), &site.bucket, &version.key, &version.id).await
}

/// The regions as a plan names them.
impl Plan<'_> {
    /// The regions that are read, the nearest first.
    pub fn regions(&self) -> impl Iterator<Item = Region> {
        self.sites.all.iter().map(|site| site.region)
    }
}

#[cfg(test)]
mod tests {
    use super::selections;

    #[test]
    fn nothing_is_listed_twice() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(selections(&[], &[]), [(String::new(), false)]);
        let chosen = selections(&texts(&["a/b", "c", "c", "d"]), &texts(&["a/", "a/x", "d"]));
        assert_eq!(chosen, [("a/".to_owned(), false), ("c".to_owned(), true), ("d".to_owned(), false)]);
    }
}
