//! What `archive failover` and `archive failback` depend on: the caller's rights, and what the execution role of the replica's stack may do.
//!
//! IAM is asked through the replica's region, because the primary region may be gone.

use futures_util::future::{join, join_all};

use super::actions::{self, RequiredActions};
use super::command_actions::of_jobs;
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
    let stacks = scope.regions.iter().flat_map(|region| stacks_of(context, *region));
    let actions = [CLOUDFORMATION.describe_stacks];
    RequiredActions::new("whether replicas are promoted", actions, stacks.collect(), context.region())
}

/// The ARNs that the stack of a replica may have: one that the StackSet created, or one that an import has put into it.
pub(super) fn stacks_of(context: &Examination<'_>, region: Region) -> [String; 2] {
    let set = context.config.stack_set_name();
    [format!("stack/StackSet-{set}-*/*"), format!("stack/{set}/*")]
        .map(|stack| context.arn("cloudformation", region.as_str(), &stack))
}

/// What changes the stack of a replica.
pub(super) fn of_promotion(context: &Examination<'_>, region: Region) -> Vec<RequiredActions> {
    // The template is read, and changed.
    let mut needs = of_update(context, region);
    let template = [CLOUDFORMATION.get_template];
    let stacks = stacks_of(context, region).into();
    needs.push(RequiredActions::new("the replica's template", template, stacks, region.as_str()).direct());
    needs
}

/// What updates the stack of a replica.
fn of_update(context: &Examination<'_>, region: Region) -> Vec<RequiredActions> {
    let stacks = stacks_of(context, region).into();
    vec![
        RequiredActions::new("the replica's stack", actions::updates(), stacks, region.as_str()).direct(),
        actions::whose(region.as_str()).direct(),
    ]
}

/// What lists, and has S3 replicate, what was written to the replica.
pub(super) fn of_failback(
    context: &Examination<'_>,
    region: Region,
    (role, bucket): (&str, &str),
) -> Vec<RequiredActions> {
    let config = context.config;
    let versions = [config.bucket_name(), config.replica_bucket_name(&region)];
    let versions = versions.map(|bucket| format!("arn:{}:s3:::{bucket}", config.region().partition()));
    let list = [S3.list_bucket_versions];
    let mut needs = of_update(context, region);
    needs.push(RequiredActions::new("the lists of versions", list, versions.into(), region.as_str()).direct());
    needs.extend(of_jobs(context, region, (role, bucket)));
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
