//! `[protection] deny_tampering`: what is denied to the account's administrators, and that those who deploy, clean up and destroy still can.

use std::collections::BTreeSet;

use archive::stacks::{ControlPolicy, control_policy};
use cfn_spec::quota::CONTROL_POLICY;
use iam_evaluator::{Context, Principal, Request, Verdict};
use serde_json::Value;

use crate::configurations::{ACCOUNT, configuration};
use crate::resolve::{Place, key_arn};
use crate::simulate::{self, Organization, Row};
use crate::world::{ADMINISTRATOR, World, items, over_tls};

const SETTINGS: &str = "prefix = 'acme'\n[protection]\ndeny_tampering = true\n\
                        exempt_roles = ['arn:aws:iam::123456789012:role/break-glass']";

/// What the statement `sid` of a policy denies.
fn denied_by<'p>(policy: &'p Value, sid: &str) -> BTreeSet<&'p str> {
    let statement = items(&policy["Statement"]).iter().find(|statement| statement["Sid"] == sid);
    let statement = statement.unwrap_or_else(|| panic!("no statement {sid} in {policy:#}"));
    match &statement["Action"] {
        Value::String(action) => [action.as_str()].into(),
        actions => items(actions).iter().map(|action| action.as_str().unwrap()).collect(),
    }
}

/// The actions that `deny_tampering` denies on buckets and on keys, in the templates.
fn denied(world: &World) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let policy = |kind: &'static str, property: &str| {
        let (_, resource) = world.primary.of_kind(kind).next().unwrap();
        &resource.properties[property]
    };
    (
        denied_by(policy("AWS::S3::BucketPolicy", "PolicyDocument"), "OnlyDeploymentsChangeTheBucket"),
        denied_by(policy("AWS::KMS::Key", "KeyPolicy"), "OnlyDeploymentsDisableTheKey"),
    )
}

/// Actions of S3 that change something and are not denied, by a part of their name, and why not. Denied to everybody are the three that
/// have statements of their own.
const EXCEPTED_OF_S3: &[(&str, &str)] = &[
    ("DeleteBucket", "is denied to everybody"),
    ("DeleteObjectVersion", "is denied to everybody"),
    ("DeleteObject", "writes a delete marker: no version is lost"),
    ("PutObject", "adds a version; into a replica it is denied by a statement of its own"),
    ("PutObjectAcl", "access control lists are off (BucketOwnerEnforced)"),
    ("PutObjectVersionAcl", "access control lists are off (BucketOwnerEnforced)"),
    ("PutBucketAcl", "access control lists are off (BucketOwnerEnforced)"),
    ("PutObjectRetention", "shortens no retention without s3:BypassGovernanceRetention, and removes no version"),
    ("PutObjectLegalHold", "removes no version"),
    ("Tagging", "tags are no data, and no policy of the archive asks for them"),
    ("Annotation", "annotations are kept beside the versions, which stay"),
    ("PutBucketAbac", "lets tags grant access to principals of the account, whom the denials bind all the same"),
    ("PutAccelerateConfiguration", "is another way to the same bucket"),
    ("PutAnalyticsConfiguration", "reads only"),
    ("PutMetricsConfiguration", "reads only"),
    ("PutBucketCORS", "is about browsers, and grants nothing"),
    ("PutBucketRequestPayment", "is about who pays"),
    ("Website", "serves nobody whom the policies and the public access block keep out"),
    ("PutIntelligentTieringConfiguration", "objects in its archive tiers are kept, and can be restored"),
    ("BucketMetadata", "is about tables beside the bucket"),
    ("AccessPoint", "an access point grants nothing that the bucket's policy denies"),
    ("AccessGrant", "grants nothing that the bucket's policy denies"),
    ("StorageLens", "is about reports of the account"),
    ("PutAccountPublicAccessBlock", "is the account's, and each bucket has its own"),
    ("CreateBucket", "creates another bucket"),
    ("CreateJob", "works as a role, which the policies bind"),
    ("CreateStorageLensGroup", "is about reports of the account"),
    ("UpdateJob", "works as a role, which the policies bind"),
    ("UpdateObjectEncryption", "needs the new key, and keeps the version; `archive verify` finds other keys"),
];

