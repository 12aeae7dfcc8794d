//! The design that the archive improves on, as AWS CDK synthesises it: its cold start fails here as it does on AWS.

use serde_json::Value;

use crate::aws::Aws;

/// The template, where the folder with it lies beside the checkout.
fn template() -> Option<Value> {
    let path = test_support::machine::shared("golden/cdk-v2.template.json")?;
    let text = std::fs::read_to_string(path).expect("a readable template");
    let mut template: Value = serde_json::from_str(&text).expect("the template is JSON");
    let sections = template.as_object_mut().expect("an object");
    // Both ask for a bootstrapped account, which has nothing to do with the archive.
    sections.remove("Parameters");
    sections.remove("Rules");
    Some(template)
}

#[tokio::test]
async fn its_cold_start_fails_and_with_the_right_order_it_succeeds() {
    let Some(mut template) = template() else { return };
    let aws = Aws::instant().await;
    assert_eq!(aws.deploy("CREATE", "acme-archive", &template).await, "ROLLBACK_COMPLETE");
    let reason = aws.reason("acme-archive", "Bucket83908E77", "CREATE_FAILED").await;
    assert!(reason.starts_with("Destination bucket must exist."), "{reason}");

    let aws = Aws::instant().await;
    template["Resources"]["Bucket83908E77"]["DependsOn"] = "StackSet".into();
    assert_eq!(aws.deploy("CREATE", "acme-archive", &template).await, "CREATE_COMPLETE");
    // Its grant on an alias's ARN lets nothing through.
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
