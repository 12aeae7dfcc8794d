//! Transforms other than AWS::LanguageExtensions: serverless functions, and macros of the account.

use serde_json::{Value, json};

use crate::aws::{Aws, HOME};

const SAM: &str = "AWS::Serverless-2016-10-31";

fn serverless(properties: &Value) -> Value {
    json!({ "Transform": SAM, "Resources": { "Work": { "Type": "AWS::Serverless::Function", "Properties": properties } } })
}

async fn refused(aws: &Aws, template: &Value) -> String {
    let fields = [
        ("StackName", "refused"),
        ("TemplateBody", &template.to_string()),
        ("Capabilities.member.1", "CAPABILITY_IAM"),
        ("Capabilities.member.2", "CAPABILITY_AUTO_EXPAND"),
    ];
    aws.refused("CreateStack", &fields).await.1
}

#[tokio::test]
async fn a_serverless_function_becomes_a_function_and_its_role() {
    let aws = Aws::instant().await;
    let template = serverless(&json!({
        "Runtime": "python3.13", "Handler": "index.handler", "CodeUri": "s3://acme/code?versionId=7", "Tags": { "team": "a" },
        "Policies": ["AmazonS3ReadOnlyAccess", { "Statement": [{ "Effect": "Allow", "Action": "sqs:*", "Resource": "*" }] }],
    }));
    assert_eq!(aws.deploy("CREATE", "stack", &template).await, "CREATE_COMPLETE");
    let resources = aws.cfn("DescribeStackResources", &[("StackName", "stack")]).await;
    let mut kinds = resources.all("ResourceType");
    kinds.sort();
    assert_eq!(kinds, ["AWS::IAM::Role", "AWS::Lambda::Function"]);
    let processed = aws.cfn("GetTemplate", &[("StackName", "stack"), ("TemplateStage", "Processed")]).await;
    let processed: Value = serde_json::from_str(&processed.get("TemplateBody")).expect("it is JSON");
    let function = &processed["Resources"]["Work"]["Properties"];
    assert_eq!(function["Code"], json!({ "S3Bucket": "acme", "S3Key": "code", "S3ObjectVersion": "7" }));
    assert_eq!(function["Role"], json!({ "Fn::GetAtt": ["WorkRole", "Arn"] }));
    assert!(processed.get("Transform").is_none());
    let original = aws.cfn("GetTemplate", &[("StackName", "stack"), ("TemplateStage", "Original")]).await;
    assert_eq!(serde_json::from_str::<Value>(&original.get("TemplateBody")).expect("it is JSON"), template);
    let role = resources.items("StackResources");
    let role = role.iter().find(|item| crate::aws::field(item, "LogicalResourceId") == "WorkRole").expect("a role");
    let name = crate::aws::field(role, "PhysicalResourceId");
    let attached = aws.iam("ListAttachedRolePolicies", &[("RoleName", name)]).await.all("PolicyArn");
    assert_eq!(
        attached,
        [
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
        ]
    );
    assert_eq!(aws.iam("ListRolePolicies", &[("RoleName", name)]).await.all("member"), ["WorkRolePolicy1"]);
    let summary = aws.cfn("GetTemplateSummary", &[("TemplateBody", &template.to_string())]).await;
    assert!(summary.text().contains(&format!("<DeclaredTransforms><member>{SAM}</member></DeclaredTransforms>")));
}

