//! Change sets: their content, and when they are rejected.

use serde_json::json;

use crate::aws::{Aws, field};
use crate::templates::{bucket, primary};

#[tokio::test]
async fn a_change_set_without_changes_fails_with_the_reason_of_aws() {
    let aws = Aws::instant().await;
    let template = primary(&["eu-west-1"]);
    aws.deploy("CREATE", "acme-archive", &template).await;
    let set = aws.change_set("UPDATE", "acme-archive", &template, &[]).await;
    assert_eq!(set.get("Status"), "FAILED");
    assert_eq!(set.get("ExecutionStatus"), "UNAVAILABLE");
    assert_eq!(
        set.get("StatusReason"),
        "The submitted information didn't contain changes. Submit different information to create a change set."
    );
    let (code, message) = aws.refused("ExecuteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;
    assert_eq!(code, "InvalidChangeSetStatus");
    assert!(message.contains("cannot be executed in its current status of [FAILED]"), "{message}");
}

#[tokio::test]
async fn a_change_set_can_change_only_outputs() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "stack", &bucket("acme-outputs")).await;
    let mut template = bucket("acme-outputs");
    template["Outputs"] = json!({"Name": {"Value": {"Ref": "Bucket"}}});
    let set = aws.change_set("UPDATE", "stack", &template, &[]).await;
    assert_eq!(set.get("Status"), "CREATE_COMPLETE");
    assert!(set.items("Changes").is_empty());
    aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;
    assert_eq!(aws.settled("stack").await, "UPDATE_COMPLETE");
    assert_eq!(aws.cfn("DescribeStacks", &[("StackName", "stack")]).await.get("OutputValue"), "acme-outputs");
}

#[tokio::test]
async fn changes_show_values_and_replacement() {
    let aws = Aws::instant().await;
    let template = |name: &str, versioning: &str, policy: &str| {
        json!({"Resources": {"Bucket": {
            "Type": "AWS::S3::Bucket",
            "UpdateReplacePolicy": policy,
            "Properties": {"BucketName": name, "VersioningConfiguration": {"Status": versioning}},
        }}})
    };
    aws.deploy("CREATE", "stack", &template("acme-one", "Enabled", "Retain")).await;

    let set = aws.change_set("UPDATE", "stack", &template("acme-one", "Suspended", "Retain"), &[]).await;
    assert_eq!(set.get("Action"), "Modify");
    assert_eq!(set.get("Replacement"), "False");
    assert_eq!(set.get("Path"), "/Properties/VersioningConfiguration/Status");
    assert_eq!((set.get("BeforeValue"), set.get("AfterValue")), ("Enabled".into(), "Suspended".into()));
    assert_eq!(set.get("RequiresRecreation"), "Never");
    assert!(set.all("PolicyAction").is_empty());
    aws.cfn("DeleteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;

    let set = aws.change_set("UPDATE", "stack", &template("acme-two", "Enabled", "Retain"), &[]).await;
    assert_eq!(set.get("Replacement"), "True");
    assert_eq!(set.get("PolicyAction"), "ReplaceAndRetain");
    assert_eq!(set.get("RequiresRecreation"), "Always");
    aws.cfn("DeleteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;

    let set = aws.change_set("UPDATE", "stack", &template("acme-two", "Enabled", "Delete"), &[]).await;
    assert_eq!(set.get("PolicyAction"), "ReplaceAndDelete");
    aws.cfn("DeleteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;

    let other = json!({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}});
    let set = aws.change_set("UPDATE", "stack", &other, &[]).await;
    assert_eq!(set.all("Action"), ["Add", "Remove"]);
    assert_eq!(set.all("PolicyAction"), ["Delete"]);
}

#[tokio::test]
async fn values_that_depend_on_a_replacement_are_known_after_apply() {
    let aws = Aws::instant().await;
    let template = |name: &str| {
        json!({"Resources": {
            "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name}},
            "Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": {
                "Bucket": {"Ref": "Bucket"},
                "PolicyDocument": {"Statement": [{
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:DeleteBucket",
                    "Resource": {"Fn::GetAtt": ["Bucket", "Arn"]},
                }]},
            }},
        }})
    };
    aws.deploy("CREATE", "stack", &template("acme-one")).await;
    let set = aws.change_set("UPDATE", "stack", &template("acme-two"), &[]).await;
    assert_eq!(set.all("Replacement"), ["True", "Conditional"]);
    assert!(set.all("AfterValue").contains(&"{{changeSet:KNOWN_AFTER_APPLY}}".to_owned()));
    assert!(set.all("CausingEntity").contains(&"Bucket.Arn".to_owned()));
}

#[tokio::test]
async fn the_change_set_type_has_to_match_the_stack_status() {
    let aws = Aws::instant().await;
    let body = bucket("acme-type").to_string();
    let fields = |kind: &'static str| {
        vec![("StackName", "stack"), ("ChangeSetName", "c"), ("ChangeSetType", kind), ("TemplateBody", body.as_str())]
    };
    let (code, message) = aws.refused("CreateChangeSet", &fields("UPDATE")).await;
    assert_eq!((code.as_str(), message.as_str()), ("ValidationError", "Stack [stack] does not exist"));

    let set = aws.change_set("CREATE", "stack", &bucket("acme-type"), &[]).await;
    let stack = aws.cfn("DescribeStacks", &[("StackName", "stack")]).await;
    assert_eq!(stack.get("StackStatus"), "REVIEW_IN_PROGRESS");
    let (_, message) = aws.refused("CreateChangeSet", &fields("UPDATE")).await;
    assert!(message.contains("is in REVIEW_IN_PROGRESS state and can not be updated."), "{message}");

    aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;
    let (_, message) = aws.refused("CreateChangeSet", &fields("CREATE")).await;
    assert!(message.contains("already exists and cannot be created again"), "{message}");
}

