//! Changes of a StackSet's stacks.

use serde_json::{Value, json};

use super::*;

fn stack_set(before: Value, after: Value) -> ResourceChange {
    modified("AWS::CloudFormation::StackSet", before, after)
}

#[test]
fn taking_a_region_out_of_a_stack_set_needs_a_word_and_adding_one_does_not() {
    let regions = |regions: &[&str]| json!({ "StackInstancesGroup": [{ "Regions": regions }] });
    let fewer = found(stack_set(regions(&["eu-west-1", "eu-north-1"]), regions(&["eu-west-1"])));
    assert_eq!(fewer[0].0, DangerKind::RegionRemoval);
    assert!(fewer[0].1.contains("eu-north-1"), "{}", fewer[0].1);
    assert_eq!(kinds(stack_set(regions(&["eu-west-1"]), regions(&["eu-north-1", "eu-west-1"]))), []);
}

#[test]
fn instances_that_change_in_an_unknown_way_need_approval() {
    let opaque = ResourceChange {
        properties: vec![PropertyChange {
            path: "/Properties/StackInstancesGroup/0/Regions".into(),
            before: None,
            after: None,
            recreates: false,
        }],
        ..change(Action::Modify, "AWS::CloudFormation::StackSet")
    };
    assert_eq!(kinds(opaque), [DangerKind::RegionRemoval]);
}

#[test]
fn the_template_inside_a_stack_set_is_judged_as_well() {
    let body = |resources: Value| json!({ "TemplateBody": json!({ "Resources": resources }).to_string() });
    let bucket = |policy: &str| json!({ "Bucket": { "Type": "AWS::S3::Bucket", "DeletionPolicy": policy } });
    let key = |action: &str| {
        json!({ "Key": { "Type": "AWS::KMS::Key", "Properties": { "KeyPolicy": { "Statement": [
            { "Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*" },
        ]}}}})
    };
    assert_eq!(kinds(stack_set(body(bucket("Retain")), body(json!({})))), [DangerKind::Deletion]);
    assert_eq!(kinds(stack_set(body(bucket("Retain")), body(bucket("Delete")))), [DangerKind::Deletion]);
    assert_eq!(kinds(stack_set(body(bucket("Retain")), body(bucket("RetainExceptOnCreate")))), []);
    assert_eq!(kinds(stack_set(body(key("kms:Encrypt")), body(key("kms:*")))), [DangerKind::PolicyBroadening]);
}

fn body(resources: Value) -> Value {
    json!({ "TemplateBody": json!({ "Resources": resources }).to_string() })
}

fn one(kind: &str, properties: Value) -> Value {
    body(json!({ "It": { "Type": kind, "Properties": properties, "DeletionPolicy": "Retain" } }))
}

#[test]
fn what_replaces_a_resource_inside_is_read_from_the_facts_of_its_type() {
    let change = |kind: &str, name: &str| {
        let [before, after] = ["a", "b"].map(|value| one(kind, json!({ name: value })));
        found(stack_set(before, after))
    };
    for (kind, name) in [
        ("AWS::RDS::DBInstance", "DBInstanceIdentifier"),
        ("AWS::EFS::FileSystem", "KmsKeyId"),
        ("AWS::SQS::Queue", "QueueName"),
    ] {
        let found = change(kind, name);
        assert_eq!(found[0].0, DangerKind::Replacement, "{kind}");
        assert!(found[0].1.contains(&format!("its {name} cannot be changed in place")), "{}", found[0].1);
    }
    let possible = change("AWS::RDS::DBInstance", "Engine");
    assert_eq!(possible[0].0, DangerKind::Replacement);
    assert!(possible[0].1.contains("may be replaced"), "{}", possible[0].1);
    assert_eq!(change("AWS::RDS::DBInstance", "CopyTagsToSnapshot"), []);
}

