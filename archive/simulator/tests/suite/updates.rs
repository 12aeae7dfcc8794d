//! Updates that succeed: in place, with replacement, with removal.

use serde_json::{Value, json};

use crate::aws::{Aws, HOME, field};
use crate::templates::{bucket, primary, without};

fn named(name: &str, policy: &str) -> Value {
    let mut template = bucket(name);
    template["Resources"]["Bucket"]["UpdateReplacePolicy"] = json!(policy);
    template
}

#[tokio::test]
async fn an_update_in_place_keeps_the_physical_resource() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "acme-archive", &primary(&["eu-west-1"])).await;
    aws.s3(HOME, "PUT", "/acme-archive/photo", "content").await;
    let mut template = primary(&["eu-west-1"]);
    template["Resources"]["Bucket"]["Properties"]["LifecycleConfiguration"] = json!({"Rules": [{
        "Id": "noncurrent",
        "Status": "Enabled",
        "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
    }]});
    assert_eq!(aws.deploy("UPDATE", "acme-archive", &template).await, "UPDATE_COMPLETE");
    let lifecycle = aws.s3(HOME, "GET", "/acme-archive?lifecycle", "").await;
    assert_eq!(lifecycle.get("NoncurrentDays"), "90");
    assert_eq!(aws.s3(HOME, "GET", "/acme-archive/photo", "").await.text(), "content");
    let events = aws.events(HOME, "acme-archive").await;
    assert!(events.contains(&"Bucket UPDATE_COMPLETE".to_owned()));
    assert!(!events.iter().any(|event| event.starts_with("Key UPDATE")), "what stays is left alone: {events:?}");

    let back = primary(&["eu-west-1"]);
    assert_eq!(aws.deploy("UPDATE", "acme-archive", &back).await, "UPDATE_COMPLETE");
    assert_eq!(aws.s3(HOME, "GET", "/acme-archive?lifecycle", "").await.get("Code"), "NoSuchLifecycleConfiguration");
}

#[tokio::test]
async fn a_replacement_is_created_before_the_old_resource_is_deleted_or_retained() {
    for (policy, remains) in [("Delete", vec!["acme-two"]), ("Retain", vec!["acme-one", "acme-two"])] {
        let aws = Aws::instant().await;
        aws.deploy("CREATE", "stack", &named("acme-one", policy)).await;
        assert_eq!(aws.deploy("UPDATE", "stack", &named("acme-two", policy)).await, "UPDATE_COMPLETE");
        assert_eq!(aws.s3(HOME, "GET", "/", "").await.all("Name"), remains);
        let events = aws.events(HOME, "stack").await;
        let at = |wanted: &str| events.iter().rposition(|event| event == wanted).unwrap_or_else(|| panic!("{wanted}"));
        let gone = if policy == "Delete" { "Bucket DELETE_COMPLETE" } else { "Bucket DELETE_SKIPPED" };
        assert!(at("Bucket UPDATE_COMPLETE") < at("stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"));
        assert!(at("stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS") < at(gone));
        assert!(at(gone) < at("stack UPDATE_COMPLETE"));
        let resource = aws.cfn("ListStackResources", &[("StackName", "stack")]).await;
        assert_eq!(resource.get("PhysicalResourceId"), "acme-two");
    }
}

#[tokio::test]
async fn resources_that_depend_on_a_replacement_are_updated() {
    let aws = Aws::instant().await;
    let template = |name: &str| {
        let mut template = bucket(name);
        template["Resources"]["Policy"] = json!({"Type": "AWS::S3::BucketPolicy", "Properties": {
            "Bucket": {"Ref": "Bucket"},
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [{
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:PutObject",
                "Resource": {"Fn::Sub": "${Bucket.Arn}/*"},
            }]},
        }});
        template
    };
    aws.deploy("CREATE", "stack", &template("acme-one")).await;
    assert_eq!(aws.deploy("UPDATE", "stack", &template("acme-two")).await, "UPDATE_COMPLETE");
    let policy = aws.s3(HOME, "GET", "/acme-two?policy", "").await.json();
    assert_eq!(policy["Statement"][0]["Resource"], "arn:aws:s3:::acme-two/*");
    assert_eq!(aws.s3(HOME, "GET", "/", "").await.all("Name"), ["acme-two"]);
}

#[tokio::test]
async fn a_removed_resource_is_deleted_or_retained_by_its_policy() {
    for (policy, remains) in [("Delete", 1), ("Retain", 2), ("RetainExceptOnCreate", 2)] {
        let aws = Aws::instant().await;
        let mut template = bucket("acme-stays");
        template["Resources"]["Other"] =
            json!({"Type": "AWS::S3::Bucket", "DeletionPolicy": policy, "Properties": {"BucketName": "acme-other"}});
        aws.deploy("CREATE", "stack", &template).await;
        assert_eq!(aws.deploy("UPDATE", "stack", &bucket("acme-stays")).await, "UPDATE_COMPLETE");
        assert_eq!(aws.s3(HOME, "GET", "/", "").await.all("Name").len(), remains, "{policy}");
    }
}

