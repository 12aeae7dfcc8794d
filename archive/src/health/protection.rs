//! Whether what protects the data of a bucket is still as it was deployed: its policy, the block of public access, its lifecycle.
//!
//! The policy is not compared word by word. It is asked, as S3 would ask it, whether it forbids what nobody is to do.

use futures_util::future::{join, try_join3};
use iam_evaluator::{Context, Policies, Policy, PolicyKind, Principal, Request, Verdict, decide};
use serde_json::{Value, json};

use super::REVERT;
use super::outsiders::{self, PUT_BACK};
use crate::config::options::{Lifecycle, Transition};
use crate::config::{Config, Region};
use crate::doctor::Finding;
use crate::stacks::DELETED_LOGS_DAYS;
use cfn_deploy::aws::{Aws, Expiry};

/// Any account: the policy applies to every principal.
const ANYBODY: &str = "111122223333";

/// What is wrong with the protection of a bucket; one good finding if nothing is.
pub(super) async fn of_bucket(
    aws: &Aws,
    config: &Config,
    own: Option<&[String]>,
    role: &str,
    (region, bucket): (&Region, &str),
) -> Vec<Finding> {
    let is_primary = bucket == config.bucket_name();
    let is_source = bucket == config.bucket_name() || config.options().replication.two_way;
    let mut lets = vec![("s3:GetObject", None, "reading objects to the account")];
    let replicates = !role.is_empty() && config.awaiting_key().is_empty();
    if replicates && (is_primary || config.options().replication.two_way) {
        lets.push(("s3:GetObjectVersionForReplication", Some(role), "S3 reading what it is to replicate"));
    }
    let is_destination = config.replications().iter().any(|region| config.replica_bucket_name(region) == bucket);
    if replicates && (is_destination || config.options().replication.two_way) {
        lets.push(("s3:ReplicateObject", Some(role), "S3 writing replicas, so that nothing is replicated"));
    }
    let expected = Expected {
        own,
        lets,
        denies_tampering: config.options().protection.deny_tampering,
        denies_other_keys: config.options().protection.deny_other_keys && is_source,
        is_wanted: &|expiry| is_wanted(expiry, &config.options().lifecycle),
    };
    of_bucket_as(aws, region, bucket, &expected).await
}

/// What is wrong with the log bucket of a region; one good finding if nothing is, and none if the configuration wants no such bucket.
pub(super) async fn of_log_bucket(aws: &Aws, config: &Config, own: Option<&[String]>, region: &Region) -> Vec<Finding> {
    let Some(bucket) = config.log_bucket_name(region) else { return Vec::new() };
    let options = config.options();
    let logs =
        [options.access_logs.map(|logs| logs.expire_days), options.inventory.map(|inventory| inventory.expire_days)];
    let kept = logs.into_iter().flatten().min();
    let expected = Expected {
        own,
        lets: Vec::new(),
        denies_tampering: options.protection.deny_tampering,
        denies_other_keys: false,
        is_wanted: &|expiry| {
            let least = if expiry.is_current { kept } else { Some(DELETED_LOGS_DAYS) };
            expiry.archived_in.is_none()
                && least.is_some_and(|least| expiry.days.is_some_and(|days| i64::from(days) >= least))
        },
    };
    let (mut found, versioned) =
        join(of_bucket_as(aws, region, &bucket, &expected), aws.bucket_is_versioned(region.as_str(), &bucket)).await;
    let subject = format!("protection of {bucket}");
    match versioned {
        Ok(true) => {}
        Ok(false) => {
            found.retain(|finding| finding.passed != Some(true));
            found.push(Finding::failed(subject, "is not versioned: logs that are deleted are gone", REVERT));
        }
        // Already said.
        Err(error) if error.is("NoSuchBucket") => {}
        Err(error) => found.push(Finding::call_failed(subject, &error)),
    }
    found
}

/// What a bucket's policy and lifecycle have to be like.
struct Expected<'a> {
    /// The accounts whose principals the policy may let in; `None` if they are not known.
    own: Option<&'a [String]>,
    /// What it must not deny on objects: the action, the role that takes it (`None`: an administrator of the account), and what that is.
    lets: Vec<(&'static str, Option<&'a str>, &'static str)>,
    denies_tampering: bool,
    denies_other_keys: bool,
    /// Whether the configuration deletes at least what an expiry deletes.
    is_wanted: &'a (dyn Fn(&Expiry) -> bool + Sync),
}

async fn of_bucket_as(aws: &Aws, region: &Region, bucket: &str, expected: &Expected<'_>) -> Vec<Finding> {
    let subject = format!("protection of {bucket}");
    let home = region.as_str();
    let looked = try_join3(
        aws.bucket_policy(home, bucket),
        aws.bucket_blocks_public_access(home, bucket),
        aws.bucket_expiries(home, bucket),
    );
    let (policy, blocked, expiries) = match looked.await {
        Ok(looked) => looked,
        // One line, although the others may be unknown for the same reason.
        Err(error) => return vec![super::of_bucket_error(subject, &error)],
    };
    let arn = format!("arn:{}:s3:::{bucket}", region.partition());
    let mut found: Vec<Finding> = match &policy {
        None => vec!["its bucket policy is gone".to_owned()],
        Some(policy) => allowed(policy, &arn, expected),
    }
    .into_iter()
    .map(|message| Finding::failed(&subject, message, REVERT))
    .collect();
    let object = format!("{arn}/object");
    let asked = [
        ("s3:GetObject", object.as_str(), "read objects"),
        ("s3:PutObject", object.as_str(), "write objects"),
        ("s3:ListBucket", arn.as_str(), "list them"),
        ("s3:PutBucketPolicy", arn.as_str(), "change the policy"),
    ];
    if let (Some(policy), Some(own)) = (&policy, expected.own) {
        let account = own.first().map_or("", String::as_str);
        let shut = shut_out(policy, account, &object, &expected.lets).into_iter();
        found.extend(shut.map(|what| Finding::failed(&subject, format!("its bucket policy denies {what}"), PUT_BACK)));
        let outsiders = outsiders::let_in(policy, own, &asked).into_iter();
        found.extend(outsiders.map(|who| Finding::failed(&subject, format!("its bucket policy {who}"), PUT_BACK)));
    }
    if !blocked {
        found.push(Finding::failed(&subject, "the block of public access is gone, or not complete", REVERT));
    }
    let unwanted = expiries.iter().filter(|expiry| !(expected.is_wanted)(expiry));
    found.extend(unwanted.map(|expiry| Finding::failed(&subject, deletes(expiry), REVERT)));
    if found.is_empty() {
        let message = match expected.own {
            Some(_) => {
                "its policy denies what it has to deny and lets no other account in; public access block and lifecycle are as deployed"
            }
            None => "its policy denies what it has to deny; public access block and lifecycle are as deployed",
        };
        found.push(Finding::passed(subject, message));
    }
    found
}

