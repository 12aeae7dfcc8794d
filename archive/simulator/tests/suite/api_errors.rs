//! The errors that AWS documents for the operations an archive depends on, each where its condition can be met; and that a request which is
//! refused changes nothing.

use serde_json::{Value, json};

use crate::aws::{Aws, HOME, field};

fn topic(name: &str) -> Value {
    json!({ "Resources": { "Topic": { "Type": "AWS::SNS::Topic", "Properties": { "DisplayName": name } } } })
}

async fn code(aws: &Aws, action: &str, fields: &[(&str, &str)]) -> String {
    aws.refused(action, fields).await.0
}

#[tokio::test]
async fn change_sets_that_are_missing_and_tokens_that_were_used_are_told() {
    let aws = Aws::instant().await;
    assert_eq!(aws.deploy("CREATE", "stack", &topic("one")).await, "CREATE_COMPLETE");
    let missing = [("StackName", "stack"), ("ChangeSetName", "none")];
    for action in ["DescribeChangeSet", "ExecuteChangeSet"] {
        assert_eq!(code(&aws, action, &missing).await, "ChangeSetNotFound", "{action}");
    }
    let execute = |set: String, token: &'static str| {
        let aws = &aws;
        async move {
            let fields = [("ChangeSetName", set.as_str()), ("ClientRequestToken", token)];
            aws.query(("cloudformation", HOME), "ExecuteChangeSet", &fields).await
        }
    };
    let first = aws.change_set("UPDATE", "stack", &topic("two"), &[]).await.get("ChangeSetId");
    assert_eq!(execute(first.clone(), "a-token").await.status, 200);
    assert_eq!(execute(first, "a-token").await.status, 200, "a retry");
    let second = aws.change_set("UPDATE", "stack", &topic("three"), &[]).await.get("ChangeSetId");
    let refused = execute(second.clone(), "a-token").await;
    assert_eq!(refused.get("Code"), "TokenAlreadyExistsException", "{}", refused.text());
    let template = aws.cfn("GetTemplate", &[("StackName", "stack")]).await.get("TemplateBody");
    assert_eq!(serde_json::from_str::<Value>(&template).expect("it is JSON"), topic("two"));
    assert_eq!(execute(second, "another-token").await.status, 200);
}

fn create_set<'a>(name: &'a str, body: &'a str, token: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("StackSetName", name), ("TemplateBody", body), ("ClientRequestToken", token)]
}

#[tokio::test]
async fn a_stack_set_is_created_once() {
    let aws = Aws::instant().await;
    let (one, two) = (topic("one").to_string(), topic("two").to_string());
    let id = aws.cfn("CreateStackSet", &create_set("set", &one, "a")).await.get("StackSetId");
    assert_eq!(aws.cfn("CreateStackSet", &create_set("set", &one, "a")).await.get("StackSetId"), id, "a retry");
    for fields in
        [create_set("set", &one, "b"), create_set("set", &two, "a"), create_set("set", &one, "a")[..2].to_vec()]
    {
        assert_eq!(code(&aws, "CreateStackSet", &fields).await, "NameAlreadyExistsException", "{fields:?}");
    }
    aws.cfn("UpdateStackSet", &[("StackSetName", "set"), ("TemplateBody", &two)]).await;
    assert_eq!(code(&aws, "CreateStackSet", &create_set("set", &one, "a")).await, "CreatedButModifiedException");
}

/// What a refused request must leave as it is.
async fn set_state(aws: &Aws) -> (String, Vec<String>, usize) {
    let template = aws.cfn("DescribeStackSet", &[("StackSetName", "set")]).await.get("TemplateBody");
    let instances = aws.cfn("ListStackInstances", &[("StackSetName", "set")]).await.items("Summaries");
    let regions = instances.iter().map(|item| format!("{} {}", field(item, "Region"), field(item, "Status")));
    let operations = aws.cfn("ListStackSetOperations", &[("StackSetName", "set")]).await.items("Summaries").len();
    (template, regions.collect(), operations)
}