#[tokio::test]
async fn a_repeated_client_token_returns_the_same_change_set() {
    let aws = Aws::instant().await;
    let body = bucket("acme-token").to_string();
    let fields = [
        ("StackName", "stack"),
        ("ChangeSetName", "c"),
        ("ChangeSetType", "CREATE"),
        ("TemplateBody", body.as_str()),
        ("ClientToken", "t"),
    ];
    let first = aws.cfn("CreateChangeSet", &fields).await;
    let second = aws.cfn("CreateChangeSet", &fields).await;
    assert_eq!(first.get("Id"), second.get("Id"));
    let refused = async |fields: &[(&str, &str)], attribute: &str| {
        let why = format!("ChangeSet c cannot be created due to a mismatch with existing attribute {attribute}");
        assert_eq!(aws.refused("CreateChangeSet", fields).await, ("AlreadyExistsException".to_owned(), why));
    };
    refused(&fields[..4], "ClientToken").await;
    let other = bucket("acme-other").to_string();
    refused(&[&fields[..3], &[("TemplateBody", &other)]].concat(), "Template").await;
    let sets = aws.cfn("ListChangeSets", &[("StackName", "stack")]).await;
    assert_eq!(sets.items("Summaries").len(), 1);
}

#[tokio::test]
async fn the_name_of_an_executed_change_set_can_be_used_again() {
    let aws = Aws::instant().await;
    let first = aws.change_set("CREATE", "stack", &bucket("acme-name"), &[]).await;
    let (id, executed) = (first.get("ChangeSetId"), first.get("ChangeSetName"));
    aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &id)]).await;
    let body = bucket("acme-name-2").to_string();
    let fields = [
        ("StackName", "stack"),
        ("ChangeSetName", executed.as_str()),
        ("ChangeSetType", "UPDATE"),
        ("TemplateBody", body.as_str()),
    ];
    let created = aws.cfn("CreateChangeSet", &fields).await.get("Id");
    let described = aws.cfn("DescribeChangeSet", &[("StackName", "stack"), ("ChangeSetName", &executed)]).await;
    assert_eq!((described.get("ChangeSetId"), described.get("ExecutionStatus")), (created, "AVAILABLE".to_owned()));
}

