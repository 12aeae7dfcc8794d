//! Every protection is attacked: what an administrator of the account can do behind CloudFormation's back to lose data, or to have it no
//! longer replicated without anybody noticing. `status` shows it in one call, and the command that it advises puts it right.
//!
//! What S3 and KMS refuse in the first place is in the table of requests (`archive/tests/proof`), and what nothing here can prevent in
//! `archive/docs/protection.md`.

use serde_json::json;

use crate::place::{Place, REGION, Well as _, help};

pub(crate) const PRIMARY: &str = "acme-archive";
pub(crate) const REPLICA: &str = "acme-archive-replication-eu-west-1";
pub(crate) const REPLICA_REGION: &str = "eu-west-1";
const PRIMARY_ALIAS: &str = "alias/acme/archive";
pub(crate) const REPLICA_ALIAS: &str = "alias/acme/archive/replication";
pub(crate) const ROLE: &str = "acme-archive-replication-eu-central-1";
const SUSPENDED: &str = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
const EXPIRY: &str = "<LifecycleConfiguration><Rule><ID>clean-up</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter>\
                      <Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>";
const NONCURRENT_EXPIRY: &str = "<LifecycleConfiguration><Rule><ID>clean-up</ID><Status>Enabled</Status><Filter><Prefix></Prefix>\
                                 </Filter><NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>\
                                 </Rule></LifecycleConfiguration>";

/// What is done, where it is shown, and a part of what is said.
pub(crate) type Attack = (fn(&Place), &'static str, &'static str);

