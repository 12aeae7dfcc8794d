//! Deployments that failed or were cut off, and the next one.

use archive_simulator::ResourceFault;
use aws_sdk_cloudformation::types::{Capability, Parameter, StackSetOperationPreferences};
use cfn_deploy::{DangerKind, Error};

use crate::world::{ACCOUNT, Allow, Archive, POLL_INTERVAL, RefuseAll, kms};

const STACK_SET: &str = "acme-archive-replication";
/// What is to be approved where somebody else has begun: also the role and the alias that no stack has, a region that nobody wants, and
/// policies that were narrower.
const TAKEN_BACK: &[DangerKind] = &[
    DangerKind::Adoption,
    DangerKind::Deletion,
    DangerKind::RegionRemoval,
    DangerKind::PolicyBroadening,
    DangerKind::WeakerProtection,
];

fn fault(region: &str, logical_id: &str, times: u32) -> ResourceFault {
    ResourceFault {
        region: Some(region.into()),
        logical_id: Some(logical_id.into()),
        status: Some("CREATE_IN_PROGRESS".into()),
        times,
        reason: "out of luck".into(),
        ..ResourceFault::default()
    }
}

#[tokio::test]
async fn a_region_that_was_complete_before_another_failed_is_told_and_taken_back() {
    let faults = vec![fault("eu-north-1", "BucketPolicy", 1)];
    let archive = Archive::failing("prefix = 'acme'\n[stack_set]\nregion_concurrency = 'sequential'", faults).await;
    let failed = archive.deploy(&[]).await.unwrap_err();
    assert!(matches!(failed, Error::RolledBack(_)), "{failed}");
    let said = archive.said();
    assert!(
        said.contains(
            "eu-west-1: acme-archive-replication-eu-west-1 (empty), the key arn:aws:kms:eu-west-1:123456789012:key/"
        ) && said.contains("the next `archive deploy` imports it"),
        "{said}"
    );

    // What is empty needs no word of its own; that of the failed stack is another matter.
    archive.deploy(&[DangerKind::FailedStackDeletion]).await.unwrap();
    archive.assert_whole().await;
}

#[tokio::test]
async fn a_multi_region_key_that_was_left_half_way_is_taken_back_with_its_primary() {
    let faults = vec![fault("eu-north-1", "BucketPolicy", 1)];
    let text = "prefix = 'acme'\n[keys]\nstrategy = 'multi-region'\n[stack_set]\nregion_concurrency = 'sequential'";
    let archive = Archive::failing(text, faults).await;
    archive.deploy(&[]).await.unwrap_err();
    // The rollback ordered the deletion of the primary key, which KMS holds back for its replica, and of the replica key of the region that
    // failed, which keeps another from being made there: both can still be saved, as the refusal says.
    let refused = archive.deploy(&[DangerKind::FailedStackDeletion]).await.unwrap_err();
    assert!(refused.to_string().contains("is PendingReplicaDeletion"), "{refused}");
    let remedy = archive::remedy::of_error(&refused).unwrap();
    let key = archive.aws.bucket_key("eu-west-1", "acme-archive-replication-eu-west-1").await.unwrap().unwrap();
    let id = serde_json::json!({ "KeyId": key.rsplit('/').next().unwrap() });
    for region in ["eu-central-1", "eu-north-1"] {
        assert!(remedy.contains(&format!("aws kms cancel-key-deletion --region {region}")), "{remedy}");
        kms(&archive, region, "CancelKeyDeletion", &id);
        kms(&archive, region, "EnableKey", &id);
    }
    archive.deploy(&[]).await.unwrap();
    archive.assert_whole().await;
    assert!(archive.keys().await.iter().all(|(_, arn)| arn.rsplit('/').next() == key.rsplit('/').next()));
}

#[tokio::test]
async fn an_adoption_that_was_cut_off_anywhere_is_taken_up_by_the_next_run() {
    for calls in (1..120).step_by(7) {
        let mut archive = Archive::new("prefix = 'acme'\nreplications = ['eu-west-1']").await;
        archive.deploy(&[]).await.unwrap();
        archive.write("before").await;
        archive.destroy().await;
        archive.reconnect().await;
        let approver = Allow(&[DangerKind::Adoption]);
        let cut = async {
            while archive.aws.calls().total() < calls {
                tokio::time::sleep(POLL_INTERVAL.initial / 4).await;
            }
        };
        let (engine, request) = (archive.engine(&approver), archive.request());
        let cut_off = tokio::select! {
            ended = archive::deployment::deploy(&archive.aws, &archive.config, &engine, &request) => {
                ended.unwrap();
                false
            }
            () = cut => true,
        };
        archive.reconnect().await;
        archive.deploy(&[DangerKind::Adoption]).await.unwrap_or_else(|error| {
            panic!("cut off after {calls} calls: {error}\n{}", archive.said());
        });
        archive.assert_whole().await;
        assert!(archive.holds("eu-west-1", "acme-archive-replication-eu-west-1", "before").await);
        if !cut_off {
            return;
        }
    }
}

