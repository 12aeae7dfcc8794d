//! A simulated AWS of its own for each test, and an engine that talks to it.

use archive_simulator::{Config, ResourceFault};
use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::types::Capability;
use cfn_deploy::StackRequest;
use cfn_deploy::aws::{Application, Aws};
use serde_json::{Value, json};
pub(crate) use test_support::deployer::{Allow, Deployer, POLL_INTERVAL, RefuseAll};
use test_support::simulated_aws::{ACCOUNT, SimulatedAws};
pub(crate) use test_support::simulated_aws::{fault, settled};

pub(crate) const REGION: &str = "eu-central-1";
pub(crate) const STACK: &str = "acme-archive";

/// A simulated AWS, and somebody who deploys to it.
pub(crate) struct World {
    pub(crate) simulator: SimulatedAws,
    deployer: Deployer,
}

impl std::ops::Deref for World {
    type Target = Deployer;

    fn deref(&self) -> &Deployer {
        &self.deployer
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A world in which resources fail once, or as often as the fault says.
    pub(crate) async fn failing(faults: Vec<ResourceFault>) -> Self {
        Self::with(|config| config.faults.resources = faults).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let simulator = SimulatedAws::start(change);
        let aws = simulator.connect(Application::default(), REGION, ACCOUNT).await;
        Self { simulator, deployer: Deployer::new(aws, REGION) }
    }

    /// The status of the stack, as the simulator has it.
    pub(crate) async fn status(&self) -> Option<String> {
        self.deployer.status(STACK).await
    }

    /// A client of another account of the same world.
    pub(crate) fn client_of(&self, account: &str) -> Client {
        self.simulator.client(REGION, account)
    }

    /// Another connection to the same world: another person, or the same one after a crash.
    pub(crate) async fn again(&self) -> Aws {
        self.simulator.connect(Application::default(), REGION, ACCOUNT).await
    }
}

/// The request for a template.
pub(crate) fn request(resources: Value) -> StackRequest {
    let template = json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": resources,
        "Outputs": { "Region": { "Value": { "Ref": "AWS::Region" } } },
    });
    StackRequest {
        name: STACK.into(),
        template: template.to_string(),
        capabilities: vec![Capability::CapabilityNamedIam],
        termination_protection: true,
        ..StackRequest::default()
    }
}

/// A retained bucket that can be read by its name.
pub(crate) fn bucket(name: &str) -> Value {
    json!({
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "RetainExceptOnCreate",
        "UpdateReplacePolicy": "Retain",
        "Properties": { "BucketName": name, "VersioningConfiguration": { "Status": "Enabled" } },
    })
}

/// A key with a description, which can be changed in place.
pub(crate) fn key(description: &str) -> Value {
    json!({
        "Type": "AWS::KMS::Key",
        "DeletionPolicy": "RetainExceptOnCreate",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "Description": description,
            "KeyPolicy": { "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow",
                "Principal": { "AWS": { "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root" } },
                "Action": "kms:*",
                "Resource": "*",
            }]},
        },
    })
}

/// A StackSet of one bucket in each of `regions`.
pub(crate) fn stack_set(regions: &[&str]) -> Value {
    let body = json!({ "Resources": { "Replica": {
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "RetainExceptOnCreate",
        "Properties": { "BucketName": { "Fn::Sub": "acme-replica-${AWS::Region}" } },
    }}});
    json!({
        "Type": "AWS::CloudFormation::StackSet",
        "Properties": {
            "StackSetName": "acme-replication",
            "PermissionModel": "SELF_MANAGED",
            "StackInstancesGroup": [{
                "DeploymentTargets": { "Accounts": [{ "Ref": "AWS::AccountId" }] },
                "Regions": regions,
            }],
            "TemplateBody": body.to_string(),
        },
    })
}