/// Carries out each attack in an archive of its own, and what is advised against it.
#[track_caller]
pub(crate) fn repaired(attacks: &[Attack]) {
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

pub(crate) fn put(bucket: &str, configuration: &str, body: &str) -> impl Fn(&Place) {
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

/// Adds a statement to the policy of a key, before the others.
fn add_to_key_policy(place: &Place, region: &str, alias: &str, statement: serde_json::Value) {
    let key = place.key(region, alias);
    let input = json!({ "KeyId": key, "PolicyName": "default" });
    let policy = place.kms(region, "GetKeyPolicy", &input)["Policy"].as_str().unwrap().to_owned();
    let mut policy: serde_json::Value = serde_json::from_str(&policy).unwrap();
    policy["Statement"].as_array_mut().unwrap().insert(0, statement);
    let input = json!({ "KeyId": key, "PolicyName": "default", "Policy": policy.to_string() });
    place.kms(region, "PutKeyPolicy", &input);
}

/// A bucket's policy as S3 gives it, with a statement that lets somebody in.
fn let_in(place: &Place, bucket: &str, principal: &str) {
    let arn = format!("arn:aws:s3:::{bucket}");
    let mut policy = place.wait(async {
        let aws = place.aws.connect(archive::APPLICATION, region_of(bucket), crate::place::ACCOUNT).await;
        aws.bucket_policy(region_of(bucket), bucket).await.unwrap().unwrap()
    });
    let statement = json!({ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": "s3:*", "Resource": [arn, format!("{arn}/*")] });
    policy["Statement"].as_array_mut().unwrap().push(statement);
    put(bucket, "policy", &policy.to_string())(place);
}

#[test]
fn policies_that_let_others_in_or_the_account_out_are_put_back() {
    const OTHERS: &str = "arn:aws:iam::210987654321:root";
    fn allow_decrypting(place: &Place, region: &str, alias: &str) {
        let anybody = json!({ "AWS": "*" });
        let statement = json!({ "Effect": "Allow", "Principal": anybody, "Action": "kms:Decrypt", "Resource": "*" });
        add_to_key_policy(place, region, alias, statement);
    }
    fn deny_decrypting(place: &Place, region: &str, alias: &str) {
        let anybody = json!({ "AWS": "*" });
        let statement = json!({ "Effect": "Deny", "Principal": anybody, "Action": "kms:Decrypt", "Resource": "*" });
        add_to_key_policy(place, region, alias, statement);
    }
    let other = "its bucket policy lets the account 210987654321 read objects";
    repaired(&[
        (|place| let_in(place, PRIMARY, OTHERS), PRIMARY, other),
        (|place| let_in(place, REPLICA, "210987654321"), REPLICA, other),
        (|place| allow_decrypting(place, REGION, PRIMARY_ALIAS), PRIMARY, "the policy of its key lets anybody decrypt"),
        (
            |place| deny_decrypting(place, REPLICA_REGION, REPLICA_ALIAS),
            REPLICA,
            "does not let the account decrypt with it",
        ),
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
    let mut headers = headers.to_vec();
    let source = CUSTOMER_KEY.map(|(name, value)| (name.replacen("x-amz-", "x-amz-copy-source-", 1), value));
    if words.contains(&"--sse-c-copy-source-key") {
        headers.extend(source.iter().map(|(name, value)| (name.as_str(), *value)));
    }
    caller.s3_with("PUT", &format!("/{address}"), &headers, "");
}

/// The headers of an upload with a key of the caller's own (SSE-C): 32 zeros.
const CUSTOMER_KEY: [(&str, &str); 3] = [
    ("x-amz-server-side-encryption-customer-algorithm", "AES256"),
    ("x-amz-server-side-encryption-customer-key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    ("x-amz-server-side-encryption-customer-key-MD5", "cLyPS3KoaSFGi/joRB3OUQ=="),
];

#[test]
fn objects_under_other_keys_are_found_and_copied_under_the_buckets_key() {
    let asked = |encryption| vec![("x-amz-server-side-encryption", encryption)];
    let all = [(asked("AES256"), "SSE-S3"), (asked("aws:kms"), "arn:aws:kms:"), (CUSTOMER_KEY.to_vec(), "SSE-C")];
    for (headers, named) in all {
        let place = Place::deployed();
        delete(&place, PRIMARY, "policy");
        allow_customer_keys(&place, PRIMARY, PRIMARY_ALIAS);
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

const ALLOWING_CUSTOMER_KEYS: &str = "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>\
     <SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>{}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>\
     <BucketKeyEnabled>true</BucketKeyEnabled><BlockedEncryptionTypes><EncryptionType>NONE</EncryptionType>\
     </BlockedEncryptionTypes></Rule></ServerSideEncryptionConfiguration>";

/// Somebody lets a bucket take uploads with keys of callers.
fn allow_customer_keys(place: &Place, bucket: &str, alias: &str) {
    let region = region_of(bucket);
    let key = place.kms(region, "DescribeKey", &json!({ "KeyId": alias }));
    let arn = key["KeyMetadata"]["Arn"].as_str().unwrap();
    place.s3(region, "PUT", &format!("/{bucket}?encryption"), &ALLOWING_CUSTOMER_KEYS.replace("{}", arn));
}

#[test]
fn a_bucket_that_no_longer_blocks_sse_c_is_shown_and_set_right() {
    repaired(&[
        (|place| allow_customer_keys(place, PRIMARY, PRIMARY_ALIAS), PRIMARY, "no longer blocks uploads with SSE-C"),
        (|place| allow_customer_keys(place, REPLICA, REPLICA_ALIAS), REPLICA, "no longer blocks uploads with SSE-C"),
    ]);
}

/// The StackSet goes on reporting such an instance as up to date, and neither an update nor a drift-aware change set makes its stack again.
#[test]
fn an_instance_whose_stack_was_deleted_by_hand_is_made_again() {
    let place = Place::deployed();
    place.s3(REGION, "PUT", "/acme-archive/report", "data");
    place.wait(async {
        let client = place.aws.client(REPLICA_REGION, crate::place::ACCOUNT);
        let stacks = client.describe_stacks().send().await.unwrap();
        let id = stacks.stacks()[0].stack_id().unwrap();
        client.delete_stack().stack_name(id).send().await.unwrap();
        while client.describe_stacks().send().await.unwrap().stacks().iter().any(|stack| stack.stack_id() == Some(id)) {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    });
    let status = place.run(&["status", "--check"]);
    let told = "in eu-west-1, account 123456789012: its stack was deleted";
    assert!(
        status.code == 5 && status.out.lines().any(|line| line.starts_with("!!") && line.contains(told)),
        "{}",
        status.out
    );
    let drift = place.run(&["drift", "--check"]);
    assert!(drift.code == 5 && drift.out.contains("DELETED eu-west-1"), "{}", drift.out);
    let refused = place.run(&["deploy", "--revert-drift", "--yes"]);
    assert!(help(&refused).contains("--allow adoption"), "{}", refused.err);
    place.follow_as_far_as_allowed(&status, "deploy").well();
    place.assert_healthy();
}

/// What somebody denied the role is in a policy of theirs, which no deployment takes away.
#[test]
fn a_role_that_is_denied_its_work_is_shown_with_what_denies_it() {
    for (action, shown) in [("kms:*", "is denied kms:Encrypt"), ("s3:Replicate*", "is denied s3:ReplicateObject")] {
        let place = Place::deployed();
        let deny = format!(
            "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Deny%22%2C%22Action%22%3A%22{action}%22%2C%22Resource%22%3A%22%2A%22%7D%7D"
        );
        place.iam(&format!("Action=PutRolePolicy&RoleName={ROLE}&PolicyName=theirs&PolicyDocument={deny}"));
        let status = place.run(&["status", "--check"]);
        assert!(status.code == 5 && status.out.contains(shown), "{action}: {}", status.out);
        assert!(help(&status).contains(&format!("aws iam list-role-policies --role-name {ROLE}")), "{}", status.out);
        place.iam(&format!("Action=DeleteRolePolicy&RoleName={ROLE}&PolicyName=theirs"));
        place.assert_healthy();
    }
}

/// The result of a detection stays with the stack until the next one.
#[test]
fn the_status_says_when_drift_was_detected_and_that_the_stack_was_changed_since() {
    let place = Place::deployed();
    for (region, bucket) in [(REGION, PRIMARY), (REPLICA_REGION, REPLICA)] {
        place.s3(region, "DELETE", &format!("/{bucket}?lifecycle"), "");
    }
    let shown = |told: &str| place.run(&["status"]).well().out.matches(told).count();
    assert_eq!(shown("drift NOT_CHECKED"), 3);
    assert_eq!(place.run(&["drift", "--check"]).code, 5);
    assert_eq!((shown("drift DRIFTED at 20"), shown("before the last change of the stack")), (2, 0));
    assert_eq!(shown("drift IN_SYNC at 20"), 1);
    place.run(&["deploy", "--revert-drift", "--yes"]).well();
    assert_eq!((shown("drift DRIFTED at 20"), shown("before the last change of the stack")), (2, 2));
    place.run(&["drift", "--check"]).well();
    assert_eq!(shown("drift IN_SYNC at 20"), 3);
}
