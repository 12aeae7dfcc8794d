//! Wait conditions, creation policies and custom resources.

use serde_json::{Value, json};

use crate::aws::{Aws, HOME};

async fn create(aws: &Aws, template: &Value) {
    aws.cfn("CreateStack", &[("StackName", "stack"), ("TemplateBody", &template.to_string())]).await;
}

async fn status(aws: &Aws) -> String {
    aws.cfn("DescribeStacks", &[("StackName", "stack")]).await.get("StackStatus")
}

/// Puts a body to a presigned URL, as curl would.
pub(crate) async fn put(aws: &Aws, url: &str, body: &Value) -> u16 {
    let (host, path) = url.strip_prefix("https://").and_then(|rest| rest.split_once('/')).expect("an address");
    let bucket = host.split('.').next().expect("a bucket");
    aws.send(("s3", HOME), "PUT", &format!("/{bucket}/{path}"), &[], body.to_string().as_bytes()).await.status
}

fn waiting(timeout: u32, count: u32) -> Value {
    json!({
        "Resources": {
            "Handle": { "Type": "AWS::CloudFormation::WaitConditionHandle" },
            "Condition": { "Type": "AWS::CloudFormation::WaitCondition", "Properties": {
                "Handle": { "Ref": "Handle" }, "Timeout": timeout.to_string(), "Count": count,
            } },
        },
        "Outputs": { "Data": { "Value": { "Fn::GetAtt": ["Condition", "Data"] } } },
    })
}

async fn handle(aws: &Aws) -> String {
    let fields = [("StackName", "stack"), ("LogicalResourceId", "Handle")];
    aws.cfn("DescribeStackResource", &fields).await.get("PhysicalResourceId")
}

fn signal(status: &str, id: &str, data: &str) -> Value {
    json!({ "Status": status, "UniqueId": id, "Reason": "Because", "Data": data })
}

