//! The reference design of AWS CDK that the archive improves on: its cold start fails here as it does on AWS.

use serde_json::Value;

use crate::aws::Aws;

/// The template, if the folder with it is next to the checkout.
fn template() -> Option<Value> {
    let path = test_support::machine::shared("golden/cdk-v2.template.json")?;
    let text = std::fs::read_to_string(path).expect("a readable template");
    let mut template: Value = serde_json::from_str(&text).expect("the template is JSON");
    let sections = template.as_object_mut().expect("an object");
    // Both require a bootstrapped account, which is not relevant here.
    sections.remove("Parameters");
    sections.remove("Rules");
    Some(template)
}

#[tokio::test]
async fn the_cold_start_of_the_reference_fails_and_succeeds_with_the_right_dependencies() {
    let Some(mut template) = template() else { return };
    let aws = Aws::instant().await;
    assert_eq!(aws.deploy("CREATE", "acme-archive", &template).await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("acme-archive", "Bucket83908E77", "CREATE_FAILED").await;
    assert!(reason.starts_with("Destination bucket must exist."), "{reason}");

    let aws = Aws::instant().await;
    template["Resources"]["Bucket83908E77"]["DependsOn"] = "StackSet".into();
    assert_eq!(aws.deploy("CREATE", "acme-archive", &template).await, "CREATE_COMPLETE");
    // Its grant on the ARN of an alias has no effect.
    let put = aws.s3("eu-central-1", "PUT", "/acme-archive/photo", "content").await;
    assert_eq!(put.status, 200, "{}", put.text());
    let source = loop {
        let source = aws.s3("eu-central-1", "HEAD", "/acme-archive/photo", "").await;
        if source.header("x-amz-replication-status") != Some("PENDING") {
            break source;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    };
    assert_eq!(source.header("x-amz-replication-status"), Some("FAILED"));
}
