//! Whole stacks: ids, sections, limits, and what no single resource shows.

use models::cloudformation::{StackSet, stack_set};
use models::s3::bucket;
use models::{
    DeletionPolicy, LogicalId, Mapping, Parameter, RawResource, ResourceAttributes, Stack, Value, id, json, kms, s3,
    sqs,
};
use serde_json::json as plain;

use super::Mistake;

pub(crate) const MISTAKES: &[Mistake] = &[
    Mistake { title: "Two resources with the same logical ID", rule: "duplicate-id", make: two_resources },
    Mistake {
        title: "A parameter and a resource with the same logical ID",
        rule: "duplicate-id",
        make: parameter_and_resource,
    },
    Mistake { title: "An invalid logical ID, given with `LogicalId::unchecked`", rule: "logical-id", make: logical_id },
    Mistake { title: "Two outputs with the same export name", rule: "duplicate-export", make: two_exports },
    Mistake { title: "A stack without resources", rule: "no-resources", make: no_resources },
    Mistake { title: "An unknown section", rule: "unknown-section", make: unknown_section },
    Mistake { title: "An unknown template format version", rule: "format-version", make: format_version },
    Mistake { title: "An unknown resource attribute", rule: "unknown-attribute", make: resource_attribute },
    Mistake { title: "`Snapshot` for a resource type without snapshots", rule: "no-snapshot", make: no_snapshot },
    Mistake { title: "A description that is too long", rule: "limit", make: long_description },
    Mistake { title: "More than 500 resources", rule: "limit", make: many_resources },
    Mistake { title: "More than 200 outputs", rule: "limit", make: many_outputs },
    Mistake { title: "More than 200 parameters", rule: "limit", make: many_parameters },
    Mistake { title: "More than 200 top-level keys of a mapping", rule: "limit", make: many_keys },
    Mistake { title: "A template of more than 1,000,000 bytes", rule: "limit", make: large_template },
    Mistake { title: "An accepted finding that does not exist", rule: "unused-acceptance", make: accepted_nothing },
    Mistake {
        title: "Retained data whose KMS key is deleted",
        rule: "retained-data-without-key",
        make: key_not_retained,
    },
    Mistake {
        title: "Replication from a bucket without versioning",
        rule: "replication-versioning",
        make: no_versions,
    },
    Mistake { title: "Two replication rules with the same priority", rule: "replication-priority", make: one_priority },
    Mistake {
        title: "A replication rule with `Filter` and without `Priority`",
        rule: "replication-filter",
        make: no_priority,
    },
    Mistake {
        title: "A replica KMS key in a rule that does not select objects encrypted with KMS",
        rule: "replication-encryption",
        make: key_without_selection,
    },
    Mistake {
        title: "A rule that selects objects encrypted with KMS without a replica KMS key",
        rule: "replication-encryption",
        make: selection_without_key,
    },
    Mistake { title: "`ReplicationTime` without `Metrics`", rule: "replication-time", make: time_without_metrics },
    Mistake {
        title: "Replication to a bucket that a StackSet has not created yet",
        rule: "replication-order",
        make: destination_not_made,
    },
    Mistake { title: "A StackSet template that is not a template", rule: "template-body", make: no_template },
    Mistake { title: "A mistake in the template of a StackSet", rule: "unknown-property", make: mistake_inside },
];

fn two_resources(stack: &mut Stack) {
    stack.add(id!("Queue"), sqs::Queue::new());
    stack.add(id!("Queue"), sqs::Queue::new());
}

fn parameter_and_resource(stack: &mut Stack) {
    stack.parameter(id!("Queue"), Parameter::string());
    stack.add(id!("Queue"), sqs::Queue::new());
}

fn logical_id(stack: &mut Stack) {
    stack.add(LogicalId::unchecked("my-queue"), sqs::Queue::new());
}

fn two_exports(stack: &mut Stack) {
    let queue = stack.add(id!("Queue"), sqs::Queue::new());
    stack.output(id!("Url"), queue.reference()).export_name("queue");
    stack.output(id!("Arn"), queue.arn()).export_name("queue");
}

fn no_resources(stack: &mut Stack) {
    stack.parameter(id!("Stage"), Parameter::string());
}

fn unknown_section(stack: &mut Stack) {
    stack.add(id!("Queue"), sqs::Queue::new());
    stack.raw_section("Output", plain!({}));
}

fn format_version(stack: &mut Stack) {
    stack.add(id!("Queue"), sqs::Queue::new());
    stack.raw_section("AWSTemplateFormatVersion", plain!("2020-01-01"));
}

fn resource_attribute(stack: &mut Stack) {
    stack.add(id!("Queue"), sqs::Queue::new().raw_resource_attribute("DeletePolicy", plain!("Retain")));
}

fn no_snapshot(stack: &mut Stack) {
    stack.add(id!("Queue"), sqs::Queue::new().deletion_policy(DeletionPolicy::Snapshot));
}

fn long_description(stack: &mut Stack) {
    stack.description("x".repeat(1025));
    stack.add(id!("Queue"), sqs::Queue::new());
}

fn numbered(index: usize) -> LogicalId {
    LogicalId::unchecked(format!("It{index}"))
}

