//! Changes that protect data less.

use serde_json::{Value, json};

use super::*;

const WEAKER: [DangerKind; 1] = [DangerKind::WeakerProtection];

fn replication(rules: Value) -> Value {
    json!({ "ReplicationConfiguration": { "Role": "r", "Rules": rules } })
}

fn rule(status: &str, bucket: &str, prefix: &str) -> Value {
    json!({
        "Status": status,
        "Priority": 1,
        "Filter": { "Prefix": prefix },
        "Destination": { "Bucket": bucket },
        "SourceSelectionCriteria": { "SseKmsEncryptedObjects": { "Status": "Enabled" } },
    })
}

fn lifecycle(rules: Value) -> Value {
    json!({ "LifecycleConfiguration": { "Rules": rules } })
}

fn expire(days: Value) -> Value {
    lifecycle(json!([{ "Status": "Enabled", "ExpirationInDays": days }]))
}

fn old_versions(days: i64, newest: i64) -> Value {
    let expiry = json!({ "NoncurrentDays": days, "NewerNoncurrentVersions": newest });
    lifecycle(json!([{ "Status": "Enabled", "Filter": { "Prefix": "" }, "NoncurrentVersionExpiration": expiry }]))
}

/// Each is a type with its properties before and after; the change protects less, and the reverse change does not.
#[test]
fn every_protection_that_goes_needs_a_word_and_none_that_comes() {
    let encrypted = |algorithm: &str, key: &str| {
        json!({ "BucketEncryption": { "ServerSideEncryptionConfiguration": [
        { "ServerSideEncryptionByDefault": { "SSEAlgorithm": algorithm, "KMSMasterKeyID": key } },
    ] } })
    };
    let public = |flag: bool| {
        json!({ "PublicAccessBlockConfiguration": {
        "BlockPublicAcls": true, "BlockPublicPolicy": flag, "IgnorePublicAcls": true, "RestrictPublicBuckets": "true",
    } })
    };
    let owned = |by: &str| json!({ "OwnershipControls": { "Rules": [{ "ObjectOwnership": by }] } });
    let locked = |mode: &str, days: Value| {
        json!({ "ObjectLockEnabled": true, "ObjectLockConfiguration": {
        "Rule": { "DefaultRetention": { "Mode": mode, "Days": days } },
    } })
    };
    let years = json!({ "ObjectLockEnabled": true, "ObjectLockConfiguration": {
        "Rule": { "DefaultRetention": { "Mode": "GOVERNANCE", "Years": 1 } },
    } });
    let bucket = "AWS::S3::Bucket";
    let key = "AWS::KMS::Key";
    let status = |status: &str| json!({ "VersioningConfiguration": { "Status": status } });
    let two = replication(json!([rule("Enabled", "a", ""), rule("Enabled", "b", "")]));
    let plain = json!({ "Status": "Enabled", "Filter": { "Prefix": "" }, "Destination": { "Bucket": "a" } });
    let cases = [
        ("versions are suspended", bucket, status("Enabled"), status("Suspended")),
        ("versions go", bucket, status("Enabled"), json!({})),
        ("a door to the public", bucket, public(true), public(false)),
        ("all doors to the public", bucket, public(true), json!({})),
        ("a weaker encryption", bucket, encrypted("aws:kms", "k"), encrypted("AES256", "k")),
        ("no encryption of one's own", bucket, encrypted("aws:kms", "k"), json!({})),
        ("lists grant again", bucket, owned("BucketOwnerEnforced"), owned("ObjectWriter")),
        ("no lock", bucket, locked("GOVERNANCE", json!(7)), json!({})),
        ("a shorter lock", bucket, locked("GOVERNANCE", json!(7)), locked("GOVERNANCE", json!("6"))),
        ("years shortened to days", bucket, years, locked("GOVERNANCE", json!(364))),
        ("a laxer lock", bucket, locked("COMPLIANCE", json!(7)), locked("GOVERNANCE", json!(7))),
        ("a rule goes", bucket, two.clone(), replication(json!([rule("Enabled", "a", "")]))),
        ("a rule is off", bucket, two, replication(json!([rule("Enabled", "a", ""), rule("Disabled", "b", "")]))),
        ("all rules go", bucket, replication(json!([rule("Enabled", "a", "")])), json!({})),
        (
            "a rule for fewer objects",
            bucket,
            replication(json!([rule("Enabled", "a", "")])),
            replication(json!([rule("Enabled", "a", "x/")])),
        ),
        ("no encrypted objects", bucket, replication(json!([rule("Enabled", "a", "")])), replication(json!([plain]))),
        ("objects expire", bucket, lifecycle(json!([])), expire(json!(365))),
        ("objects expire earlier", bucket, expire(json!(365)), expire(json!("30"))),
        (
            "a rule of expiry is on",
            bucket,
            lifecycle(json!([{ "Status": "Disabled", "ExpirationInDays": 1 }])),
            expire(json!(1)),
        ),
        (
            "more objects expire",
            bucket,
            lifecycle(json!([{ "Status": "Enabled", "Prefix": "tmp/", "ExpirationInDays": 1 }])),
            expire(json!(1)),
        ),
        ("old versions expire earlier", bucket, old_versions(90, 0), old_versions(30, 0)),
        ("fewer old versions are spared", bucket, old_versions(90, 5), old_versions(90, 4)),
        (
            "objects expire by an earlier date",
            bucket,
            lifecycle(json!([{ "Status": "Enabled", "ExpirationDate": "2040-01-01T00:00:00Z" }])),
            lifecycle(json!([{ "Status": "Enabled", "ExpirationDate": "2030-01-01T00:00:00Z" }])),
        ),
        ("no rotation", key, json!({ "EnableKeyRotation": true }), json!({ "EnableKeyRotation": false })),
        ("a shorter window", key, json!({ "PendingWindowInDays": 30 }), json!({ "PendingWindowInDays": 7 })),
        ("a window shorter than the usual", key, json!({}), json!({ "PendingWindowInDays": "7" })),
        ("disabled", "AWS::KMS::ReplicaKey", json!({}), json!({ "Enabled": false })),
        ("locked out", key, json!({}), json!({ "BypassPolicyLockoutSafetyCheck": true })),
    ];
    for (name, kind, before, after) in cases {
        assert_eq!(kinds(modified(kind, before.clone(), after.clone())), WEAKER, "{name}");
        assert_eq!(kinds(modified(kind, after, before)), [], "{name}, taken back");
    }
    let other = modified(bucket, encrypted("aws:kms", "mine"), encrypted("aws:kms", "theirs"));
    assert_eq!(kinds(other), WEAKER, "encrypted with a key that somebody else may hold");
}

