//! The examples of `cfn-models`, deployed and deleted again: the templates that its tests write.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use crate::aws::{Aws, field};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/tests/examples/templates")
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}

/// Values for the parameters that have no default.
const VALUES: &[(&str, &str)] = &[
    ("Certificate", "arn:aws:acm:eu-west-1:111122223333:certificate/01234567-0123-0123-0123-0123456789ab"),
    ("CodeBucket", "acme-code"),
    ("Image", "acme/web:1"),
    ("Mail", "a@example.com"),
    ("PrivateSubnets", "subnet-0123456789abcdef0,subnet-0123456789abcdef1"),
    ("PublicSubnets", "subnet-0123456789abcdef2,subnet-0123456789abcdef3"),
    ("Vpc", "vpc-0123456789abcdef0"),
];

fn given(template: &Value) -> Vec<(String, String)> {
    let parameters = template["Parameters"].as_object().into_iter().flatten();
    let needed = parameters.filter(|(_, declared)| declared.get("Default").is_none()).map(|(name, _)| name);
    let mut fields = Vec::new();
    for (index, name) in (1..).zip(needed) {
        let (_, value) =
            VALUES.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no value for {name}"));
        fields.push((format!("Parameters.member.{index}.ParameterKey"), name.clone()));
        fields.push((format!("Parameters.member.{index}.ParameterValue"), (*value).to_owned()));
    }
    fields
}

/// Creates the stack, and gives the status in which it ends.
async fn create(aws: &Aws, region: &str, name: &str, template: &Value) -> String {
    let body = template.to_string();
    let given = given(template);
    let mut fields = vec![
        ("StackName", name),
        ("TemplateBody", body.as_str()),
        ("Capabilities.member.1", "CAPABILITY_NAMED_IAM"),
        // What the examples retain would stay for the next.
        ("OnFailure", "DO_NOTHING"),
    ];
    fields.extend(given.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    aws.cfn_in(region, "CreateStack", &fields).await;
    settled(aws, region, name).await
}

async fn settled(aws: &Aws, region: &str, name: &str) -> String {
    loop {
        let status = aws.cfn_in(region, "DescribeStacks", &[("StackName", name)]).await.get("StackStatus");
        if !status.ends_with("_IN_PROGRESS") {
            return status;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Deletes the stack, and holds what is left of it against what the template retains.
async fn delete(aws: &Aws, region: &str, name: &str, template: &Value) {
    let id = aws.cfn_in(region, "DescribeStacks", &[("StackName", name)]).await.get("StackId");
    aws.cfn_in(region, "DeleteStack", &[("StackName", name)]).await;
    let status = settled(aws, region, &id).await;
    assert_eq!(status, "DELETE_COMPLETE", "{name}: {:#?}", aws.events(region, &id).await);
    let listed = aws.cfn_in(region, "ListStackResources", &[("StackName", &id)]).await;
    let resources = listed.items("StackResourceSummaries");
    assert!(!resources.is_empty(), "{name}");
    for resource in &resources {
        let of = |name: &str| field(resource, name);
        let policy = template["Resources"][of("LogicalResourceId")]["DeletionPolicy"].as_str();
        let is_kept = policy.is_some_and(|policy| policy.starts_with("Retain"));
        let expected = if is_kept { "DELETE_SKIPPED" } else { "DELETE_COMPLETE" };
        assert_eq!(of("ResourceStatus"), expected, "{name}: {resource:?}");
    }
}

#[tokio::test]
async fn the_examples_are_created_and_deleted() {
    let mut names: Vec<PathBuf> =
        std::fs::read_dir(folder()).expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    names.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    names.sort();
    assert!(names.len() >= 11, "{names:?}");
    for path in names {
        // Each in an AWS of its own: the names of what they retain would be taken.
        let aws = Aws::instant().await;
        let name = path.file_stem().expect("a name").to_string_lossy().replace('_', "-");
        let template = read(&path);
        let status = create(&aws, "eu-west-1", &name, &template).await;
        assert_eq!(status, "CREATE_COMPLETE", "{name}: {:#?}", aws.events("eu-west-1", &name).await);
        let listed = aws.cfn_in("eu-west-1", "ListStackResources", &[("StackName", &name)]).await;
        let declared = template["Resources"].as_object().expect("resources");
        let without_condition = declared.values().filter(|resource| resource.get("Condition").is_none()).count();
        assert!(listed.all("PhysicalResourceId").len() >= without_condition, "{name}");
        delete(&aws, "eu-west-1", &name, &template).await;
    }
}

#[tokio::test]
async fn the_app_of_four_stacks_in_two_regions_is_created_in_its_order_and_deleted_in_the_other() {
    let manifest = read(&folder().join("shop/manifest.json"));
    let aws = Aws::instant().await;
    let mut regions = Vec::new();
    for stack in manifest["stacks"].as_array().expect("stacks") {
        let text = |key: &str| stack[key].as_str().expect("a string");
        let template = read(&folder().join("shop").join(text("template")));
        let status = create(&aws, text("region"), text("name"), &template).await;
        assert_eq!(
            status,
            "CREATE_COMPLETE",
            "{}: {:#?}",
            text("name"),
            aws.events(text("region"), text("name")).await
        );
        regions.push(text("region"));
    }
    assert_eq!(regions, ["eu-west-1", "eu-west-1", "eu-west-1", "us-east-1"]);
    // The export is what the importing stack got.
    let exports = aws.cfn_in("eu-west-1", "ListExports", &[]).await;
    let table = exports.items("Exports").into_iter().find(|export| field(export, "Name") == "shop-data-OrdersName");
    let table = table.expect("an export");
    let events = aws.cfn_in("eu-west-1", "DescribeStackEvents", &[("StackName", "shop-work")]).await;
    let function = events.all("ResourceProperties").into_iter().find(|it| it.contains("TABLE")).expect("the function");
    assert!(function.contains(field(&table, "Value")), "{function}");

    aws.cfn_in("eu-west-1", "DeleteStack", &[("StackName", "shop-data")]).await;
    let status = settled(&aws, "eu-west-1", "shop-data").await;
    assert_eq!(status, "CREATE_COMPLETE", "a stack was deleted whose export is in use");
    for stack in manifest["stacks"].as_array().expect("stacks").iter().rev() {
        let text = |key: &str| stack[key].as_str().expect("a string");
        delete(&aws, text("region"), text("name"), &read(&folder().join("shop").join(text("template")))).await;
    }
}
