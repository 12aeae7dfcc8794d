//! What is weakened behind CloudFormation's back and is still there: `status` shows it, and the command that it advises puts it right.

use serde_json::json;

use crate::place::{ACCOUNT, Place, REGION, STACK, Well as _, help};
use crate::repairs::{PRIMARY, REPLICA, REPLICA_ALIAS, REPLICA_REGION, ROLE, put, repaired};

const TO_GLACIER: &str = "<LifecycleConfiguration><Rule><ID>cold</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter>\
                          <Transition><Days>0</Days><StorageClass>GLACIER</StorageClass></Transition></Rule></LifecycleConfiguration>";

/// Replaces the replication rules by one, which replicates delete markers or not, and stores replicas in a class.
fn replicate(place: &Place, delete_markers: &str, class: &str) {
    let key = place.kms(REPLICA_REGION, "DescribeKey", &json!({ "KeyId": REPLICA_ALIAS }));
    let key = key["KeyMetadata"]["Arn"].as_str().unwrap();
    let rules = format!(
        "<ReplicationConfiguration><Role>arn:aws:iam::{ACCOUNT}:role/service-role/{ROLE}</Role><Rule><ID>{REPLICA_REGION}</ID>\
         <Priority>0</Priority><Status>Enabled</Status><Filter><Prefix></Prefix></Filter>\
         <DeleteMarkerReplication><Status>{delete_markers}</Status></DeleteMarkerReplication>\
         <SourceSelectionCriteria><SseKmsEncryptedObjects><Status>Enabled</Status></SseKmsEncryptedObjects></SourceSelectionCriteria>\
         <Destination><Bucket>arn:aws:s3:::{REPLICA}</Bucket>{class}\
         <EncryptionConfiguration><ReplicaKmsKeyID>{key}</ReplicaKmsKeyID></EncryptionConfiguration></Destination></Rule>\
         </ReplicationConfiguration>"
    );
    put(PRIMARY, "replication", &rules)(place);
}

/// Replaces the policy of a bucket by one that denies an action on its objects.
fn deny(place: &Place, bucket: &str, principal: &str, action: &str) {
    let statement = json!({
        "Effect": "Deny", "Principal": { "AWS": principal }, "Action": action, "Resource": format!("arn:aws:s3:::{bucket}/*"),
    });
    put(bucket, "policy", &json!({ "Version": "2012-10-17", "Statement": statement }).to_string())(place);
}

#[test]
fn replication_that_is_weakened_is_put_right() {
    repaired(&[
        (|place| replicate(place, "Disabled", ""), REPLICA, "does not replicate delete markers"),
        (
            |place| replicate(place, "Enabled", "<StorageClass>DEEP_ARCHIVE</StorageClass>"),
            REPLICA,
            "stores replicas as DEEP_ARCHIVE",
        ),
    ]);
}

#[test]
fn lifecycle_rules_that_archive_are_taken_away() {
    repaired(&[(
        |place| put(REPLICA, "lifecycle", TO_GLACIER)(place),
        REPLICA,
        "moves objects to GLACIER after 0 days",
    )]);
}

#[test]
fn policies_that_deny_reading_or_replicating_are_put_back() {
    const REPLICATION: &str = "arn:aws:iam::123456789012:role/service-role/acme-archive-replication-eu-central-1";
    repaired(&[
        (|place| deny(place, PRIMARY, "*", "s3:GetObject"), PRIMARY, "denies reading objects to the account"),
        (
            |place| deny(place, REPLICA, REPLICATION, "s3:ReplicateObject"),
            REPLICA,
            "denies S3 writing replicas, so that nothing is replicated",
        ),
        (
            |place| deny(place, PRIMARY, REPLICATION, "s3:GetObjectVersionForReplication"),
            PRIMARY,
            "denies S3 reading what it is to replicate",
        ),
    ]);
}

#[test]
fn a_stack_without_its_protection_is_protected_again() {
    let place = Place::deployed();
    place.wait(async {
        let call = place.another_tool().update_termination_protection().stack_name(STACK);
        call.enable_termination_protection(false).send().await.unwrap();
    });
    let status = place.run(&["status", "--check"]);
    assert!(status.code == 5 && help(&status).contains("protects it again"), "{}", status.out);
    place.follow(&status, "deploy", &["--yes"]).well();
    place.assert_healthy();
}

#[test]
fn a_replica_that_left_the_stack_set_is_taken_in_again() {
    let place = Place::deployed();
    place.s3(REGION, "PUT", "/acme-archive/report", "data");
    place.wait(async {
        let client = place.another_tool();
        let call = client.delete_stack_instances().stack_set_name("acme-archive-replication");
        call.accounts(ACCOUNT).regions(REPLICA_REGION).retain_stacks(true).send().await.unwrap();
        let instances = || client.list_stack_instances().stack_set_name("acme-archive-replication").send();
        while instances().await.unwrap().summaries().len() > 1 {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    });
    let status = place.run(&["status", "--check"]);
    assert_eq!(status.code, 5, "{}", status.out);
    assert!(status.out.contains("replica in eu-west-1: is no instance of the StackSet any more"), "{}", status.out);
    place.follow_as_far_as_allowed(&status, "deploy").well();
    place.assert_healthy();
    let after = place.run(&["status"]).well();
    assert!(after.out.contains("instance of acme-archive-replication in eu-west-1"), "{}", after.out);
}