/// What of `lets` the policy of a bucket denies on `object`.
fn shut_out<'l>(policy: &Value, account: &str, object: &str, lets: &[(&str, Option<&str>, &'l str)]) -> Vec<&'l str> {
    // That it cannot be understood is said already.
    let Ok(policy) = Policy::parse(PolicyKind::Resource, "bucket policy", policy) else { return Vec::new() };
    let is_denied = |action: &str, role: Option<&str>| {
        let role = role.map_or_else(|| format!("arn:aws:iam::{account}:role/administrator"), str::to_owned);
        let context = Context::new().with("aws:SecureTransport", "true");
        let request = Request::new(Principal::Role(role), action, object, account).context(context);
        decide(&request, &Policies::new().resource(&policy)).verdict == Verdict::ExplicitDeny
    };
    lets.iter().filter(|(action, role, _)| is_denied(action, *role)).map(|(.., what)| *what).collect()
}

/// What the policy of the bucket `arn` no longer forbids.
fn allowed(policy: &Value, arn: &str, expected: &Expected<'_>) -> Vec<String> {
    let policy = match Policy::parse(PolicyKind::Resource, "bucket policy", policy) {
        Ok(policy) => policy,
        Err(error) => return vec![format!("its bucket policy cannot be understood: {error}")],
    };
    let everything = json!({ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } });
    // It is a policy; if it were not, nothing would be said to be forbidden.
    let Ok(everything) = Policy::parse(PolicyKind::Identity, "everything", &everything) else { return Vec::new() };
    let policies = [everything];
    let is_forbidden = |action: &str, resource: &str, context: Context| {
        let administrator = Principal::Role(format!("arn:aws:iam::{ANYBODY}:role/administrator"));
        let request = Request::new(administrator, action, resource, ANYBODY).context(context);
        decide(&request, &Policies::new().identity(&policies).resource(&policy)).verdict == Verdict::ExplicitDeny
    };
    let over_tls = || Context::new().with("aws:SecureTransport", "true");
    let object = format!("{arn}/object");
    let mut asked = vec![
        ("s3:DeleteBucket", arn, over_tls(), "deleting the bucket"),
        ("s3:DeleteObjectVersion", object.as_str(), over_tls(), "deleting versions of objects"),
        ("s3:GetObject", object.as_str(), Context::new().with("aws:SecureTransport", "false"), "requests without TLS"),
    ];
    if expected.denies_tampering {
        asked.push(("s3:PutLifecycleConfiguration", arn, over_tls(), "changing the bucket's configuration"));
    }
    if expected.denies_other_keys {
        let other = over_tls().with("s3:x-amz-server-side-encryption", "AES256");
        asked.push(("s3:PutObject", object.as_str(), other, "uploads under other keys"));
    }
    asked
        .into_iter()
        .filter(|(action, resource, context, _)| !is_forbidden(action, resource, context.clone()))
        .map(|(.., what)| format!("its bucket policy no longer denies {what}"))
        .collect()
}

/// Whether the configuration has a lifecycle rule that deletes, or archives, at least what `expiry` does.
fn is_wanted(expiry: &Expiry, wanted: &Lifecycle) -> bool {
    if let Some(class) = &expiry.archived_in {
        let all = if expiry.is_current { &wanted.transitions } else { &wanted.noncurrent_transitions };
        let is_as_wanted = |to: &Transition| expiry.days.is_some_and(|after| i64::from(after) >= to.days);
        return all.iter().any(|to| to.storage_class.as_str() == class && is_as_wanted(to));
    }
    let kept = wanted.kept_noncurrent_versions.unwrap_or(0);
    !expiry.is_current
        && i64::from(expiry.keeps) >= kept
        && wanted
            .noncurrent_expiration_days
            .is_some_and(|days| expiry.days.is_some_and(|after| i64::from(after) >= days))
}

fn deletes(expiry: &Expiry) -> String {
    let what = if expiry.is_current { "objects" } else { "noncurrent versions" };
    let when = match expiry.days {
        Some(1) => "after 1 day".to_owned(),
        Some(days) => format!("after {days} days"),
        None => "on a date".to_owned(),
    };
    let rule = &expiry.rule;
    match &expiry.archived_in {
        None => format!("its lifecycle rule {rule:?} deletes {what} {when}, which is not in the configuration"),
        Some(class) => format!(
            "its lifecycle rule {rule:?} moves {what} to {class} {when}, where they cannot be read without being restored, which is not in the configuration"
        ),
    }
}
