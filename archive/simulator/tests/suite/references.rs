//! References to the Parameter Store, to secrets, and to exports and outputs of other stacks.

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

#[tokio::test]
async fn outputs_of_stacks_in_other_regions_can_be_read() {
    let aws = Aws::instant().await;
    let producer = json!({
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {"Name": {"Value": "first"}},
    });
    let body = producer.to_string();
    let fields = [("StackName", "producer"), ("TemplateBody", body.as_str())];
    aws.cfn_in("eu-west-1", "CreateStack", &fields).await;
    let of = |more: &[(&str, &str)]| {
        let mut argument = json!({"StackName": "producer", "OutputName": "Name", "Region": {"Ref": "P"}});
        more.iter().for_each(|(name, value)| argument[name] = (*value).into());
        let region = json!({"P": {"Type": "String", "Default": "eu-west-1"}});
        name_of_topic(json!({"Fn::Join": ["-", ["a", {"Fn::GetStackOutput": argument}]]}), region)
    };
    assert_eq!(aws.deploy("CREATE", "stack", &of(&[])).await, "CREATE_COMPLETE");
    assert_eq!(topic(&aws, "stack").await, "a-first");

    // It is read when the stack is updated, and not before.
    let changed = json!({"Resources": producer["Resources"], "Outputs": {"Name": {"Value": "second"}}}).to_string();
    let fields = [("StackName", "producer"), ("TemplateBody", changed.as_str())];
    aws.cfn_in("eu-west-1", "UpdateStack", &fields).await;
    assert_eq!(topic(&aws, "stack").await, "a-first");
    assert_eq!(aws.deploy("UPDATE", "stack", &of(&[])).await, "UPDATE_COMPLETE");
    assert_eq!(topic(&aws, "stack").await, "a-second");

    let role = |trusted: &str| {
        json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": {"AWS": trusted}, "Action": "sts:AssumeRole",
        }})
    };
    for (name, trusted) in [("reader", "arn:aws:iam::123456789012:root"), ("other", "arn:aws:iam::210987654321:root")] {
        let document = role(trusted).to_string();
        assert_eq!(
            aws.iam("CreateRole", &[("RoleName", name), ("AssumeRolePolicyDocument", &document)]).await.status,
            200
        );
    }
    let reader = [("RoleArn", "arn:aws:iam::123456789012:role/reader")];
    for (more, why) in [
        (vec![("StackName", "none")], "Stack with id none does not exist"),
        (vec![("OutputName", "None")], "the stack producer in eu-west-1 has no output None"),
        (vec![("Region", "eu-central-1")], "Stack with id producer does not exist"),
        (vec![("Region", "cn-north-1")], "cannot read from the region cn-north-1"),
        (vec![("RoleArn", "arn:aws:iam::123456789012:role/other")], "is invalid or cannot be assumed"),
        (reader.to_vec(), "is not authorized to perform: cloudformation:DescribeStacks on resource: arn:aws:"),
    ] {
        let body = of(&more).to_string();
        let (_, message) = aws.refused("UpdateStack", &[("StackName", "stack"), ("TemplateBody", &body)]).await;
        assert!(message.contains(why), "{message}");
    }
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "cloudformation:DescribeStacks",
        "Resource": "arn:aws:cloudformation:eu-west-1:123456789012:stack/producer/*",
    }});
    let fields = [("RoleName", "reader"), ("PolicyName", "own"), ("PolicyDocument", &policy.to_string())];
    assert_eq!(aws.iam("PutRolePolicy", &fields).await.status, 200);
    aws.cfn("DeleteStack", &[("StackName", "stack")]).await;
    assert_eq!(aws.deploy("CREATE", "with-a-role", &of(&reader)).await, "CREATE_COMPLETE");
    assert_eq!(topic(&aws, "with-a-role").await, "a-second");
}
