//! Replication: objects put into a bucket with a replication configuration are copied to the destinations, if the
//! policies allow it.

pub(crate) mod configuration;
mod permission;
mod rule;
mod transfer;

use crate::state::s3::Bucket;
use crate::state::s3::object::{Content, ReplicationStatus, Version};
use crate::state::s3::replication::{Job, ReplicatedChange, find, find_mut, record_status};
use crate::world::World;

/// Schedules the replication of a change. The status of the version becomes PENDING.
pub(crate) fn schedule(world: &mut World, bucket: &str, key: &str, version_id: &str, change: ReplicatedChange) {
    let due = world.now.after(world.settings.replication_delay);
    let Some(source) = world.buckets.get_mut(bucket) else { return };
    let Some(configuration) = source.configurations.get("replication").cloned() else { return };
    let Some(version) = find(source, key, version_id).cloned() else { return };
    let mut jobs = Vec::new();
    for destination in rule::destinations(&configuration, key, &version, change) {
        jobs.push(Job {
            due,
            change,
            source: bucket.to_owned(),
            key: key.to_owned(),
            version_id: version_id.to_owned(),
            destination,
        });
    }
    if let Some(version) = find_mut(source, key, version_id) {
        for job in &jobs {
            record_status(version, &job.destination, ReplicationStatus::Pending, None);
        }
    }
    world.replications.extend(jobs);
}

/// Replicates what is due. Returns whether anything was.
pub(crate) fn step(world: &mut World) -> bool {
    let now = world.now;
    let (due, later) = std::mem::take(&mut world.replications).into_iter().partition(|job: &Job| job.due <= now);
    world.replications = later;
    let due: Vec<Job> = due;
    for job in &due {
        let failure = transfer::replicate(world, job).err();
        let status = if failure.is_some() { ReplicationStatus::Failed } else { ReplicationStatus::Completed };
        let source = world.buckets.get_mut(&job.source);
        if let Some(version) = source.and_then(|source| find_mut(source, &job.key, &job.version_id)) {
            record_status(version, &job.destination, status, failure);
        }
    }
    !due.is_empty()
}

/// Whether a batch job would replicate a version by the configuration of its bucket. Archived objects are not replicated:
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html>.
pub(crate) fn would_replicate(bucket: &Bucket, key: &str, version: &Version) -> bool {
    let Some(configuration) = bucket.configurations.get("replication") else { return false };
    let is_archived = version.content.as_ref().is_some_and(Content::is_archived);
    !is_archived && !rule::destinations(configuration, key, version, ReplicatedChange::Existing).is_empty()
}

/// Replicates an existing version to all destinations of the rules that apply to it.
///
/// # Errors
/// The first destination to which it is not replicated: S3's failure code and the reason.
pub(crate) fn existing(world: &mut World, bucket: &str, key: &str, version_id: &str) -> Result<(), (String, String)> {
    let refused = |code: &str, why: String| Err((code.to_owned(), why));
    let Some(source) = world.buckets.get(bucket) else {
        return refused("SrcBucketNotFound", bucket.to_owned());
    };
    let Some(version) = find(source, key, version_id).cloned() else {
        return refused("SrcVersionNotFound", version_id.to_owned());
    };
    let configuration = source.configurations.get("replication").cloned();
    let configuration = configuration.filter(|_| would_replicate(source, key, &version));
    let Some(configuration) = configuration else {
        return refused("SrcObjectNotEligible", format!("no rule of {bucket} replicates this version"));
    };
    let mut first = Ok(());
    for destination in rule::destinations(&configuration, key, &version, ReplicatedChange::Existing) {
        let job = Job {
            due: world.now,
            change: ReplicatedChange::Existing,
            source: bucket.to_owned(),
            key: key.to_owned(),
            version_id: version_id.to_owned(),
            destination,
        };
        let failure = transfer::replicate(world, &job).err();
        let status = if failure.is_some() { ReplicationStatus::Failed } else { ReplicationStatus::Completed };
        let source = world.buckets.get_mut(bucket);
        if let Some(version) = source.and_then(|source| find_mut(source, key, version_id)) {
            record_status(version, &job.destination, status, failure.clone());
        }
        if let (Ok(()), Some(failure)) = (&first, failure) {
            first = Err(failure);
        }
    }
    first
}

/// The replication status of a version over all destinations.
pub(crate) fn status(version: &Version) -> Option<ReplicationStatus> {
    if version.is_replica {
        return Some(ReplicationStatus::Replica);
    }
    let any = |status| version.replication.iter().any(|outcome| outcome.status == status);
    if version.replication.is_empty() {
        None
    } else if any(ReplicationStatus::Failed) {
        Some(ReplicationStatus::Failed)
    } else if any(ReplicationStatus::Pending) {
        Some(ReplicationStatus::Pending)
    } else {
        Some(ReplicationStatus::Completed)
    }
}
