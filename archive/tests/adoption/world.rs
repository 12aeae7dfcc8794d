//! A simulated AWS, a configuration, and what is done with both.

use std::time::Duration;

use archive::config::{Config, Overrides};
use archive::verify::{ReplicationResult, verify};
use archive_simulator::ResourceFault;
use aws_sdk_cloudformation::types::Capability;
use cfn_deploy::aws::Aws;
use cfn_deploy::{DangerKind, DestroyOptions, Error, Event, Outcome, Refusal, StackRequest};
use serde_json::{Value, json};
pub(crate) use test_support::deployer::{Allow, Deployer, POLL_INTERVAL, RefuseAll};
pub(crate) use test_support::simulated_aws::ACCOUNT;
use test_support::simulated_aws::SimulatedAws;

pub(crate) const OTHER_ACCOUNT: &str = "210987654321";

/// An archive in a world of its own, and somebody who deploys it.
pub(crate) struct Archive {
    pub(crate) simulator: SimulatedAws,
    pub(crate) config: Config,
    deployer: Deployer,
}

impl std::ops::Deref for Archive {
    type Target = Deployer;

    fn deref(&self) -> &Deployer {
        &self.deployer
    }
}

/// Reads an `archive.toml`.
pub(crate) fn config(text: &str) -> Config {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("archive.toml"), text).unwrap();
    let config = Config::load(folder.path(), &Overrides::default()).unwrap();
    if config.is_account_regional() { config.in_account(ACCOUNT) } else { config }
}

async fn connect(simulator: &SimulatedAws, region: &str) -> Aws {
    simulator.connect(archive::APPLICATION, region, ACCOUNT).await
}

impl Archive {
    pub(crate) async fn new(text: &str) -> Self {
        Self::failing(text, Vec::new()).await
    }

    pub(crate) async fn failing(text: &str, faults: Vec<ResourceFault>) -> Self {
        let simulator = SimulatedAws::start(|world| {
            world.other_accounts = vec![OTHER_ACCOUNT.to_owned()];
            world.organizational_units = [("ou-abcd-12345678".to_owned(), vec![OTHER_ACCOUNT.to_owned()])].into();
            world.faults.resources = faults;
        });
        let config = config(text);
        let region = config.region().as_str();
        let deployer = Deployer::new(connect(&simulator, region).await, region);
        Self { simulator, config, deployer }
    }

    /// Another process of the same person.
    pub(crate) async fn reconnect(&mut self) {
        self.deployer.aws = connect(&self.simulator, self.config.region().as_str()).await;
    }

    /// Every message so far with its remedy, a line each.
    pub(crate) fn said(&self) -> String {
        let events = self.kept.all();
        let said = events.iter().filter_map(|event| match event {
            Event::Notice { message, .. } => {
                let remedy = archive::remedy::of_event(event).unwrap_or_else(|| "-".to_owned());
                Some(format!("{message} / {remedy}"))
            }
            Event::Progress { message } => Some(message.clone()),
            _ => None,
        });
        said.collect::<Vec<_>>().join("\n")
    }

    pub(crate) fn request(&self) -> StackRequest {
        StackRequest {
            name: self.config.stack_name(),
            template: archive::stacks::primary(&self.config).unwrap().to_json_compact(),
            capabilities: vec![Capability::CapabilityNamedIam],
            termination_protection: true,
            ..StackRequest::default()
        }
    }

    pub(crate) async fn deploy(&self, allowed: &'static [DangerKind]) -> Result<Outcome, Error> {
        let approver = Allow(allowed);
        archive::deployment::deploy(&self.aws, &self.config, &self.engine(&approver), &self.request()).await
    }

    pub(crate) async fn destroy(&self) {
        let approver = Allow(&[DangerKind::StackDeletion]);
        self.engine(&approver).destroy(&self.config.stack_name(), &DestroyOptions::default()).await.unwrap();
        assert_eq!(self.status().await, None);
    }

    pub(crate) async fn status(&self) -> Option<String> {
        self.deployer.status(&self.config.stack_name()).await
    }