#[tokio::test]
async fn what_the_serverless_transform_refuses_or_the_simulator_lacks_is_told() {
    let aws = Aws::instant().await;
    let local = serverless(&json!({ "Runtime": "python3.13", "Handler": "index.handler", "CodeUri": "lambda" }));
    let why = refused(&aws, &local).await;
    assert!(why.contains(&format!("Transform {SAM} failed with: Invalid Serverless Application")), "{why}");
    assert!(why.contains("[Work] is invalid. 'CodeUri' is not a valid S3 Uri"), "{why}");
    let get = json!({ "Type": "Api", "Properties": { "Path": "/", "Method": "get" } });
    let events = serverless(&json!({ "InlineCode": "x", "Events": { "Get": get } }));
    let why = refused(&aws, &events).await;
    assert!(why.contains("does not expand events of the type Api of AWS::Serverless::Function"), "{why}");
    let api = json!({ "Transform": SAM, "Resources": { "Api": { "Type": "AWS::Serverless::Api" } } });
    assert!(refused(&aws, &api).await.contains("does not expand AWS::Serverless::Api"));
    let mut globals = serverless(&json!({ "InlineCode": "x" }));
    globals["Globals"] = json!({ "Api": { "Name": "api" } });
    assert!(refused(&aws, &globals).await.contains("does not expand Globals of Api"));
    globals["Transform"] = "AWS::LanguageExtensions".into();
    assert_eq!(refused(&aws, &globals).await, "Invalid template property or properties [Globals]");
    let mut include = serverless(&json!({ "InlineCode": "x" }));
    include["Transform"] = json!({ "Name": "AWS::Include", "Parameters": { "Location": "s3://acme/part" } });
    assert!(refused(&aws, &include).await.contains("does not expand the transform AWS::Include"));
}

fn topic(name: &Value) -> Value {
    json!({ "Parameters": { "Word": { "Type": "String", "Default": "hello" } }, "Resources": {
        "Topic": { "Type": "AWS::SNS::Topic", "Properties": { "TopicName": name } },
    }})
}

#[tokio::test]
async fn a_macro_of_the_account_gets_what_its_function_would_and_replaces_its_fragment() {
    let aws = Aws::instant().await;
    let calls = json!({ "Fn::Transform": { "Name": "Shout", "Parameters": { "Text": { "Ref": "Word" } } } });
    let why = refused(&aws, &topic(&calls)).await;
    assert_eq!(why, "No transform named 123456789012::Shout found.");
    let account = json!({ "Resources": { "Macro": { "Type": "AWS::CloudFormation::Macro", "Properties": {
        "Name": "Shout", "FunctionName": "arn:aws:lambda:eu-central-1:123456789012:function:shout",
    }}}});
    assert_eq!(aws.deploy("CREATE", "macro", &account).await, "CREATE_COMPLETE");
    assert!(refused(&aws, &topic(&calls)).await.contains("does not run the function of the macro Shout"));

    aws.simulator().set_macro("Shout", |event| {
        if event["params"]["Text"] == "fail" {
            return json!({ "requestId": event["requestId"], "status": "failure", "errorMessage": "too quiet" });
        }
        assert_eq!(event["transformId"], "123456789012::Shout");
        assert_eq!((&event["region"], &event["accountId"]), (&json!(HOME), &json!("123456789012")));
        let fragment = match event["params"]["Text"].as_str() {
            Some(text) => json!(text.to_uppercase()),
            // The whole template, without the section that names the macro.
            None => {
                assert!(event["fragment"].get("Transform").is_none());
                let mut whole = event["fragment"].clone();
                whole["Resources"]["Topic"]["Properties"]["DisplayName"] =
                    event["templateParameterValues"]["Word"].clone();
                whole
            }
        };
        json!({ "requestId": event["requestId"], "status": "success", "fragment": fragment })
    });
    assert_eq!(aws.deploy("CREATE", "stack", &topic(&calls)).await, "CREATE_COMPLETE");
    let arn = aws.cfn("DescribeStackResources", &[("StackName", "stack")]).await.get("PhysicalResourceId");
    assert!(arn.ends_with(":HELLO"), "{arn}");
    let mut whole = topic(&json!("whole"));
    whole["Transform"] = json!(["Shout"]);
    assert_eq!(aws.deploy("CREATE", "whole", &whole).await, "CREATE_COMPLETE");
    let processed = aws.cfn("GetTemplate", &[("StackName", "whole"), ("TemplateStage", "Processed")]).await;
    assert!(processed.get("TemplateBody").contains(r#""DisplayName":"hello""#), "{}", processed.text());
    let failing = json!({ "Fn::Transform": { "Name": "Shout", "Parameters": { "Text": "fail" } } });
    assert_eq!(refused(&aws, &topic(&failing)).await, "Transform 123456789012::Shout failed with: too quiet.");
    let fields = [("StackName", "none"), ("TemplateBody", &topic(&calls).to_string())];
    assert_eq!(aws.refused("CreateStack", &fields).await.1, "Requires capabilities : [CAPABILITY_AUTO_EXPAND]");
}
