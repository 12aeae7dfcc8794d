//! The permissions of a job's role, as which S3 Batch Operations acts.

use iam_evaluator::{Context, Principal, Request, Verdict};

use crate::iam::authorise::{authorise, can_assume};
use crate::world::World;

/// The service principal that assumes the role.
pub(super) const SERVICE: &str = "batchoperations.s3.amazonaws.com";

/// A failure code and the reason. Of the codes of failed jobs AWS documents `InvalidManifestContent`, and that of a role that cannot be
/// assumed among those of replication.
pub(super) type Failure = (String, String);

/// S3 acting as the role of a job.
pub(super) struct JobRole {
    role: String,
}

impl JobRole {
    /// Assumes the role of a job.
    ///
    /// # Errors
    /// The role does not exist, or does not trust S3 Batch Operations.
    pub(super) fn assume(world: &mut World, account: &str, role: &str) -> Result<Self, Failure> {
        let context = Context::new().with("aws:SourceAccount", account);
        if can_assume(world, Principal::Service(SERVICE.into()), role, context) {
            return Ok(Self { role: role.to_owned() });
        }
        let why = format!("{role} does not exist, or does not let {SERVICE} assume it");
        Err(("AssumeRoleNotPermitted".into(), why))
    }

    /// Whether the role may do something to a bucket, or to an object in it.
    ///
    /// # Errors
    /// `AccessDenied`, or `NoSuchBucket`.
    pub(super) fn may(&self, world: &mut World, action: &str, bucket: &str, key: Option<&str>) -> Result<(), Failure> {
        let missing = || ("NoSuchBucket".to_owned(), format!("The bucket {bucket} does not exist"));
        let found = world.buckets.get(bucket).ok_or_else(missing)?;
        let resource = key.map_or_else(|| found.arn(), |key| format!("{}/{key}", found.arn()));
        let (account, policy) = (found.account.clone(), found.policy.clone());
        let session = Principal::Session { role: self.role.clone(), name: "s3-batch-operations".into() };
        let context = Context::new().with("aws:SecureTransport", "true");
        let request = Request::new(session, action, &resource, &account).context(context);
        let decision = authorise(world, &request, policy.as_ref());
        if decision.verdict == Verdict::Allowed {
            return Ok(());
        }
        Err(("AccessDenied".into(), format!("{action} on {resource}: {decision}")))
    }
}

/// The bucket and, where there is one, the key that an ARN names.
pub(super) fn parts_of(arn: &str) -> (String, String) {
    let path = arn.splitn(6, ':').nth(5).unwrap_or("");
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    (bucket.to_owned(), key.to_owned())
}
