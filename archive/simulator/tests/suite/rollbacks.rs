//! Failing operations and rollbacks.

use std::time::Duration;

use archive_simulator::{Config, Faults, ResourceFault};
use serde_json::{Value, json};

use crate::aws::{Aws, HOME};
use crate::templates::{bucket, primary};

fn fault(logical_id: &str, status: &str, times: u32) -> ResourceFault {
    ResourceFault {
        logical_id: Some(logical_id.into()),
        status: Some(status.into()),
        times,
        reason: "a bad day".into(),
        ..ResourceFault::default()
    }
}

async fn with(faults: Vec<ResourceFault>) -> Aws {
    let aws = Aws::instant().await;
    strike(&aws, faults);
    aws
}

fn strike(aws: &Aws, resources: Vec<ResourceFault>) {
    aws.simulator().set_faults(Faults { resources, ..Faults::default() });
}

/// A bucket, and a topic that depends on it.
fn pair(name: &str, display: &str) -> Value {
    let mut template = bucket(name);
    template["Resources"]["Topic"] =
        json!({"Type": "AWS::SNS::Topic", "DependsOn": "Bucket", "Properties": {"DisplayName": display}});
    template
}

async fn execute(aws: &Aws, kind: &str, template: &Value, create: &[(&str, &str)], execute: &[(&str, &str)]) -> String {
    let set = aws.change_set(kind, "stack", template, create).await;
    let arn = set.get("ChangeSetId");
    let mut fields = vec![("ChangeSetName", arn.as_str())];
    fields.extend_from_slice(execute);
    aws.cfn("ExecuteChangeSet", &fields).await;
    aws.settled(&set.get("StackId")).await
}

async fn names(aws: &Aws) -> Vec<String> {
    aws.s3(HOME, "GET", "/", "").await.all("Name")
}

#[tokio::test]
async fn a_failed_creation_deletes_what_it_created() {
    let aws = with(vec![fault("Topic", "CREATE_IN_PROGRESS", 1)]).await;
    assert_eq!(execute(&aws, "CREATE", &pair("acme", "a"), &[], &[]).await, "ROLLBACK_COMPLETE");
    assert!(names(&aws).await.is_empty());
    let events = aws.events(HOME, "stack").await;
    let tail: Vec<&str> =
        events.iter().skip_while(|event| *event != "stack ROLLBACK_IN_PROGRESS").map(String::as_str).collect();
    assert_eq!(
        tail,
        [
            "stack ROLLBACK_IN_PROGRESS",
            "Bucket DELETE_IN_PROGRESS",
            "Bucket DELETE_COMPLETE",
            "stack ROLLBACK_COMPLETE",
        ]
    );
    // In this status the stack can only be deleted.
    let (_, message) =
        aws.refused("UpdateStack", &[("StackName", "stack"), ("TemplateBody", &bucket("acme").to_string())]).await;
    assert!(message.contains("is in ROLLBACK_COMPLETE state and can not be updated."), "{message}");
    aws.cfn("DeleteStack", &[("StackName", "stack")]).await;
    assert_eq!(execute(&aws, "CREATE", &pair("acme", "a"), &[], &[]).await, "CREATE_COMPLETE");
}

#[tokio::test]
async fn retention_in_a_failed_creation() {
    for (policy, option, remains) in
        [("Retain", "false", 1), ("Retain", "true", 0), ("RetainExceptOnCreate", "false", 0), ("Delete", "false", 0)]
    {
        let aws = with(vec![fault("Topic", "CREATE_IN_PROGRESS", 1)]).await;
        let mut template = pair("acme", "a");
        template["Resources"]["Bucket"]["DeletionPolicy"] = json!(policy);
        let status = execute(&aws, "CREATE", &template, &[], &[("RetainExceptOnCreate", option)]).await;
        assert_eq!(status, "ROLLBACK_COMPLETE");
        assert_eq!(names(&aws).await.len(), remains, "{policy} {option}");
    }
}

#[tokio::test]
async fn on_stack_failure_decides() {
    let aws = with(vec![fault("Topic", "CREATE_IN_PROGRESS", 3)]).await;
    let nothing = [("OnStackFailure", "DO_NOTHING")];
    assert_eq!(execute(&aws, "CREATE", &pair("acme", "a"), &nothing, &[]).await, "CREATE_FAILED");
    assert_eq!(names(&aws).await, ["acme"]);
    // A retry continues from there.
    let status = execute(&aws, "UPDATE", &pair("acme", "a"), &[], &[("DisableRollback", "true")]).await;
    assert_eq!(status, "UPDATE_FAILED");
    aws.cfn("RollbackStack", &[("StackName", "stack")]).await;
    assert_eq!(aws.settled("stack").await, "ROLLBACK_COMPLETE");
    assert!(names(&aws).await.is_empty());
    aws.cfn("DeleteStack", &[("StackName", "stack")]).await;

    let delete = [("OnStackFailure", "DELETE")];
    assert_eq!(execute(&aws, "CREATE", &pair("acme", "a"), &delete, &[]).await, "DELETE_COMPLETE");
    assert!(names(&aws).await.is_empty());
    let (_, message) = aws.refused("DescribeStacks", &[("StackName", "stack")]).await;
    assert_eq!(message, "Stack with id stack does not exist");
}

