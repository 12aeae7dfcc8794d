//! `[protection] deny_tampering`: what is denied to the account's administrators, and that those who deploy, clean up and destroy still can.

use iam_evaluator::{Context, Principal, Request, Verdict};

use crate::configurations::{ACCOUNT, configuration};
use crate::resolve::{Place, key_arn};
use crate::simulate::{self, Row};
use crate::world::{ADMINISTRATOR, World, over_tls};

const SETTINGS: &str = "prefix = 'acme'\n[protection]\ndeny_tampering = true\n\
                        exempt_roles = ['arn:aws:iam::123456789012:role/break-glass']";

/// What silences or loses data without deleting a version, and what CloudFormation has to do to a bucket in its life: create, update, and
/// clean up after a creation that failed.
const OF_BUCKETS: [&str; 8] = [
    "s3:PutLifecycleConfiguration",
    "s3:PutReplicationConfiguration",
    "s3:PutBucketVersioning",
    "s3:PutEncryptionConfiguration",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketOwnershipControls",
    "s3:PutBucketPolicy",
    "s3:DeleteBucketPolicy",
];
const OF_KEYS: [&str; 5] =
    ["kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:DisableKeyRotation", "kms:UpdateAlias", "kms:DeleteAlias"];

fn role(name: &str) -> Principal {
    Principal::Session { role: format!("arn:aws:iam::{ACCOUNT}:role/{name}"), name: "session".to_owned() }
}

fn through(service: &str) -> Context {
    over_tls().with_values("aws:CalledVia", [service])
}

/// Every request, and whether it has to be denied.
fn requests() -> Vec<(Row, bool)> {
    let configuration = configuration("tampering denied", SETTINGS);
    let expected = &configuration.expected;
    let world = World::resolve(&configuration.primary(), &expected.source.place).unwrap();
    let administrator = Principal::Role(format!("arn:aws:iam::{ACCOUNT}:{ADMINISTRATOR}"));
    let root = Principal::Root { partition: "aws".to_owned(), account: ACCOUNT.to_owned() };
    let callers = [
        ("an administrator", administrator.clone(), over_tls(), true),
        ("an administrator through Athena", administrator.clone(), through("athena.amazonaws.com"), true),
        ("somebody else's role", role("AWSCloudFormationStackSetExecutionRole-not"), over_tls(), true),
        (
            "an administrator through CloudFormation",
            administrator.clone(),
            through("cloudformation.amazonaws.com"),
            false,
        ),
        ("the StackSet's execution role", role("AWSCloudFormationStackSetExecutionRole"), over_tls(), false),
        ("the role for emergencies", role("break-glass"), over_tls(), false),
        ("the root user", root, over_tls(), false),
    ];
    let mut rows = Vec::new();
    let mut add = |who: &str, principal: &Principal, context: &Context, action: &str, resource: &str, denied| {
        let request = Request::new(principal.clone(), action, resource, ACCOUNT).context(context.clone());
        rows.push((world.row(&format!("{who}: {action} {resource}"), request), denied));
    };
    for store in std::iter::once(&expected.source).chain(&expected.replicas) {
        let key = key_arn(&Place::new(ACCOUNT, &store.place.region), "Key");
        for (who, principal, context, denied) in &callers {
            for action in OF_BUCKETS {
                add(who, principal, context, action, &store.arn(), *denied);
            }
            for action in OF_KEYS {
                add(who, principal, context, action, &key, *denied);
            }
            if store.bucket != expected.source.bucket {
                add(who, principal, context, "s3:PutObject", &store.object("x"), *denied);
            }
        }
        // Reading, and what saves a key, is for everybody who may.
        for action in ["s3:GetBucketPolicy", "s3:GetLifecycleConfiguration"] {
            add("an administrator", &administrator, &over_tls(), action, &store.arn(), false);
        }
        for action in ["kms:EnableKey", "kms:CancelKeyDeletion", "kms:PutKeyPolicy"] {
            add("an administrator", &administrator, &over_tls(), action, &key, false);
        }
    }
    add("an administrator", &administrator, &over_tls(), "s3:PutObject", &expected.source.object("x"), false);
    rows
}

#[test]
fn tampering_is_denied_to_administrators_and_not_to_those_who_deploy() {
    let mut wrong = Vec::new();
    for (row, denied) in requests() {
        let verdict = row.verdict().unwrap();
        if (verdict == Verdict::ExplicitDeny) != denied {
            wrong.push(format!("{verdict:?}: {}", row.name));
        }
        if !denied && row.name.starts_with("an administrator") && verdict != Verdict::Allowed {
            wrong.push(format!("{verdict:?} although nobody denies it: {}", row.name));
        }
    }
    assert!(wrong.is_empty(), "{} requests:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn another_evaluator_agrees_about_tampering() {
    // It gives the root user no permissions but those of policies, where AWS gives it all that are not denied.
    let is_modelled = |row: &Row| !row.name.starts_with("the root user:");
    let rows: Vec<Row> = requests().into_iter().map(|(row, _)| row).filter(is_modelled).collect();
    let Some(theirs) = simulate::verdicts(&rows) else { return };
    for (row, theirs) in rows.iter().zip(theirs) {
        assert_eq!(theirs, Ok(row.verdict().unwrap()), "{}", row.name);
    }
}

#[test]
fn without_the_option_nothing_of_it_is_denied() {
    let configuration = configuration("default", "prefix = 'acme'");
    let template = configuration.primary().to_string();
    assert!(!template.contains("aws:CalledVia") && !template.contains("OnlyDeployments"));
}