fn many_resources(stack: &mut Stack) {
    for index in 0..501 {
        stack.add(numbered(index), sqs::Queue::new());
    }
}

fn many_outputs(stack: &mut Stack) {
    let queue = stack.add(id!("Queue"), sqs::Queue::new());
    for index in 0..201 {
        stack.output(numbered(index), queue.arn());
    }
}

fn many_parameters(stack: &mut Stack) {
    stack.add(id!("Queue"), sqs::Queue::new());
    for index in 0..201 {
        stack.parameter(numbered(index), Parameter::string());
    }
}

fn many_keys(stack: &mut Stack) {
    stack.add(id!("Queue"), sqs::Queue::new());
    let rows = (0..201).fold(Mapping::strings(), |mapping, index| mapping.row(format!("row{index}"), [("Name", "x")]));
    stack.mapping(id!("Names"), rows);
}

fn large_template(stack: &mut Stack) {
    stack.add(id!("Queue"), sqs::Queue::new());
    stack.metadata("Notes", plain!("x".repeat(1_000_000)));
}

fn accepted_nothing(stack: &mut Stack) {
    stack.add(id!("Queue"), sqs::Queue::new());
    stack.accept("unknown-property", "Queue", "it was new once");
}

fn key_not_retained(stack: &mut Stack) {
    let key = stack.add(id!("Key"), kms::Key::new());
    let encryption = json!({ "ServerSideEncryptionConfiguration": [
        { "ServerSideEncryptionByDefault": { "SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key.arn() } },
    ] });
    stack.add(
        id!("Bucket"),
        RawResource::new("AWS::S3::Bucket").property("BucketEncryption", encryption).retain_except_on_create(),
    );
}

/// A bucket with versions whose replication rules are these.
fn replicating(rules: serde_json::Value) -> s3::Bucket {
    let configuration = plain!({ "Role": "arn:aws:iam::123456789012:role/replication", "Rules": rules });
    s3::Bucket::new()
        .versioning_configuration(bucket::VersioningConfiguration::new(Value::unchecked(plain!("Enabled"))))
        .replication_configuration(Value::unchecked(configuration))
}

const COPY: &str = "arn:aws:s3:::acme-copy";

fn no_versions(stack: &mut Stack) {
    let rules = plain!([{ "Status": "Enabled", "Destination": { "Bucket": COPY } }]);
    let suspended = bucket::VersioningConfiguration::new(Value::unchecked(plain!("Suspended")));
    stack.add(id!("Bucket"), replicating(rules).versioning_configuration(suspended));
}

fn rule(priority: u32, destination: serde_json::Value) -> serde_json::Value {
    plain!({
        "Status": "Enabled",
        "Priority": priority,
        "Filter": { "Prefix": "" },
        "DeleteMarkerReplication": { "Status": "Enabled" },
        "Destination": destination,
    })
}

fn one_priority(stack: &mut Stack) {
    let other = plain!({ "Bucket": "arn:aws:s3:::acme-other" });
    stack.add(id!("Bucket"), replicating(plain!([rule(1, plain!({ "Bucket": COPY })), rule(1, other)])));
}

fn no_priority(stack: &mut Stack) {
    let mut rule = rule(1, plain!({ "Bucket": COPY }));
    rule.as_object_mut().unwrap().remove("Priority");
    stack.add(id!("Bucket"), replicating(plain!([rule])));
}

fn key_without_selection(stack: &mut Stack) {
    let key = "arn:aws:kms:eu-west-1:123456789012:key/1234";
    let destination = plain!({ "Bucket": COPY, "EncryptionConfiguration": { "ReplicaKmsKeyID": key } });
    stack.add(id!("Bucket"), replicating(plain!([rule(1, destination)])));
}

fn selection_without_key(stack: &mut Stack) {
    let mut rule = rule(1, plain!({ "Bucket": COPY }));
    rule["SourceSelectionCriteria"] = plain!({ "SseKmsEncryptedObjects": { "Status": "Enabled" } });
    stack.add(id!("Bucket"), replicating(plain!([rule])));
}

fn time_without_metrics(stack: &mut Stack) {
    let time = plain!({ "Status": "Enabled", "Time": { "Minutes": 15 } });
    stack.add(id!("Bucket"), replicating(plain!([rule(1, plain!({ "Bucket": COPY, "ReplicationTime": time }))])));
}

fn stack_set(body: impl models::IntoValue<String>) -> StackSet {
    StackSet::new(stack_set::PermissionModel::SelfManaged, "acme").template_body(body)
}

fn destination_not_made(stack: &mut Stack) {
    let mut replica = Stack::new();
    replica.add(id!("Bucket"), s3::Bucket::new().bucket_name("acme-copy"));
    stack.add(id!("Replicas"), stack_set(replica.synth_unchecked()));
    stack.add(id!("Bucket"), replicating(plain!([rule(1, plain!({ "Bucket": COPY }))])));
}

fn no_template(stack: &mut Stack) {
    stack.add(id!("Replicas"), stack_set("Resources: ["));
}

fn mistake_inside(stack: &mut Stack) {
    let body = r#"{"Resources":{"Queue":{"Type":"AWS::SQS::Queue","Properties":{"QueueNam":"acme"}}}}"#;
    stack.add(id!("Replicas"), stack_set(body));
}
