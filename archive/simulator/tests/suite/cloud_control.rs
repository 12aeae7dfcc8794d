//! The Cloud Control API reads what stacks have created, of every type whose schema has the handlers for it.

use archive_simulator::Config;
use serde_json::{Value, json};

use crate::aws::{Aws, HOME, Reply, signature};

async fn call(aws: &Aws, caller: &str, operation: &str, input: &Value) -> Reply {
    let (target, by) = (format!("CloudApiService.{operation}"), signature(caller, "cloudcontrolapi", HOME));
    let headers = [("X-Amz-Target", target.as_str()), ("Authorization", by.as_str())];
    aws.send(("cloudcontrolapi", HOME), "POST", "/", &headers, input.to_string().as_bytes()).await
}

async fn ask(aws: &Aws, operation: &str, input: &Value) -> Value {
    let reply = call(aws, "123456789012", operation, input).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

async fn code(aws: &Aws, caller: &str, operation: &str, input: &Value) -> String {
    let reply = call(aws, caller, operation, input).await;
    assert_eq!(reply.status, 400, "{}", reply.text());
    reply.json()["__type"].as_str().expect("it has a code").to_owned()
}

/// The properties of a description.
fn properties(described: &Value) -> Value {
    serde_json::from_str(described["Properties"].as_str().expect("they are a string")).expect("it is JSON")
}

fn network() -> Value {
    let vpc = |cidr: &str, name: &str| json!({ "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": cidr, "Tags": [{ "Key": "Name", "Value": name }] } });
    json!({ "Resources": {
        "One": vpc("10.0.0.0/16", "one"),
        "Two": vpc("10.1.0.0/16", "two"),
        "Three": vpc("10.2.0.0/16", "three"),
        "Role": { "Type": "AWS::IAM::Role", "Properties": { "RoleName": "worker", "AssumeRolePolicyDocument":
            { "Statement": { "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Service": "lambda.amazonaws.com" } } } } },
        "Bucket": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "acme-cloud-control" } },
    } })
}

#[tokio::test]
async fn a_list_has_what_identifies_and_each_is_read_whole() {
    let aws = Aws::instant().await;
    assert_eq!(aws.deploy("CREATE", "network", &network()).await, "CREATE_COMPLETE");
    let vpcs = json!({ "TypeName": "AWS::EC2::VPC" });
    let listed = ask(&aws, "ListResources", &vpcs).await;
    let listed = listed["ResourceDescriptions"].as_array().expect("a list").clone();
    assert_eq!(listed.len(), 3, "{listed:?}");
    assert_eq!(properties(&listed[0]), json!({ "VpcId": listed[0]["Identifier"] }));
    let mut cidrs = Vec::new();
    for each in &listed {
        let input = json!({ "TypeName": "AWS::EC2::VPC", "Identifier": each["Identifier"] });
        let found = properties(&ask(&aws, "GetResource", &input).await["ResourceDescription"]);
        assert_eq!(found["VpcId"], each["Identifier"], "what AWS sets is there too: {found}");
        cidrs.push(found["CidrBlock"].as_str().expect("a block").to_owned());
    }
    cidrs.sort();
    assert_eq!(cidrs, ["10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16"]);

    for (kind, identifier, arn) in [
        ("AWS::S3::Bucket", "acme-cloud-control", "arn:aws:s3:::acme-cloud-control"),
        ("AWS::IAM::Role", "worker", "arn:aws:iam::123456789012:role/worker"),
    ] {
        let listed = ask(&aws, "ListResources", &json!({ "TypeName": kind })).await;
        let listed: Vec<&Value> = listed["ResourceDescriptions"].as_array().expect("a list").iter().collect();
        assert!(listed.iter().any(|each| each["Identifier"] == identifier), "{listed:?}");
        let found = ask(&aws, "GetResource", &json!({ "TypeName": kind, "Identifier": identifier })).await;
        assert_eq!(properties(&found["ResourceDescription"])["Arn"], arn);
    }
}

#[tokio::test]
async fn a_list_has_pages() {
    let aws = Aws::instant().await;
    aws.deploy("CREATE", "network", &network()).await;
    let first = ask(&aws, "ListResources", &json!({ "TypeName": "AWS::EC2::VPC", "MaxResults": 2 })).await;
    let next = json!({ "TypeName": "AWS::EC2::VPC", "MaxResults": 2, "NextToken": first["NextToken"] });
    let second = ask(&aws, "ListResources", &next).await;
    let ids = |page: &Value| {
        let page = page["ResourceDescriptions"].as_array().expect("a list");
        page.iter().map(|each| each["Identifier"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!((ids(&first).len(), ids(&second).len()), (2, 1));
    assert!(!ids(&first).contains(&ids(&second)[0]), "{first} {second}");
    assert_eq!(second.get("NextToken"), None);
}

#[tokio::test]
async fn what_cannot_be_read_has_the_documented_error() {
    let aws = Aws::instant().await;
    let root = "123456789012";
    for (operation, input, expected) in [
        ("ListResources", json!({ "TypeName": "AWS::EC2::Cloud" }), "TypeNotFoundException"),
        ("ListResources", json!({}), "ValidationException"),
        ("ListResources", json!({ "TypeName": "AWS::EC2::VPC", "MaxResults": 0 }), "ValidationException"),
        ("ListResources", json!({ "TypeName": "AWS::EC2::VPC", "NextToken": "%" }), "InvalidRequestException"),
        ("ListResources", json!({ "TypeName": "AWS::CloudFormation::WaitCondition" }), "UnsupportedActionException"),
        ("GetResource", json!({ "TypeName": "AWS::EC2::VPC", "Identifier": "vpc-0" }), "ResourceNotFoundException"),
        ("CreateResource", json!({ "TypeName": "AWS::EC2::VPC", "DesiredState": "{}" }), "InvalidAction"),
    ] {
        assert_eq!(code(&aws, root, operation, &input).await, expected, "{operation} {input}");
    }
}

#[tokio::test]
async fn a_caller_needs_the_actions_of_the_handlers_too() {
    let allow = |actions: &[&str]| {
        let statement = json!({ "Effect": "Allow", "Action": actions, "Resource": "*" });
        json!({ "Version": "2012-10-17", "Statement": [statement] })
    };
    let control = ["cloudformation:ListResources", "cloudformation:GetResource"];
    let callers = [
        ("NOTHING".to_owned(), allow(&["ec2:*"])),
        ("CONTROL".to_owned(), allow(&control)),
        ("READER".to_owned(), allow(&[&control[..], &["ec2:Describe*"]].concat())),
    ];
    let aws = Aws::start(Config { callers: callers.into(), ..Config::in_memory() }).await;
    let list = json!({ "TypeName": "AWS::EC2::VPC" });
    let get = json!({ "TypeName": "AWS::EC2::VPC", "Identifier": "vpc-0" });
    for caller in ["NOTHING", "CONTROL"] {
        assert_eq!(code(&aws, caller, "ListResources", &list).await, "AccessDeniedException", "{caller}");
        assert_eq!(code(&aws, caller, "GetResource", &get).await, "AccessDeniedException", "{caller}");
    }
    assert_eq!(call(&aws, "READER", "ListResources", &list).await.status, 200);
    assert_eq!(code(&aws, "READER", "GetResource", &get).await, "ResourceNotFoundException");
}
