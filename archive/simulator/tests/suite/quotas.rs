//! CloudFormation's quotas, each at its limit and one above.

use serde_json::{Map, Value, json};

use crate::aws::{Aws, HOME};
use crate::waiting::put;

fn with(section: &str, content: Value) -> Value {
    let mut template = json!({ "Resources": { "Topic": { "Type": "AWS::SNS::Topic" } } });
    template[section] = content;
    template
}

fn many(count: usize, content: &Value) -> Value {
    (0..count).map(|at| (format!("N{at}"), content.clone())).collect::<Map<_, _>>().into()
}

/// The error of `ValidateTemplate`, if there is one. Templates above 51,200 bytes come from a bucket.
async fn error(aws: &Aws, template: &Value) -> Option<String> {
    let url = "https://acme-templates.s3.eu-central-1.amazonaws.com/template";
    let put = aws.s3(HOME, "PUT", "/acme-templates/template", &template.to_string()).await;
    assert_eq!(put.status, 200, "{}", put.text());
    let reply = aws.query(("cloudformation", HOME), "ValidateTemplate", &[("TemplateURL", url)]).await;
    (reply.status != 200).then(|| reply.get("Message"))
}

#[tokio::test]
async fn a_template_may_have_as_much_as_the_quota_and_no_more() {
    let aws = Aws::instant().await;
    let location =
        "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>";
    assert_eq!(aws.s3(HOME, "PUT", "/acme-templates", location).await.status, 200);
    let topic = json!({ "Type": "AWS::SNS::Topic" });
    let long = |length: usize| Value::Object([("n".repeat(length), topic.clone())].into_iter().collect());
    let resolve = |count: usize| json!({ "T": { "Type": "AWS::SNS::Topic", "Properties": { "DisplayName": "{{resolve:ssm:a}}".repeat(count) } } });
    let mapping = |attributes: usize| json!({ "Map": many(attributes, &json!({ "Key": "value" })) });
    let parameter =
        |name: usize| Value::Object([("p".repeat(name), json!({ "Type": "String" }))].into_iter().collect());
    let output = |name: usize| Value::Object([("o".repeat(name), json!({ "Value": "x" }))].into_iter().collect());
    let description = |length: usize| json!("d".repeat(length));
    let cases: Vec<(&str, Value, Value, &str)> = vec![
        (
            "Resources",
            many(500, &topic),
            many(501, &topic),
            "Number of Resources, 501, is greater than maximum allowed, 500",
        ),
        ("Resources", long(255), long(256), "is non alphanumeric"),
        (
            "Parameters",
            many(200, &json!({ "Type": "String" })),
            many(201, &json!({ "Type": "String" })),
            "Number of Parameters, 201",
        ),
        ("Parameters", parameter(255), parameter(256), "is non alphanumeric"),
        ("Outputs", many(200, &json!({ "Value": "x" })), many(201, &json!({ "Value": "x" })), "Number of Outputs, 201"),
        ("Outputs", output(255), output(256), "is non alphanumeric"),
        (
            "Mappings",
            many(200, &json!({ "A": { "B": "c" } })),
            many(201, &json!({ "A": { "B": "c" } })),
            "Number of Mappings, 201",
        ),
        ("Mappings", mapping(200), mapping(201), "Number of attributes of mapping Map, 201"),
        ("Description", description(1024), description(1025), "'Description' length is greater than 1024"),
        (
            "Resources",
            resolve(60),
            resolve(61),
            "Number of dynamic references, 61, is greater than maximum allowed, 60",
        ),
    ];
    for (section, most, more, expected) in cases {
        assert_eq!(error(&aws, &with(section, most)).await, None, "{section}: {expected}");
        let told = error(&aws, &with(section, more)).await.unwrap_or_default();
        assert!(told.contains(expected), "{section}: {told:?} is not {expected}");
    }
    let body = with("Description", json!("x")).to_string();
    let exact = format!("{body}{}", " ".repeat(51_200 - body.len()));
    aws.cfn("ValidateTemplate", &[("TemplateBody", &exact)]).await;
    let (_, why) = aws.refused("ValidateTemplate", &[("TemplateBody", &format!("{exact} "))]).await;
    assert!(why.contains("less than or equal to 51200"), "{why}");
    let large = format!("{body}{}", " ".repeat(1_000_000 - body.len()));
    aws.s3(HOME, "PUT", "/acme-templates/large", &large).await;
    let url = "https://acme-templates.s3.eu-central-1.amazonaws.com/large";
    aws.cfn("ValidateTemplate", &[("TemplateURL", url)]).await;
    aws.s3(HOME, "PUT", "/acme-templates/large", &format!("{large} ")).await;
    let (_, why) = aws.refused("ValidateTemplate", &[("TemplateURL", url)]).await;
    assert_eq!(why, "Template may not exceed 1000000 bytes in size.");
}

#[tokio::test]
async fn a_response_of_a_custom_resource_has_at_most_4096_bytes() {
    let aws = Aws::instant().await;
    let template = json!({ "Resources": {
        "Behind": { "Type": "AWS::SNS::Topic" },
        "Thing": { "Type": "Custom::Thing", "Properties": { "ServiceToken": { "Ref": "Behind" } } },
    }});
    aws.cfn("CreateStack", &[("StackName", "stack"), ("TemplateBody", &template.to_string())]).await;
    // The request is sent when the state is advanced.
    aws.cfn("DescribeStacks", &[]).await;
    let request = aws.simulator().custom_resource_requests().into_iter().next().expect("a request");
    let mut answer = json!({
        "Status": "SUCCESS", "PhysicalResourceId": "thing", "RequestId": request["RequestId"],
        "StackId": request["StackId"], "LogicalResourceId": "Thing", "Data": { "Text": "" },
    });
    answer["Data"]["Text"] = "x".repeat(4097 - answer.to_string().len()).into();
    assert_eq!(answer.to_string().len(), 4097);
    put(&aws, request["ResponseURL"].as_str().expect("a URL"), &answer).await;
    aws.cfn("DescribeStacks", &[]).await;
    assert_eq!(aws.reason("stack", "Thing", "CREATE_FAILED").await, "Response object is too long.");
}

#[tokio::test]
async fn an_account_has_at_most_1000_stack_sets() {
    let aws = Aws::instant().await;
    let body = json!({ "Resources": { "Handle": { "Type": "AWS::CloudFormation::WaitConditionHandle" } } }).to_string();
    for number in 0..1000 {
        aws.cfn("CreateStackSet", &[("StackSetName", &format!("set-{number}")), ("TemplateBody", &body)]).await;
    }
    let (code, _) = aws.refused("CreateStackSet", &[("StackSetName", "more"), ("TemplateBody", &body)]).await;
    assert_eq!(code, "LimitExceededException");
}