#[tokio::test]
async fn a_repeated_request_token_starts_no_second_operation() {
    let aws = Aws::instant().await;
    let set = aws.change_set("CREATE", "stack", &bucket("acme-again"), &[]).await.get("ChangeSetId");
    let fields = [("ChangeSetName", set.as_str()), ("ClientRequestToken", "t")];
    aws.cfn("ExecuteChangeSet", &fields).await;
    aws.cfn("ExecuteChangeSet", &fields).await;
    let (code, _) = aws.refused("ExecuteChangeSet", &fields[..1]).await;
    assert_eq!(code, "InvalidChangeSetStatus");
    let events = aws.events("eu-central-1", "stack").await;
    assert_eq!(events.iter().filter(|event| *event == "stack CREATE_IN_PROGRESS").count(), 1);

    let body = bucket("acme-other").to_string();
    let fields = [("StackName", "other"), ("TemplateBody", body.as_str()), ("ClientRequestToken", "u")];
    let first = aws.cfn("CreateStack", &fields).await.get("StackId");
    assert_eq!(aws.cfn("CreateStack", &fields).await.get("StackId"), first);
    let (code, _) = aws.refused("CreateStack", &fields[..2]).await;
    assert_eq!(code, "AlreadyExistsException");
}

#[tokio::test]
async fn a_change_set_is_obsolete_after_another_update() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "stack", &bucket("acme-one")).await;
    let set = aws.change_set("UPDATE", "stack", &bucket("acme-two"), &[]).await.get("ChangeSetId");
    let body = bucket("acme-three").to_string();
    aws.cfn("UpdateStack", &[("StackName", "stack"), ("TemplateBody", &body)]).await;
    let described = aws.cfn("DescribeChangeSet", &[("ChangeSetName", &set)]).await;
    assert_eq!(described.get("ExecutionStatus"), "OBSOLETE");
    let (code, message) = aws.refused("ExecuteChangeSet", &[("ChangeSetName", &set)]).await;
    assert_eq!(code, "InvalidChangeSetStatus");
    assert!(message.contains("[OBSOLETE]"), "{message}");
}

#[tokio::test]
async fn capabilities_have_to_be_acknowledged() {
    let aws = Aws::instant().await;
    let body = primary(&["eu-west-1"]).to_string();
    let fields = [("StackName", "s"), ("ChangeSetName", "c"), ("ChangeSetType", "CREATE"), ("TemplateBody", &body)];
    let (code, message) = aws.refused("CreateChangeSet", &fields).await;
    assert_eq!(code, "InsufficientCapabilitiesException");
    assert_eq!(message, "Requires capabilities : [CAPABILITY_NAMED_IAM]");
}

#[tokio::test]
async fn invalid_templates_are_rejected() {
    let aws = Aws::instant().await;
    let topic = |properties: serde_json::Value| json!({"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": properties}}});
    let cases = [
        (json!({"Resources": {}}), "At least one Resources member must be defined."),
        (json!({"Resources": {"X": {"Type": "AWS::No::Such"}}}), "Unrecognized resource types: [AWS::No::Such]"),
        (topic(json!({"TopicName": {"Ref": "Nowhere"}})), "Unresolved resource dependencies [Nowhere]"),
        (topic(json!({"TopicName": {"Fn::GetAtt": ["Nowhere", "Arn"]}})), "references undefined resource Nowhere"),
        (
            json!({"Resources": {
                "A": {"Type": "AWS::SNS::Topic", "DependsOn": "B"},
                "B": {"Type": "AWS::SNS::Topic", "DependsOn": "A"},
            }}),
            "Circular dependency between resources: [A, B]",
        ),
        (
            json!({"Resources": {
                "A": {"Type": "AWS::S3::Bucket"},
                "B": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Fn::GetAtt": ["A", "Nothing"]}}},
            }}),
            "does not support attribute type Nothing in Fn::GetAtt",
        ),
        (
            json!({"Transform": "AWS::CodeStar", "Resources": {"A": {"Type": "AWS::SNS::Topic"}}}),
            "does not expand the transform AWS::CodeStar",
        ),
        (
            json!({"Parameters": {"P": {"Type": "String"}}, "Resources": {"A": {"Type": "AWS::SNS::Topic"}}}),
            "Parameters: [P] must have values",
        ),
    ];
    for (template, expected) in cases {
        let body = template.to_string();
        let fields = [("StackName", "s"), ("ChangeSetName", "c"), ("ChangeSetType", "CREATE"), ("TemplateBody", &body)];
        let (code, message) = aws.refused("CreateChangeSet", &fields).await;
        assert_eq!(code, "ValidationError");
        assert!(message.contains(expected), "{message} has no {expected:?}");
    }
    let long = format!("{{\"Description\": \"{}\"}}", "x".repeat(51_200));
    let fields = [("StackName", "s"), ("ChangeSetName", "c"), ("ChangeSetType", "CREATE"), ("TemplateBody", &long)];
    let (_, message) = aws.refused("CreateChangeSet", &fields).await;
    assert!(message.contains("less than or equal to 51200"), "{message}");
    assert!(aws.cfn("DescribeStacks", &[]).await.items("Stacks").is_empty(), "nothing was made");
}

