//! What `status` and `drift` find when an archive no longer does what it is for.

use archive::health;
use cfn_deploy::{InstanceStatus, Remedy, StackReport};
use serde_json::json;

use crate::place::Place;

const REPLICA: &str = "acme-archive-replication-eu-west-1";
const REPLICA_KEY: &str = "alias/acme/archive/replication";

fn deployed(settings: &str) -> Place {
    let place = Place::with(settings, |_| {});
    let ended = place.run(&["deploy", "--yes"]);
    assert_eq!(ended.code, 0, "{:?}", ended.events.last());
    place
}

#[test]
fn a_healthy_archive_says_so_and_takes_the_documented_calls() {
    let place = deployed("");
    let ended = place.run(&["status", "--check"]);
    assert_eq!((ended.code, ended.complaints()), (0, Vec::new()));
    assert_eq!(ended.checks("replica acme").len(), 2);
    let expected = [
        ("CloudFormation.DescribeStacks", 3),
        ("CloudFormation.ListStackInstances", 1),
        ("CloudFormation.ListStackResources", 1),
        ("CloudWatch.GetMetricData", 2),
        ("IAM.GetRole", 1),
        ("IAM.SimulatePrincipalPolicy", 2),
        ("KMS.DescribeKey", 4),
        ("KMS.GetKeyPolicy", 3),
        ("S3.GetBucketEncryption", 3),
        ("S3.GetBucketLifecycleConfiguration", 3),
        ("S3.GetBucketPolicy", 3),
        ("S3.GetBucketReplication", 1),
        ("S3.GetBucketVersioning", 3),
        ("S3.GetPublicAccessBlock", 3),
        ("S3.ListBuckets", 1),
        ("S3.ListObjectsV2", 1),
        ("STS.GetCallerIdentity", 1),
    ];
    assert_eq!(ended.calls(), expected.map(|(name, count)| (name.to_owned(), count)));
}

#[test]
fn a_key_that_cannot_be_used_is_found_with_the_way_to_save_it() {
    let place = deployed("");
    let key = place.key("eu-west-1", REPLICA_KEY);
    place.kms("eu-west-1", "ScheduleKeyDeletion", &json!({ "KeyId": key }));
    let ended = place.run(&["status", "--check"]);
    assert_eq!(ended.code, 5);
    let replica = ended.bad(&format!("replica {REPLICA}"));
    assert!(
        replica.message.contains("PendingDeletion") && replica.message.contains("DstKmsKeyInvalidState"),
        "{}",
        replica.message
    );
    assert!(replica.remedy.contains("aws kms cancel-key-deletion --region eu-west-1"), "{}", replica.remedy);
    assert_eq!(place.run(&["status"]).code, 0, "without --check looking is not a failure");

    let key = place.key("eu-central-1", "alias/acme/archive");
    place.kms("eu-central-1", "DisableKey", &json!({ "KeyId": key }));
    let ended = place.run(&["status"]);
    let primary = ended.bad("bucket acme-archive");
    assert!(
        primary.message.contains("Disabled") && primary.remedy.contains("aws kms enable-key"),
        "{}",
        primary.remedy
    );
}