#[tokio::test]
async fn a_failed_update_restores_everything() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "acme-archive", &primary(&["eu-west-1"])).await;
    let before = aws.cfn("ListStackResources", &[("StackName", "acme-archive")]).await.all("PhysicalResourceId");
    strike(&aws, vec![fault("Last", "CREATE_IN_PROGRESS", 1)]);

    let mut template = primary(&["eu-west-1", "eu-north-1"]);
    template["Resources"]["Role"]["Properties"]["Description"] = json!("changed");
    template["Resources"]["Key"]["Properties"]["EnableKeyRotation"] = json!(true);
    template["Resources"]["Added"] = json!({"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "acme-added"}});
    template["Resources"]["Last"] = json!({"Type": "AWS::SNS::Topic", "DependsOn": ["Bucket", "Added"]});
    template["Outputs"]["BucketReplications"]["Value"] = json!("changed");
    assert_eq!(aws.deploy("UPDATE", "acme-archive", &template).await, "UPDATE_ROLLBACK_COMPLETE");

    let after = aws.cfn("ListStackResources", &[("StackName", "acme-archive")]).await;
    assert_eq!(after.all("PhysicalResourceId"), before);
    assert_eq!(aws.s3(HOME, "GET", "/acme-archive?replication", "").await.all("ID"), ["eu-west-1"]);
    assert!(aws.iam("GetRole", &[("RoleName", "acme-replication")]).await.all("Description").is_empty());
    assert_eq!(aws.s3(HOME, "HEAD", "/acme-added", "").await.status, 404);
    let instances = aws.cfn("ListStackInstances", &[("StackSetName", "acme-replication")]).await;
    assert_eq!(instances.all("Region"), ["eu-west-1"], "the region that the update had added is gone again");
    let stack = aws.cfn("DescribeStacks", &[("StackName", "acme-archive")]).await;
    assert!(stack.all("OutputValue").contains(&"eu-west-1".to_owned()));
    let events = aws.events(HOME, "acme-archive").await;
    assert!(events.contains(&"acme-archive UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS".to_owned()));
    // The unchanged template restores the previous state.
    let set = aws.change_set("UPDATE", "acme-archive", &primary(&["eu-west-1"]), &[]).await;
    assert_eq!(set.get("Status"), "FAILED", "{}", set.text());
}

#[tokio::test]
async fn rolling_back_a_replacement_does_not_change_the_original() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "stack", &pair("acme-one", "a")).await;
    aws.s3(HOME, "PUT", "/acme-one/photo", "content").await;
    strike(&aws, vec![fault("Topic", "UPDATE_IN_PROGRESS", 1)]);
    assert_eq!(execute(&aws, "UPDATE", &pair("acme-two", "b"), &[], &[]).await, "UPDATE_ROLLBACK_COMPLETE");
    assert_eq!(names(&aws).await, ["acme-one"]);
    assert_eq!(aws.s3(HOME, "GET", "/acme-one/photo", "").await.text(), "content");
    let resources = aws.cfn("ListStackResources", &[("StackName", "stack")]).await;
    assert_eq!(resources.all("PhysicalResourceId")[0], "acme-one");
}

#[tokio::test]
async fn a_failed_rollback_can_be_continued_with_resources_skipped() {
    let broken = async || {
        let aws = Aws::instant().await;
        let mut template = pair("acme", "a");
        template["Resources"]["Last"] = json!({"Type": "AWS::SNS::Topic", "DependsOn": "Topic"});
        aws.deploy("CREATE", "stack", &template).await;
        strike(&aws, vec![fault("Last", "UPDATE_IN_PROGRESS", 1)]);
        let mut changed = pair("acme", "b");
        changed["Resources"]["Last"] =
            json!({"Type": "AWS::SNS::Topic", "DependsOn": "Topic", "Properties": {"DisplayName": "c"}});
        let set = aws.change_set("UPDATE", "stack", &changed, &[]).await;
        // The first failure starts the rollback; the second one lets the rollback of the topic fail.
        strike(
            &aws,
            vec![
                fault("Last", "UPDATE_IN_PROGRESS", 1),
                ResourceFault {
                    logical_id: Some("Topic".into()),
                    times: 2,
                    reason: "no way back".into(),
                    ..ResourceFault::default()
                },
            ],
        );
        (aws, set)
    };
    let (aws, set) = broken().await;
    // Here the update of the topic fails first, and then its rollback.
    aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;
    assert_eq!(aws.settled("stack").await, "UPDATE_ROLLBACK_FAILED");
    let (_, message) =
        aws.refused("UpdateStack", &[("StackName", "stack"), ("TemplateBody", &bucket("acme").to_string())]).await;
    assert!(message.contains("UPDATE_ROLLBACK_FAILED state and can not be updated"), "{message}");
    let skip = [("StackName", "stack"), ("ResourcesToSkip.member.1", "Bucket")];
    let (_, message) = aws.refused("ContinueUpdateRollback", &skip).await;
    assert!(message.contains("Resource [Bucket] cannot be skipped"), "{message}");
    aws.cfn("ContinueUpdateRollback", &[("StackName", "stack")]).await;
    assert_eq!(aws.settled("stack").await, "UPDATE_ROLLBACK_COMPLETE");

    let (aws, set) = broken().await;
    aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;
    assert_eq!(aws.settled("stack").await, "UPDATE_ROLLBACK_FAILED");
    strike(&aws, vec![fault("Topic", "UPDATE_IN_PROGRESS", 99)]);
    aws.cfn("ContinueUpdateRollback", &[("StackName", "stack")]).await;
    assert_eq!(aws.settled("stack").await, "UPDATE_ROLLBACK_FAILED", "it fails as often as it has to");
    aws.cfn("ContinueUpdateRollback", &[("StackName", "stack"), ("ResourcesToSkip.member.1", "Topic")]).await;
    assert_eq!(aws.settled("stack").await, "UPDATE_ROLLBACK_COMPLETE");
    // The stack has the previous definition of what was skipped: the same update changes it.
    strike(&aws, Vec::new());
    assert_eq!(execute(&aws, "UPDATE", &pair("acme", "b"), &[], &[]).await, "UPDATE_COMPLETE");
    let events = aws.events(HOME, "stack").await;
    let begun = events.iter().rposition(|event| event == "stack UPDATE_IN_PROGRESS").unwrap();
    assert!(events[begun..].contains(&"Topic UPDATE_COMPLETE".to_owned()), "{events:?}");
}

