//! Examines everything that a deployment depends on, before it is needed.
//!
//! Who is calling and what state the stack is in decide what else there is to look at; all of that is asked at once.

mod actions;
mod finding;
mod limits;
mod names;
mod permissions;
mod regions;
mod roles;
mod stack;

use futures_util::future::{join, join4};

pub use self::finding::Finding;
pub(crate) use self::roles::{LOOK_AT_TRUST, trusts};

use crate::config::{Config, Region};
use cfn_deploy::aws::{ApiError, Aws, Identity};
use cfn_deploy::{Engine, StackRequest};

/// Who examines what.
struct Examination<'a> {
    aws: &'a Aws,
    config: &'a Config,
    caller: Identity,
}

impl Examination<'_> {
    /// An ARN in the caller's account; `region` is empty for what is global.
    fn arn(&self, service: &str, region: &str, resource: &str) -> String {
        format!("arn:{}:{service}:{region}:{}:{resource}", self.config.region().partition(), self.caller.account)
    }

    /// The primary region, in which everything global is asked too.
    fn region(&self) -> &'static str {
        self.config.region().as_str()
    }
}

/// Examines credentials, permissions, regions, the StackSet's roles, the stack, the names and the limits.
pub async fn examine(aws: &Aws, config: &Config, engine: &Engine<'_>, request: &StackRequest) -> Vec<Finding> {
    let (caller, looked) = join(aws.identity(config.region().as_str()), stack::examine(engine, &request.name)).await;
    let (credentials, caller) = match caller {
        Ok(caller) => (Finding::passed("credentials", format!("{} in account {}", caller.arn, caller.account)), caller),
        Err(error) if error.is_credentials() => {
            let remedy = "sign in again, with `aws sso login` if you use SSO";
            return vec![Finding::failed("credentials", error.to_string(), remedy)];
        }
        Err(error) => return vec![Finding::call_failed("credentials", &error)],
    };
    let context = Examination { aws, config, caller };
    let service_role = request.role_arn.clone().or(looked.service_role);
    let names = async {
        // What the stack has created is taken by the stack.
        if looked.exists { Vec::new() } else { names::examine(&context).await }
    };
    let (permissions, regions, roles, names) = join4(
        permissions::examine(&context, request, service_role.as_deref()),
        regions::examine(&context),
        roles::examine(&context),
        names,
    )
    .await;
    let mut findings = vec![credentials, looked.finding];
    findings.extend(permissions);
    findings.extend(regions);
    findings.extend(roles);
    findings.extend(names);
    findings.extend(limits::examine(config, request));
    findings
}

/// What would make a deployment fail that brings replicas into the regions `new`: what of an examination a deployment asks for itself,
/// before it changes anything. What cannot be told is no obstacle.
///
/// # Errors
/// The caller is not known.
pub(crate) async fn obstacles(aws: &Aws, config: &Config, new: &[Region]) -> Result<Vec<Finding>, ApiError> {
    let context = Examination { aws, config, caller: aws.identity(config.region().as_str()).await? };
    let regions = async {
        // The regions of another account are not known here.
        match config.options().replica_account {
            Some(_) => Vec::new(),
            None => regions::of(&context, new).await,
        }
    };
    let (regions, roles) = join(regions, roles::examine(&context)).await;
    Ok(bad(regions.into_iter().chain(roles)))
}

/// The names, other than those of buckets, that a first deployment would take and that are taken.
///
/// # Errors
/// The caller is not known.
pub(crate) async fn taken_names(aws: &Aws, config: &Config) -> Result<Vec<Finding>, ApiError> {
    let context = Examination { aws, config, caller: aws.identity(config.region().as_str()).await? };
    Ok(bad(names::others(&context).await))
}

fn bad(findings: impl IntoIterator<Item = Finding>) -> Vec<Finding> {
    findings.into_iter().filter(|finding| finding.passed == Some(false)).collect()
}
