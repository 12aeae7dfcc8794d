//! Statements and resources that nearly every stack needs.

use models::helpers::{Access, allow_invoke, grant, log_group_for, security_group, trust};
use models::policy::IdentityPolicy;
use models::{Stack, dynamodb, ec2, iam, id, lambda, logs, s3, sns};
use serde_json::json;

#[test]
fn a_grant_is_about_the_data_and_the_parts_that_hold_it() {
    let mut stack = Stack::new();
    let keys = [dynamodb::table::KeySchema::new("id", dynamodb::table::KeyType::Hash)];
    let attributes = [dynamodb::table::AttributeDefinition::new("id", dynamodb::table::AttributeType::S)];
    let table = dynamodb::Table::new(keys).attribute_definitions(attributes);
    let table = stack.add(id!("Table"), table.billing_mode(dynamodb::table::BillingMode::PayPerRequest));
    let bucket = stack.add(id!("Bucket"), s3::Bucket::new());
    let policy = IdentityPolicy::new([grant(&table, Access::ReadWrite), grant(&bucket, Access::Read)]);
    stack.add(
        id!("Role"),
        iam::Role::new(trust::service("lambda.amazonaws.com")).policies([iam::role::Policy::new(policy, "data")]),
    );
    let template = stack.synth().unwrap();
    let role = template.resource("Role").unwrap();
    let statements = role.property("Policies/0/PolicyDocument/Statement").unwrap();
    assert_eq!(
        statements[0]["Resource"],
        json!([{ "Fn::GetAtt": ["Table", "Arn"] }, { "Fn::Sub": "${Table.Arn}/index/*" }])
    );
    let actions = statements[0]["Action"].as_array().unwrap();
    assert!(actions.contains(&json!("dynamodb:Query")) && actions.contains(&json!("dynamodb:PutItem")), "{actions:?}");
    assert!(!actions.contains(&json!("dynamodb:DeleteTable")), "{actions:?}");
    assert_eq!(statements[1]["Resource"][1], json!({ "Fn::Sub": "${Bucket.Arn}/*" }));
    assert!(!statements[1]["Action"].as_array().unwrap().contains(&json!("s3:PutObject")));
    assert_eq!(
        role.property("AssumeRolePolicyDocument/Statement/0/Principal"),
        Some(json!({ "Service": "lambda.amazonaws.com" }))
    );
}

#[test]
fn what_a_function_and_security_groups_need() {
    let mut stack = Stack::new();
    let role = stack.add(id!("Role"), iam::Role::new(trust::service("lambda.amazonaws.com")));
    let code = lambda::function::Code::new().zip_file("exports.handler = async () => {}");
    let function =
        lambda::Function::new(code, role.arn()).handler("index.handler").runtime(lambda::function::Runtime::Nodejs22X);
    let function = stack.add(id!("Function"), function);
    let topic = stack.add(id!("Topic"), sns::Topic::new());
    stack.add(id!("Invoke"), allow_invoke(&function, "sns.amazonaws.com", topic.reference()));
    let log: logs::LogGroup = log_group_for(&function, 30);
    stack.add(id!("Log"), log);
    let client = stack.add(id!("Client"), ec2::SecurityGroup::new("clients"));
    let server = stack.add(id!("Server"), ec2::SecurityGroup::new("servers"));
    stack.add(id!("Connect"), security_group::allow(&client, &server, 5432));
    let template = stack.synth().unwrap();
    assert_eq!(
        template.resource("Log").unwrap().property("LogGroupName"),
        Some(json!({ "Fn::Sub": "/aws/lambda/${Function}" }))
    );
    let permission = template.resource("Invoke").unwrap();
    assert_eq!(permission.property("SourceArn"), Some(json!({ "Ref": "Topic" })));
    assert_eq!(permission.property("FunctionName"), Some(json!({ "Fn::GetAtt": ["Function", "Arn"] })));
    let rule = template.resource("Connect").unwrap().properties();
    assert_eq!((&rule["FromPort"], &rule["ToPort"]), (&json!(5432), &json!(5432)));
    assert_eq!(rule["SourceSecurityGroupId"], json!({ "Fn::GetAtt": ["Client", "GroupId"] }));
}
