//! Early validation: all that CloudFormation finds is told, and what it cannot be asked about hides nothing.

use archive_simulator::{Faults, WireFault, WireFaultKind};
use cfn_deploy::{Error, Event, Level, Remedy};
use serde_json::{Value, json};

use crate::world::{Allow, World, bucket, request};

/// More mistakes than a page of events holds.
const MISTAKES: usize = 130;

fn mistaken() -> Value {
    let resources = (0..MISTAKES).map(|number| {
        let bucket = json!({ "Type": "AWS::S3::Bucket", "Properties": { "BucketNam": format!("acme-{number}") } });
        (format!("Bucket{number}"), bucket)
    });
    Value::Object(resources.collect())
}

#[tokio::test]
async fn every_mistake_is_told_with_its_resource_and_path_on_all_pages() {
    let world = World::new().await;
    let approver = Allow(&[]);
    let error = world.engine(&approver).deploy(&request(mistaken())).await.unwrap_err();
    let Error::Invalid { errors, .. } = &error else { panic!("{error}") };
    assert_eq!(errors.len(), MISTAKES);
    for number in 0..MISTAKES {
        let told = format!(
            "Bucket{number} at /Resources/Bucket{number}/Properties/BucketNam: extraneous key [BucketNam] is not permitted"
        );
        assert!(errors.contains(&told), "{told} is not among {errors:#?}");
        assert!(error.to_string().contains(&told), "{told} is not shown");
    }
    assert_eq!(world.status().await, None, "the placeholder of the change set is still there");
}

#[tokio::test]
async fn a_name_that_is_taken_is_told_together_with_a_property_that_is_not_known() {
    let world = World::new().await;
    let approver = Allow(&[]);
    let mut first = request(json!({ "Bucket": bucket("acme-taken") }));
    first.name = "first".into();
    world.engine(&approver).deploy(&first).await.unwrap();

    let unknown = json!({ "Type": "AWS::S3::Bucket", "Properties": { "Name": "acme" } });
    let wanted = request(json!({ "Taken": bucket("acme-taken"), "Unknown": unknown }));
    let error = world.engine(&approver).deploy(&wanted).await.unwrap_err();
    let Error::Invalid { errors, .. } = &error else { panic!("{error}") };
    let found = |part: &str| errors.iter().any(|error| error.contains(part));
    assert!(errors.len() == 2 && found("'acme-taken' already exists") && found("extraneous key [Name]"), "{errors:#?}");
    assert!(error.help().unwrap().contains("import the resource into the stack"));
}

#[tokio::test]
async fn whoever_may_not_read_the_mistakes_is_told_so_and_still_hears_the_reason() {
    let world = World::new().await;
    let denied =
        WireFault { operation: Some("DescribeEvents".into()), after: 0, times: 1, kind: WireFaultKind::Denied };
    world.simulator.set_faults(Faults { wire: vec![denied], ..Faults::default() });
    let approver = Allow(&[]);
    let error = world.engine(&approver).deploy(&request(mistaken())).await.unwrap_err();
    let Error::Invalid { errors, .. } = &error else { panic!("{error}") };
    assert_eq!(errors.len(), 1);
    assert!(errors[0].contains("AWS::EarlyValidation::PropertyValidation"), "{errors:?}");
    let warned = world.kept.all().into_iter().find_map(|event| match event {
        Event::Notice { level: Level::Warning, message, remedies } => Some((message, remedies)),
        _ => None,
    });
    let (message, remedies) = warned.expect("no warning");
    assert!(message.contains("DescribeEvents in eu-central-1: AccessDenied"), "{message}");
    assert_eq!(remedies.first(), Some(&Remedy::Grant { action: "cloudformation:DescribeEvents".to_owned() }));
    assert_eq!(world.status().await, None, "the placeholder of the change set is still there");
}