/// The same of KMS.
const EXCEPTED_OF_KMS: &[(&str, &str)] = &[
    ("PutKeyPolicy", "KMS has no way back from a key policy that nobody may change; the SCP denies it"),
    ("CustomKeyStore", "the archive's keys are in no custom key store"),
    ("DeleteImportedKeyMaterial", "the archive's keys have no imported material"),
    ("CreateAlias", "gives a key one more name"),
    ("CreateKey", "creates another key"),
    ("CreateGrant", "allows more, and takes nothing away"),
    ("UpdateKeyDescription", "is about words"),
    ("UpdatePrimaryRegion", "every key stays usable"),
];

/// The actions of a service that change something and whose names say that they set, change or remove it.
fn changing(service: &str) -> Vec<String> {
    let file = test_support::machine::repository().join(format!("cfn-spec/snapshot/iam-actions/{service}.txt"));
    let text = std::fs::read_to_string(file).unwrap();
    let actions = text.lines().filter_map(|line| line.split_once(' '));
    let verbs = ["Put", "Delete", "Disable", "Update", "Create", "Schedule"];
    actions
        .filter(|(name, level)| {
            verbs.iter().any(|verb| name.starts_with(verb)) && matches!(*level, "write" | "permissions" | "tagging")
        })
        .map(|(name, _)| name.to_owned())
        .collect()
}