/// The archive's replica template with one change.
#[test]
fn everything_that_could_be_hidden_in_the_replicas_template_needs_approval() {
    let versioned = json!({ "VersioningConfiguration": { "Status": "Enabled" } });
    let deny = |actions: Value| {
        json!({ "Bucket": "b", "PolicyDocument": { "Statement": [
        { "Effect": "Deny", "Principal": "*", "Action": actions, "Resource": "*" },
    ] } })
    };
    let named = |name: Value| json!({ "BucketName": name });
    let cases = [
        (
            "versioning goes",
            one("AWS::S3::Bucket", versioned),
            one("AWS::S3::Bucket", json!({})),
            DangerKind::WeakerProtection,
        ),
        (
            "rotation goes",
            one("AWS::KMS::Key", json!({ "EnableKeyRotation": true })),
            one("AWS::KMS::Key", json!({})),
            DangerKind::WeakerProtection,
        ),
        (
            "a denial goes",
            one("AWS::S3::BucketPolicy", deny(json!(["s3:DeleteBucket", "s3:PutObject"]))),
            one("AWS::S3::BucketPolicy", deny(json!(["s3:PutObject"]))),
            DangerKind::PolicyBroadening,
        ),
        (
            "all denials go",
            one("AWS::S3::BucketPolicy", deny(json!("s3:*"))),
            body(json!({})),
            DangerKind::PolicyBroadening,
        ),
        (
            "the bucket is called otherwise",
            one("AWS::S3::Bucket", named(json!("a"))),
            one("AWS::S3::Bucket", named(json!("b"))),
            DangerKind::Replacement,
        ),
        (
            "the type is another",
            one("AWS::S3::Bucket", json!({})),
            one("AWS::SNS::Topic", json!({})),
            DangerKind::Deletion,
        ),
        (
            "the alias goes",
            one("AWS::KMS::Alias", json!({ "AliasName": "alias/a" })),
            body(json!({})),
            DangerKind::WeakerProtection,
        ),
        (
            "a stack in it changes",
            one("AWS::CloudFormation::Stack", json!({ "TemplateURL": "a" })),
            one("AWS::CloudFormation::Stack", json!({ "TemplateURL": "b" })),
            DangerKind::Replacement,
        ),
    ];
    for (name, before, after, kind) in cases {
        let found = found(stack_set(before.clone(), after));
        assert_eq!(found.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), [kind], "{name}");
        assert!(found[0].1.starts_with("in every region, "), "{}", found[0].1);
        assert_eq!(kinds(stack_set(before.clone(), before)), [], "{name}, unchanged");
    }
    let replaceable =
        |policy: &str| body(json!({ "It": { "Type": "AWS::S3::Bucket", "UpdateReplacePolicy": policy } }));
    assert_eq!(kinds(stack_set(replaceable("Retain"), replaceable("Delete"))), [DangerKind::Deletion]);
}

