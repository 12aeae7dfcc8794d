//! One test for each danger: what requires `--allow`, and what does not.

mod access;
mod protection;
mod stack_set;

use serde_json::json;

use super::loss::protected;
use super::*;
use crate::model::{PropertyChange, Replacement};

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

fn plan(changes: Vec<ResourceChange>) -> Plan {
    Plan {
        stack: "acme".into(),
        stack_id: "arn".into(),
        region: "eu-west-1".into(),
        change_set: "arn".into(),
        kind: PlanKind::Update,
        created: 0,
        changes,
    }
}

fn found(change: ResourceChange) -> Vec<(DangerKind, String)> {
    plan(vec![change]).dangers().into_iter().map(|danger| (danger.kind, danger.message)).collect()
}

fn kinds(change: ResourceChange) -> Vec<DangerKind> {
    found(change).into_iter().map(|(kind, _)| kind).collect()
}

fn modified(resource_type: &str, before: Value, after: Value) -> ResourceChange {
    ResourceChange {
        before: Some(json!({ "Properties": before })),
        after: Some(json!({ "Properties": after })),
        ..change(Action::Modify, resource_type)
    }
}

fn property_change(path: &str) -> PropertyChange {
    PropertyChange { path: format!("/Properties/{path}"), before: None, after: None, recreates: false }
}

#[test]
fn adding_and_changing_in_place_need_no_approval() {
    for kind in protected() {
        for action in [Action::Add, Action::Modify, Action::Import] {
            let told = ResourceChange { after: Some(json!({ "Properties": {} })), ..change(action, kind) };
            assert_eq!(kinds(told), [], "{action:?} {kind}");
        }
    }
}

#[test]
fn what_aws_does_not_tell_of_rights_is_judged_as_the_worst() {
    for kind in ["AWS::IAM::Role", "AWS::IAM::User", "AWS::Lambda::Permission", "AWS::S3::BucketPolicy"] {
        for action in [Action::Add, Action::Import] {
            assert_eq!(kinds(change(action, kind)), [DangerKind::PolicyBroadening], "{action:?} {kind}");
        }
    }
    for action in [Action::Modify, Action::Dynamic] {
        let hidden = ResourceChange {
            properties: vec![property_change("PolicyDocument")],
            ..change(action, "AWS::S3::BucketPolicy")
        };
        assert_eq!(kinds(hidden), [DangerKind::PolicyBroadening], "{action:?}");
    }
}

#[test]
fn removing_what_holds_data_needs_a_word_even_if_it_is_retained() {
    for kind in protected() {
        assert_eq!(kinds(change(Action::Remove, kind)), [DangerKind::Deletion]);
        let retained = ResourceChange { policy_action: Some("Retain".into()), ..change(Action::Remove, kind) };
        let found = found(retained);
        assert_eq!(found[0].0, DangerKind::Deletion);
        assert!(found[0].1.contains("stays in the account"), "{}", found[0].1);
    }
    assert_eq!(kinds(change(Action::Remove, "AWS::SNS::Topic")), []);
}

#[test]
fn certain_and_possible_replacement_need_approval() {
    for replacement in [Replacement::Always, Replacement::Conditional] {
        for kind in protected() {
            let replaced = ResourceChange { replacement, ..change(Action::Modify, kind) };
            assert_eq!(kinds(replaced), [DangerKind::Replacement]);
        }
    }
    assert_eq!(kinds(change(Action::Dynamic, "AWS::S3::Bucket")), [DangerKind::Replacement]);
}