#[tokio::test]
async fn regions_are_added_to_and_removed_from_the_stack_set() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "acme-archive", &primary(&["eu-west-1"])).await;
    assert_eq!(aws.deploy("UPDATE", "acme-archive", &primary(&["eu-west-1", "eu-north-1"])).await, "UPDATE_COMPLETE");
    assert_eq!(aws.s3("eu-north-1", "HEAD", "/acme-replica-eu-north-1", "").await.status, 200);
    assert_eq!(aws.s3(HOME, "GET", "/acme-archive?replication", "").await.all("ID"), ["eu-west-1", "eu-north-1"]);

    assert_eq!(aws.deploy("UPDATE", "acme-archive", &primary(&["eu-north-1"])).await, "UPDATE_COMPLETE");
    let operations = aws.cfn("ListStackSetOperations", &[("StackSetName", "acme-replication")]).await;
    assert_eq!(operations.all("Action"), ["DELETE", "CREATE", "CREATE"]);
    let instances = aws.cfn("ListStackInstances", &[("StackSetName", "acme-replication")]).await;
    assert_eq!(instances.all("Region"), ["eu-north-1"]);
    assert_eq!(aws.s3("eu-west-1", "HEAD", "/acme-replica-eu-west-1", "").await.status, 200, "the data is retained");

    // The retained bucket prevents creating it again.
    let again = primary(&["eu-north-1", "eu-west-1"]);
    assert_eq!(aws.deploy("UPDATE", "acme-archive", &again).await, "UPDATE_ROLLBACK_COMPLETE");
    let reason = aws.reason("acme-archive", "StackSet", "UPDATE_FAILED").await;
    assert!(reason.starts_with("Stack set operation ["), "{reason}");
    assert!(reason.contains("acme-replica-eu-west-1 already exists"), "{reason}");
    assert_eq!(aws.s3(HOME, "GET", "/acme-archive?replication", "").await.all("ID"), ["eu-north-1"]);
}

#[tokio::test]
async fn parameters_can_use_their_previous_values() {
    let aws = Aws::instant().await;
    let mut template = bucket("acme-parameters");
    template["Parameters"] = json!({"Team": {"Type": "String"}, "Size": {"Type": "String", "Default": "small"}});
    template["Resources"]["Bucket"]["Properties"]["Tags"] = json!([{"Key": "team", "Value": {"Ref": "Team"}}]);
    let body = template.to_string();
    let given = [("Parameters.member.1.ParameterKey", "Team"), ("Parameters.member.1.ParameterValue", "storage")];
    let kept = [("Parameters.member.1.ParameterKey", "Team"), ("Parameters.member.1.UsePreviousValue", "true")];
    let mut fields = vec![("StackName", "stack"), ("TemplateBody", body.as_str())];
    fields.extend(given);
    aws.cfn("CreateStack", &fields).await;
    let mut fields = vec![("StackName", "stack"), ("UsePreviousTemplate", "true")];
    fields.extend(kept);
    let (_, message) = aws.refused("UpdateStack", &fields).await;
    assert_eq!(message, "No updates are to be performed.");
    fields.extend([("Tags.member.1.Key", "stage"), ("Tags.member.1.Value", "test")]);
    aws.cfn("UpdateStack", &fields).await;
    assert_eq!(aws.settled("stack").await, "UPDATE_COMPLETE");
    let tags = aws.s3(HOME, "GET", "/acme-parameters?tagging", "").await;
    let tags = tags.items("TagSet");
    let value = |key: &str| tags.iter().find(|tag| field(tag, "Key") == key).map(|tag| field(tag, "Value"));
    assert_eq!((value("team"), value("stage")), (Some("storage"), Some("test")));
    assert_eq!(value("aws:cloudformation:stack-name"), Some("stack"));
}

#[tokio::test]
async fn the_type_of_a_resource_cannot_change() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "stack", &bucket("acme-type")).await;
    let other = json!({"Resources": {"Bucket": {"Type": "AWS::SNS::Topic"}}});
    let set = aws.change_set("UPDATE", "stack", &other, &[]).await;
    assert_eq!(set.get("Status"), "FAILED");
    assert!(set.get("StatusReason").starts_with("Update of resource type is not permitted."));
}

#[tokio::test]
async fn a_change_of_only_a_deletion_policy_is_a_change() {
    let aws = Aws::instant().await;
    let template = primary(&["eu-west-1"]);
    aws.deploy("CREATE", "acme-archive", &template).await;
    let set = aws
        .change_set("UPDATE", "acme-archive", &without(template, &["Resources", "Bucket", "DeletionPolicy"]), &[])
        .await;
    assert_eq!(set.all("Scope").len(), 1);
    assert_eq!((set.get("Attribute"), set.get("AfterValue")), ("DeletionPolicy".into(), "Delete".into()));
    aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;
    assert_eq!(aws.settled("acme-archive").await, "UPDATE_COMPLETE");
    aws.cfn("DeleteStack", &[("StackName", "acme-archive")]).await;
    assert_eq!(aws.s3(HOME, "HEAD", "/acme-archive", "").await.status, 404, "the new policy counted");
}