#[test]
fn a_parameter_of_the_stack_set_decides_as_the_template_does() {
    let set = |value: &str| {
        json!({
            "Parameters": [{ "ParameterKey": "Word", "ParameterValue": value }],
            "TemplateBody": json!({
                "Parameters": { "Word": { "Type": "String" }, "Unused": { "Type": "String", "Default": "x" } },
                "Conditions": {
                    "Kept": { "Fn::Not": [{ "Condition": "Off" }] },
                    "Off": { "Fn::Equals": [{ "Ref": "Word" }, "off"] },
                },
                "Resources": {
                    "Named": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": { "Fn::Sub": "a-${Word}-${AWS::Region}" } } },
                    "There": { "Type": "AWS::S3::Bucket", "Condition": "Kept" },
                    "Versioned": { "Type": "AWS::S3::Bucket", "Properties": { "VersioningConfiguration": {
                        "Fn::If": ["Kept", { "Status": "Enabled" }, { "Ref": "AWS::NoValue" }],
                    } } },
                    "Key": { "Type": "AWS::KMS::Key", "Properties": { "KeyPolicy": { "Statement": [{
                        "Effect": "Allow", "Principal": { "AWS": { "Ref": "Word" } }, "Action": "kms:Decrypt", "Resource": "*",
                    }] } } },
                },
            }).to_string(),
        })
    };
    let found = found(stack_set(set("on"), set("off")));
    let of = |kind: DangerKind| {
        found.iter().filter(|(found, _)| *found == kind).map(|(_, text)| text.as_str()).collect::<Vec<_>>()
    };
    assert!(of(DangerKind::Replacement)[0].contains("Named"), "{found:?}");
    assert!(of(DangerKind::Deletion)[0].contains("There"), "{found:?}");
    assert!(of(DangerKind::WeakerProtection)[0].contains("Versioned"), "{found:?}");
    assert!(of(DangerKind::PolicyBroadening)[0].contains("Key"), "{found:?}");
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn a_new_policy_in_the_replica_for_what_is_there_needs_approval() {
    let with = |more: Value| {
        let mut resources = json!({ "Bucket": { "Type": "AWS::S3::Bucket" } });
        resources.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body(resources)
    };
    let open = |bucket: Value| {
        json!({ "Type": "AWS::S3::BucketPolicy", "Properties": { "Bucket": bucket, "PolicyDocument": {
        "Statement": { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*" } } } })
    };
    let before = with(json!({}));
    let after = with(json!({ "Open": open(json!({ "Ref": "Bucket" })) }));
    assert_eq!(kinds(stack_set(before.clone(), after)), [DangerKind::PolicyBroadening]);
    let new = with(json!({ "Logs": { "Type": "AWS::S3::Bucket" }, "Open": open(json!({ "Ref": "Logs" })) }));
    assert_eq!(kinds(stack_set(before, new)), []);
}

#[test]
fn what_cannot_be_looked_into_needs_approval() {
    let unreadable = |days: u32| json!({ "TemplateBody": format!("Resources:\n  Bucket: [{days}\n") });
    let url = |name: &str| json!({ "TemplateURL": format!("https://bucket/{name}") });
    let bucket = |name: Value| json!({ "Type": "AWS::S3::Bucket", "Properties": { "BucketName": name } });
    let mapped = |name: &str| {
        let name_of = json!({ "Fn::FindInMap": ["Of", { "Ref": "AWS::Partition" }, "Name"] });
        let template =
            json!({ "Mappings": { "Of": { "aws": { "Name": name } } }, "Resources": { "Bucket": bucket(name_of) } });
        json!({ "TemplateBody": template.to_string() })
    };
    let on_partition = |partition: &str| {
        let condition = json!({ "Here": { "Fn::Equals": [{ "Ref": "AWS::Partition" }, partition] } });
        let resources = json!({ "Bucket": { "Type": "AWS::S3::Bucket", "Condition": "Here" } });
        json!({ "TemplateBody": json!({ "Conditions": condition, "Resources": resources }).to_string() })
    };
    let overridden = |value: &str| {
        json!({ "StackInstancesGroup": [{ "Regions": ["eu-west-1"], "ParameterOverrides": [
        { "ParameterKey": "a", "ParameterValue": value },
    ] }] })
    };
    for (name, before, after) in [
        ("what is not a template", unreadable(1), unreadable(2)),
        ("an address", url("a"), url("b")),
        ("a mapping of what is known later", mapped("1"), mapped("2")),
        ("a condition on the partition", on_partition("aws"), on_partition("aws-cn")),
        ("overrides", overridden("a"), overridden("b")),
    ] {
        assert_eq!(kinds(stack_set(before.clone(), after)), [DangerKind::Deletion], "{name}");
        assert_eq!(kinds(stack_set(before.clone(), before)), [], "{name}, unchanged");
    }
}

#[test]
fn an_account_that_leaves_is_noticed_though_its_region_stays_for_another() {
    let group =
        |account: &str, regions: &[&str]| json!({ "DeploymentTargets": { "Accounts": [account] }, "Regions": regions });
    let groups = |groups: &[Value]| json!({ "StackInstancesGroup": groups });
    let both = groups(&[group("1", &["eu-west-1"]), group("2", &["eu-west-1"])]);
    let fewer = found(stack_set(both.clone(), groups(&[group("1", &["eu-west-1"])])));
    assert_eq!(fewer[0].0, DangerKind::RegionRemoval);
    assert!(fewer[0].1.contains("of 2"), "{}", fewer[0].1);
    let regrouped = json!({ "StackInstancesGroup": [{ "DeploymentTargets": { "Accounts": ["2", "1"] }, "Regions": ["eu-west-1"] }] });
    assert_eq!(kinds(stack_set(both, regrouped)), []);
}

#[test]
fn what_depends_on_the_region_is_judged_in_each() {
    let set = |name: Value, here: &str| {
        let template = json!({
            "Mappings": { "Names": { "eu-west-1": { "Bucket": "a-eu-west-1" }, "eu-north-1": { "Bucket": "a-eu-north-1" } } },
            "Conditions": { "Here": { "Fn::Equals": [{ "Ref": "AWS::Region" }, here] } },
            "Resources": {
                "Bucket": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": name } },
                "Key": { "Type": "AWS::KMS::Key", "Condition": "Here" },
            },
        });
        let groups = json!([{ "Regions": ["eu-west-1", "eu-north-1"] }]);
        json!({ "TemplateBody": template.to_string(), "StackInstancesGroup": groups })
    };
    let mapped = json!({ "Fn::FindInMap": ["Names", { "Ref": "AWS::Region" }, "Bucket"] });
    let computed = json!({ "Fn::Sub": "a-${AWS::Region}" });
    assert_eq!(
        kinds(stack_set(set(mapped.clone(), "eu-west-1"), set(computed.clone(), "eu-west-1"))),
        [],
        "the same names"
    );
    let found = found(stack_set(set(mapped, "eu-west-1"), set(computed, "eu-north-1")));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].0 == DangerKind::Deletion && found[0].1.starts_with("in eu-west-1, AWS::KMS::Key Key"),
        "{found:?}"
    );
}
