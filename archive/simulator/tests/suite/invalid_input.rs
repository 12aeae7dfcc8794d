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

#[tokio::test]
async fn the_number_of_buckets_to_list_is_an_integer() {
    let aws = Aws::instant().await;
    let reply = aws.s3(HOME, "GET", "/?max-buckets=many", "").await;
    assert_eq!((reply.status, reply.get("Code").as_str()), (400, "InvalidArgument"), "{}", reply.text());
    assert_eq!((reply.get("ArgumentName").as_str(), reply.get("ArgumentValue").as_str()), ("max-buckets", "many"));
}

#[tokio::test]
async fn a_part_whose_checksum_is_invalid_is_not_uploaded() {
    let aws = Aws::instant().await;
    assert_eq!(aws.deploy("CREATE", "stack", &bucket("acme")).await, "CREATE_COMPLETE");
    let begin = [("x-amz-checksum-algorithm", "SHA1")];
    let id = aws.send(("s3", HOME), "POST", "/acme/film?uploads", &begin, b"").await.get("UploadId");
    let target = format!("/acme/film?partNumber=1&uploadId={id}");
    for (checksum, code) in [("no base64", "InvalidRequest"), ("AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "BadDigest")] {
        let part = aws.send(("s3", HOME), "PUT", &target, &[("x-amz-checksum-sha1", checksum)], b"hello").await;
        assert_eq!((part.status, part.get("Code").as_str()), (400, code), "{}", part.text());
    }
    let parts = aws.s3(HOME, "GET", &format!("/acme/film?uploadId={id}"), "").await;
    assert!(parts.all("PartNumber").is_empty(), "{}", parts.text());
}

#[tokio::test]
async fn a_parameter_is_read_by_its_name() {
    let aws = Aws::instant().await;
    let get = [("X-Amz-Target", "AmazonSSM.GetParameter"), ("Content-Type", "application/x-amz-json-1.1")];
    let reply = aws.send(("ssm", HOME), "POST", "/", &get, b"{\"WithDecryption\": true}").await;
    assert_eq!(reply.status, 400, "{}", reply.text());
    assert_eq!(reply.json()["__type"], "ValidationException");
    assert!(reply.json()["message"].as_str().expect("a message").contains("Value null at 'name'"), "{}", reply.text());
}

#[tokio::test]
async fn an_unreadable_template_of_a_secret_fails_what_refers_to_the_secret() {
    let aws = Aws::instant().await;
    let template = json!({ "Resources": {
        "Secret": { "Type": "AWS::SecretsManager::Secret", "Properties": { "Name": "drawn", "GenerateSecretString": {
            "SecretStringTemplate": "user: me", "GenerateStringKey": "password",
        } } },
        "Topic": { "Type": "AWS::SNS::Topic", "DependsOn": "Secret", "Properties": {
            "DisplayName": "{{resolve:secretsmanager:drawn:SecretString:user}}",
        } },
    } });
    assert_eq!(aws.deploy("CREATE", "stack", &template).await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("stack", "Topic", "CREATE_FAILED").await;
    assert!(reason.contains("SecretStringTemplate is not a JSON object"), "{reason}");
}

#[tokio::test]
async fn an_unreadable_template_of_a_nested_stack_fails_the_stack() {
    let aws = Aws::instant().await;
    assert_eq!(aws.deploy("CREATE", "templates", &bucket("acme-templates")).await, "CREATE_COMPLETE");
    let parent = json!({ "Resources": { "Child": { "Type": "AWS::CloudFormation::Stack", "Properties": {
        "TemplateURL": "https://acme-templates.s3.eu-central-1.amazonaws.com/child",
    } } } });
    for (child, why) in
        [(&b"Resources: ["[..], "Template format error"), (b"\xff\xfe", "Template format error: not UTF-8")]
    {
        let put = aws.send(("s3", HOME), "PUT", "/acme-templates/child", &[], child).await;
        assert_eq!(put.status, 200, "{}", put.text());
        assert_eq!(aws.deploy("CREATE", "parent", &parent).await, "ROLLBACK_COMPLETE");
        let reason = aws.reason("parent", "Child", "CREATE_FAILED").await;
        assert!(reason.contains(why), "{reason}");
        aws.cfn("DeleteStack", &[("StackName", "parent")]).await;
    }
}
