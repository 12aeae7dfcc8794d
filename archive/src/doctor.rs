//! Examines everything that a deployment depends on, before it is needed.

use futures_util::future::join_all;

use crate::aws::{ApiError, Aws};
use crate::config::{Config, Region};
use crate::deploy::{Engine, Event, StackRequest};

/// The roles that self-managed StackSets need.
const ROLES: [&str; 2] = ["AWSCloudFormationStackSetAdministrationRole", "AWSCloudFormationStackSetExecutionRole"];
/// The number of replication rules that a bucket takes.
const RULES_MAX: usize = 1000;
/// The size of a template that a request carries.
const TEMPLATE_MAX: usize = 51_200;

/// One thing that was examined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was examined.
    pub subject: String,
    /// Whether it is as it should be; `None` if that cannot be told.
    pub passed: Option<bool>,
    /// What was found.
    pub message: String,
    /// What to do about it, if it is not as it should be.
    pub remedy: Option<String>,
}

impl Finding {
    fn good(subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self { subject: subject.into(), passed: Some(true), message: message.into(), remedy: None }
    }

    fn bad(subject: impl Into<String>, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { subject: subject.into(), passed: Some(false), message: message.into(), remedy: Some(remedy.into()) }
    }

    /// A call that failed leaves the question open; a missing permission is a finding of its own.
    fn open(subject: impl Into<String>, error: &ApiError) -> Self {
        let remedy = if error.is_denied() {
            format!("ask for the permission to call {}", error.operation)
        } else {
            "check the network and try again".to_owned()
        };
        Self { subject: subject.into(), passed: None, message: error.to_string(), remedy: Some(remedy) }
    }
}

impl From<Finding> for Event {
    fn from(finding: Finding) -> Self {
        Self::Check {
            subject: finding.subject,
            passed: finding.passed,
            message: finding.message,
            remedy: finding.remedy,
        }
    }
}

/// Examines credentials, regions, the StackSet roles, the stack, the names and the limits; all that can be at once.
pub async fn examine(aws: &Aws, config: &Config, engine: &Engine<'_>, request: &StackRequest) -> Vec<Finding> {
    let mut findings = vec![credentials(aws, config).await];
    if findings[0].passed == Some(false) {
        return findings;
    }
    let regions = std::iter::once(config.region()).chain(config.replications());
    findings.extend(join_all(regions.map(|region| enabled(aws, region))).await);
    findings.extend(join_all(ROLES.map(|role| stack_set_role(aws, config, role))).await);
    let (stack, exists) = stack(engine, &request.name).await;
    findings.push(stack);
    if !exists {
        let names = std::iter::once((*config.region(), config.bucket_name()))
            .chain(config.replications().iter().map(|region| (*region, config.replica_bucket_name(region))));
        findings.extend(join_all(names.map(|(region, bucket)| free(aws, region, bucket))).await);
    }
    findings.extend(limits(config, request));
    findings
}

async fn credentials(aws: &Aws, config: &Config) -> Finding {
    match aws.identity(config.region().as_str()).await {
        Ok(caller) => Finding::good("credentials", format!("{} in account {}", caller.arn, caller.account)),
        Err(error) if error.is_credentials() => {
            Finding::bad("credentials", error.to_string(), "sign in again, with `aws sso login` if you use SSO")
        }
        Err(error) => Finding::open("credentials", &error),
    }
}

async fn enabled(aws: &Aws, region: &Region) -> Finding {
    let subject = format!("region {region}");
    match aws.identity(region.as_str()).await {
        Ok(_) => Finding::good(subject, "enabled in the account"),
        Err(error) if error.is_credentials() => {
            Finding::bad(subject, "not enabled in the account", "enable it in the account settings, or leave it out")
        }
        Err(error) => Finding::open(subject, &error),
    }
}

async fn stack_set_role(aws: &Aws, config: &Config, role: &str) -> Finding {
    let subject = format!("role {role}");
    match aws.role_exists(config.region().as_str(), role).await {
        Ok(true) => Finding::good(subject, "exists"),
        Ok(false) => Finding::bad(
            subject,
            "missing; StackSets cannot work without it",
            "deploy the two roles with `archive bootstrap`",
        ),
        Err(error) => Finding::open(subject, &error),
    }
}

/// The state of the stack, and whether it has one.
async fn stack(engine: &Engine<'_>, name: &str) -> (Finding, bool) {
    let subject = format!("stack {name}");
    match engine.describe(name).await {
        Ok(None) => (Finding::good(subject, "does not exist yet"), false),
        Ok(Some(stack)) => {
            let status = stack.status.as_str();
            let finding = if status.ends_with("_FAILED") || status == "ROLLBACK_COMPLETE" {
                Finding::bad(
                    subject,
                    format!("is {status}"),
                    "see why with `archive logs`; `archive status` says what helps",
                )
            } else {
                Finding::good(subject, format!("is {status}"))
            };
            (finding, true)
        }
        Err(crate::deploy::Error::Api(error)) => (Finding::open(subject, &error), true),
        Err(error) => (Finding::bad(subject, error.to_string(), error.remedy().unwrap_or_default()), true),
    }
}

async fn free(aws: &Aws, region: Region, bucket: String) -> Finding {
    let subject = format!("bucket name {bucket}");
    match aws.bucket_exists(region.as_str(), &bucket).await {
        Ok(false) => Finding::good(subject, "free"),
        Ok(true) => Finding::bad(
            subject,
            "taken, and not by this stack",
            "if an earlier stack retained the bucket, bring it in with `archive adopt`; else choose another prefix",
        ),
        Err(error) => Finding::open(subject, &error),
    }
}

fn limits(config: &Config, request: &StackRequest) -> [Finding; 2] {
    let (size, rules) = (request.template.len(), config.replications().len());
    let template = if size <= TEMPLATE_MAX || request.template_bucket.is_some() {
        Finding::good("template size", format!("{size} bytes; a request carries {TEMPLATE_MAX}"))
    } else {
        Finding::bad(
            "template size",
            format!("{size} bytes; a request carries {TEMPLATE_MAX}"),
            "name a bucket with --template-bucket",
        )
    };
    let rules = if rules <= RULES_MAX {
        Finding::good("replication rules", format!("{rules} of at most {RULES_MAX}"))
    } else {
        Finding::bad("replication rules", format!("{rules}; S3 takes {RULES_MAX}"), "name fewer regions")
    };
    [template, rules]
}