#[test]
fn giving_up_retention_needs_a_word_wherever_aws_tells_of_it() {
    for attribute in ["DeletionPolicy", "UpdateReplacePolicy"] {
        for (before, after, dangerous) in [
            ("Retain", Some("Delete"), true),
            ("RetainExceptOnCreate", None, true),
            ("Retain", Some("Snapshot"), true),
            ("Retain", Some("RetainExceptOnCreate"), false),
        ] {
            let expected: &[DangerKind] = if dangerous { &[DangerKind::Deletion] } else { &[] };
            let in_contexts = ResourceChange {
                before: Some(json!({ "Properties": {}, attribute: before })),
                after: Some(match after {
                    Some(after) => json!({ "Properties": {}, attribute: after }),
                    None => json!({ "Properties": {} }),
                }),
                ..change(Action::Modify, "AWS::S3::Bucket")
            };
            assert_eq!(kinds(in_contexts), expected, "{attribute} {before} {after:?}");
            let as_detail = ResourceChange {
                properties: vec![PropertyChange {
                    path: format!("/{attribute}"),
                    before: Some(before.into()),
                    after: after.map(str::to_owned),
                    recreates: false,
                }],
                ..modified("AWS::KMS::Key", json!({}), json!({}))
            };
            assert_eq!(kinds(as_detail), expected, "{attribute} {before} {after:?}");
        }
    }
}

#[test]
fn the_name_that_others_know_a_key_by_does_not_go_without_approval() {
    assert_eq!(kinds(change(Action::Remove, "AWS::KMS::Alias")), [DangerKind::WeakerProtection]);
    let renamed = ResourceChange { replacement: Replacement::Always, ..change(Action::Modify, "AWS::KMS::Alias") };
    assert_eq!(kinds(renamed), [DangerKind::WeakerProtection]);
    assert_eq!(kinds(modified("AWS::KMS::Alias", json!({ "TargetKeyId": "a" }), json!({ "TargetKeyId": "b" }))), []);
}

#[test]
fn a_nested_stack_is_opaque_and_needs_a_word_if_its_template_or_parameters_change() {
    let touched = |property: &str| ResourceChange {
        properties: vec![property_change(property)],
        ..modified("AWS::CloudFormation::Stack", json!({}), json!({}))
    };
    assert_eq!(kinds(touched("TemplateURL")), [DangerKind::Replacement]);
    assert_eq!(kinds(touched("Parameters/Name")), [DangerKind::Replacement]);
    assert_eq!(kinds(touched("Tags")), []);
    assert_eq!(
        kinds(change(Action::Modify, "AWS::CloudFormation::Stack")),
        [],
        "listed with every change of its parent"
    );
    assert_eq!(kinds(change(Action::Remove, "AWS::CloudFormation::Stack")), [DangerKind::Deletion]);
}

#[test]
fn what_aws_does_not_tell_needs_the_word_that_the_worst_of_it_would() {
    for (kind, property, word) in [
        ("AWS::S3::Bucket", "VersioningConfiguration/Status", DangerKind::WeakerProtection),
        ("AWS::KMS::Key", "EnableKeyRotation", DangerKind::WeakerProtection),
        ("AWS::KMS::Key", "KeyPolicy/Statement/0", DangerKind::PolicyBroadening),
        ("AWS::IAM::Role", "AssumeRolePolicyDocument", DangerKind::PolicyBroadening),
        ("AWS::IAM::Role", "ManagedPolicyArns/1", DangerKind::PolicyBroadening),
        ("AWS::IAM::Policy", "Roles/1", DangerKind::PolicyBroadening),
        ("AWS::CloudFormation::StackSet", "TemplateBody", DangerKind::Deletion),
        ("AWS::CloudFormation::StackSet", "Parameters/0/ParameterValue", DangerKind::Deletion),
        ("AWS::CloudFormation::StackSet", "ExecutionRoleName", DangerKind::PolicyBroadening),
        ("AWS::CloudFormation::StackSet", "StackInstancesGroup/0/Regions", DangerKind::RegionRemoval),
    ] {
        let untold = ResourceChange { properties: vec![property_change(property)], ..change(Action::Modify, kind) };
        assert_eq!(kinds(untold), [word], "{kind} {property}");
    }
    let harmless = ResourceChange {
        properties: vec![property_change("Tags"), property_change("Description")],
        ..change(Action::Modify, "AWS::KMS::Key")
    };
    assert_eq!(kinds(harmless), []);
}

#[test]
fn every_danger_has_a_word_of_its_own() {
    let mut words: Vec<_> = DangerKind::ALL.iter().map(|kind| kind.as_str()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), DangerKind::ALL.len());
    for kind in DangerKind::ALL {
        assert_eq!(
            serde_json::to_value(kind).unwrap(),
            kind.as_str(),
            "the flag and the JSON stream use the same word"
        );
    }
}
