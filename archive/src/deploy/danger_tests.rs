//! The gates, one case each: what needs a word, and what does not.

use serde_json::json;

use super::super::change::{Plan, PlanKind, PropertyChange};
use super::*;

fn change(action: Action, resource_type: &str) -> ResourceChange {
    ResourceChange {
        action,
        logical_id: "It".into(),
        physical_id: Some("it-1".into()),
        resource_type: resource_type.into(),
        replacement: Replacement::Never,
        policy_action: None,
        properties: Vec::new(),
        before: None,
        after: None,
    }
}

fn found(change: ResourceChange) -> Vec<(DangerKind, String)> {
    let plan = Plan {
        stack: "acme".into(),
        stack_id: "arn".into(),
        region: "eu-west-1".into(),
        change_set: "arn".into(),
        kind: PlanKind::Update,
        created: 0,
        changes: vec![change],
    };
    dangers(&plan).into_iter().map(|danger| (danger.kind, danger.message)).collect()
}

fn kinds(change: ResourceChange) -> Vec<DangerKind> {
    found(change).into_iter().map(|(kind, _)| kind).collect()
}

fn stack_set(before: Value, after: Value) -> ResourceChange {
    ResourceChange {
        before: Some(json!({ "Properties": before })),
        after: Some(json!({ "Properties": after })),
        ..change(Action::Modify, "AWS::CloudFormation::StackSet")
    }
}

#[test]
fn adding_and_changing_in_place_need_no_word() {
    for kind in PROTECTED {
        assert_eq!(kinds(change(Action::Add, kind)), []);
        assert_eq!(kinds(change(Action::Modify, kind)), []);
        assert_eq!(kinds(change(Action::Import, kind)), []);
    }
}

#[test]
fn removing_what_holds_data_needs_a_word_even_if_it_is_retained() {
    for kind in PROTECTED {
        assert_eq!(kinds(change(Action::Remove, kind)), [DangerKind::Deletion]);
        let retained = ResourceChange { policy_action: Some("Retain".into()), ..change(Action::Remove, kind) };
        let found = found(retained);
        assert_eq!(found[0].0, DangerKind::Deletion);
        assert!(found[0].1.contains("stays behind"), "{}", found[0].1);
    }
    assert_eq!(kinds(change(Action::Remove, "AWS::SNS::Topic")), []);
}

#[test]
fn certain_and_possible_replacement_need_a_word() {
    for replacement in [Replacement::Always, Replacement::Conditional] {
        for kind in PROTECTED {
            let replaced = ResourceChange { replacement, ..change(Action::Modify, kind) };
            assert_eq!(kinds(replaced), [DangerKind::Replacement]);
        }
    }
    assert_eq!(kinds(change(Action::Dynamic, "AWS::S3::Bucket")), [DangerKind::Replacement]);
}

#[test]
fn giving_up_retention_needs_a_word() {
    let careless = ResourceChange {
        before: Some(json!({ "DeletionPolicy": "RetainExceptOnCreate" })),
        after: Some(json!({ "DeletionPolicy": "Delete" })),
        ..change(Action::Modify, "AWS::S3::Bucket")
    };
    assert_eq!(kinds(careless), [DangerKind::Deletion]);
}

#[test]
fn a_wider_key_policy_needs_a_word() {
    let policy = |action: &str| {
        json!({ "Properties": { "KeyPolicy": { "Statement": [
            { "Effect": "Allow", "Principal": { "AWS": "a" }, "Action": action, "Resource": "*" },
        ]}}})
    };
    let wider = ResourceChange {
        before: Some(policy("kms:Decrypt")),
        after: Some(policy("kms:*")),
        ..change(Action::Modify, "AWS::KMS::Key")
    };
    let narrower = ResourceChange {
        before: wider.after.clone(),
        after: wider.before.clone(),
        ..change(Action::Modify, "AWS::KMS::Key")
    };
    assert_eq!(kinds(wider), [DangerKind::PolicyBroadening]);
    assert_eq!(kinds(narrower), []);
}

#[test]
fn a_role_may_not_silently_gain_policies_or_lose_its_boundary() {
    let role = |properties: Value| json!({ "Properties": properties });
    let inline = |action: &str| {
        json!({ "Policies": [{ "PolicyName": "p", "PolicyDocument": { "Statement":
        { "Effect": "Allow", "Action": action, "Resource": "*" } } }] })
    };
    for (before, after) in [
        (json!({}), inline("s3:GetObject")),
        (inline("s3:GetObject"), inline("s3:*")),
        (json!({}), json!({ "ManagedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"] })),
        (json!({ "PermissionsBoundary": "arn:b" }), json!({})),
    ] {
        let wider = ResourceChange {
            before: Some(role(before)),
            after: Some(role(after)),
            ..change(Action::Modify, "AWS::IAM::Role")
        };
        assert_eq!(kinds(wider.clone()), [DangerKind::PolicyBroadening], "{wider:?}");
    }
}

#[test]
fn removing_a_bucket_policy_that_denies_needs_a_word() {
    let removed = ResourceChange {
        before: Some(json!({ "Properties": { "PolicyDocument": { "Statement": [
            { "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*" },
        ]}}})),
        ..change(Action::Remove, "AWS::S3::BucketPolicy")
    };
    assert_eq!(kinds(removed), [DangerKind::PolicyBroadening]);
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
fn instances_that_change_in_an_unknown_way_need_a_word() {
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

#[test]
fn every_danger_has_a_word_of_its_own() {
    let mut words: Vec<_> = DangerKind::ALL.iter().map(|kind| kind.word()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), DangerKind::ALL.len());
    for kind in DangerKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.word(), "the flag and the JSON stream use the same word");
    }
}