#[tokio::test]
async fn an_import_that_fails_is_rolled_back_and_tried_again() {
    let faults = vec![ResourceFault {
        region: Some("eu-central-1".into()),
        resource_type: Some("AWS::CloudFormation::StackSet".into()),
        status: Some("IMPORT_IN_PROGRESS".into()),
        times: 1,
        reason: "out of luck".into(),
        ..ResourceFault::default()
    }];
    let archive = Archive::failing("prefix = 'acme'", faults).await;
    archive.deploy(&[]).await.unwrap();
    archive.write("before").await;
    archive.destroy().await;
    let failed = archive.deploy(&[DangerKind::Adoption]).await.unwrap_err();
    assert!(failed.to_string().contains("StackSet failed: out of luck"), "{failed}");
    assert_eq!(archive.status().await.as_deref(), Some("IMPORT_ROLLBACK_COMPLETE"));
    archive.deploy(&[DangerKind::Adoption]).await.unwrap();
    archive.assert_whole().await;
}

/// Deletes the stack and retains everything in it, the StackSet too.
async fn delete_stack_retaining_all(archive: &Archive) {
    let client = archive.aws.cloudformation("eu-central-1");
    let name = archive.config.stack_name();
    let mut retaining: serde_json::Value = serde_json::from_str(&archive.request().template).unwrap();
    for resource in retaining["Resources"].as_object_mut().unwrap().values_mut() {
        resource["DeletionPolicy"] = "Retain".into();
    }
    let request = cfn_deploy::StackRequest { template: retaining.to_string(), ..archive.request() };
    archive.engine(&Allow(&[])).deploy(&request).await.unwrap();
    client.update_termination_protection().stack_name(&name).enable_termination_protection(false).send().await.unwrap();
    client.delete_stack().stack_name(&name).send().await.unwrap();
    while archive.status().await.is_some() {
        tokio::time::sleep(POLL_INTERVAL.initial).await;
    }
}

#[tokio::test]
async fn what_deletion_by_force_left_is_taken_back_with_the_stack_set_that_is_still_there() {
    let archive = Archive::new("prefix = 'acme'").await;
    archive.deploy(&[]).await.unwrap();
    archive.write("before").await;
    delete_stack_retaining_all(&archive).await;
    let approver = Allow(&[]);
    let engine = archive.engine(&approver);
    let set = engine.stack_set("acme-archive-replication").await.unwrap().unwrap();
    assert_eq!(set.instances.len(), 2);
    let adopted = archive::adopt::adopt(&archive.aws, &archive.config, &engine).await.unwrap();
    assert!(adopted.primary);
    assert_eq!(engine.stack_set("acme-archive-replication").await.unwrap().unwrap().id, set.id);
    assert_eq!(archive.status().await.as_deref(), Some("IMPORT_COMPLETE"));
}