#[test]
fn rules_may_be_reordered_renamed_and_widened() {
    let before = replication(json!([rule("Enabled", "a", "x/"), rule("Enabled", "b", "")]));
    let mut wide = rule("Enabled", "a", "");
    wide["Id"] = json!("another");
    wide["Priority"] = json!(7);
    let after = replication(json!([rule("Enabled", "b", ""), wide, rule("Enabled", "c", "")]));
    assert_eq!(kinds(modified("AWS::S3::Bucket", before, after)), []);
    let later = modified("AWS::S3::Bucket", expire(json!(30)), expire(json!(60)));
    assert_eq!(kinds(later), []);
}

#[test]
fn a_time_that_cannot_be_read_is_the_worst_it_can_be_and_no_change_is_none() {
    let bucket = |days: Value| {
        json!({ "Properties": { "LifecycleConfiguration": { "Rules": [
            { "Status": "Enabled", "ExpirationInDays": days }
        ]}}})
    };
    let lock = |days: Value| json!({ "Properties": { "ObjectLockConfiguration": { "Rule": { "DefaultRetention": { "Mode": "GOVERNANCE", "Days": days } } } } });
    let open = || json!({ "Ref": "Days" });
    for of in [&bucket as &dyn Fn(Value) -> Value, &lock] {
        let compared_resource = |before: Value, after: Value| {
            let mut changed = change(Action::Modify, "AWS::S3::Bucket");
            (changed.before, changed.after) = (Some(of(before)), Some(of(after)));
            kinds(changed)
        };
        assert_eq!(compared_resource(json!(30), open()), [DangerKind::WeakerProtection]);
        assert_eq!(compared_resource(open(), json!(30)), [DangerKind::WeakerProtection]);
        assert_eq!(compared_resource(open(), open()), []);
    }
}

