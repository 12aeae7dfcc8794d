//! The eight defects of the design that the archive improves on: each is found in it, and none in ours.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::configurations::{self, Configuration};
use crate::expectation::Expectation;
use crate::reference;
use crate::resolve::Place;
use crate::verdict::Verdict;
use crate::world::World;

/// What is found in the reference, and in our archive of the same configuration.
fn problems() -> (Vec<String>, Vec<String>) {
    let ours = configurations::default();
    let theirs = Verdict::of(&reference::primary(), &ours.expected);
    (theirs.problems, Verdict::of(&ours.primary(), &ours.expected).problems)
}

/// Asserts that the reference has a problem with all of these words in it, and ours has none.
fn defect(words: &[&str]) {
    let (theirs, ours) = problems();
    let found = |problems: &[String]| problems.iter().any(|problem| words.iter().all(|word| problem.contains(word)));
    assert!(found(&theirs), "not found in the reference: {words:?}\n{theirs:#?}");
    assert!(!found(&ours), "found in ours: {words:?}\n{ours:#?}");
}

#[test]
fn defect_1_the_bucket_does_not_wait_for_its_destinations() {
    defect(&["Bucket is not made after StackSet"]);
    defect(&["Bucket is not made after ReplicationPolicy"]);
}

#[test]
fn defect_2_an_alias_is_named_where_kms_decides_about_keys() {
    defect(&["alias/archive/replication is an alias"]);
    // The key policy hides it. Where a key has only the account's statement, the role cannot encrypt.
    let mut primary = reference::primary();
    edit_body(&mut primary, |body| {
        body["Resources"]["Key"]["Properties"]["KeyPolicy"]["Statement"].as_array_mut().unwrap().truncate(1);
    });
    let found = Verdict::of(&primary, &configurations::default().expected).problems;
    assert!(
        found.iter().any(|problem| problem.contains("kms:Encrypt") && problem.contains("Allowed is wanted")),
        "{found:#?}"
    );
}

#[test]
fn defect_3_with_bucket_keys_the_role_cannot_decrypt_at_the_replica() {
    defect(&[
        "Allowed is wanted",
        "kms:Decrypt",
        "kms:eu-west-1",
        "kms:encryptioncontext:aws:s3:arn arn:aws:s3:::acme-archive-replication-eu-west-1",
    ]);
}

#[test]
fn defect_4_the_replica_outlives_its_key() {
    defect(&["the key of acme-archive-replication-eu-west-1", "DeletionPolicy"]);
}

#[test]
fn defect_5_a_failed_creation_leaves_a_bucket_in_its_own_way() {
    defect(&["acme-archive-replication-eu-north-1", "DeletionPolicy is Retain, not RetainExceptOnCreate"]);
}

#[test]
fn defect_6_two_archives_fight_for_one_alias() {
    let shared =
        |first: &World, second: &World| -> Vec<String> { names(first).intersection(&names(second)).cloned().collect() };
    let place = Place::new(configurations::ACCOUNT, "eu-central-1");
    let resolve = |template: &Value| World::resolve(template, &place).unwrap();
    let reference = reference::primary();
    let second = serde_json::from_str(&reference.to_string().replace("acme", "beta")).unwrap();
    let theirs = shared(&resolve(&reference), &resolve(&second));
    assert!(theirs.iter().any(|name| name.contains("alias/archive/replication")), "{theirs:?}");

    let first = configurations::default();
    let second = configurations::configuration("another", "prefix = 'beta'\n");
    let ours = shared(&resolve(&first.primary()), &resolve(&second.primary()));
    assert!(ours.is_empty(), "{ours:?}");
}

/// Every name that AWS wants to be unique in an account and region, or in the world.
fn names(world: &World) -> BTreeSet<String> {
    let set = |name: &str| ["AWS::S3::Bucket", "AWS::KMS::Alias", "AWS::IAM::Role"].contains(&name);
    let named = |property: &Value| property.as_str().map(str::to_owned);
    world
        .stacks()
        .flat_map(|stack| {
            let region = &stack.place.region;
            stack.resources.values().filter_map(move |resource| {
                let properties = &resource.properties;
                let explicit = ["BucketName", "AliasName", "RoleName", "StackSetName"]
                    .iter()
                    .find_map(|name| named(&properties[name]));
                let known = set(&resource.kind) || resource.kind == "AWS::CloudFormation::StackSet";
                explicit.filter(|_| known).map(|name| format!("{region} {} {name}", resource.kind))
            })
        })
        .collect()
}

#[test]
fn defect_7_a_key_policy_names_a_role_that_kms_may_not_see_yet() {
    defect(&["the policy of Key names arn:aws:iam::123456789012:role/", "too new"]);
}

#[test]
fn defect_8_transport_rotation_replacement_lifecycle_and_partition() {
    defect(&["Forbidden is wanted", "without TLS"]);
    defect(&["the key of acme-archive does not rotate"]);
    defect(&["acme-archive-replication-eu-west-1: UpdateReplacePolicy is Delete"]);
    defect(&["acme-archive: keeps uploads that are never completed"]);

    let china: Configuration = configurations::configuration(
        "China",
        "prefix = 'acme'\nregion = 'cn-north-1'\nreplications = ['cn-northwest-1']\n",
    );
    let reference = reference::primary().to_string();
    let moved = reference.replace("eu-central-1", "cn-north-1").replace("eu-west-1", "cn-northwest-1");
    let theirs = in_partition(&serde_json::from_str(&moved).unwrap(), &china.expected);
    assert!(!theirs.is_empty());
    let ours = in_partition(&china.primary(), &china.expected);
    assert!(ours.is_empty(), "{ours:#?}");
}

fn in_partition(template: &Value, expected: &Expectation) -> Vec<String> {
    let problems = Verdict::of(template, expected).problems;
    problems.into_iter().filter(|problem| problem.ends_with("which is not in aws-cn")).collect()
}

/// Changes the template in the StackSet.
pub(crate) fn edit_body(primary: &mut Value, edit: impl FnOnce(&mut Value)) {
    let body = &mut primary["Resources"]["StackSet"]["Properties"]["TemplateBody"];
    let mut replica: Value = serde_json::from_str(body.as_str().unwrap()).unwrap();
    edit(&mut replica);
    *body = Value::String(replica.to_string());
}