#[tokio::test]
async fn an_update_can_be_cancelled() {
    let aws = Aws::start(Config { resource_delay: Duration::from_millis(30), ..Config::in_memory() }).await;
    aws.deploy("CREATE", "stack", &pair("acme", "a")).await;
    let (_, message) = aws.refused("CancelUpdateStack", &[("StackName", "stack")]).await;
    assert!(message.contains("CREATE_COMPLETE"), "{message}");
    let set = aws.change_set("UPDATE", "stack", &pair("acme-two", "b"), &[]).await;
    aws.cfn("ExecuteChangeSet", &[("ChangeSetName", &set.get("ChangeSetId"))]).await;
    aws.cfn("CancelUpdateStack", &[("StackName", "stack")]).await;
    assert_eq!(aws.settled("stack").await, "UPDATE_ROLLBACK_COMPLETE");
    assert_eq!(names(&aws).await, ["acme"]);
}

#[tokio::test]
async fn a_second_operation_is_rejected_while_one_is_in_progress() {
    let aws = Aws::start(Config { resource_delay: Duration::from_secs(60), ..Config::in_memory() }).await;
    let body = bucket("acme").to_string();
    aws.cfn("CreateStack", &[("StackName", "stack"), ("TemplateBody", &body)]).await;
    for action in ["UpdateStack", "DeleteStack"] {
        let (code, message) = aws.refused(action, &[("StackName", "stack"), ("TemplateBody", &body)]).await;
        assert_eq!(code, "ValidationError");
        assert!(message.contains("CREATE_IN_PROGRESS"), "{message}");
    }
    let (code, _) = aws.refused("CreateStack", &[("StackName", "stack"), ("TemplateBody", &body)]).await;
    assert_eq!(code, "AlreadyExistsException");
}

#[tokio::test]
async fn repeated_tokens_of_rollbacks_and_deletions_start_no_second_operation() {
    let aws = with(vec![fault("Bucket", "DELETE_IN_PROGRESS", 1)]).await;
    let body = pair("acme", "a").to_string();
    let create = [("StackName", "stack"), ("TemplateBody", &*body), ("DisableRollback", "true")];
    let begun = async |status: &str| {
        aws.events(HOME, "stack").await.iter().filter(|event| **event == format!("stack {status}")).count()
    };
    let ask = async |action: &str| aws.cfn(action, &[("StackName", "stack"), ("ClientRequestToken", action)]).await;
    aws.cfn("CreateStack", &create).await;
    assert_eq!(aws.settled("stack").await, "CREATE_COMPLETE");
    // The response was lost, and when the request is repeated the deletion has already failed.
    for _ in 0..2 {
        ask("DeleteStack").await;
        assert_eq!(aws.settled("stack").await, "DELETE_FAILED");
    }
    assert_eq!(begun("DELETE_IN_PROGRESS").await, 1);

    let aws = with(vec![fault("Topic", "UPDATE_IN_PROGRESS", 2)]).await;
    aws.deploy("CREATE", "stack", &pair("acme", "a")).await;
    aws.deploy("UPDATE", "stack", &pair("acme", "b")).await;
    let ask = async |action: &str| aws.cfn(action, &[("StackName", "stack"), ("ClientRequestToken", action)]).await;
    for _ in 0..2 {
        ask("ContinueUpdateRollback").await;
        assert_eq!(aws.settled("stack").await, "UPDATE_ROLLBACK_COMPLETE");
    }
    let (_, message) = aws.refused("ContinueUpdateRollback", &[("StackName", "stack")]).await;
    assert!(message.contains("can not continue update rollback"), "another one is refused: {message}");
}
