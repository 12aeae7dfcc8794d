//! Examines everything that a deployment depends on, before it is needed.
//!
//! Who is calling and what state the stack is in decide what else there is to look at; all of that is asked at once.

mod actions;
mod backfill;
mod command_actions;
mod commands;
mod failover;
mod finding;
mod limits;
mod names;
mod permissions;
mod quotas;
mod regions;
mod roles;
mod stack;

use futures_util::future::{join, join3, join4};

use self::actions::RequiredActions;
pub use self::commands::{ExaminedCommand, JobResources, examine_command};
pub(crate) use self::failover::{failback_obstacles, promotion_obstacles};
pub use self::finding::Finding;
use self::names::Names;
pub(crate) use self::roles::{LOOK_AT_TRUST, trusts};
use self::stack::StackFinding;

use crate::config::{Config, Region};
use crate::deployed::deployed_by;
use crate::leftover::{leftovers, may_be_left};
use crate::stacks::{Deployed, Scope};
use cfn_deploy::aws::{ApiError, Aws, Identity};
use cfn_deploy::{Engine, Error, Stack, StackRequest};

/// Who examines what.
struct Examination<'a> {
    aws: &'a Aws,
    config: &'a Config,
    caller: Identity,
    /// The region in which everything global is asked: the primary one, unless it may be gone.
    region: &'static str,
}

impl<'a> Examination<'a> {
    /// Of the caller, in the primary region.
    async fn new(aws: &'a Aws, config: &'a Config) -> Result<Self, ApiError> {
        let region = config.region().as_str();
        Ok(Self { aws, config, caller: aws.identity(region).await?, region })
    }

    /// An ARN in the caller's account; `region` is empty for what is global.
    fn arn(&self, service: &str, region: &str, resource: &str) -> String {
        format!("arn:{}:{service}:{region}:{}:{resource}", self.config.region().partition(), self.caller.account)
    }

    /// The region in which everything global is asked too.
    fn region(&self) -> &'static str {
        self.region
    }

    /// Whether the caller is in the account of the replicas, which is not the archive's.
    fn is_in_replica_account(&self) -> bool {
        self.config.options().replica_account.as_ref().is_some_and(|replica| replica.account == self.caller.account)
    }
}

/// Examines credentials, permissions, regions, the StackSet's roles, the stack, the names and the limits.
pub async fn examine(aws: &Aws, config: &Config, engine: &Engine<'_>, request: &StackRequest) -> Vec<Finding> {
    let (caller, looked) = join(aws.identity(config.region().as_str()), stack::examine(engine, &request.name)).await;
    let (credentials, caller) = match examine_credentials(caller) {
        Ok(credentials) => credentials,
        Err(finding) => return vec![finding],
    };
    let context = Examination { aws, config, caller, region: config.region().as_str() };
    // What cannot be read of it, the deployment says.
    let deployed = match &looked.stack {
        Some(stack) => match deployed_by(engine, stack).await {
            Ok(deployed) => deployed,
            Err(error) => return vec![credentials, looked.finding, unreadable(&request.name, &error)],
        },
        None => None,
    };
    if context.is_in_replica_account() {
        let mut findings = vec![credentials];
        findings.extend(of_replica_account(&context).await);
        return findings;
    }
    let new = new_regions(config, deployed.as_ref());
    let names = examine_names(&context, &looked, deployed.is_some(), &new).await;
    let scope = match Scope::new(config, deployed.as_ref()) {
        Ok(scope) => scope,
        Err(findings) => {
            let invalid = roles::invalid_template(&findings.to_string());
            return vec![credentials, looked.finding, invalid];
        }
    };
    let further = further_actions(&context, request, &names, &scope, deployed.is_some());
    let request = &with_kept_tags(request, looked.stack.as_ref());
    let service_role = request.role_arn.clone().or(looked.stack.and_then(|stack| stack.role_arn));
    let ((permissions, regions, roles, quotas), backfill) = join(
        join4(
            permissions::examine(&context, request, service_role.as_deref(), further),
            regions::examine(&context),
            roles::examine(&context, &scope),
            quotas::examine(&context, &new, deployed.is_none()),
        ),
        backfill::examine(&context),
    )
    .await;
    let mut findings = vec![credentials, looked.finding];
    findings.extend(permissions);
    findings.extend(regions);
    findings.extend(roles);
    findings.extend(backfill);
    findings.extend(names.findings);
    findings.extend(quotas);
    findings.extend(limits::examine(config, request));
    findings
}

/// The caller, with the finding that says who it is; else the finding that says why it is not known.
fn examine_credentials(caller: Result<Identity, ApiError>) -> Result<(Finding, Identity), Finding> {
    match caller {
        Ok(caller) => {
            Ok((Finding::passed("credentials", format!("{} in account {}", caller.arn, caller.account)), caller))
        }
        Err(error) if error.is_credentials() => {
            let remedy = "sign in again, with `aws sso login` if you use SSO";
            Err(Finding::failed("credentials", error.to_string(), remedy))
        }
        Err(error) => Err(Finding::call_failed("credentials", &error)),
    }
}