#[tokio::test]
async fn a_wait_condition_waits_for_its_signals() {
    let aws = Aws::instant().await;
    create(&aws, &waiting(600, 2)).await;
    assert_eq!(status(&aws).await, "CREATE_IN_PROGRESS");
    let url = handle(&aws).await;
    assert!(url.starts_with("https://cloudformation-waitcondition-eu-central-1.s3."), "{url}");
    assert_eq!(put(&aws, &url, &signal("SUCCESS", "one", "a")).await, 200);
    assert_eq!(put(&aws, &url, &signal("SUCCESS", "one", "again")).await, 200);
    assert_eq!(status(&aws).await, "CREATE_IN_PROGRESS", "one signal twice counted as two");
    assert_eq!(put(&aws, &url.replace("/Handle", "/Other"), &signal("SUCCESS", "two", "b")).await, 403);
    assert_eq!(put(&aws, &url, &json!({ "Status": "SUCCESS" })).await, 400);
    assert_eq!(put(&aws, &url, &signal("SUCCESS", "two", "b")).await, 200);
    assert_eq!(aws.settled("stack").await, "CREATE_COMPLETE");
    let data = aws.cfn("DescribeStacks", &[("StackName", "stack")]).await.get("OutputValue");
    assert_eq!(data, r#"{"one":"a","two":"b"}"#);
}

#[tokio::test]
async fn a_wait_condition_fails_after_a_failure_signal_or_the_timeout() {
    let aws = Aws::instant().await;
    create(&aws, &waiting(600, 2)).await;
    let url = handle(&aws).await;
    put(&aws, &url, &signal("FAILURE", "one", "")).await;
    assert_eq!(aws.settled("stack").await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("stack", "Condition", "CREATE_FAILED").await;
    assert_eq!(reason, "WaitCondition received failed message: 'Because' for uniqueId: one");

    aws.cfn("DeleteStack", &[("StackName", "stack")]).await;
    create(&aws, &waiting(0, 1)).await;
    assert_eq!(aws.settled("stack").await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("stack", "Condition", "CREATE_FAILED").await;
    assert_eq!(reason, "WaitCondition timed out. Received 0 conditions when expecting 1");
}

#[tokio::test]
async fn a_creation_policy_waits_for_signals_to_the_resource() {
    let template = |timeout: &str| {
        json!({ "Resources": { "Condition": {
            "Type": "AWS::CloudFormation::WaitCondition",
            "CreationPolicy": { "ResourceSignal": { "Count": "2", "Timeout": timeout } },
        } } })
    };
    let aws = Aws::instant().await;
    create(&aws, &template("PT15M")).await;
    let signal = |id: &'static str, status: &'static str| {
        [("StackName", "stack"), ("LogicalResourceId", "Condition"), ("UniqueId", id), ("Status", status)]
    };
    aws.cfn("SignalResource", &signal("i-1", "SUCCESS")).await;
    assert_eq!(status(&aws).await, "CREATE_IN_PROGRESS");
    aws.cfn("SignalResource", &signal("i-2", "SUCCESS")).await;
    assert_eq!(aws.settled("stack").await, "CREATE_COMPLETE");
    let (code, message) = aws.refused("SignalResource", &signal("i-3", "SUCCESS")).await;
    assert_eq!(code, "ValidationError");
    assert!(message.ends_with("is in CREATE_COMPLETE state and can not be signaled"), "{message}");
    let (_, message) = aws.refused("SignalResource", &signal("i-3", "PERHAPS")).await;
    assert!(message.contains("[SUCCESS, FAILURE]"), "{message}");

    aws.cfn("DeleteStack", &[("StackName", "stack")]).await;
    create(&aws, &template("PT0S")).await;
    assert_eq!(aws.settled("stack").await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("stack", "Condition", "CREATE_FAILED").await;
    assert_eq!(reason, "Failed to receive 2 resource signal(s) within the specified duration");

    let topic =
        json!({ "Resources": { "Topic": { "Type": "AWS::SNS::Topic", "CreationPolicy": { "ResourceSignal": {} } } } });
    let fields = [("StackName", "other"), ("TemplateBody", &*topic.to_string())];
    let (_, message) = aws.refused("CreateStack", &fields).await;
    assert!(
        message.contains("CreationPolicy of Topic: is not supported for resource type AWS::SNS::Topic"),
        "{message}"
    );
}

fn custom(size: &str) -> Value {
    json!({
        "Resources": {
            "Behind": { "Type": "AWS::SNS::Topic" },
            "Thing": { "Type": "Custom::Thing", "Properties": {
                "ServiceToken": { "Ref": "Behind" }, "Size": size, "Deep": { "Number": 7 },
            } },
        },
        "Outputs": { "Colour": { "Value": { "Fn::GetAtt": ["Thing", "Colour"] } } },
    })
}

/// Responds to the only pending custom resource request, and returns it.
async fn answer(aws: &Aws, status: &str, called: &str) -> Value {
    let requests = loop {
        // The next request is sent when the state is advanced.
        let _ = aws.cfn("DescribeStacks", &[]).await;
        let requests = aws.simulator().custom_resource_requests();
        if !requests.is_empty() {
            break requests;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    };
    let request = requests[0].clone();
    let body = json!({
        "Status": status, "Reason": "Out of paint", "PhysicalResourceId": called, "Data": { "Colour": "red" },
        "RequestId": request["RequestId"], "StackId": request["StackId"], "LogicalResourceId": request["LogicalResourceId"],
    });
    assert_eq!(put(aws, request["ResponseURL"].as_str().expect("an address"), &body).await, 200);
    request
}

#[tokio::test]
async fn a_custom_resource_waits_for_its_response() {
    let aws = Aws::instant().await;
    create(&aws, &custom("1")).await;
    let request = answer(&aws, "SUCCESS", "thing-1").await;
    assert_eq!(request["RequestType"], "Create");
    assert_eq!(request["ResourceType"], "Custom::Thing");
    assert_eq!(request["ResourceProperties"]["Deep"]["Number"], "7");
    assert_eq!(aws.settled("stack").await, "CREATE_COMPLETE");
    let told = aws.cfn("DescribeStacks", &[("StackName", "stack")]).await.get("OutputValue");
    assert_eq!(told, "red");

    // A new physical ID is a replacement: the cleanup deletes the old resource.
    aws.cfn("UpdateStack", &[("StackName", "stack"), ("TemplateBody", &custom("2").to_string())]).await;
    let request = answer(&aws, "SUCCESS", "thing-2").await;
    assert_eq!((&request["RequestType"], &request["OldResourceProperties"]["Size"]), (&json!("Update"), &json!("1")));
    let request = answer(&aws, "SUCCESS", "thing-1").await;
    assert_eq!((&request["RequestType"], &request["PhysicalResourceId"]), (&json!("Delete"), &json!("thing-1")));
    assert_eq!(aws.settled("stack").await, "UPDATE_COMPLETE");

    aws.cfn("DeleteStack", &[("StackName", "stack")]).await;
    let request = answer(&aws, "FAILED", "thing-2").await;
    assert_eq!(request["PhysicalResourceId"], "thing-2");
    assert_eq!(aws.settled("stack").await, "DELETE_FAILED");
    let reason = aws.reason("stack", "Thing", "DELETE_FAILED").await;
    assert!(
        reason.starts_with("Received response status [FAILED] from custom resource. Message returned: Out of paint"),
        "{reason}"
    );
}

#[tokio::test]
async fn a_custom_resource_needs_an_existing_token_and_a_response_in_time() {
    let aws = Aws::instant().await;
    for (token, expected) in [
        ("arn:aws:sns:eu-central-1:123456789012:none", "Topic does not exist (Service: Sns, Status Code: 404"),
        ("arn:aws:lambda:eu-central-1:123456789012:function:none", "Function not found: arn:aws:lambda:"),
        ("arn:aws:sns:eu-west-1:123456789012:none", "Invalid service token: "),
    ] {
        let mut template = custom("1");
        template["Resources"]["Thing"]["Properties"]["ServiceToken"] = token.into();
        create(&aws, &template).await;
        assert_eq!(aws.settled("stack").await, "ROLLBACK_COMPLETE");
        let reason = aws.reason("stack", "Thing", "CREATE_FAILED").await;
        assert!(reason.starts_with(expected), "{reason}");
        aws.cfn("DeleteStack", &[("StackName", "stack")]).await;
    }
    let mut template = custom("1");
    template["Resources"]["Thing"]["Properties"]["ServiceTimeout"] = json!(1);
    create(&aws, &template).await;
    let id = aws.simulator().custom_resource_requests()[0]["RequestId"].clone();
    // The deletion of what may have been created gets no response either.
    assert_eq!(aws.settled("stack").await, "ROLLBACK_FAILED");
    let reason = aws.reason("stack", "Thing", "CREATE_FAILED").await;
    assert!(reason.contains("did not receive a response from your Custom Resource"), "{reason}");
    assert!(reason.contains(id.as_str().expect("an id")), "{reason}");
}
