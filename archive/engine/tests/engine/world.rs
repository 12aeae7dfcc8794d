//! A simulated AWS of its own for each test, and an engine that talks to it.

use std::sync::Mutex;
use std::time::Duration;

use archive_simulator::{Config, ResourceFault, Simulator};
use aws_credential_types::Credentials;
use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::types::Capability;
use cfn_deploy::aws::{Application, Aws, ConnectOptions};
use cfn_deploy::{Consent, DangerKind, Engine, Event, FailureReport, Pace, Question, Reporter, StackRequest};
use serde_json::{Value, json};

pub(crate) const REGION: &str = "eu-central-1";
pub(crate) const STACK: &str = "acme-archive";

/// Keeps what the engine tells.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Vec<Event>>);

impl Reporter for Kept {
    fn report(&self, event: &Event) {
        self.0.lock().unwrap().push(event.clone());
    }
}

impl Kept {
    pub(crate) fn all(&self) -> Vec<Event> {
        self.0.lock().unwrap().clone()
    }

    /// The last failure that was told.
    pub(crate) fn failure(&self) -> FailureReport {
        let all = self.all();
        all.into_iter()
            .rev()
            .find_map(|event| if let Event::Failure(report) = event { Some(report) } else { None })
            .unwrap()
    }
}

/// Allows the dangers that it names, and every ordinary question.
pub(crate) struct Allow(pub(crate) &'static [DangerKind]);

impl Consent for Allow {
    fn grants(&self, question: &Question<'_>) -> bool {
        question.dangers.iter().all(|danger| self.0.contains(&danger.kind))
    }
}

/// Says no to everything.
pub(crate) struct No;

impl Consent for No {
    fn grants(&self, _: &Question<'_>) -> bool {
        false
    }
}

/// A simulated AWS, and a connection to it.
pub(crate) struct World {
    pub(crate) simulator: Simulator,
    pub(crate) aws: Aws,
    pub(crate) kept: Kept,
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
        let mut config = Config::in_memory();
        config.resource_delay = Duration::from_millis(2);
        change(&mut config);
        let account = config.account.clone();
        let simulator = Simulator::start(config).await.unwrap();
        let aws = connect(&simulator.endpoint_url(), &account).await;
        Self { simulator, aws, kept: Kept::default() }
    }

    pub(crate) fn engine<'a>(&'a self, consent: &'a dyn Consent) -> Engine<'a> {
        Engine::new(&self.aws, REGION, &self.kept, consent, PACE)
    }

    /// The status of the stack, as the simulator has it.
    pub(crate) async fn status(&self) -> Option<String> {
        let stack = self.engine(&No).describe(STACK).await.unwrap();
        stack.map(|stack| stack.status.as_str().to_owned())
    }

    /// A client of another account of the same world.
    pub(crate) fn client_of(&self, account: &str) -> Client {
        let config = aws_sdk_cloudformation::config::Builder::new()
            .behavior_version_latest()
            .region(aws_sdk_cloudformation::config::Region::new(REGION))
            .endpoint_url(self.simulator.endpoint_url())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .credentials_provider(Credentials::new(account, "simulated", None, None, "simulated"))
            .build();
        Client::from_conf(config)
    }

    /// Another connection to the same world: another person, or the same one after a crash.
    pub(crate) async fn again(&self) -> Aws {
        connect(&self.simulator.endpoint_url(), "123456789012").await
    }
}

/// Waits until nothing is done to a stack any more.
pub(crate) async fn settled(client: &Client, stack: &str) {
    loop {
        let described = client.describe_stacks().stack_name(stack).send().await.unwrap();
        let status = described.stacks()[0].stack_status().unwrap().as_str().to_owned();
        if !status.ends_with("_IN_PROGRESS") {
            assert_eq!(status, "CREATE_COMPLETE");
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

pub(crate) const PACE: Pace = Pace { first: Duration::from_millis(1), ceiling: Duration::from_millis(10) };

async fn connect(url: &str, account: &str) -> Aws {
    Aws::connect(ConnectOptions {
        application: Application::default(),
        region: REGION.into(),
        endpoint_url: Some(url.to_owned()),
        simulated_account: Some(account.to_owned()),
        profile: None,
    })
    .await
    .unwrap()
}

/// A fault that strikes `times`.
pub(crate) fn fault(logical_id: &str, status: &str, times: u32, reason: &str) -> ResourceFault {
    ResourceFault {
        logical_id: Some(logical_id.into()),
        status: Some(status.into()),
        times,
        reason: reason.into(),
        ..ResourceFault::default()
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
