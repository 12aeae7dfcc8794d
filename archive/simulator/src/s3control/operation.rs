//! The operation of a job on an object.

use crate::api_error::ApiError;
use crate::parse::parse;
use crate::protocol::xml::Element;
use crate::s3::{object, replication, restore};
use crate::s3control::role::{Failure, JobRole};
use crate::state::s3::restoration::Tier;
use crate::state::s3control::{Task, TaskOutcome};
use crate::world::World;

/// The supported operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// Replicate as live replication does: with the configuration and the role of the bucket.
    Replicate,
    Restore {
        days: i64,
        tier: Tier,
    },
}

impl Operation {
    /// Reads the one child of the element `Operation`.
    ///
    /// # Errors
    /// The element is invalid, or the operation is not supported.
    pub(super) fn read(element: &Element) -> Result<Self, ApiError> {
        let refuse = |why: &str| Err(ApiError::new(400, "BadRequestException", why));
        match element.name.as_str() {
            "S3ReplicateObject" => Ok(Self::Replicate),
            "S3InitiateRestoreObject" => {
                let days = element.text_at(&["ExpirationInDays"]).and_then(parse).filter(|days| *days > 0);
                let Some(days) = days else {
                    return refuse("Archived objects are restored for ExpirationInDays of at least 1");
                };
                match element.text_at(&["GlacierJobTier"]) {
                    None | Some("STANDARD") => Ok(Self::Restore { days, tier: Tier::Standard }),
                    Some("BULK") => Ok(Self::Restore { days, tier: Tier::Bulk }),
                    Some(_) => refuse("GlacierJobTier is STANDARD or BULK"),
                }
            }
            other => {
                let why = format!(
                    "The simulator does not support the operation {other} of S3 Batch Operations; use AWS instead."
                );
                Err(ApiError::new(501, "NotImplemented", why))
            }
        }
    }

    /// Runs a task.
    pub(super) fn carry_out(self, world: &mut World, worker: &JobRole, task: &Task) -> TaskOutcome {
        if let Some((status, code)) = world.fault_injector.strike_task(&task.key) {
            return TaskOutcome { succeeded: false, status, code, message: "A fault of the simulation".into() };
        }
        let done = match self {
            Self::Replicate => replicate(world, worker, task),
            Self::Restore { days, tier } => initiate_restore(world, worker, task, (days, tier)),
        };
        match done {
            Ok(status) => TaskOutcome { succeeded: true, status, code: String::new(), message: "Successful".into() },
            Err((status, (code, message))) => TaskOutcome { succeeded: false, status, code, message },
        }
    }
}

fn of_api(error: ApiError) -> (u16, Failure) {
    (error.status, (error.code, error.message))
}

fn replicate(world: &mut World, worker: &JobRole, task: &Task) -> Result<u16, (u16, Failure)> {
    worker.may(world, "s3:InitiateReplication", &task.bucket, Some(&task.key)).map_err(|failure| (403, failure))?;
    let bucket = world.buckets.get(&task.bucket);
    let newest = bucket.and_then(|bucket| bucket.objects.get(&task.key)).and_then(|versions| versions.last());
    let newest = newest.map(|version| version.id.clone());
    let version = task.version_id.clone().or(newest);
    let version = version.ok_or_else(|| of_api(object::no_such_key(&task.key)))?;
    replication::existing(world, &task.bucket, &task.key, &version).map(|()| 200).map_err(|failure| (400, failure))
}

fn initiate_restore(
    world: &mut World,
    worker: &JobRole,
    task: &Task,
    (days, tier): (i64, Tier),
) -> Result<u16, (u16, Failure)> {
    worker.may(world, "s3:RestoreObject", &task.bucket, Some(&task.key)).map_err(|failure| (403, failure))?;
    let how = (Some(days), tier);
    let begun = restore::begin(world, &task.bucket, &task.key, task.version_id.as_deref(), how).map_err(of_api)?;
    Ok(if begun == restore::RestoreStatus::UnderWay { 202 } else { 200 })
}
