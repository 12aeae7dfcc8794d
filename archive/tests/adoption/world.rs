//! A simulated AWS, a configuration, and what is done with both.

use std::sync::Mutex;
use std::time::Duration;

use archive::config::{Config, Overrides};
use archive::verify::{Replicated, verify};
use archive_simulator::{Config as World, ResourceFault, Simulator};
use aws_sdk_cloudformation::types::Capability;
use cfn_deploy::aws::{Aws, ConnectOptions};
use cfn_deploy::{
    Consent, DangerKind, DestroyOptions, Engine, Error, Event, Outcome, Pace, Question, Refusal, Reporter, StackRequest,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub(crate) const ACCOUNT: &str = "123456789012";
pub(crate) const OTHER_ACCOUNT: &str = "210987654321";
pub(crate) const PACE: Pace = Pace { first: Duration::from_millis(1), ceiling: Duration::from_millis(10) };

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

#[derive(Default)]
pub(crate) struct Kept(Mutex<Vec<Event>>);

impl Reporter for Kept {
    fn report(&self, event: &Event) {
        self.0.lock().unwrap().push(event.clone());
    }
}

impl Kept {
    /// Everything that was said, a line each.
    pub(crate) fn said(&self) -> String {
        let events = self.0.lock().unwrap();
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
}

/// An archive in a world of its own.
pub(crate) struct Archive {
    pub(crate) simulator: Simulator,
    pub(crate) aws: Aws,
    pub(crate) config: Config,
    pub(crate) kept: Kept,
}

/// Reads an `archive.toml`.
pub(crate) fn config(text: &str) -> Config {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("archive.toml"), text).unwrap();
    let config = Config::load(folder.path(), &Overrides::default()).unwrap();
    if config.is_account_regional() { config.in_account(ACCOUNT) } else { config }
}

pub(crate) async fn connect(simulator: &Simulator) -> Aws {
    Aws::connect(ConnectOptions {
        application: archive::APPLICATION,
        region: "eu-central-1".into(),
        endpoint_url: Some(simulator.endpoint_url()),
        simulated_account: Some(ACCOUNT.to_owned()),
        profile: None,
    })
    .await
    .unwrap()
}

impl Archive {
    pub(crate) async fn new(text: &str) -> Self {
        Self::failing(text, Vec::new()).await
    }

    pub(crate) async fn failing(text: &str, faults: Vec<ResourceFault>) -> Self {
        let mut world = World::in_memory();
        world.resource_delay = Duration::from_millis(2);
        world.replication_delay = Duration::from_millis(2);
        world.other_accounts = vec![OTHER_ACCOUNT.to_owned()];
        world.organizational_units = [("ou-abcd-12345678".to_owned(), vec![OTHER_ACCOUNT.to_owned()])].into();
        world.faults.resources = faults;
        let simulator = Simulator::start(world).await.unwrap();
        let aws = connect(&simulator).await;
        Self { simulator, aws, config: config(text), kept: Kept::default() }
    }

    pub(crate) fn engine<'a>(&'a self, consent: &'a dyn Consent) -> Engine<'a> {
        Engine::new(&self.aws, self.config.region().as_str(), &self.kept, consent, PACE)
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
        let consent = Allow(allowed);
        archive::deployment::deploy(&self.aws, &self.config, &self.engine(&consent), &self.request()).await
    }

    pub(crate) async fn destroy(&self) {
        let consent = Allow(&[DangerKind::StackDeletion]);
        self.engine(&consent).destroy(&self.config.stack_name(), &DestroyOptions::default()).await.unwrap();
        assert_eq!(self.status().await, None);
    }

    pub(crate) async fn status(&self) -> Option<String> {
        let stack = self.engine(&No).describe(&self.config.stack_name()).await.unwrap();
        stack.map(|stack| stack.status.as_str().to_owned())
    }

    /// An object in the primary bucket that is in every replica too.
    pub(crate) async fn write(&self, key: &str) {
        let (region, bucket) = (self.config.region().as_str(), self.config.bucket_name());
        self.aws.put_object(region, &bucket, key, b"data".to_vec()).await.unwrap();
        for region in self.config.replications() {
            while !self.holds(region.as_str(), &self.config.replica_bucket_name(region), key).await {
                tokio::time::sleep(PACE.first).await;
            }
        }
    }

    pub(crate) async fn holds(&self, region: &str, bucket: &str, key: &str) -> bool {
        self.aws.head_object(region, bucket, key).await.unwrap().is_some()
    }

    /// Whether everything is there, no drift, and an object comes to every replica under that replica's own key.
    pub(crate) async fn assert_whole(&self) {
        let (engine, name) = (self.engine(&No), self.config.stack_name());
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
        let replicated = verify(&self.aws, &self.config, &resources, Duration::from_secs(120)).await.unwrap();
        assert_eq!(replicated.len(), self.config.replications().len());
        for (region, how) in replicated {
            assert!(matches!(how, Replicated::Arrived { own_key: Some(true), .. }), "{region}: {how:?}");
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

/// Sends a request that the archive itself never makes, as `account`.
async fn send(archive: &Archive, account: &str, region: &str, service: &str, request: &str, body: &str) {
    let url = archive.simulator.endpoint_url();
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap();
    let scope = format!("AWS4-HMAC-SHA256 Credential={account}/20260101/{region}/{service}/aws4_request");
    let mut lines = request.lines();
    let (first, headers) = (lines.next().unwrap(), lines.map(|line| format!("{line}\r\n")).collect::<String>());
    let head = format!(
        "{first} HTTP/1.1\r\nHost: s3\r\nConnection: close\r\nAuthorization: {scope}, Signature=0\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await.unwrap();
    assert!(reply.starts_with("HTTP/1.1 2"), "{first}: {reply}");
}

/// Calls an operation of KMS.
pub(crate) async fn kms(archive: &Archive, region: &str, operation: &str, input: &serde_json::Value) {
    let request = format!("POST /\nContent-Type: application/x-amz-json-1.1\nX-Amz-Target: TrentService.{operation}");
    send(archive, ACCOUNT, region, "kms", &request, &input.to_string()).await;
}

pub(crate) async fn put_key_policy(archive: &Archive, region: &str, key: &str, policy: &serde_json::Value) {
    let input = serde_json::json!({ "KeyId": key, "PolicyName": "default", "Policy": policy.to_string() });
    kms(archive, region, "PutKeyPolicy", &input).await;
}

pub(crate) async fn create_bucket(archive: &Archive, account: &str, region: &str, bucket: &str) {
    let body = format!(
        "<CreateBucketConfiguration><LocationConstraint>{region}</LocationConstraint></CreateBucketConfiguration>"
    );
    send(archive, account, region, "s3", &format!("PUT /{bucket}"), &body).await;
}

pub(crate) async fn delete_bucket_policy(archive: &Archive, account: &str, region: &str, bucket: &str) {
    send(archive, account, region, "s3", &format!("DELETE /{bucket}?policy"), "").await;
}

/// Deletes an empty bucket, after the policy that forbids it.
pub(crate) async fn delete_bucket(archive: &Archive, account: &str, region: &str, bucket: &str) {
    delete_bucket_policy(archive, account, region, bucket).await;
    send(archive, account, region, "s3", &format!("DELETE /{bucket}"), "").await;
}