#[tokio::test]
async fn a_stack_set_whose_template_cannot_be_read_is_not_taken_back() {
    let archive = Archive::new("prefix = 'acme'").await;
    archive.deploy(&[]).await.unwrap();
    delete_stack_retaining_all(&archive).await;
    let approver = Allow(&[]);
    let engine = archive.engine(&approver);
    let set = engine.stack_set("acme-archive-replication").await.unwrap().unwrap();
    // What CloudFormation takes and a strict reader does not: a key that stands twice.
    let twice = set.template.replacen('{', r#"{"Description":"one","Description":"two","#, 1);
    let client = archive.aws.cloudformation("eu-central-1");
    let given = set.parameters.iter();
    let given = given.map(|(key, value)| Parameter::builder().parameter_key(key).parameter_value(value).build());
    let update = client.update_stack_set().stack_set_name(&set.id).template_body(twice);
    let update = update.set_parameters(Some(given.collect()));
    update.capabilities(Capability::CapabilityNamedIam).send().await.unwrap();
    while !engine.stack_set(&set.id).await.unwrap().unwrap().template.contains("two") {
        tokio::time::sleep(POLL_INTERVAL.initial).await;
    }
    let refused = archive::adopt::adopt(&archive.aws, &archive.config, &engine).await.unwrap_err();
    assert!(matches!(refused, Error::InvalidState { .. }), "{refused}");
    assert!(refused.to_string().contains("duplicate key `Description`"), "{refused}");
    assert_eq!(archive.status().await, None, "something was imported");
}

/// Waits for the StackSet operation with this ID, whatever becomes of it.
async fn operation_ends(client: &aws_sdk_cloudformation::Client, operation: &str) {
    loop {
        let described = client.describe_stack_set_operation().stack_set_name(STACK_SET).operation_id(operation);
        let described = described.send().await.unwrap().stack_set_operation.unwrap();
        if !matches!(described.status().unwrap().as_str(), "RUNNING" | "QUEUED") {
            return;
        }
        tokio::time::sleep(POLL_INTERVAL.initial).await;
    }
}

/// An archive whose stack is gone and whose StackSet stays, without an instance in eu-west-1, where bucket and key are retained.
async fn with_a_stack_set_that_stays() -> Archive {
    let archive = Archive::new("prefix = 'acme'").await;
    archive.deploy(&[]).await.unwrap();
    archive.write("before").await;
    delete_stack_retaining_all(&archive).await;
    let client = archive.aws.cloudformation("eu-central-1");
    let deleted = client.delete_stack_instances().stack_set_name(STACK_SET).accounts(ACCOUNT).regions("eu-west-1");
    deleted.retain_stacks(false).operation_id("delete").send().await.unwrap();
    operation_ends(&client, "delete").await;
    archive
}

/// The import's template is another than that of the StackSet, which takes no stack that has not its own.
#[tokio::test]
async fn a_stack_set_that_stays_takes_in_what_was_imported_with_another_template() {
    let archive = with_a_stack_set_that_stays().await;
    let engine = archive.engine(&RefuseAll);
    let set = engine.stack_set(STACK_SET).await.unwrap().unwrap();
    assert_eq!(set.instances.len(), 1);
    archive.deploy(TAKEN_BACK).await.unwrap_or_else(|error| panic!("{error}\n{}", archive.said()));
    archive.assert_whole().await;
    assert_eq!(engine.stack_set(STACK_SET).await.unwrap().unwrap().id, set.id);
    assert!(archive.holds("eu-west-1", "acme-archive-replication-eu-west-1", "before").await);
}

#[tokio::test]
async fn an_instance_without_a_stack_gives_way_to_the_stack_that_is_imported() {
    let archive = with_a_stack_set_that_stays().await;
    let client = archive.aws.cloudformation("eu-central-1");
    // After the first region failed, the second is not begun.
    archive.simulator.set_faults(archive_simulator::Faults {
        resources: vec![fault("eu-west-3", "Bucket", 1)],
        ..archive_simulator::Faults::default()
    });
    let one_by_one =
        StackSetOperationPreferences::builder().region_order("eu-west-3").region_order("eu-west-1").build();
    let created = client.create_stack_instances().stack_set_name(STACK_SET).accounts(ACCOUNT);
    let created = created.regions("eu-west-3").regions("eu-west-1").operation_preferences(one_by_one);
    created.operation_id("create").send().await.unwrap();
    operation_ends(&client, "create").await;
    let instances = client.list_stack_instances().stack_set_name(STACK_SET).send().await.unwrap();
    let empty = instances.summaries().iter().find(|instance| instance.region() == Some("eu-west-1")).unwrap();
    assert_eq!(empty.stack_id(), None, "{empty:?}");
    archive.deploy(TAKEN_BACK).await.unwrap_or_else(|error| panic!("{error}\n{}", archive.said()));
    archive.assert_whole().await;
    assert!(archive.holds("eu-west-1", "acme-archive-replication-eu-west-1", "before").await);
}

/// Somebody's adoption is cut off before the StackSet is made, and another person's configuration says the same policies otherwise: what is
/// an expression in one template is a value in the other, and CloudFormation finds nothing to change between them.
#[tokio::test]
async fn two_people_adopt_with_policies_that_differ_in_text_only() {
    let mut archive = Archive::new("prefix = 'acme'").await;
    archive.deploy(&[]).await.unwrap();
    archive.write("before").await;
    archive.destroy().await;
    let refused = archive_simulator::WireFault {
        operation: Some("CreateStackSet".into()),
        after: 0,
        times: 1,
        kind: archive_simulator::WireFaultKind::Denied,
    };
    archive
        .simulator
        .set_faults(archive_simulator::Faults { wire: vec![refused], ..archive_simulator::Faults::default() });
    archive.deploy(&[DangerKind::Adoption]).await.unwrap_err();
    let engine = archive.engine(&RefuseAll);
    assert!(engine.stack_set(STACK_SET).await.unwrap().is_none());
    let stack = engine.in_region("eu-west-1").describe(STACK_SET).await.unwrap().unwrap();
    let first = engine.in_region("eu-west-1").template(&stack.id).await.unwrap().text().to_owned();

    archive.config = crate::world::config("prefix = 'acme'\n[protection]\ndeny_tampering = true");
    archive.deploy(TAKEN_BACK).await.unwrap_or_else(|error| panic!("{error}\n{}", archive.said()));
    let said = archive.said();
    assert!(said.contains("gets the text of its StackSet's template, which changes no resource"), "{said}\n{first}");
    archive.assert_whole().await;
    assert!(archive.holds("eu-west-1", "acme-archive-replication-eu-west-1", "before").await);
    archive.deploy(&[]).await.unwrap();
}