#[tokio::test]
async fn templates_can_be_yaml_with_short_forms() {
    let aws = Aws::instant().await;
    let body = "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: !Sub acme-${AWS::Region}\n      PublicAccessBlockConfiguration: {BlockPublicAcls: Yes}\n";
    aws.cfn("CreateStack", &[("StackName", "stack"), ("TemplateBody", body)]).await;
    assert_eq!(aws.settled("stack").await, "CREATE_COMPLETE");
    let block = aws.s3("eu-central-1", "GET", "/acme-eu-central-1?publicAccessBlock", "").await;
    assert_eq!(block.get("BlockPublicAcls"), "true");
}

#[tokio::test]
async fn long_lists_come_in_pages() {
    let aws = Aws::instant().await;
    let topics: serde_json::Map<_, _> =
        (0..130).map(|number| (format!("Topic{number:03}"), json!({"Type": "AWS::SNS::Topic"}))).collect();
    let set = aws.change_set("CREATE", "stack", &json!({"Resources": topics}), &[]).await;
    assert_eq!(set.items("Changes").len(), 100);
    let arn = set.get("ChangeSetId");
    let next = [("ChangeSetName", arn.as_str()), ("NextToken", &set.get("NextToken"))];
    let rest = aws.cfn("DescribeChangeSet", &next).await;
    assert_eq!(rest.items("Changes").len(), 30);
    assert!(rest.all("NextToken").is_empty());
    aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &arn)]).await;
    let events = aws.cfn("DescribeStackEvents", &[("StackName", "stack")]).await;
    assert_eq!(events.items("StackEvents").len(), 100);
    assert_eq!(field(&events.items("StackEvents")[0], "ResourceStatus"), "CREATE_COMPLETE");
}

#[tokio::test]
async fn a_change_set_fails_if_a_function_cannot_be_evaluated() {
    let aws = Aws::instant().await;
    for (value, why) in [
        (json!({"Fn::ImportValue": "nowhere"}), "No export named nowhere found"),
        (json!({"Fn::Frobnicate": 1}), "Encountered unsupported function: Fn::Frobnicate Supported functions are: ["),
        (json!({"Fn::Transform": {"Name": "Mine", "Parameters": {}}}), "No transform named 123456789012::Mine found."),
    ] {
        let template = json!({"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": value}}}});
        let body = template.to_string();
        let fields = [("StackName", "s"), ("ChangeSetName", "c"), ("ChangeSetType", "CREATE"), ("TemplateBody", &body)];
        let made = aws.query(("cloudformation", crate::aws::HOME), "CreateChangeSet", &fields).await;
        let reason = if made.status == 200 {
            let set = aws.cfn("DescribeChangeSet", &[("StackName", "s"), ("ChangeSetName", "c")]).await;
            let reason = (set.get("Status") == "FAILED").then(|| set.get("StatusReason"));
            aws.cfn("DeleteStack", &[("StackName", "s")]).await;
            reason.unwrap_or_default()
        } else {
            made.get("Message")
        };
        assert!(reason.contains(why), "{reason}");
    }
}
