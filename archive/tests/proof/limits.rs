//! What AWS limits, measured on every configuration once its intrinsics are evaluated.
//!
//! Sources: CloudFormation user guide, "Understand CloudFormation quotas"; IAM user guide, "IAM and AWS STS quotas" (which do not count
//! white space); KMS developer guide, "Resource quotas"; S3 user guide, "Policies and permissions" and "Replication configuration".

use serde_json::Value;

use crate::configurations;
use crate::resolve::Stack;
use crate::world::{World, items, text};

/// Bytes of a template that is passed in a call, and of one in a StackSet.
const TEMPLATE: usize = 51_200;
/// Bytes of a template that goes through S3.
const UPLOADED_TEMPLATE: usize = 1_000_000;
/// The configurations whose primary template is too large for a call, so that it is deployed through a bucket for templates: thirty
/// regions with an alarm each. No other limit comes near.
const UPLOADED: [&str; 1] = ["thirty replicas, the longest prefix, everything reported"];
/// Replication rules of a bucket.
const RULES: usize = 1_000;
/// Characters of all inline policies of a role together.
const INLINE: usize = 10_240;
/// Characters of a managed policy.
const MANAGED: usize = 6_144;
/// Managed policies of a role.
const ATTACHED: usize = 10;
/// Characters of a trust policy.
const TRUST: usize = 2_048;
/// Characters of a key policy.
const KEY_POLICY: usize = 32_768;
/// Bytes of a bucket policy.
const BUCKET_POLICY: usize = 20_480;

#[test]
fn every_configuration_stays_within_the_limits() {
    let mut exceeded = Vec::new();
    for configuration in configurations::all() {
        let primary = configuration.primary();
        let world = World::resolve(&primary, &configuration.expected.source.place).unwrap();
        let mut check = |what: &str, size: usize, limit: usize| {
            println!("{}: {what} {size} of {limit}", configuration.name);
            if size > limit {
                exceeded.push(format!("{}: {what} is {size}, and the limit is {limit}", configuration.name));
            }
        };
        let uploaded = UPLOADED.contains(&configuration.name);
        check("template", primary.to_string().len(), if uploaded { UPLOADED_TEMPLATE } else { TEMPLATE });
        assert_eq!(primary.to_string().len() > TEMPLATE, uploaded, "{}", configuration.name);
        check("replica template", configuration.replica().to_string().len(), TEMPLATE);
        for template in configuration.bootstrap() {
            check("bootstrap template", template.to_string().len(), TEMPLATE);
            let place = &configuration.expected.source.place;
            let stack = Stack::resolve(&template, place, &configurations::bootstrap_parameters()).unwrap();
            policies(&stack, &mut check);
        }
        policies(&world.primary, &mut check);
        policies(&world.replicas[0], &mut check);
    }
    assert!(exceeded.is_empty(), "{}", exceeded.join("\n"));
}

fn policies(stack: &Stack, check: &mut impl FnMut(&str, usize, usize)) {
    for (id, role) in stack.of_kind("AWS::IAM::Role") {
        check(&format!("{id} trust"), characters(&role.properties["AssumeRolePolicyDocument"]), TRUST);
        let attached = |kind: &'static str| {
            stack
                .of_kind(kind)
                .filter(|(_, policy)| items(&policy.properties["Roles"]).iter().any(|name| text(name) == role.name))
        };
        let own = items(&role.properties["Policies"]).iter().map(|policy| characters(&policy["PolicyDocument"]));
        let others = attached("AWS::IAM::Policy").map(|(_, policy)| characters(&policy.properties["PolicyDocument"]));
        check(&format!("{id} inline"), own.chain(others).sum(), INLINE);
        check(&format!("{id} managed policies"), attached("AWS::IAM::ManagedPolicy").count(), ATTACHED);
    }
    for (id, policy) in stack.of_kind("AWS::IAM::ManagedPolicy") {
        check(id, characters(&policy.properties["PolicyDocument"]), MANAGED);
    }
    for (id, key) in stack.resources.iter().filter(|(_, resource)| !resource.properties["KeyPolicy"].is_null()) {
        check(&format!("{id} policy"), key.properties["KeyPolicy"].to_string().len(), KEY_POLICY);
    }
    for (id, policy) in stack.of_kind("AWS::S3::BucketPolicy") {
        check(id, policy.properties["PolicyDocument"].to_string().len(), BUCKET_POLICY);
    }
    for (id, bucket) in stack.of_kind("AWS::S3::Bucket") {
        check(&format!("{id} rules"), items(&bucket.properties["ReplicationConfiguration"]["Rules"]).len(), RULES);
    }
}

/// The length without white space: serde writes none, and that within texts counts.
fn characters(document: &Value) -> usize {
    document.to_string().chars().count()
}