#[test]
fn a_policy_of_which_nothing_is_told_needs_a_word_when_it_comes_and_when_it_goes() {
    for action in [Action::Add, Action::Remove] {
        assert_eq!(kinds(change(action, "AWS::S3::BucketPolicy")), [DangerKind::PolicyBroadening]);
    }
}

/// Type, path, and the value that protects with one that protects less.
#[test]
fn the_safeguards_of_databases_and_the_like_need_a_word_before_they_are_reduced() {
    let cases = [
        ("AWS::RDS::DBInstance", "DeletionProtection", json!(true), json!(false)),
        ("AWS::Cognito::UserPool", "DeletionProtection", json!("ACTIVE"), json!("INACTIVE")),
        ("AWS::DynamoDB::Table", "DeletionProtectionEnabled", json!("true"), Value::Null),
        (
            "AWS::DynamoDB::Table",
            "PointInTimeRecoverySpecification",
            json!({ "PointInTimeRecoveryEnabled": true }),
            json!({ "PointInTimeRecoveryEnabled": { "Ref": "Restorable" } }),
        ),
        ("AWS::EFS::FileSystem", "BackupPolicy", json!({ "Status": "ENABLED" }), json!({ "Status": "DISABLED" })),
        ("AWS::Backup::BackupVault", "LockConfiguration", json!({ "MinRetentionDays": 7 }), Value::Null),
        ("AWS::ECR::Repository", "ImageTagMutability", json!("IMMUTABLE"), json!("MUTABLE")),
        ("AWS::RDS::DBInstance", "PubliclyAccessible", json!(false), json!(true)),
        ("AWS::RDS::DBCluster", "BackupRetentionPeriod", json!(7), json!("1")),
        ("AWS::RDS::DBCluster", "BackupRetentionPeriod", json!(7), json!({ "Ref": "Days" })),
        ("AWS::Redshift::Cluster", "ManualSnapshotRetentionPeriod", json!(-1), json!(30)),
        ("AWS::Kinesis::Stream", "RetentionPeriodHours", json!(168), Value::Null),
        ("AWS::Logs::LogGroup", "RetentionInDays", json!(365), json!(30)),
        ("AWS::Logs::LogGroup", "RetentionInDays", Value::Null, json!(365)),
    ];
    let with = |name: &str, value: &Value| match value {
        Value::Null => json!({ "Tags": [] }),
        value => json!({ name: value }),
    };
    for (kind, name, strong, weak) in cases {
        let (strong, weak) = (with(name, &strong), with(name, &weak));
        assert_eq!(kinds(modified(kind, strong.clone(), weak.clone())), WEAKER, "{kind} {weak}");
        assert_eq!(kinds(modified(kind, strong.clone(), strong.clone())), [], "{kind} {strong}");
        // What was not known may have protected as much.
        if !weak.to_string().contains("Ref") {
            assert_eq!(kinds(modified(kind, weak, strong.clone())), [], "{kind} {strong}");
        }
        let unseen = ResourceChange { properties: vec![property_change(name)], ..change(Action::Modify, kind) };
        assert_eq!(kinds(unseen), WEAKER, "{kind} {name}");
    }
    let elsewhere =
        modified("AWS::ElasticLoadBalancingV2::LoadBalancer", json!({ "DeletionProtection": true }), json!({}));
    assert_eq!(kinds(elsewhere), []);
}
