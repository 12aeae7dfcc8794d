//! What `archive failover` and `archive failback` depend on: the caller's rights, and what the execution role of the replica's stack may do.
//!
//! IAM is asked through the replica's region, because the primary region may be gone.

use futures_util::future::{join, join_all};

use super::actions::{self, RequiredActions};
use super::{Examination, Finding, bad, permissions};
use crate::config::options::PermissionModel;
use crate::config::{Config, Region};
use crate::stacks::{Scope, execution_role_name};
use cfn_deploy::aws::{ApiError, Aws};
use models::cloudformation::ACTIONS as CLOUDFORMATION;
use models::iam::ACTIONS as IAM;
use models::s3::ACTIONS as S3;

/// What would make the promotion of the replica in `region` fail. What cannot be told is no obstacle.
///
/// # Errors
/// The caller is not known.
pub(crate) async fn promotion_obstacles(aws: &Aws, config: &Config, region: Region) -> Result<Vec<Finding>, ApiError> {
    let context = examination(aws, config, region).await?;
    Ok(bad(permissions::by_caller(&context, of_promotion(&context, region)).await))
}

/// What would make the failback from `region` fail, with the role and the bucket that `archive bootstrap --failback` has made.
///
/// # Errors
/// The caller is not known.
pub(crate) async fn failback_obstacles(
    aws: &Aws,
    config: &Config,
    region: Region,
    (role, bucket): (&str, &str),
) -> Result<Vec<Finding>, ApiError> {
    let context = examination(aws, config, region).await?;
    let needs = of_failback(&context, region, (role, bucket));
    let (caller, execution) =
        join(permissions::by_caller(&context, needs), execution_role(&context, region, role)).await;
    Ok(bad(caller.into_iter().chain(execution)))
}

async fn examination<'a>(aws: &'a Aws, config: &'a Config, region: Region) -> Result<Examination<'a>, ApiError> {
    let caller = aws.identity(region.as_str()).await?;
    Ok(Examination { aws, config, caller, region: region.as_str() })
}

/// The stack of the replica works as the execution role, which gives S3 the role that replicates back.
async fn execution_role(context: &Examination<'_>, region: Region, returning: &str) -> Vec<Finding> {
    if context.config.options().stack_set.permission_model == PermissionModel::ServiceManaged {
        return Vec::new();
    }
    let name = execution_role_name(context.config);
    let subject = format!("role {name}");
    let role = match context.aws.role(context.region(), name).await {
        Ok(Some(role)) => role,
        Ok(None) => {
            let message = "missing; the stack of the replica cannot be changed without it";
            return vec![Finding::failed(subject, message, "deploy the two roles with `archive bootstrap`")];
        }
        Err(error) => return vec![Finding::call_failed(subject, &error)],
    };
    let needs: [RequiredActions; 2] = of_turning_around(context, region, returning);
    let asked = needs.iter().map(|need| permissions::one(context, &subject, &role.arn, need));
    let findings = join_all(asked).await.into_iter().map(|mut finding| {
        if finding.passed == Some(false) {
            finding
                .remedies
                .insert(0, format!("`archive bootstrap --failback {region}` allows it, or allows it again"));
        }
        finding
    });
    findings.collect()
}

/// What tells whether a replica is promoted, which a deployment must not undo.
pub(super) fn looking_for_promotions(context: &Examination<'_>, scope: &Scope) -> RequiredActions {
    let set = context.config.stack_set_name();
    let stacks = scope.regions.iter().flat_map(|region| {
        [format!("stack/StackSet-{set}-*/*"), format!("stack/{set}/*")]
            .map(|stack| context.arn("cloudformation", region.as_str(), &stack))
    });
    let actions = [CLOUDFORMATION.describe_stacks];
    RequiredActions::new("whether replicas are promoted", actions, stacks.collect(), context.region())
}

/// What changes the stack of a replica.
fn of_promotion(context: &Examination<'_>, region: Region) -> Vec<RequiredActions> {
    let set = context.config.stack_set_name();
    // A stack that the StackSet created, or one that an import has put into it.
    let stacks = [format!("stack/StackSet-{set}-*/*"), format!("stack/{set}/*")];
    let stacks = stacks.map(|stack| context.arn("cloudformation", region.as_str(), &stack));
    vec![
        RequiredActions::new("the replica's stack", actions::changes(), stacks.into(), region.as_str()),
        actions::whose(region.as_str()),
    ]
}

/// What lists, and has S3 replicate, what was written to the replica.
fn of_failback(context: &Examination<'_>, region: Region, (role, bucket): (&str, &str)) -> Vec<RequiredActions> {
    let config = context.config;
    let arn = |bucket: &str| format!("arn:{}:s3:::{bucket}", config.region().partition());
    let new = |what, actions: Vec<_>, on: Vec<String>| RequiredActions::new(what, actions, on, region.as_str());
    let versions = vec![arn(&config.bucket_name()), arn(&config.replica_bucket_name(&region))];
    let passed = RequiredActions {
        passed_to: "batchoperations.s3.amazonaws.com",
        ..new("the role that replicates back", vec![IAM.pass_role], vec![role.to_owned()])
    };
    let jobs = vec![context.arn("s3", region.as_str(), "job/*")];
    let mut needs = of_promotion(context, region);
    needs.extend([
        new("the lists of versions", vec![S3.list_bucket_versions], versions),
        new("the list of jobs", vec![S3.list_jobs, S3.create_job], vec!["*".to_owned()]),
        new("the jobs", vec![S3.describe_job, S3.update_job_status], jobs),
        new("the manifests and reports", vec![S3.get_object, S3.put_object], vec![format!("{}/*", arn(bucket))]),
        passed,
    ]);
    needs
}

/// What the execution role does to the replica's bucket beyond what it does to every replica.
fn of_turning_around(context: &Examination<'_>, region: Region, returning: &str) -> [RequiredActions; 2] {
    let config = context.config;
    let bucket = format!("arn:{}:s3:::{}", config.region().partition(), config.replica_bucket_name(&region));
    let rules = [S3.put_replication_configuration, S3.get_replication_configuration];
    [
        RequiredActions::new("the rule of the replica's bucket", rules, vec![bucket], region.as_str()),
        RequiredActions::new(
            "the role that replicates back",
            [IAM.pass_role],
            vec![returning.to_owned()],
            region.as_str(),
        ),
    ]
}