#[test]
fn every_action_that_changes_a_bucket_or_a_key_is_denied_or_excepted_with_a_reason() {
    let configuration = configuration("tampering denied", SETTINGS);
    let world = World::resolve(&configuration.primary(), &configuration.expected.source.place).unwrap();
    let (of_buckets, of_keys) = denied(&world);
    let mut wrong = Vec::new();
    for (service, denied, excepted) in [("s3", of_buckets, EXCEPTED_OF_S3), ("kms", of_keys, EXCEPTED_OF_KMS)] {
        let actions = changing(service);
        assert!(actions.len() > 10, "the snapshot has no actions of {service}");
        let is_about = |part: &str, action: &str| {
            action == part || (action.contains(part) && !part.starts_with("Put") && !part.starts_with("Delete"))
        };
        for action in &actions {
            let is_denied = denied.contains(format!("{service}:{action}").as_str());
            let reasons = excepted.iter().filter(|(part, _)| is_about(part, action)).count();
            if is_denied == (reasons > 0) {
                wrong.push(format!("{service}:{action}: denied {is_denied}, and {reasons} reasons why not"));
            }
        }
        for action in &denied {
            let name = action.split_once(':').unwrap().1;
            if !actions.iter().any(|known| known == name) {
                wrong.push(format!("{action} is denied, and AWS does not know it"));
            }
        }
        for (part, why) in excepted {
            if why.is_empty() || !actions.iter().any(|action| is_about(part, action)) {
                wrong.push(format!("{service}: the exception {part} is about nothing"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

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
    let (of_buckets, of_keys) = denied(&world);
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
            for action in &of_buckets {
                add(who, principal, context, action, &store.arn(), *denied);
            }
            for action in &of_keys {
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

const DEPLOYER: &str = "arn:aws:iam::123456789012:role/deployer";
const BREAK_GLASS: &str = "arn:aws:iam::123456789012:role/break-glass";
/// An account that is in no organization of the archive's, to which a policy of the archive was opened.
const OUTSIDER: &str = "999988887777";

fn organization(settings: &str) -> Organization {
    let configuration = configuration("in an organization", settings);
    let deployers = [DEPLOYER.to_owned(), BREAK_GLASS.to_owned()];
    let policy = |control| vec![control_policy(&configuration.config, control, &deployers)];
    Organization { service_control: policy(ControlPolicy::Service), resource_control: policy(ControlPolicy::Resource) }
}

/// Requests in an account of an organization, after an administrator has removed every policy that the archive gave its buckets and keys.
fn requests_without_policies() -> Vec<(Row, bool)> {
    let configuration = configuration("default", "prefix = 'acme'");
    let expected = &configuration.expected;
    let world = World::resolve(&configuration.primary(), &expected.source.place).unwrap();
    let everything = serde_json::json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] });
    let open = serde_json::json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*" }] });
    let mut rows = Vec::new();
    let mut add = |who: &str, principal: &Principal, action: &str, resource: &str, context: Context, denied: bool| {
        let request = Request::new(principal.clone(), action, resource, ACCOUNT).context(context);
        let mut row = world.row(&format!("{who}: {action} {resource}"), request);
        row.identity = vec![everything.clone()];
        if resource.contains(":s3:") {
            row.resource_policy = Some(open.clone());
        }
        rows.push((row, denied));
    };
    let callers = [
        ("an administrator", role("administrator"), over_tls(), true),
        (
            "an administrator through CloudFormation",
            role("administrator"),
            through("cloudformation.amazonaws.com"),
            true,
        ),
        ("the role that deploys", role("deployer"), over_tls(), false),
        ("the role for emergencies", role("break-glass"), over_tls(), false),
        ("the StackSet's execution role", role("AWSCloudFormationStackSetExecutionRole"), over_tls(), false),
    ];
    for (who, principal, context, denied) in &callers {
        for store in std::iter::once(&expected.source).chain(&expected.replicas) {
            let key = key_arn(&Place::new(ACCOUNT, &store.place.region), "Key");
            for (action, resource) in [
                ("s3:PutBucketPolicy", store.arn()),
                ("s3:DeleteBucketPolicy", store.arn()),
                ("s3:PutLifecycleConfiguration", store.arn()),
                ("s3:PutReplicationConfiguration", store.arn()),
                ("s3:PutBucketVersioning", store.arn()),
                ("s3:DeleteBucket", store.arn()),
                ("s3:DeleteObjectVersion", store.object("x")),
                ("s3:BypassGovernanceRetention", store.object("x")),
                ("kms:ScheduleKeyDeletion", key.clone()),
                ("kms:DisableKey", key.clone()),
                ("kms:PutKeyPolicy", key.clone()),
            ] {
                add(who, principal, action, &resource, context.clone(), *denied);
            }
            // What everybody does every day stays as it was.
            for (action, resource) in [
                ("s3:GetObject", store.object("x")),
                ("s3:GetBucketPolicy", store.arn()),
                ("kms:EnableKey", key.clone()),
                ("kms:CancelKeyDeletion", key.clone()),
            ] {
                add(who, principal, action, &resource, context.clone(), false);
            }
        }
        add(who, principal, "s3:PutObject", &expected.source.object("x"), context.clone(), false);
        add(who, principal, "s3:PutObject", &expected.replicas[0].object("x"), context.clone(), *denied);
        // Another bucket and another key of the account are nobody's business.
        add(who, principal, "s3:PutBucketPolicy", "arn:aws:s3:::acme-photographs", context.clone(), false);
    }
    let outsider =
        Principal::Session { role: format!("arn:aws:iam::{OUTSIDER}:role/deployer"), name: "session".to_owned() };
    add("an account outside", &outsider, "s3:DeleteObjectVersion", &expected.source.object("x"), over_tls(), true);
    add("an account outside", &outsider, "s3:GetObject", &expected.source.object("x"), over_tls(), false);
    rows
}

/// What leads to being a principal that is exempt: requests to IAM and CloudFormation, which have no resource policies.
fn requests_for_roles_and_stacks() -> Vec<(Row, bool)> {
    let arn = |kind: &str, name: &str| format!("arn:aws:cloudformation:eu-central-1:{ACCOUNT}:{kind}/{name}");
    let mut resources = vec![
        ("iam:UpdateAssumeRolePolicy", DEPLOYER.to_owned()),
        ("iam:PassRole", DEPLOYER.to_owned()),
        ("iam:PutRolePolicy", BREAK_GLASS.to_owned()),
        ("cloudformation:UpdateStack", arn("stack", "acme-archive/1")),
        ("cloudformation:ExecuteChangeSet", arn("stack", "acme-archive/1")),
        ("cloudformation:DeleteStack", arn("stack", "StackSet-acme-archive-replication-1/1")),
        ("cloudformation:UpdateStackSet", arn("stackset", "acme-archive-replication:1")),
    ];
    for name in [
        "service-role/acme-archive-replication-eu-central-1",
        "AWSCloudFormationStackSetExecutionRole",
        "AWSCloudFormationStackSetAdministrationRole",
    ] {
        resources.push(("iam:UpdateAssumeRolePolicy", format!("arn:aws:iam::{ACCOUNT}:role/{name}")));
        resources.push(("iam:DeleteRole", format!("arn:aws:iam::{ACCOUNT}:role/{name}")));
    }
    let everything = serde_json::json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] });
    let mut rows = Vec::new();
    for (who, principal, denied) in
        [("an administrator", role("administrator"), true), ("the role that deploys", role("deployer"), false)]
    {
        let others = [
            ("iam:PassRole", format!("arn:aws:iam::{ACCOUNT}:role/somebody")),
            ("cloudformation:UpdateStack", arn("stack", "website/1")),
        ];
        let all = resources.iter().map(|one| (one, denied)).chain(others.iter().map(|one| (one, false)));
        for ((action, resource), denied) in all {
            let request = Request::new(principal.clone(), action, resource, ACCOUNT).context(over_tls());
            let name = format!("{who}: {action} {resource}");
            rows.push((Row { name, identity: vec![everything.clone()], resource_policy: None, request }, denied));
        }
    }
    rows
}

#[test]
fn an_organization_takes_even_an_administrators_power_away() {
    let organization = organization("prefix = 'acme'");
    let rows: Vec<(Row, bool)> =
        requests_without_policies().into_iter().chain(requests_for_roles_and_stacks()).collect();
    let mut wrong = Vec::new();
    for (row, denied) in &rows {
        let verdict = row.verdict_in(&organization).unwrap();
        let wanted = if *denied { Verdict::ExplicitDeny } else { Verdict::Allowed };
        if verdict != wanted {
            wrong.push(format!("{verdict:?}, not {wanted:?}: {}", row.name));
        }
        if *denied && row.verdict().unwrap() != Verdict::Allowed {
            wrong.push(format!("it is not the organization that denies it: {}", row.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {} requests:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn another_evaluator_agrees_about_the_organization() {
    let organization = organization("prefix = 'acme'");
    let rows = requests_without_policies().into_iter().chain(requests_for_roles_and_stacks());
    let rows: Vec<Row> = rows.map(|(row, _)| row).collect();
    let Some(theirs) = simulate::verdicts_in(&rows, &organization) else { return };
    for (row, theirs) in rows.iter().zip(theirs) {
        assert_eq!(theirs, Ok(row.verdict_in(&organization).unwrap()), "{}", row.name);
    }
}

#[test]
fn the_policies_of_an_organization_have_room_in_it() {
    for (name, settings) in [
        ("default", "prefix = 'acme'"),
        ("the longest prefix", "prefix = 'acme-photographs-and-records'"),
        ("after the account", "prefix = 'acme'\n[bucket]\nnamespace = 'account-regional'"),
        ("GovCloud", "prefix = 'acme'\nregion = 'us-gov-west-1'\nreplications = ['us-gov-east-1']"),
    ] {
        let organization = organization(settings);
        for policy in organization.service_control.iter().chain(&organization.resource_control) {
            let size = policy.to_string().len();
            println!("{name}: {size}");
            assert!(size <= CONTROL_POLICY, "{name}: {size} characters");
        }
    }
}
