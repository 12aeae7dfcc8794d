//! References to the Parameter Store, to secrets, and to exports of other stacks.

use serde_json::{Value, json};

use crate::aws::{Aws, HOME};

fn name_of_topic(value: Value, parameters: Value) -> Value {
    json!({
        "Parameters": parameters,
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": value}}},
    })
}

async fn topic(aws: &Aws, stack: &str) -> String {
    let found = aws.cfn("DescribeStackResource", &[("StackName", stack), ("LogicalResourceId", "Topic")]).await;
    found.get("PhysicalResourceId").rsplit(':').next().expect("a name").to_owned()
}

async fn with_parameters_and_secrets() -> Aws {
    let aws = Aws::instant().await;
    let template = json!({
        "Resources": {
            "Parameter": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/acme/name", "Type": "String", "Value": "stored"}},
            "Given": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "given", "SecretString": "{\"key\": \"secret\"}"}},
            "Drawn": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "drawn", "GenerateSecretString": {
                "SecretStringTemplate": "{\"user\": \"me\"}", "GenerateStringKey": "password", "PasswordLength": 20,
            }}},
        },
        "Outputs": {"Name": {"Value": "exported", "Export": {"Name": "acme-name"}}},
    });
    assert_eq!(aws.deploy("CREATE", "store", &template).await, "CREATE_COMPLETE");
    aws
}

#[tokio::test]
async fn parameters_can_refer_to_the_parameter_store() {
    let aws = with_parameters_and_secrets().await;
    let parameter = |name: &str| json!({"P": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": name}});
    let template = name_of_topic(json!({"Ref": "P"}), parameter("/acme/name"));
    assert_eq!(aws.deploy("CREATE", "stack", &template).await, "CREATE_COMPLETE");
    assert_eq!(topic(&aws, "stack").await, "stored");
    let body = name_of_topic(json!({"Ref": "P"}), parameter("/acme/none")).to_string();
    let (_, message) = aws.refused("CreateStack", &[("StackName", "other"), ("TemplateBody", &body)]).await;
    assert_eq!(message, "Unable to fetch parameters [/acme/none] from parameter store for this account.");
    let get = [("X-Amz-Target", "AmazonSSM.GetParameter"), ("Content-Type", "application/x-amz-json-1.1")];
    let read = aws.send(("ssm", HOME), "POST", "/", &get, b"{\"Name\": \"/acme/name\"}").await;
    assert_eq!(read.json()["Parameter"]["Value"], "stored");
    let missing = aws.send(("ssm", HOME), "POST", "/", &get, b"{\"Name\": \"/acme/none\"}").await;
    assert_eq!((missing.status, &missing.json()["__type"]), (400, &json!("ParameterNotFound")));
}

#[tokio::test]
async fn dynamic_references_are_resolved_but_not_shown() {
    let aws = with_parameters_and_secrets().await;
    for (reference, name) in [
        ("{{resolve:ssm:/acme/name}}", "stored"),
        ("a-{{resolve:secretsmanager:given:SecretString:key}}-z", "a-secret-z"),
        ("{{resolve:secretsmanager:drawn:SecretString:user}}", "me"),
    ] {
        let template = name_of_topic(json!(reference), json!({}));
        assert_eq!(aws.deploy("CREATE", "stack", &template).await, "CREATE_COMPLETE");
        assert_eq!(topic(&aws, "stack").await, name);
        let again = aws.change_set("UPDATE", "stack", &template, &[]).await;
        assert_eq!(again.get("Status"), "FAILED", "a reference that is the same is no change");
        aws.cfn("DeleteStack", &[("StackName", "stack")]).await;
    }
    for (reference, why) in [
        ("{{resolve:ssm:/acme/none}}", "cannot be found in the Parameter Store"),
        ("{{resolve:secretsmanager:none}}", "Secrets Manager can't find the specified secret."),
        ("{{resolve:secretsmanager:given:SecretString:none}}", "Could not find a value associated with JSONKey"),
        ("{{resolve:nothing:at-all}}", "Incorrect format is used in the following dynamic reference"),
    ] {
        let template = name_of_topic(json!(reference), json!({}));
        assert_eq!(aws.deploy("CREATE", "stack", &template).await, "ROLLBACK_COMPLETE", "{reference}");
        let reason = aws.reason("stack", "Topic", "CREATE_FAILED").await;
        assert!(reason.contains(why), "{reason}");
        aws.cfn("DeleteStack", &[("StackName", "stack")]).await;
    }
}

#[tokio::test]
async fn exports_of_other_stacks_can_be_imported() {
    let aws = with_parameters_and_secrets().await;
    let template = name_of_topic(
        json!({"Fn::ImportValue": {"Fn::Sub": "acme-${P}"}}),
        json!({"P": {"Type": "String", "Default": "name"}}),
    );
    assert_eq!(aws.deploy("CREATE", "stack", &template).await, "CREATE_COMPLETE");
    assert_eq!(topic(&aws, "stack").await, "exported");
}
