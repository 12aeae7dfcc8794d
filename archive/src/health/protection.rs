//! Whether what protects the data of a bucket is still as it was deployed: its policy, the block of public access, its lifecycle.
//!
//! The policy is not compared word by word. It is asked, as S3 would ask it, whether it forbids what nobody is to do.

use futures_util::future::{join, try_join3};
use iam_evaluator::{Context, Policies, Policy, PolicyKind, Principal, Request, Verdict, decide};
use serde_json::{Value, json};

use super::REVERT;
use super::outsiders::{self, PUT_BACK};
use crate::config::options::Lifecycle;
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
    region: &Region,
    bucket: &str,
) -> Vec<Finding> {
    let is_source = bucket == config.bucket_name() || config.options().replication.two_way;
    let expected = Expected {
        own,
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
        denies_tampering: options.protection.deny_tampering,
        denies_other_keys: false,
        is_wanted: &|expiry| {
            let least = if expiry.is_current { kept } else { Some(DELETED_LOGS_DAYS) };
            least.is_some_and(|least| expiry.days.is_some_and(|days| i64::from(days) >= least))
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

/// Whether the configuration has a lifecycle rule that deletes at least what `expiry` deletes.
fn is_wanted(expiry: &Expiry, wanted: &Lifecycle) -> bool {
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
    format!("its lifecycle rule {:?} deletes {what} {when}, which is not in the configuration", expiry.rule)
}
