//! What somebody does to an archive that is watched: the topic of the region hears of it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::account::{Account, DEPLOYER, ONE_REGION, succeeds};
use crate::place::{Ended, Place};

const WATCHED: &str =
    "[notifications]\nfailure_topic = 'create'\ndestructive_calls = true\nsubscribers = ['ops@example.com']\n";
const HOME: &str = "eu-central-1";
const AWAY: &str = "eu-west-1";

fn watched() -> Account {
    let account = Account::new(&format!("{ONE_REGION}{WATCHED}"));
    account.bootstrap();
    account.grant_what_doctor_asks_for(&[]);
    succeeds(&account.deploy());
    account
}

/// A trail of the account, which records management events in every region.
fn trail(account: &Account) {
    let template = json!({ "Resources": { "Trail": { "Type": "AWS::CloudTrail::Trail", "Properties": {
        "IsLogging": true, "IsMultiRegionTrail": true, "S3BucketName": "trails" } } } });
    let template: String = template.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    let caller = account.caller("ROOT", "us-east-1");
    let _ = caller.cloudformation(&format!("Action=CreateStack&StackName=trail&TemplateBody={template}"));
    let is_there = || caller.cloudformation("Action=DescribeStacks&StackName=trail").contains("CREATE_COMPLETE");
    while !is_there() {
        std::thread::yield_now();
    }
}

/// The events that the topic of a region got, as `eventName of resource: errorCode`.
fn heard(account: &Account, region: &str) -> Vec<String> {
    let published = account.simulator().published();
    let of_region =
        published.iter().filter(|one| one.topic == format!("arn:aws:sns:{region}:123456789012:acme-archive-failures"));
    let told = of_region.map(|one| {
        assert_eq!(one.subscribers, ["email:ops@example.com"]);
        let event: Value = serde_json::from_str(&one.message).unwrap();
        let detail = &event["detail"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        assert_eq!(text(&event["region"]), region);
        format!("{} {}", text(&detail["eventName"]), text(&detail["errorCode"])).trim().to_owned()
    });
    told.collect()
}

fn attack(account: &Account, region: &str) {
    let (bucket, alias) = match region {
        HOME => ("/acme-archive", "alias/acme/archive"),
        _ => ("/acme-archive-replication-eu-west-1", "alias/acme/archive/replication"),
    };
    let key = account.key(region, alias);
    for target in ["?lifecycle", "?publicAccessBlock", "?policy"] {
        account.s3(region, "DELETE", &format!("{bucket}{target}"), "");
    }
    account.kms(region, "DeleteAlias", &json!({ "AliasName": alias }));
    // The topic is encrypted with the key: EventBridge cannot publish any more once that is disabled.
    account.kms(region, "DisableKeyRotation", &json!({ "KeyId": key }));
}

const ATTACKS: [&str; 5] = [
    "DeleteBucketLifecycle",
    "DeleteBucketPublicAccessBlock",
    "DeleteBucketPolicy",
    "DeleteAlias",
    "DisableKeyRotation",
];

#[test]
fn the_topic_of_each_region_hears_of_attacks_on_its_bucket_and_key() {
    let account = watched();
    trail(&account);
    let before = heard(&account, HOME).len();
    attack(&account, AWAY);
    assert_eq!(heard(&account, AWAY), ATTACKS);
    assert_eq!(heard(&account, HOME).len(), before, "what is done in one region is told in that region");
    attack(&account, HOME);
    assert_eq!(heard(&account, HOME)[before..], ATTACKS);
    // What only reads, and what is done to others' buckets, is none of it.
    account.s3(HOME, "GET", "/acme-archive?versioning", "");
    let here =
        "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
    account.s3(HOME, "PUT", "/others", here);
    account.s3(HOME, "DELETE", "/others", "");
    assert_eq!(heard(&account, HOME).len(), before + ATTACKS.len());
}

#[test]
fn a_call_that_is_denied_is_told_with_its_error() {
    let account = watched();
    trail(&account);
    let key = account.key(AWAY, "alias/acme/archive/replication");
    account.caller(DEPLOYER, AWAY).kms_denied("ScheduleKeyDeletion", &json!({ "KeyId": key }));
    account.caller(DEPLOYER, AWAY).s3_denied("DELETE", "/acme-archive-replication-eu-west-1?policy", "");
    assert_eq!(heard(&account, AWAY), ["ScheduleKeyDeletion AccessDeniedException", "DeleteBucketPolicy AccessDenied"]);
}

#[test]
fn nothing_is_heard_without_a_trail_or_without_the_option() {
    let account = watched();
    attack(&account, AWAY);
    assert!(account.simulator().published().is_empty(), "EventBridge has no management events without a trail");

    let unwatched = Account::deployed(&format!("{ONE_REGION}[notifications]\nfailure_topic = 'create'\n"));
    trail(&unwatched);
    attack(&unwatched, AWAY);
    assert!(unwatched.simulator().published().is_empty());
}

/// What `status` says of the metrics of a rule.
fn measured(status: &Ended, rule: &str) -> String {
    let checks = status.checks(rule);
    assert_eq!(checks.len(), 1, "{:?}", status.events);
    format!("{:?} {}", checks[0].passed, checks[0].message)
}

#[test]
fn status_tells_what_waits_and_what_failed_in_every_region() {
    let place = Place::with("", |config| config.replication_delay = Duration::from_secs(86_400));
    place.configure(ONE_REGION);
    succeeds(&place.run(&["deploy", "--yes"]));
    let status = place.run(&["status", "--check"]);
    succeeds(&status);
    assert!(measured(&status, "replication to eu-west-1").contains("no metrics in the last hour"));
    for object in ["one", "two"] {
        place.s3(HOME, "PUT", &format!("/acme-archive/{object}"), "four");
    }
    let told = measured(&place.run(&["status"]), "replication to eu-west-1");
    assert!(told.starts_with("Some(true) 2 operations pending with 8 B, latency "), "{told}");
    assert!(told.ends_with("0 operations failed in the last hour"), "{told}");
}

#[test]
fn status_tells_what_s3_gave_up_on_and_what_comes_back() {
    let place = Place::new();
    place.configure(&format!("{ONE_REGION}[replication]\ntwo_way = true\n"));
    succeeds(&place.run(&["deploy", "--yes"]));
    let key = place.key(AWAY, "alias/acme/archive/replication");
    place.kms(AWAY, "DisableKey", &json!({ "KeyId": key }));
    place.s3(HOME, "PUT", "/acme-archive/lost", "four");
    let told = || measured(&place.run(&["status"]), "replication to eu-west-1");
    while !told().contains("1 operation failed in the last hour") {
        assert!(!told().contains("no metrics"), "{}", told());
    }
    place.kms(AWAY, "EnableKey", &json!({ "KeyId": key }));
    place.s3(AWAY, "PUT", "/acme-archive-replication-eu-west-1/there", "four");
    let back = measured(&place.run(&["status"]), "replication back from eu-west-1");
    assert!(back.contains("failed in the last hour") && !back.contains("no metrics"), "{back}");
}

#[test]
fn metrics_that_may_not_be_read_are_unknown_and_there_are_none_where_they_are_off() {
    let account = Account::deployed(ONE_REGION);
    let status = account.run_as(DEPLOYER, &["status"]);
    let checks = status.checks("replication to eu-west-1");
    assert_eq!((checks[0].passed, checks[0].remedy), (None, "ask for the permission cloudwatch:GetMetricData"));
    account.configure(&format!("{ONE_REGION}[replication]\nmetrics = false\n"));
    succeeds(&account.deploy());
    assert!(account.run(&["status"]).checks("replication to").is_empty());
}
