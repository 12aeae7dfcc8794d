//! Replication: objects put into a bucket with a replication configuration are copied to the destinations, if the
//! policies allow it.

pub(crate) mod configuration;
mod permission;
mod rule;
mod transfer;

use crate::state::s3::object::{ReplicationStatus, Version};
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