    /// An object in the primary bucket that is in every replica too.
    pub(crate) async fn write(&self, key: &str) {
        let (region, bucket) = (self.config.region().as_str(), self.config.bucket_name());
        self.aws.put_object(region, &bucket, key, b"data".to_vec()).await.unwrap();
        for region in self.config.replications() {
            while !self.holds(region.as_str(), &self.config.replica_bucket_name(region), key).await {
                tokio::time::sleep(POLL_INTERVAL.initial).await;
            }
        }
    }

    pub(crate) async fn holds(&self, region: &str, bucket: &str, key: &str) -> bool {
        self.aws.head_object(region, bucket, key).await.unwrap().is_some()
    }

    /// Whether everything is there, no drift, and an object comes to every replica under that replica's own key.
    pub(crate) async fn assert_whole(&self) {
        let (engine, name) = (self.engine(&RefuseAll), self.config.stack_name());
        let stack = engine.describe(&name).await.unwrap().unwrap();
        assert!(stack.termination_protection);
        let report = engine.status(&name).await.unwrap().unwrap();
        let mut instances: Vec<_> = report.instances.iter().map(|instance| instance.region.as_str()).collect();
        let mut wanted: Vec<_> = self.config.replica_regions().map(|region| region.as_str()).collect();
        instances.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(instances, wanted);
        assert!(report.instances.iter().all(|instance| instance.status == "CURRENT"), "{:#?}", report.instances);
        assert_eq!(engine.drift(&name).await.unwrap().drifted, []);
        let resources = engine.deletion_outcomes(&stack).await.unwrap();
        let replicated = verify(
            (&self.aws, &self.aws),
            (&self.config, self.config.replications()),
            &resources,
            Duration::from_secs(120),
        )
        .await
        .unwrap();
        assert_eq!(replicated.len(), self.config.replications().len());
        for (region, how) in replicated {
            assert!(matches!(how, ReplicationResult::Arrived { own_key: Some(true), .. }), "{region}: {how:?}");
        }
    }

    /// The keys that encrypt the buckets, by region.
    pub(crate) async fn keys(&self) -> Vec<(String, String)> {
        let replicas = self.config.replica_regions().map(|region| (region, self.config.replica_bucket_name(region)));
        let mut keys = Vec::new();
        for (region, bucket) in std::iter::once((self.config.region(), self.config.bucket_name())).chain(replicas) {
            let key = self.aws.bucket_key(region.as_str(), &bucket).await.unwrap().unwrap();
            keys.push((region.to_string(), key));
        }
        keys
    }
}

/// The dangers for want of whose word nothing was done.
pub(crate) fn dangers(error: &Error) -> Vec<DangerKind> {
    match error {
        Error::Refused(Refusal::Dangers(dangers)) => dangers.iter().map(|danger| danger.kind).collect(),
        other => panic!("{other}"),
    }
}

/// Calls an operation of KMS.
pub(crate) fn kms(archive: &Archive, region: &str, operation: &str, input: &Value) {
    archive.simulator.caller(ACCOUNT, region).kms(operation, input);
}

pub(crate) fn put_key_policy(archive: &Archive, region: &str, key: &str, policy: &Value) {
    let input = json!({ "KeyId": key, "PolicyName": "default", "Policy": policy.to_string() });
    kms(archive, region, "PutKeyPolicy", &input);
}

pub(crate) fn create_bucket(archive: &Archive, account: &str, region: &str, bucket: &str) {
    let body = format!(
        "<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
    );
    archive.simulator.caller(account, region).s3("PUT", &format!("/{bucket}"), &body);
}

pub(crate) fn delete_bucket_policy(archive: &Archive, account: &str, region: &str, bucket: &str) {
    archive.simulator.caller(account, region).s3("DELETE", &format!("/{bucket}?policy"), "");
}

/// Deletes an empty bucket, after the policy that forbids it.
pub(crate) fn delete_bucket(archive: &Archive, account: &str, region: &str, bucket: &str) {
    delete_bucket_policy(archive, account, region, bucket);
    archive.simulator.caller(account, region).s3("DELETE", &format!("/{bucket}"), "");
}
