//! The regions that have the archive, and in which order they are read.

use std::cell::Cell;
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::outcome::RestoreError;
use crate::config::{Config, Region};
use cfn_deploy::aws::{ApiError, Aws, Origin};

/// A region that does not answer within this time is gone.
const PATIENCE: Duration = Duration::from_secs(20);
/// Regions whose answers are not further apart are equally near.
const EQUALLY_NEAR: Duration = Duration::from_millis(20);
/// After so many failures in a row a region is not asked again.
const GIVEN_UP: u32 = 3;

/// A bucket of the archive.
pub(super) struct Site<'a> {
    pub(super) aws: &'a Aws,
    pub(super) region: Region,
    pub(super) bucket: String,
    failures: Cell<u32>,
}

impl<'a> Site<'a> {
    fn new(aws: &'a Aws, region: Region, bucket: String) -> Self {
        Self { aws, region, bucket, failures: Cell::new(0) }
    }

    /// Whether it is still asked.
    pub(super) fn is_up(&self) -> bool {
        self.failures.get() < GIVEN_UP
    }

    /// Keeps how a call ended. Gives whether the region was given up with this one.
    pub(super) fn note(&self, error: Option<&ApiError>) -> bool {
        match error {
            // An error of another region is that of the bucket that is restored to.
            Some(error) if error.origin == Origin::Transient && error.region == self.region.as_str() => {
                self.failures.set(self.failures.get() + 1);
                self.failures.get() == GIVEN_UP
            }
            _ => {
                self.failures.set(0);
                false
            }
        }
    }
}

/// The regions that can be read.
pub(super) struct Sites<'a> {
    /// The nearest first.
    pub(super) all: Vec<Site<'a>>,
    /// Which of them says what there is: the primary, or else the first replica of the configuration that answers.
    pub(super) lister: usize,
    /// Whether the primary region answered that it has no bucket.
    pub(super) no_primary_bucket: bool,
    /// What is not as usual.
    pub(super) notes: Vec<String>,
}

/// Finds the regions that answer, in the order in which they are read: that of the target first, then by the time of their answers.
///
/// # Errors
/// None answers, or access is denied everywhere.
pub(super) async fn sites<'a>(
    (aws, replicas): (&'a Aws, &'a Aws),
    config: &Config,
    only: Option<Region>,
    target: Option<&str>,
) -> Result<Sites<'a>, RestoreError> {
    let waiting = config.awaiting_key();
    let attached = config.replications().iter().filter(|region| !waiting.contains(region));
    let buckets = std::iter::once((aws, *config.region(), config.bucket_name()))
        .chain(attached.chain(config.detached()).map(|region| (replicas, *region, config.replica_bucket_name(region))));
    let mut wanted: Vec<Site<'_>> = buckets.map(|(aws, region, bucket)| Site::new(aws, region, bucket)).collect();
    if let Some(only) = only {
        wanted.retain(|site| site.region == only);
        if wanted.is_empty() {
            return Err(RestoreError::NotOfArchive(only));
        }
    }
    let answers = join_all(wanted.iter().map(probe)).await;
    let (mut found, mut lacking) = (Vec::new(), Vec::new());
    for (site, answer) in wanted.into_iter().zip(answers) {
        match answer {
            Ok(after) => found.push((site, after)),
            Err(why) => lacking.push((site, why)),
        }
    }
    let Some(first) = found.first().map(|(site, _)| site.region) else {
        return Err(RestoreError::NoRegion {
            why: lacking.iter().map(|(site, why)| format!("{}: {}", site.region, why.describe(site))).collect(),
            no_bucket: lacking.iter().all(|(_, why)| *why == Unread::NoBucket),
        });
    };
    let primary = *config.region();
    let mut notes: Vec<String> =
        lacking.iter().map(|(site, why)| format!("{} is not read: {}", site.region, why.describe(site))).collect();
    if first != primary && only.is_none() {
        notes.push(format!(
            "what there is to restore is as {first} has it; what had not been replicated from {primary} is not there"
        ));
    }
    if first != primary && !config.options().replication.delete_markers {
        notes.push(
            "delete markers are not replicated, so that what was deleted in the primary bucket is restored".into(),
        );
    }
    // One address for all regions is at one distance.
    let one_address = aws.endpoint_url().is_some();
    found.sort_by_key(|(site, after)| {
        let steps = if one_address { 0 } else { after.as_millis() / EQUALLY_NEAR.as_millis() };
        (Some(site.region.as_str()) != target, steps)
    });
    let all: Vec<Site<'_>> = found.into_iter().map(|(site, _)| site).collect();
    let lister = all.iter().position(|site| site.region == first).unwrap_or(0);
    let no_primary_bucket = lacking.iter().any(|(site, why)| site.region == primary && *why == Unread::NoBucket);
    Ok(Sites { all, lister, no_primary_bucket, notes })
}

/// Why a region cannot be read.
#[derive(PartialEq, Eq)]
enum Unread {
    NoBucket,
    Silent,
    Failed(String),
}

impl Unread {
    fn describe(&self, site: &Site<'_>) -> String {
        match self {
            Self::NoBucket => format!("there is no bucket {}", site.bucket),
            Self::Silent => format!("it did not answer within {} seconds", PATIENCE.as_secs()),
            Self::Failed(why) => why.clone(),
        }
    }
}

/// How long a bucket takes to answer, or why it cannot be read.
async fn probe(site: &Site<'_>) -> Result<Duration, Unread> {
    let begin = Instant::now();
    let asked = site.aws.bucket_region(site.region.as_str(), &site.bucket);
    match tokio::time::timeout(PATIENCE, asked).await {
        Err(_) => Err(Unread::Silent),
        Ok(Ok(Some(_))) => Ok(begin.elapsed()),
        Ok(Ok(None)) => Err(Unread::NoBucket),
        // A caller that may not ask for the bucket may still read objects.
        Ok(Err(error)) if error.is_denied() => Ok(begin.elapsed()),
        Ok(Err(error)) => Err(Unread::Failed(error.to_string())),
    }
}
