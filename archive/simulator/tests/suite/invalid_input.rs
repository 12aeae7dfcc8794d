//! Input that cannot be read is rejected, not treated as absent.

use archive_simulator::{Config, Error, Simulator};
use serde_json::json;

use crate::aws::{Aws, HOME};
use crate::templates::bucket;
use crate::waiting::put;

#[tokio::test]
async fn numbers_and_tags_of_the_query_protocol_are_validated() {
    let aws = Aws::instant().await;
    let role = [("RoleName", "acme"), ("AssumeRolePolicyDocument", r#"{"Statement": []}"#)];
    for (name, value, expected) in [
        ("MaxSessionDuration", "an hour", "Value 'an hour' at 'MaxSessionDuration'"),
        ("Tags.member.1.Key", "colour", "Value null at 'Tags.member.Value'"),
    ] {
        let reply = aws.iam("CreateRole", &[role[0], role[1], (name, value)]).await;
        assert_eq!((reply.status, reply.get("Code").as_str()), (400, "ValidationError"), "{name}");
        assert!(reply.get("Message").contains(expected), "{}", reply.get("Message"));
    }
    assert_eq!(aws.iam("GetRole", &[role[0]]).await.status, 404, "no role was created");

    let template = bucket("acme").to_string();
    let fields = [("StackName", "stack"), ("TemplateBody", &template), ("Parameters.member.1.ParameterKey", "Name")];
    let (code, message) = aws.refused("CreateStack", &fields).await;
    assert_eq!(code, "ValidationError");
    assert!(message.contains("Name"), "{message}");
}

#[tokio::test]
async fn an_unreadable_stack_policy_of_an_update_is_an_error() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "stack", &bucket("acme-one")).await;
    let template = bucket("acme-two").to_string();
    let fields = [("StackName", "stack"), ("TemplateBody", &template), ("StackPolicyDuringUpdateBody", "allow all")];
    let (code, message) = aws.refused("UpdateStack", &fields).await;
    assert_eq!(code, "ValidationError");
    assert!(message.starts_with("Error validating stack policy"), "{message}");
    assert_eq!(aws.s3(HOME, "GET", "/", "").await.all("Name"), ["acme-one"]);
}

#[tokio::test]
async fn the_data_of_a_custom_resource_are_an_object() {
    let aws = Aws::instant().await;
    let template = json!({ "Resources": {
        "Behind": { "Type": "AWS::SNS::Topic" },
        "Thing": { "Type": "Custom::Thing", "Properties": { "ServiceToken": { "Ref": "Behind" } } },
    }});
    aws.cfn("CreateStack", &[("StackName", "stack"), ("TemplateBody", &template.to_string())]).await;
    while aws.simulator().custom_resource_requests().is_empty() {
        aws.cfn("DescribeStacks", &[]).await;
    }
    let request = aws.simulator().custom_resource_requests()[0].clone();
    let url = request["ResponseURL"].as_str().expect("an address");
    let mut response = json!({
        "Status": "SUCCESS", "PhysicalResourceId": "thing", "Data": "red", "RequestId": request["RequestId"],
        "StackId": request["StackId"], "LogicalResourceId": request["LogicalResourceId"],
    });
    assert_eq!(put(&aws, url, &response).await, 400);
    response["Data"] = json!({ "Colour": "red" });
    assert_eq!(put(&aws, url, &response).await, 200);
    assert_eq!(aws.settled("stack").await, "CREATE_COMPLETE");
}

#[tokio::test]
async fn the_policies_of_callers_are_validated_at_the_start() {
    let policy = json!({ "Statement": [{ "Effect": "Perhaps", "Action": "*", "Resource": "*" }] });
    let config = Config { callers: [("LIMITED".to_owned(), policy)].into(), ..Config::in_memory() };
    let error = Simulator::start(config).await.expect_err("an effect is Allow or Deny");
    assert!(matches!(&error, Error::Config { field: "callers", value, .. } if value == "LIMITED"), "{error}");
}

#[tokio::test]
async fn an_unreadable_body_of_the_json_protocol_is_an_error() {
    let aws = Aws::instant().await;
    let headers = [("X-Amz-Target", "TrentService.DescribeKey"), ("Content-Type", "application/x-amz-json-1.1")];
    let reply = aws.send(("kms", HOME), "POST", "/", &headers, b"{\"KeyId\": ").await;
    assert_eq!(reply.status, 400, "{}", reply.text());
    assert_eq!(reply.json()["__type"], "SerializationException");
}