/// The names that a deployment takes, and what has them although it belongs to no stack.
async fn examine_names(context: &Examination<'_>, looked: &StackFinding, is_deployed: bool, new: &[Region]) -> Names {
    let left = match looked.exists && may_be_left(looked.stack.as_ref()) {
        true => leftovers(context.aws, context.config).await,
        false => Ok(Vec::new()),
    };
    let mut names = match (looked.exists, &context.config.options().replica_account) {
        (false, _) => names::examine(context).await,
        // What the stack has created is taken by the stack, and what is in another account cannot be told.
        (true, None) if is_deployed => names::of_replicas(context, new).await,
        (true, _) => Names::default(),
    };
    match left {
        Ok(left) => names.add_leftovers(left),
        Err(error) => names.findings.push(Finding::call_failed("what belongs to no stack", &error)),
    }
    names
}

/// The request with the tags that the stack keeps where the request has none: resources that are new get them too.
fn with_kept_tags(request: &StackRequest, stack: Option<&Stack>) -> StackRequest {
    let kept = stack.filter(|_| request.tags.is_empty()).map(|stack| stack.tags.clone());
    StackRequest { tags: kept.unwrap_or_else(|| request.tags.clone()), ..request.clone() }
}

/// The actions that the deployment needs beyond those of every deployment, because of what it finds.
fn further_actions(
    context: &Examination<'_>,
    request: &StackRequest,
    names: &Names,
    scope: &Scope,
    is_deployed: bool,
) -> Vec<RequiredActions> {
    let mut further = vec![failover::looking_for_promotions(context, scope)];
    if request.revert_drift {
        further.extend(actions::of_reverting(context, scope));
    }
    if names.is_retained {
        further.extend(actions::of_import(context, scope));
        // What comes back to an archive that is deployed is updated to what the others have before the StackSet takes it.
        if is_deployed {
            further.extend(actions::of_replicas(context, scope));
        }
    }
    further.extend(actions::of_leftovers(context, names));
    further
}

/// What the account of the replicas has of it, for a caller who is in that account.
async fn of_replica_account(context: &Examination<'_>) -> Vec<Finding> {
    let regions: Vec<Region> = context.config.replica_regions().copied().collect();
    let (enabled, role, names) = join3(
        regions::of(context, &regions),
        roles::of_replica_account(context),
        names::of_replicas(context, &regions),
    )
    .await;
    enabled.into_iter().chain(role).chain(names.findings).collect()
}

/// What would make a deployment fail that changes replicas, beside what is deployed: what of an examination a deployment asks for itself,
/// before it changes anything. What cannot be told is no obstacle.
///
/// # Errors
/// The caller is not known.
pub(crate) async fn obstacles(
    aws: &Aws,
    config: &Config,
    deployed: Option<&Deployed>,
) -> Result<Vec<Finding>, ApiError> {
    let new = new_regions(config, deployed);
    let context = Examination::new(aws, config).await?;
    // The regions and the names of another account are not known here.
    let is_here = config.options().replica_account.is_none();
    let regions = async { if is_here { regions::of(&context, &new).await } else { Vec::new() } };
    let names = async {
        // Before a first deployment an earlier archive may have them, which is looked for apart.
        if is_here && deployed.is_some() { names::of_replicas(&context, &new).await } else { Names::default() }
    };
    let scope = match Scope::new(config, deployed) {
        Ok(scope) => scope,
        Err(findings) => {
            return Ok(vec![roles::invalid_template(&findings.to_string())]);
        }
    };
    let quotas = quotas::examine(&context, &new, deployed.is_none());
    let (regions, roles, names, quotas) = join4(regions, roles::examine(&context, &scope), names, quotas).await;
    Ok(bad(regions.into_iter().chain(roles).chain(names.findings).chain(quotas)))
}

/// What the roles of the StackSet lack for what is configured and for what is deployed.
///
/// # Errors
/// The caller is not known.
pub(crate) async fn role_obstacles(
    aws: &Aws,
    config: &Config,
    deployed: Option<&Deployed>,
) -> Result<Vec<Finding>, ApiError> {
    let context = Examination::new(aws, config).await?;
    match Scope::new(config, deployed) {
        Ok(scope) => Ok(bad(roles::examine(&context, &scope).await)),
        Err(findings) => Ok(vec![roles::invalid_template(&findings.to_string())]),
    }
}

/// The names, other than those of buckets, that a first deployment would take and that are taken.
///
/// # Errors
/// The caller is not known.
pub(crate) async fn taken_names(aws: &Aws, config: &Config) -> Result<Vec<Finding>, ApiError> {
    let context = Examination::new(aws, config).await?;
    Ok(bad(names::others(&context).await.findings))
}

/// The regions that have no replica yet.
fn new_regions(config: &Config, deployed: Option<&Deployed>) -> Vec<Region> {
    let is_deployed = |region: &&Region| deployed.is_some_and(|deployed| deployed.regions().contains(region));
    config.replica_regions().filter(|region| !is_deployed(region)).copied().collect()
}

fn unreadable(name: &str, error: &Error) -> Finding {
    let subject = format!("template of {name}");
    match error {
        Error::Api(error) => Finding::call_failed(subject, error),
        other => Finding::unknown(subject, other.to_string(), "see `archive diff`"),
    }
}

fn bad(findings: impl IntoIterator<Item = Finding>) -> Vec<Finding> {
    findings.into_iter().filter(|finding| finding.passed == Some(false)).collect()
}
