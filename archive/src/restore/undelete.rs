//! Undeleting: objects that a delete marker hides are shown again.
//!
//! Where the bucket policies let nobody delete versions, which is how the archive deploys them, nobody removes a delete marker either: it is one.
//! The newest version is then copied over the marker, which S3 replicates. Where they do not, the markers are removed in every region, because S3
//! does not replicate that.

use futures_util::stream::{self, StreamExt as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::bucket::{self, Destination};
use super::history::History;
use super::outcome::{Outcome, RestoreError, RestoreLog, RestoreOptions, Restored, Told, count};
use super::plan::selections;
use super::read::{Unread, lacking};
use super::site::{Site, Sites, sites};
use super::spool::{Entry, Spool, State, Writing};
use crate::config::Config;
use cfn_deploy::aws::Aws;

/// An object that is hidden.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Hidden {
    /// The newest version under the delete markers.
    version: Entry,
    /// The delete markers over it.
    markers: Vec<String>,
}

/// What would be shown again.
pub struct UndeletePlan<'a> {
    sites: Sites<'a>,
    options: RestoreOptions<'a>,
    spool: Spool<Hidden>,
    /// The objects, and their bytes.
    pub objects: (u64, u64),
    /// Whether delete markers are removed; else versions are copied over them.
    pub removes: bool,
    /// What is not as usual.
    pub notes: Vec<String>,
}

/// Lists what is hidden in the primary bucket, and plans how it is shown again: what was deleted since `options.at` only, if that is given.
///
/// # Errors
/// The primary region cannot be read, or a call failed.
pub async fn plan_undelete<'a>(
    (aws, replicas): (&'a Aws, &'a Aws),
    config: &Config,
    options: RestoreOptions<'a>,
    log: &mut dyn RestoreLog,
) -> Result<UndeletePlan<'a>, RestoreError> {
    let found = sites((aws, replicas), config, None, Some(config.region().as_str())).await?;
    let primary = &found.all[found.lister];
    if primary.region != *config.region() {
        return Err(RestoreError::NoRegion { why: found.notes, no_bucket: found.no_primary_bucket });
    }
    let removes = nobody_denies(&found).await?;
    let mut spool = Writing::new().map_err(RestoreError::plan)?;
    let (mut objects, mut looked) = ((0, 0), 0);
    for (prefix, is_key) in selections(options.keys, options.prefixes) {
        let mut history = History::new(primary, &prefix);
        loop {
            let versions = history.next_key().await?;
            let Some(first) = versions.first().filter(|first| !is_key || first.key == prefix) else {
                if is_key {
                    return Err(RestoreError::NoVersion { bucket: primary.bucket.clone(), key: prefix });
                }
                break;
            };
            looked += u64::try_from(versions.len()).unwrap_or(u64::MAX);
            log.planned(looked);
            let latest = versions.iter().find(|version| version.is_latest).unwrap_or(first);
            let is_chosen = latest.is_delete_marker && options.at.is_none_or(|since| latest.modified >= since);
            let newest = versions.iter().find(|version| !version.is_delete_marker);
            if let Some(newest) = newest.filter(|_| is_chosen) {
                // Of markers in the second of the version, those that S3 lists before it are over it; one too many hides nothing.
                let markers =
                    versions.iter().filter(|version| version.is_delete_marker && version.modified >= newest.modified);
                let version = Entry {
                    key: newest.key.clone(),
                    id: newest.id.clone(),
                    size: newest.size,
                    modified: newest.modified,
                    state: State::Readable,
                };
                count(&mut objects, newest.size);
                let hidden = Hidden { version, markers: markers.map(|marker| marker.id.clone()).collect() };
                spool.push(&hidden).map_err(RestoreError::plan)?;
            }
            if is_key {
                break;
            }
        }
    }
    let spool = spool.finish().map_err(RestoreError::plan)?;
    let notes = found.notes.clone();
    Ok(UndeletePlan { sites: found, options, spool, objects, removes, notes })
}