#[test]
fn every_reason_why_nothing_is_replicated_is_found_by_its_code() {
    let suspended = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
    let role = "acme-archive-replication-eu-central-1";
    type Damage<'a> = &'a dyn Fn(&Place);
    let cases: [(&str, &str, Damage<'_>); 6] = [
        (REPLICA, "DstBucketUnversioned", &|place| {
            place.s3("eu-west-1", "PUT", &format!("/{REPLICA}?versioning"), suspended)
        }),
        (REPLICA, "DstKmsKeyNotFound", &|place| {
            place.kms("eu-west-1", "DeleteAlias", &json!({ "AliasName": REPLICA_KEY }));
        }),
        (REPLICA, "DstBucketNotFound", &|place| {
            place.s3("eu-west-1", "DELETE", &format!("/{REPLICA}?policy"), "");
            place.s3("eu-west-1", "DELETE", &format!("/{REPLICA}"), "");
        }),
        (role, "AssumeRoleNotPermitted", &|place| {
            place.iam(&format!("Action=DeleteRolePolicy&RoleName={role}&PolicyName=Replication"));
            place.iam(&format!("Action=DeleteRole&RoleName={role}"));
        }),
        (role, "AssumeRoleNotPermitted", &|place| {
            place.iam(&format!(
                "Action=UpdateAssumeRolePolicy&RoleName={role}&PolicyDocument=%7B%22Statement%22%3A%5B%5D%7D"
            ));
        }),
        ("bucket acme-archive", "is not versioned", &|place| {
            place.s3("eu-central-1", "DELETE", "/acme-archive?replication", "");
            place.s3("eu-central-1", "PUT", "/acme-archive?versioning", suspended);
        }),
    ];
    for (subject, code, damage) in cases {
        let place = deployed("");
        damage(&place);
        let ended = place.run(&["status", "--check"]);
        assert_eq!(ended.code, 5, "{code}: {:?}", ended.complaints());
        assert!(ended.bad(subject).message.contains(code), "{code}: {:?}", ended.complaints());
        let known = include_str!("../../docs/health.md");
        assert!(code.contains(' ') || known.contains(code), "{code} is not explained in docs/health.md");
    }
}

#[test]
fn a_role_that_may_not_write_a_replica_is_found() {
    let place = deployed("");
    let role = "acme-archive-replication-eu-central-1";
    place.iam(&format!("Action=DeleteRolePolicy&RoleName={role}&PolicyName=Replication"));
    let ended = place.run(&["status"]);
    let complaints = ended.complaints();
    assert_eq!(complaints.iter().filter(|text| text.contains("s3:ReplicateObject")).count(), 2, "{complaints:?}");
}

#[test]
fn a_rule_that_is_gone_is_found_at_its_replica() {
    let place = deployed("");
    place.s3("eu-central-1", "DELETE", "/acme-archive?replication", "");
    let ended = place.run(&["status"]);
    assert!(ended.bad(&format!("replica {REPLICA}")).message.contains("no replication rule names it"));
}

#[test]
fn two_way_replication_is_looked_at_from_both_sides() {
    let settings = "[replication]\ntwo_way = true\n";
    let place = Place::with("", |_| {});
    let text = format!("prefix = 'acme'\nreplications = ['eu-west-1']\n{settings}");
    place.configure(&text);
    assert_eq!(place.run(&["deploy", "--yes"]).code, 0);
    assert_eq!(place.run(&["status"]).complaints(), Vec::<String>::new());
    place.s3("eu-west-1", "DELETE", &format!("/{REPLICA}?replication"), "");
    assert!(place.run(&["status"]).bad(&format!("replica {REPLICA}")).message.contains("does not replicate back"));
}

#[test]
fn log_buckets_are_examined_too() {
    const EXPIRY: &str = "<LifecycleConfiguration><Rule><ID>clean-up</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter>\
                          <Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>";
    const SUSPENDED: &str = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
    let place = deployed("[access_logs]\nenabled = true\n[inventory]\nenabled = true\n");
    let healthy = place.run(&["status", "--check"]);
    assert_eq!((healthy.code, healthy.complaints()), (0, Vec::new()));
    for (region, bucket) in
        [("eu-central-1", "acme-archive-logs-eu-central-1"), ("eu-west-1", "acme-archive-logs-eu-west-1")]
    {
        assert_eq!(healthy.checks(&format!("protection of {bucket}")).len(), 1);
        type Attack<'a> = (&'a str, &'a str, &'a str, &'a str);
        let attacks: [Attack<'_>; 4] = [
            ("PUT", "versioning", SUSPENDED, "is not versioned"),
            ("PUT", "lifecycle", EXPIRY, "deletes objects after 1 day"),
            ("DELETE", "publicAccessBlock", "", "the block of public access"),
            ("DELETE", "policy", "", "its bucket policy is gone"),
        ];
        for (method, configuration, body, said) in attacks {
            place.s3(region, method, &format!("/{bucket}?{configuration}"), body);
            let ended = place.run(&["status", "--check"]);
            let found = ended.bad(&format!("protection of {bucket}"));
            assert!(found.message.contains(said), "{bucket}: {:?}", ended.complaints());
            assert!(found.remedy.contains("archive deploy --revert-drift"), "{}", found.remedy);
            let repaired =
                place.run(&["deploy", "--revert-drift", "--yes", "--allow", "policy-broadening,weaker-protection"]);
            assert_eq!(repaired.code, 0, "{:?}", repaired.complaints());
        }
    }
}

#[test]
fn a_replica_without_lock_is_found_where_the_archive_locks() {
    let lock = "[object_lock]\nmode = 'governance'\ndays = 1\n";
    assert_eq!(deployed(lock).run(&["status"]).complaints(), Vec::<String>::new());
    let place = deployed("");
    place.configure(&format!("prefix = 'acme'\nreplications = ['eu-west-1', 'eu-north-1']\n{lock}"));
    // Where the archive does not lock yet, nothing is amiss.
    assert_eq!(place.run(&["status"]).complaints(), Vec::<String>::new());
    let enabled = "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>";
    place.s3("eu-central-1", "PUT", "/acme-archive?object-lock", enabled);
    let replica = place.run(&["status"]);
    assert!(replica.bad(&format!("replica {REPLICA}")).message.contains("DstBucketObjectLockConfigMissing"));
}

#[test]
fn drift_in_a_region_is_found_and_is_a_failure_only_if_asked_for() {
    let place = deployed("");
    assert_eq!(place.run(&["drift", "--check"]).code, 0);
    let key = place.key("eu-north-1", REPLICA_KEY);
    place.kms("eu-north-1", "DisableKeyRotation", &json!({ "KeyId": key }));
    let ended = place.run(&["drift"]);
    let drift = ended.events.iter().find(|event| event["event"] == "drift").unwrap();
    assert_eq!(
        (drift["drifted"][0]["region"].as_str(), drift["drifted"][0]["logical_id"].as_str()),
        (Some("eu-north-1"), Some("Key"))
    );
    assert_eq!((ended.code, place.run(&["drift", "--check"]).code), (0, 5));
}

#[test]
fn an_archive_that_is_not_there_is_not_healthy() {
    let place = Place::new();
    assert_eq!((place.run(&["status"]).code, place.run(&["status", "--check"]).code), (0, 5));
}

#[test]
fn destroy_lists_every_regions_survivors_with_their_keys_before_it_asks() {
    let settings = "[keys]\nstrategy = 'multi-region'\n[access_logs]\nenabled = true\n";
    let place = deployed(settings);
    let refused = place.run(&["destroy", "--yes"]);
    assert_eq!(refused.code, 3);
    let outcomes =
        refused.events.iter().find(|event| event["event"] == "deletion_outcomes").expect("nothing was listed");
    let outcomes = outcomes["outcomes"].as_array().unwrap();
    for region in ["eu-central-1", "eu-west-1", "eu-north-1"] {
        let of = |kind: &str| {
            let here = outcomes.iter().filter(|outcome| outcome["region"] == region && outcome["retained"] == true);
            here.filter(|outcome| outcome["resource_type"].as_str().unwrap().starts_with(kind)).count()
        };
        assert_eq!((of("AWS::S3::Bucket"), of("AWS::KMS::")), (4, 1), "{region}: {outcomes:#?}");
        let key =
            outcomes.iter().find(|outcome| outcome["region"] == region && outcome["logical_id"] == "Key").unwrap();
        let arn = key["arn"].as_str().unwrap();
        assert!(arn.starts_with(&format!("arn:aws:kms:{region}:123456789012:key/mrk-")), "{arn}");
    }
    assert!(
        outcomes
            .iter()
            .any(|outcome| outcome["resource_type"] == "AWS::CloudFormation::StackSet" && outcome["retained"] == false)
    );
    assert_eq!(place.run(&["status", "--check"]).code, 0, "something was deleted");

    let destroyed = place.run(&["destroy", "--allow", "stack-deletion"]);
    let notice = destroyed.events.iter().find(|event| event["event"] == "notice").unwrap();
    assert!(notice["message"].as_str().unwrap().starts_with("15 resources stay"), "{notice}");
}

#[test]
fn each_state_of_a_stack_and_of_an_instance_says_what_to_do_next() {
    let report = |status: &str, next: Option<Remedy>, instance: &str| StackReport {
        stack: "acme-archive".into(),
        region: "eu-central-1".into(),
        stack_id: "arn".into(),
        status: status.into(),
        situation: next.as_ref().map(|_| "it is not well"),
        remedies: next.into_iter().collect(),
        reason: None,
        updated: None,
        termination_protection: true,
        drift: None,
        drift_detected: None,
        drift_outdated: false,
        outputs: [].into(),
        instances: vec![InstanceStatus {
            stack_set: "set".into(),
            account: "1".into(),
            region: "eu-west-1".into(),
            status: instance.into(),
            reason: Some("no luck".into()),
            drift: None,
            drift_detected: None,
            drift_outdated: false,
            stack_id: None,
            stack_status: None,
            stack_outputs: [].into(),
        }],
    };
    let told = |status: &str, next: Option<Remedy>, instance: &str| {
        let findings = health::of_stack(&report(status, next, instance));
        let [stack, instance] = findings.try_into().unwrap();
        (stack, instance)
    };
    let (stack, instance) = told("UPDATE_COMPLETE", None, "CURRENT");
    assert_eq!((stack.passed, instance.passed), (Some(true), Some(true)));
    let (stack, instance) = told("UPDATE_ROLLBACK_FAILED", Some(Remedy::Rollback), "OUTDATED");
    assert_eq!(
        (stack.passed, stack.remedies),
        (Some(false), vec!["it is not well: run `archive rollback`".to_owned()])
    );
    assert!(instance.passed == Some(false) && instance.message.contains("no luck"), "{}", instance.message);
    let (stack, instance) = told("UPDATE_IN_PROGRESS", Some(Remedy::WaitForOperation), "INOPERABLE");
    assert_eq!(stack.passed, None, "what is under way may end well");
    assert!(instance.remedies[0].contains("imports what is retained"), "{}", instance.remedies[0]);
}
