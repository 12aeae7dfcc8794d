//! Every protection is attacked: what an administrator of the account can do behind CloudFormation's back to lose data, or to have it no
//! longer replicated without anybody noticing. `status` shows it in one call, and the command that it advises puts it right.
//!
//! What S3 and KMS refuse in the first place is in the table of requests (`archive/tests/proof`), and what nothing here can prevent in
//! `archive/docs/protection.md`.

use serde_json::json;

use crate::place::{Place, REGION, Well as _, help};

const PRIMARY: &str = "acme-archive";
const REPLICA: &str = "acme-archive-replication-eu-west-1";
const REPLICA_REGION: &str = "eu-west-1";
const PRIMARY_ALIAS: &str = "alias/acme/archive";
const REPLICA_ALIAS: &str = "alias/acme/archive/replication";
const ROLE: &str = "acme-archive-replication-eu-central-1";
const SUSPENDED: &str = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
const EXPIRY: &str = "<LifecycleConfiguration><Rule><ID>clean-up</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter>\
                      <Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>";
const NONCURRENT_EXPIRY: &str = "<LifecycleConfiguration><Rule><ID>clean-up</ID><Status>Enabled</Status><Filter><Prefix></Prefix>\
                                 </Filter><NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>\
                                 </Rule></LifecycleConfiguration>";

/// What is done, where it is shown, and a part of what is said.
type Attack = (fn(&Place), &'static str, &'static str);

/// Carries out each attack in an archive of its own, and what is advised against it.
#[track_caller]
fn repaired(attacks: &[Attack]) {
    for (attack, subject, said) in attacks {
        let place = Place::deployed();
        attack(&place);
        let status = place.run(&["status", "--check"]);
        assert_eq!(status.code, 5, "{said} is not shown:\n{}", status.out);
        let shown =
            status.out.lines().any(|line| line.starts_with("!!") && line.contains(subject) && line.contains(said));
        assert!(shown, "{subject}: {said} is not shown:\n{}", status.out);
        let repaired = place.follow_as_far_as_allowed(&status, "deploy");
        assert_eq!(repaired.code, 0, "{subject}: {said}:\n{}\n{}", repaired.out, repaired.err);
        place.assert_healthy();
    }
}

fn put(bucket: &str, configuration: &str, body: &str) -> impl Fn(&Place) {
    let (region, target) = (region_of(bucket), format!("/{bucket}?{configuration}"));
    let body = body.to_owned();
    move |place| place.s3(region, "PUT", &target, &body)
}

fn delete(place: &Place, bucket: &str, configuration: &str) {
    place.s3(region_of(bucket), "DELETE", &format!("/{bucket}?{configuration}"), "");
}

fn region_of(bucket: &str) -> &'static str {
    if bucket == PRIMARY { REGION } else { REPLICA_REGION }
}

#[test]
fn policies_and_the_block_of_public_access_are_put_back() {
    repaired(&[
        (|place| delete(place, PRIMARY, "policy"), PRIMARY, "its bucket policy is gone"),
        (|place| delete(place, REPLICA, "policy"), REPLICA, "its bucket policy is gone"),
        (
            |place| {
                let policy = json!({ "Statement": {
                    "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": format!("arn:aws:s3:::{REPLICA}"),
                }});
                put(REPLICA, "policy", &policy.to_string())(place);
            },
            REPLICA,
            "no longer denies deleting versions of objects",
        ),
        (|place| delete(place, PRIMARY, "publicAccessBlock"), PRIMARY, "the block of public access"),
        (|place| delete(place, REPLICA, "publicAccessBlock"), REPLICA, "the block of public access"),
    ]);
}

#[test]
fn lifecycle_rules_that_delete_are_taken_away() {
    repaired(&[
        (|place| put(PRIMARY, "lifecycle", EXPIRY)(place), PRIMARY, "deletes objects after 1 day"),
        (|place| put(REPLICA, "lifecycle", EXPIRY)(place), REPLICA, "deletes objects after 1 day"),
        (
            |place| put(REPLICA, "lifecycle", NONCURRENT_EXPIRY)(place),
            REPLICA,
            "deletes noncurrent versions after 1 day",
        ),
    ]);
}

#[test]
fn versions_and_encryption_are_put_back() {
    repaired(&[
        (|place| put(REPLICA, "versioning", SUSPENDED)(place), REPLICA, "is not versioned"),
        (
            |place| {
                delete(place, PRIMARY, "replication");
                put(PRIMARY, "versioning", SUSPENDED)(place);
            },
            PRIMARY,
            "is not versioned",
        ),
        (|place| delete(place, PRIMARY, "encryption"), PRIMARY, "is not encrypted with a KMS key"),
        (|place| delete(place, REPLICA, "encryption"), REPLICA, "is not encrypted with a KMS key"),
    ]);
}

