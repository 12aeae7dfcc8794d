//! Authorises the requests that S3 makes as the replication role.

use iam_evaluator::{Context, Principal, Request, Verdict};
use serde_json::Value;

use crate::iam::authorise::authorise;
use crate::scope::{Scope, last_segment, url_suffix_of};
use crate::state::kms::Key;
use crate::state::s3::Bucket;
use crate::world::World;

/// S3's failure code and the reason.
pub(super) type Failure = (String, String);

/// The session name of S3.
const SESSION: &str = "s3-replication";

/// The replication role, assumed by S3 for a source bucket.
pub(super) struct ReplicationRole {
    role: String,
}

impl ReplicationRole {
    /// Assumes the role of a replication configuration.
    pub(super) fn assume(world: &mut World, source: &Bucket, role: &str) -> Result<Self, Failure> {
        let refused = |why: String| ("AssumeRoleNotPermitted".to_owned(), why);
        let owner = Scope::of_global_arn(role).ok_or_else(|| refused(format!("{role} is not a role")))?;
        let name = last_segment(role);
        let found = world.iam(&owner).roles.get(name).filter(|found| found.arn == role);
        let trust = found.ok_or_else(|| refused(format!("{role} does not exist")))?.assume_role_policy.clone();
        let context =
            Context::new().with("aws:SourceAccount", source.account.clone()).with("aws:SourceArn", source.arn());
        let service = Principal::Service("s3.amazonaws.com".into());
        let request = Request::new(service, "sts:AssumeRole", role, &owner.account).context(context);
        let decision = authorise(world, &request, Some(&trust));
        if decision.verdict == Verdict::Allowed {
            Ok(Self { role: role.to_owned() })
        } else {
            Err(refused(decision.to_string()))
        }
    }

    /// Checks a permission on a bucket or an object.
    pub(super) fn check_permission(
        &self,
        world: &mut World,
        code: &str,
        action: &str,
        resource: &str,
        bucket: &Bucket,
    ) -> Result<(), Failure> {
        self.decide(world, code, action, (resource, &bucket.account), bucket.policy.as_ref(), Context::new())
    }

    /// Checks the permission to use a key via S3, with the encryption context of the object.
    pub(super) fn check_key_permission(
        &self,
        world: &mut World,
        code: &str,
        action: &str,
        key: &Key,
        encrypted: &str,
    ) -> Result<(), Failure> {
        let scope = Scope::of_arn(&key.arn).unwrap_or_else(|| Scope::new(&key.account, "us-east-1"));
        let aliases: Vec<String> = world.kms(&scope).aliases_of(&key.id).map(str::to_owned).collect();
        let context = Context::new()
            .with("kms:ViaService", format!("s3.{}.{}", scope.region, url_suffix_of(&scope.region)))
            .with("kms:EncryptionContext:aws:s3:arn", encrypted)
            .with_values("kms:EncryptionContextKeys", ["aws:s3:arn"])
            .with_values("kms:ResourceAliases", aliases);
        self.decide(world, code, action, (&key.arn, &key.account), Some(&key.policy), context)
    }

    fn decide(
        &self,
        world: &mut World,
        code: &str,
        action: &str,
        (resource, account): (&str, &str),
        policy: Option<&Value>,
        context: Context,
    ) -> Result<(), Failure> {
        let session = Principal::Session { role: self.role.clone(), name: SESSION.to_owned() };
        // S3 uses TLS.
        let context = context.with("aws:SecureTransport", "true");
        let request = Request::new(session, action, resource, account).context(context);
        let decision = authorise(world, &request, policy);
        if decision.verdict == Verdict::Allowed {
            return Ok(());
        }
        Err((code.to_owned(), format!("{action} on {resource}: {decision}")))
    }
}
