//! The role that S3 replicates with.

use futures_util::future::try_join;
use iam_evaluator::{Context, Principal};

use super::REVERT;
use crate::config::Config;
use crate::doctor::{Finding, LOOK_AT_TRUST, trusts};
use cfn_deploy::aws::{self, ApiError, Aws, CallContext};

const S3: &str = "s3.amazonaws.com";

/// The role that S3 replicates with: it is there, S3 may assume it, and it may write every replica.
pub(super) async fn of(aws: &Aws, config: &Config, arn: &str) -> Vec<Finding> {
    let name = arn.rsplit('/').next().unwrap_or(arn);
    if name.is_empty() {
        return Vec::new();
    }
    let subject = format!("role {name}");
    let home = config.region().as_str();
    let role = match aws.role(home, name).await {
        Ok(Some(role)) => role,
        Ok(None) => {
            return vec![Finding::failed(
                subject,
                "is gone, so nothing is replicated (AssumeRoleNotPermitted)",
                REVERT,
            )];
        }
        Err(error) => return vec![Finding::call_failed(subject, &error)],
    };
    let mut found = Vec::new();
    match trusts(&role, Principal::Service(S3.to_owned()), account_of(&role), Context::new()) {
        Ok(true) => {}
        Ok(false) => found.push(Finding::failed(
            &subject,
            "does not trust S3, so nothing is replicated (AssumeRoleNotPermitted)",
            REVERT,
        )),
        Err(why) => found.push(Finding::unknown(&subject, why, LOOK_AT_TRUST)),
    }
    match refused_writes(aws, config, &role.arn).await {
        Ok(refused) => found.extend(refused.iter().map(|result| of_refusal(&subject, name, result))),
        Err(error) => found.push(Finding::call_failed(format!("{subject}, writing replicas"), &error)),
    }
    if found.is_empty() {
        found.push(Finding::passed(subject, "S3 may assume it, and it may write every replica"));
    }
    found
}

/// A permission that the role lacks. What a policy denies outright is no policy of the archive's, so that no deployment takes it away.
fn of_refusal(subject: &str, name: &str, result: &aws::SimulationResult) -> Finding {
    let aws::SimulationResult { action, resource, .. } = result;
    let code = "DstPutObjectNotPermitted";
    if result.decision == aws::PolicyDecision::Missing {
        return Finding::failed(subject, format!("does not allow {action} on {resource} ({code})"), REVERT);
    }
    let message = format!("is denied {action} on {resource} by a policy that is not the archive's ({code})");
    let remedy = format!(
        "take that policy away: see  aws iam list-role-policies --role-name {name}  and  aws iam list-attached-role-policies --role-name {name}  , its permissions boundary, and the organization's policies"
    );
    Finding::failed(subject, message, remedy)
}

/// What the role `arn` may not do of what it takes to write every replica.
async fn refused_writes(aws: &Aws, config: &Config, arn: &str) -> Result<Vec<aws::SimulationResult>, ApiError> {
    let writes = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"].map(str::to_owned);
    let waiting = config.awaiting_key();
    let objects: Vec<String> = config
        .replications()
        .iter()
        .filter(|region| !waiting.contains(region))
        .map(|region| format!("arn:{}:s3:::{}/*", region.partition(), config.replica_bucket_name(region)))
        .collect();
    if objects.is_empty() {
        return Ok(Vec::new());
    }
    let home = config.region().as_str();
    // The archive's own policies allow the use of keys under conditions that a simulation does not meet; what is denied is denied anyhow.
    let calls = CallContext { requested_region: home, passed_to: S3, called_via: None };
    let uses = ["kms:Decrypt", "kms:Encrypt"].map(str::to_owned);
    let (results, denied) = try_join(
        aws.simulate(home, arn, &writes, &objects, calls),
        aws.simulate(home, arn, &uses, &["*".to_owned()], calls),
    )
    .await?;
    let is_refused = |result: &aws::SimulationResult| result.decision != aws::PolicyDecision::Allowed;
    let is_denied =
        |result: &aws::SimulationResult| is_refused(result) && result.decision != aws::PolicyDecision::Missing;
    Ok(results.into_iter().filter(is_refused).chain(denied.into_iter().filter(is_denied)).collect())
}

/// Whether the role that replicates is there and lacks permissions: its policy was deleted, which CloudFormation does not detect.
pub(crate) async fn role_lacks_its_policy(aws: &Aws, config: &Config) -> Result<bool, ApiError> {
    let home = config.region().as_str();
    match aws.role(home, &config.replication_role_name()).await? {
        Some(role) => {
            let refused = refused_writes(aws, config, &role.arn).await?;
            Ok(refused.iter().any(|result| result.decision == aws::PolicyDecision::Missing))
        }
        None => Ok(false),
    }
}

/// The account in a role's ARN, the name of which AWS gives.
fn account_of(role: &aws::Role) -> &str {
    role.arn.split(':').nth(4).unwrap_or(&role.arn)
}