#[test]
fn replication_is_put_back() {
    repaired(&[
        (|place| delete(place, PRIMARY, "replication"), REPLICA, "no replication rule names it"),
        (
            |place| {
                let trust = "%7B%22Statement%22%3A%5B%5D%7D";
                place.iam(&format!("Action=UpdateAssumeRolePolicy&RoleName={ROLE}&PolicyDocument={trust}"));
            },
            ROLE,
            "does not trust S3",
        ),
        (
            |place| place.iam(&format!("Action=DeleteRolePolicy&RoleName={ROLE}&PolicyName=Replication")),
            ROLE,
            "does not allow s3:ReplicateObject",
        ),
        (
            |place| {
                place.iam(&format!("Action=DeleteRolePolicy&RoleName={ROLE}&PolicyName=Replication"));
                place.iam(&format!("Action=DeleteRole&RoleName={ROLE}"));
            },
            ROLE,
            "is gone",
        ),
        (
            |place| {
                delete(place, REPLICA, "policy");
                place.s3(REPLICA_REGION, "DELETE", &format!("/{REPLICA}"), "");
            },
            REPLICA,
            "is gone",
        ),
    ]);
}

#[test]
fn aliases_are_put_back() {
    fn remove(place: &Place, region: &str, alias: &str) {
        place.kms(region, "DeleteAlias", &json!({ "AliasName": alias }));
    }
    fn divert(place: &Place, region: &str, alias: &str) {
        let key = place.kms(region, "CreateKey", &json!({}))["KeyMetadata"]["KeyId"].clone();
        place.kms(region, "UpdateAlias", &json!({ "AliasName": alias, "TargetKeyId": key }));
    }
    repaired(&[
        (|place| remove(place, REGION, PRIMARY_ALIAS), PRIMARY, "the alias alias/acme/archive of its key is gone"),
        (|place| remove(place, REPLICA_REGION, REPLICA_ALIAS), REPLICA, "DstKmsKeyNotFound"),
        (|place| divert(place, REGION, PRIMARY_ALIAS), PRIMARY, "encrypts new objects with another key"),
        (|place| divert(place, REPLICA_REGION, REPLICA_ALIAS), REPLICA, "encrypts with another key"),
    ]);
}

/// The commands of the AWS CLI that are advised about keys, carried out.
fn carry_out_key_commands(place: &Place, help: &str) {
    let mut done = 0;
    for command in help.split("aws kms ").skip(1) {
        let words: Vec<&str> = command.split_whitespace().collect();
        let option = |name: &str| words[words.iter().position(|word| *word == name).unwrap() + 1];
        let operation = match words[0] {
            "enable-key" => "EnableKey",
            "cancel-key-deletion" => "CancelKeyDeletion",
            other => panic!("unknown command {other}"),
        };
        place.kms(option("--region"), operation, &json!({ "KeyId": option("--key-id") }));
        done += 1;
    }
    assert!(done > 0, "no command is advised: {help}");
}

#[test]
fn keys_that_are_disabled_or_about_to_be_deleted_are_saved() {
    for (region, alias) in [(REGION, PRIMARY_ALIAS), (REPLICA_REGION, REPLICA_ALIAS)] {
        for (operation, state) in [("DisableKey", "Disabled"), ("ScheduleKeyDeletion", "PendingDeletion")] {
            let place = Place::deployed();
            let key = place.key(region, alias);
            place.kms(region, operation, &json!({ "KeyId": key }));
            let status = place.run(&["status", "--check"]);
            assert!(status.code == 5 && status.out.contains(state), "{operation} in {region}:\n{}", status.out);
            carry_out_key_commands(&place, &help(&status));
            place.assert_healthy();
        }
    }
}