#[tokio::test]
async fn refused_operations_of_a_stack_set_change_nothing() {
    let aws = Aws::instant().await;
    let (one, two) = (topic("one").to_string(), topic("two").to_string());
    aws.cfn("CreateStackSet", &[("StackSetName", "set"), ("TemplateBody", &one)]).await;
    let on = [("StackSetName", "set"), ("Accounts.member.1", "123456789012")];
    let with = |more: &[(&'static str, &'static str)]| [&on[..], more].concat();
    aws.cfn("CreateStackInstances", &with(&[("Regions.member.1", "eu-west-1"), ("OperationId", "first")])).await;
    aws.cfn_in("eu-west-3", "CreateStack", &[("StackName", "own"), ("TemplateBody", &one)]).await;
    let own = aws.cfn_in("eu-west-3", "DescribeStacks", &[("StackName", "own")]).await.get("StackId");
    let gone = own.replace("/own/", "/gone/");
    let before = set_state(&aws).await;
    assert_eq!(before.1, ["eu-west-1 CURRENT"]);

    let body = [("TemplateBody", two.as_str())];
    let update = |more: &[(&'static str, &'static str)]| [&on[..], &body[..], more].concat();
    let import = |stacks: &[&str]| {
        let names: Vec<String> = (1..=stacks.len()).map(|number| format!("StackIds.member.{number}")).collect();
        let stacks = stacks.iter().map(|stack| (*stack).to_owned());
        std::iter::once(("StackSetName".to_owned(), "set".to_owned()))
            .chain(names.into_iter().zip(stacks))
            .collect::<Vec<_>>()
    };
    let owned = |fields: Vec<(&str, &str)>| {
        fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>()
    };
    let cases = [
        (
            "CreateStackInstances",
            owned(with(&[("Regions.member.1", "eu-north-1"), ("OperationId", "first")])),
            "OperationIdAlreadyExistsException",
        ),
        (
            "UpdateStackSet",
            owned(update(&[("Regions.member.1", "eu-west-1"), ("OperationId", "first")])),
            "OperationIdAlreadyExistsException",
        ),
        ("UpdateStackSet", owned(update(&[("Regions.member.1", "eu-north-1")])), "StackInstanceNotFoundException"),
        ("UpdateStackInstances", owned(with(&[("Regions.member.1", "eu-north-1")])), "StackInstanceNotFoundException"),
        (
            "StopStackSetOperation",
            owned(vec![("StackSetName", "set"), ("OperationId", "first")]),
            "InvalidOperationException",
        ),
        (
            "StopStackSetOperation",
            owned(vec![("StackSetName", "set"), ("OperationId", "other")]),
            "OperationNotFoundException",
        ),
        ("ImportStacksToStackSet", import(&[&own, &gone]), "StackNotFoundException"),
        ("ImportStacksToStackSet", import(&[&own, &own]), "ValidationError"),
        ("ImportStacksToStackSet", import(&[]), "ValidationError"),
        ("ImportStacksToStackSet", import(&[own.as_str(); 11]), "ValidationError"),
        ("CreateStackInstances", owned(vec![("StackSetName", "other")]), "StackSetNotFoundException"),
    ];
    for (action, fields, expected) in cases {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(code(&aws, action, &fields).await, expected, "{action} {fields:?}");
        assert_eq!(set_state(&aws).await, before, "{action} {fields:?}");
    }
    let fields = import(&[&own]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    aws.cfn("ImportStacksToStackSet", &fields).await;
    assert_eq!(set_state(&aws).await.1, ["eu-west-1 CURRENT", "eu-west-3 CURRENT"]);
}

async fn kms_code(aws: &Aws, operation: &str, input: &Value) -> String {
    let reply = aws.kms(HOME, operation, input).await;
    assert_eq!(reply.status, 400, "{operation} {input}: {}", reply.text());
    reply.json()["__type"].as_str().expect("a code").to_owned()
}

#[tokio::test]
async fn kms_refuses_as_its_reference_says() {
    let aws = Aws::instant().await;
    let key = aws.kms(HOME, "CreateKey", &json!({})).await.json()["KeyMetadata"]["Arn"].clone();
    let alias = |name: &str| json!({ "AliasName": name, "TargetKeyId": key });
    for (name, expected) in [
        ("archive", "ValidationException"),
        ("alias/an archive", "ValidationException"),
        ("alias/an:archive", "InvalidAliasNameException"),
        ("alias/aws/archive", "NotAuthorizedException"),
    ] {
        assert_eq!(kms_code(&aws, "CreateAlias", &alias(name)).await, expected, "{name}");
    }
    for number in 0..50 {
        assert_eq!(aws.kms(HOME, "CreateAlias", &alias(&format!("alias/a-{number}"))).await.status, 200);
    }
    assert_eq!(kms_code(&aws, "CreateAlias", &alias("alias/a-0")).await, "LimitExceededException");
    let other = aws.kms(HOME, "CreateKey", &json!({})).await.json()["KeyMetadata"]["Arn"].clone();
    let taken = json!({ "AliasName": "alias/a-0", "TargetKeyId": other });
    assert_eq!(kms_code(&aws, "CreateAlias", &taken).await, "AlreadyExistsException");

    let bucket = json!({ "KeyId": "arn:aws:s3:::acme" });
    assert_eq!(kms_code(&aws, "DescribeKey", &bucket).await, "InvalidArnException");
    let missing = "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000";
    assert_eq!(kms_code(&aws, "ScheduleKeyDeletion", &json!({ "KeyId": missing })).await, "NotFoundException");
    let policy = |key: &Value, policy: &str, name: &str| json!({ "KeyId": key, "Policy": policy, "PolicyName": name });
    for (input, expected) in [
        (policy(&missing.into(), "{", "default"), "NotFoundException"),
        (policy(&key, "{", "default"), "MalformedPolicyDocumentException"),
        (policy(&key, "{}", "other"), "ValidationException"),
        (policy(&key, &format!("\"{}\"", "x".repeat(32 << 10)), "default"), "LimitExceededException"),
    ] {
        assert_eq!(kms_code(&aws, "PutKeyPolicy", &input).await, expected);
    }
    let window = |days: u32| json!({ "KeyId": other, "PendingWindowInDays": days });
    assert_eq!(kms_code(&aws, "ScheduleKeyDeletion", &window(6)).await, "ValidationException");
    assert_eq!(aws.kms(HOME, "ScheduleKeyDeletion", &window(7)).await.status, 200);
    assert_eq!(kms_code(&aws, "ScheduleKeyDeletion", &window(7)).await, "KMSInvalidStateException");
    let late = json!({ "AliasName": "alias/late", "TargetKeyId": other });
    assert_eq!(kms_code(&aws, "CreateAlias", &late).await, "KMSInvalidStateException");
}
