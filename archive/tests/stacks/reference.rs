//! All that the reference design has is in our stacks, or something stronger stands in its place.
//!
//! `reference.txt` holds the facts of the reference's templates. [`DIFFERENCES`] are those that are not true of ours, each with the reason;
//! a difference that is none, or a fact that is missing and not listed, fails the test.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::facts::facts;

const CONFIG: &str = "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1', 'eu-north-1']";
const FACTS: &str = include_str!("reference.txt");

const RETAIN: &str =
    "RetainExceptOnCreate: retained as well, but a create that failed cleans up after itself, so that a retry works";
const PREFIX_IN_ALIAS: &str = "the prefix is in the alias, so that an account can have several archives";
const KEY_ARN: &str = "the key's own ARN: an alias can be moved to another key";
const NOT_NEEDED: &str = "replication does not make this call";
const ALIAS_IS_NO_RESOURCE: &str = "KMS authorises against key ARNs; the keys of the region with that alias are allowed instead, through S3 and for the replica bucket only";
const OWNERSHIP: &str = "BucketOwnerEnforced: access control lists have no effect at all";
const PRINCIPAL: &str = "the account with a condition on the role's ARN: a role that was just created is an invalid principal in other regions";

/// A fact of the reference that is not true of our stacks, and why.
const DIFFERENCES: &[(&str, &str)] = &[
    ("primary: Alias.AliasName = \"alias/archive\"", PREFIX_IN_ALIAS),
    ("primary: Alias.TargetKeyId = \"the Key's Arn\"", "the key's id, which names the same key"),
    ("primary: Bucket DeletionPolicy = \"Retain\"", RETAIN),
    (
        "primary: Bucket.BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID = \"arn:aws:kms:eu-central-1:123456789012:alias/archive\"",
        KEY_ARN,
    ),
    (
        "primary: Bucket.ReplicationConfiguration.Rules[0].Destination.EncryptionConfiguration.ReplicaKmsKeyID = \"arn:aws:kms:eu-west-1:123456789012:alias/archive/replication\"",
        PREFIX_IN_ALIAS,
    ),
    (
        "primary: Bucket.ReplicationConfiguration.Rules[1].Destination.EncryptionConfiguration.ReplicaKmsKeyID = \"arn:aws:kms:eu-north-1:123456789012:alias/archive/replication\"",
        PREFIX_IN_ALIAS,
    ),
    ("primary: Key DeletionPolicy = \"Retain\"", RETAIN),
    (
        "primary: Policy PolicyDocument allows kms:Encrypt on arn:aws:kms:eu-north-1:123456789012:alias/archive/replication",
        ALIAS_IS_NO_RESOURCE,
    ),
    (
        "primary: Policy PolicyDocument allows kms:Encrypt on arn:aws:kms:eu-west-1:123456789012:alias/archive/replication",
        ALIAS_IS_NO_RESOURCE,
    ),
    (
        "primary: Policy PolicyDocument allows s3:GetBucketVersioning on arn:aws:s3:::acme-archive-replication-eu-north-1",
        NOT_NEEDED,
    ),
    (
        "primary: Policy PolicyDocument allows s3:GetBucketVersioning on arn:aws:s3:::acme-archive-replication-eu-west-1",
        NOT_NEEDED,
    ),
    ("primary: Policy PolicyDocument allows s3:GetObjectVersion on arn:aws:s3:::acme-archive/*", NOT_NEEDED),
    ("primary: Policy PolicyDocument allows s3:List* on arn:aws:s3:::acme-archive-replication-eu-north-1", NOT_NEEDED),
    ("primary: Policy PolicyDocument allows s3:List* on arn:aws:s3:::acme-archive-replication-eu-west-1", NOT_NEEDED),
    (
        "primary: Policy PolicyDocument allows s3:PutBucketVersioning on arn:aws:s3:::acme-archive-replication-eu-north-1",
        NOT_NEEDED,
    ),
    (
        "primary: Policy PolicyDocument allows s3:PutBucketVersioning on arn:aws:s3:::acme-archive-replication-eu-west-1",
        NOT_NEEDED,
    ),
    (
        "primary: Policy.PolicyName = \"ReplicationRoleDefaultPolicy80AD15BB\"",
        "a name that says what the policy is for",
    ),
    (
        "primary: StackSet.Parameters[1].ParameterValue = \"the Role's Arn\"",
        "the ARN by the role's name, which a change set can tell before the role is there",
    ),
    ("replica: Alias.AliasName = \"alias/archive/replication\"", PREFIX_IN_ALIAS),
    ("replica: Bucket DeletionPolicy = \"Retain\"", RETAIN),
    (
        "replica: Bucket.BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID = \"arn:aws:kms:eu-west-1:123456789012:the Alias\"",
        KEY_ARN,
    ),
    ("replica: Bucket.AccessControl = \"Private\"", OWNERSHIP),
    ("replica: Key KeyPolicy allows AWS the parameter ReplicationRole kms:Encrypt on *", PRINCIPAL),
    ("replica: Key KeyPolicy allows AWS the parameter ReplicationRole kms:GenerateDataKey* on *", PRINCIPAL),
    ("replica: Key KeyPolicy allows AWS the parameter ReplicationRole kms:ReEncrypt* on *", PRINCIPAL),
    ("replica: Key KeyPolicy allows AWS the parameter ReplicationRole kms:DescribeKey on *", PRINCIPAL),
];

fn ours() -> BTreeSet<String> {
    both(&super::primary(CONFIG), &super::replica(CONFIG))
}

fn both(primary: &Value, replica: &Value) -> BTreeSet<String> {
    let primary = facts(primary, "eu-central-1").into_iter().map(|fact| format!("primary: {fact}"));
    let replica = facts(replica, "eu-west-1").into_iter().map(|fact| format!("replica: {fact}"));
    primary.chain(replica).collect()
}

#[test]
fn every_fact_of_the_reference_holds_or_is_a_difference_with_a_reason() {
    let ours = ours();
    let missing: BTreeSet<&str> = FACTS.lines().filter(|fact| !ours.contains(*fact)).collect();
    let expected: BTreeSet<&str> = DIFFERENCES.iter().map(|(fact, _)| *fact).collect();
    assert_eq!(missing, expected);
}

/// The facts are those of the reference's own template, where it is at hand.
#[test]
fn the_facts_are_those_of_the_template_that_the_cdk_makes() {
    let Some(golden) = test_support::machine::shared("golden/cdk-v2.template.json") else { return };
    let text = std::fs::read_to_string(golden).unwrap();
    let template: Value = serde_json::from_str(&text).unwrap();
    let body = template["Resources"]["StackSet"]["Properties"]["TemplateBody"].as_str().unwrap();
    let replica = cfn_template::read(body, &cfn_template::Options::default()).unwrap().root.to_json();
    let facts: Vec<String> = both(&template, &replica).into_iter().collect();
    if std::env::var_os("REGENERATE_GOLDEN").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stacks/reference.txt");
        std::fs::write(path, facts.join("\n") + "\n").unwrap();
        return;
    }
    assert_eq!(facts, FACTS.lines().collect::<Vec<_>>());
}