#[test]
fn a_key_that_is_about_to_be_deleted_is_not_replaced_without_approval() {
    let place = Place::deployed();
    let key = place.key(REPLICA_REGION, REPLICA_ALIAS);
    place.kms(REPLICA_REGION, "ScheduleKeyDeletion", &json!({ "KeyId": key }));
    let refused = place.run(&["deploy", "--revert-drift", "--yes"]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert!(
        refused.err.contains("its deletion is scheduled") && help(&refused).contains("replacement"),
        "{}",
        refused.err
    );
    assert_eq!(place.key(REPLICA_REGION, REPLICA_ALIAS), key, "it was replaced all the same");
}

#[test]
fn a_deployment_that_leaves_the_archive_unhealthy_says_so_and_how_to_mend_it() {
    let place = Place::deployed();
    delete(&place, PRIMARY, "replication");
    let deployed = place.run(&["deploy", "--yes"]);
    assert_eq!(deployed.code, 5, "{}\n{}", deployed.out, deployed.err);
    assert!(deployed.out.contains("no replication rule names it"), "{}", deployed.out);
    place.follow_as_far_as_allowed(&deployed, "deploy").well();
    place.assert_healthy();
}

#[test]
fn what_has_not_drifted_is_left_alone() {
    let place = Place::deployed();
    let unchanged = place.run(&["deploy", "--revert-drift", "--yes", "--fail-on-empty"]);
    assert_eq!(unchanged.code, 3, "{}\n{}", unchanged.out, unchanged.err);
    assert!(unchanged.err.contains("no changes"), "{}", unchanged.err);
}

/// The copies of the AWS CLI that are advised, carried out: an object over itself, with the bucket's key.
fn carry_out_copies(place: &Place, help: &str) {
    let command = help.split("aws s3 cp ").nth(1).unwrap_or_else(|| panic!("no copy is advised: {help}"));
    let words: Vec<&str> = command.split_whitespace().collect();
    let option = |name: &str| words[words.iter().position(|word| *word == name).unwrap() + 1];
    let address = words.iter().find_map(|word| word.strip_prefix("'s3://")).unwrap().trim_end_matches('\'');
    let headers = [
        ("x-amz-copy-source", address),
        ("x-amz-server-side-encryption", option("--sse")),
        ("x-amz-server-side-encryption-aws-kms-key-id", option("--sse-kms-key-id")),
    ];
    let caller = place.aws.caller("SIMULATED", option("--region"));
    caller.s3_with("PUT", &format!("/{address}"), &headers, "");
}

#[test]
fn objects_under_other_keys_are_found_and_copied_under_the_buckets_key() {
    for (encryption, named) in [("AES256", "SSE-S3"), ("aws:kms", "arn:aws:kms:")] {
        let place = Place::deployed();
        delete(&place, PRIMARY, "policy");
        let headers = [("x-amz-server-side-encryption", encryption)];
        place.aws.caller("SIMULATED", REGION).s3_with("PUT", "/acme-archive/report", &headers, "data");
        place.s3(REGION, "PUT", "/acme-archive/usual", "data");
        let status = place.run(&["status", "--check"]);
        let repaired = place.follow_as_far_as_allowed(&status, "deploy");
        assert_eq!(repaired.code, 5, "the policy is back, and the object is as it was: {}", repaired.out);
        let told = "2 objects were examined, and 1 is encrypted with another key";
        for look in [["status", "--check"].as_slice(), &["verify", "--timeout", "1"], &["deploy", "--yes"]] {
            let looked = place.run(look);
            assert_eq!(looked.code, 5, "{look:?}: {}\n{}", looked.out, looked.err);
            let line = looked.out.lines().find(|line| line.contains("objects of acme-archive")).unwrap_or_default();
            assert!(line.starts_with("!!") && line.contains(told) && line.contains(named), "{look:?}: {}", looked.out);
        }
        let status = place.run(&["status", "--check"]);
        carry_out_copies(&place, &help(&status));
        place.assert_healthy();
        // The other command that is advised, on a bucket with nothing to find.
        let verified = place.follow(&status, "verify", &["--timeout", "1"]).well();
        assert!(verified.out.contains("objects were examined: each is encrypted with"), "{}", verified.out);
    }
}

#[test]
fn a_bucket_that_no_longer_blocks_sse_c_is_shown_and_set_right() {
    const ENCRYPTION: &str = "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>\
                              <KMSMasterKeyID>{}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled>\
                              <BlockedEncryptionTypes><EncryptionType>NONE</EncryptionType></BlockedEncryptionTypes></Rule></ServerSideEncryptionConfiguration>";
    fn allow(place: &Place, bucket: &str, alias: &str) {
        let region = region_of(bucket);
        let key = place.kms(region, "DescribeKey", &json!({ "KeyId": alias }));
        let arn = key["KeyMetadata"]["Arn"].as_str().unwrap();
        place.s3(region, "PUT", &format!("/{bucket}?encryption"), &ENCRYPTION.replace("{}", arn));
    }
    repaired(&[
        (|place| allow(place, PRIMARY, PRIMARY_ALIAS), PRIMARY, "no longer blocks uploads with SSE-C"),
        (|place| allow(place, REPLICA, REPLICA_ALIAS), REPLICA, "no longer blocks uploads with SSE-C"),
    ]);
}