/// Whether no bucket policy denies everyone to delete versions.
async fn nobody_denies(sites: &Sites<'_>) -> Result<bool, RestoreError> {
    for site in &sites.all {
        if let Some(policy) = site.aws.bucket_policy(site.region.as_str(), &site.bucket).await?
            && denies_deletion(&policy)
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a policy denies to delete versions, whatever the request.
fn denies_deletion(policy: &Value) -> bool {
    let each = |value: &Value| match value {
        Value::Array(items) => items.clone(),
        Value::Null => Vec::new(),
        one => vec![one.clone()],
    };
    each(&policy["Statement"]).iter().any(|statement| {
        let actions = each(&statement["Action"]);
        let deletes = |action: &Value| {
            action
                .as_str()
                .is_some_and(|action| ["s3:DeleteObjectVersion", "s3:Delete*", "s3:*", "*"].contains(&action))
        };
        statement["Effect"] == "Deny" && statement["Condition"].is_null() && actions.iter().any(deletes)
    })
}

/// Carries out a plan.
///
/// # Errors
/// The credentials cannot be used any more, or the plan cannot be read.
pub async fn undelete(plan: &UndeletePlan<'_>, log: &mut dyn RestoreLog) -> Result<Restored, RestoreError> {
    let mut restored = Restored::default();
    let mut done = (0, 0);
    let shown = plan.spool.entries().map_err(RestoreError::plan)?.map(|hidden| async move {
        let hidden = hidden.map_err(RestoreError::plan)?;
        let outcome = match show(plan, &hidden).await {
            Ok(outcome) => outcome,
            Err(unread) => lacking(unread)?,
        };
        Ok::<_, RestoreError>((hidden.version, outcome))
    });
    let mut shown = stream::iter(shown).buffered(plan.options.concurrency.max(1));
    while let Some(entry) = shown.next().await {
        let (entry, outcome) = entry?;
        count(&mut done, entry.size);
        log.done((done.0, plan.objects.0), (done.1, plan.objects.1));
        match outcome {
            Outcome::Restored { verified } => {
                count(&mut restored.restored, entry.size);
                restored.unverified += u64::from(!verified);
            }
            Outcome::There { .. } => count(&mut restored.there, entry.size),
            Outcome::Not(why, detail, denied) => {
                restored.lacking += 1;
                restored.denied = restored.denied.or(denied);
                let Entry { key, id, size, .. } = entry;
                let told = Told { why, path: key.clone(), key, version_id: id, bytes: size, detail };
                log.told(&told).map_err(|error| RestoreError::File { path: "the report".to_owned(), error })?;
            }
        }
    }
    Ok(restored)
}

/// Shows one object again.
async fn show(plan: &UndeletePlan<'_>, hidden: &Hidden) -> Result<Outcome, Unread> {
    let primary = &plan.sites.all[plan.sites.lister];
    if !plan.removes {
        let (aws, region) = (primary.aws, primary.region.as_str());
        let own = Destination { aws, region, bucket: &primary.bucket, prefix: "" };
        return bucket::restore(&plan.options, primary, own, &hidden.version).await;
    }
    // The primary last, so that what is cut off is planned again.
    let replicas = plan.sites.all.iter().filter(|site| site.region != primary.region);
    for Site { aws, region, bucket, .. } in replicas.chain([primary]) {
        for marker in &hidden.markers {
            aws.delete_version(region.as_str(), (bucket, &hidden.version.key, marker)).await.map_err(Unread::Api)?;
        }
    }
    Ok(Outcome::Restored { verified: true })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::denies_deletion;

    #[test]
    fn a_denial_without_conditions_keeps_markers_from_being_removed() {
        let policy = |effect: &str, action, condition| json!({ "Statement": [{ "Effect": effect, "Action": action, "Condition": condition }] });
        assert!(denies_deletion(&policy("Deny", json!("s3:DeleteObjectVersion"), json!(null))));
        assert!(denies_deletion(&policy("Deny", json!(["s3:DeleteBucket", "s3:Delete*"]), json!(null))));
        assert!(!denies_deletion(&policy("Deny", json!("s3:*"), json!({ "Bool": {} }))));
        assert!(!denies_deletion(&policy("Allow", json!("s3:DeleteObjectVersion"), json!(null))));
        assert!(!denies_deletion(&policy("Deny", json!("s3:DeleteBucket"), json!(null))));
    }
}
