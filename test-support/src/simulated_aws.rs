//! A simulated AWS for one test, and the ways to it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::ops::Deref;
use std::sync::mpsc;
use std::time::Duration;

use archive_simulator::{Config, ResourceFault, Simulator};
use aws_credential_types::Credentials;
use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::config::{Builder, Region};
use cfn_deploy::aws::{Application, Aws, ConnectOptions};
use serde_json::Value;
use tokio::sync::oneshot;

/// The account in which requests act unless their access key is the number of another.
pub const ACCOUNT: &str = "123456789012";

/// A simulated AWS on a thread of its own, so that a test may wait for a program as it likes. It ends with this value.
pub struct SimulatedAws {
    simulator: Simulator,
    _running: oneshot::Sender<()>,
}

impl Deref for SimulatedAws {
    type Target = Simulator;

    fn deref(&self) -> &Simulator {
        &self.simulator
    }
}

impl SimulatedAws {
    /// In memory, with two milliseconds of work on each resource, except for what `change` makes different.
    ///
    /// # Panics
    /// It cannot be started.
    #[must_use]
    pub fn start(change: impl FnOnce(&mut Config)) -> Self {
        let delay = Duration::from_millis(2);
        let mut config = Config { resource_delay: delay, replication_delay: delay, ..Config::in_memory() };
        change(&mut config);
        let (started, starting) = mpsc::channel();
        let (running, stopped) = oneshot::channel::<()>();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                started.send(Simulator::start(config).await).unwrap();
                // An error means that the value with the other end is gone, which is what this waits for.
                let _ = stopped.await;
            });
        });
        Self { simulator: starting.recv().unwrap().unwrap(), _running: running }
    }

    /// A connection of `application` to a region, in an account.
    ///
    /// # Panics
    /// There is none.
    pub async fn connect(&self, application: Application, region: &str, account: &str) -> Aws {
        connect(&self.endpoint_url(), application, region, account).await
    }

    /// A client of CloudFormation in an account: what another program sees.
    #[must_use]
    pub fn client(&self, region: &str, account: &str) -> Client {
        let config = Builder::new()
            .behavior_version_latest()
            .region(Region::new(region.to_owned()))
            .endpoint_url(self.endpoint_url())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .credentials_provider(Credentials::new(account, "simulated", None, None, "simulated"));
        Client::from_conf(config.build())
    }

    /// Everything that is in the simulated accounts, without the clock and without what is empty.
    ///
    /// # Panics
    /// The state cannot be read.
    #[must_use]
    pub fn resources(&self) -> Value {
        fn without_empty(value: &Value) -> Value {
            match value {
                Value::Object(members) => {
                    let kept = members.iter().map(|(name, value)| (name.clone(), without_empty(value)));
                    // A region that was only looked at has counters of zero.
                    let is_empty =
                        |value: &Value| value.as_object().is_some_and(serde_json::Map::is_empty) || *value == 0;
                    Value::Object(kept.filter(|(_, value)| !is_empty(value) && !value.is_null()).collect())
                }
                Value::Array(items) if items.is_empty() => Value::Null,
                other => other.clone(),
            }
        }
        let state: Value = serde_json::from_slice(&self.simulator.state().unwrap()).unwrap();
        without_empty(&serde_json::json!({ "accounts": state["accounts"], "buckets": state["buckets"] }))
    }

    /// A caller that sends requests that none of our clients makes: the name of a caller or an account as their access key.
    #[must_use]
    pub fn caller<'a>(&self, access_key: &'a str, region: &'a str) -> Caller<'a> {
        Caller { endpoint_url: self.endpoint_url(), access_key, region }
    }
}

/// A connection to the simulated or emulated AWS at an address.
///
/// # Panics
/// There is none.
pub async fn connect(endpoint_url: &str, application: Application, region: &str, account: &str) -> Aws {
    let options = ConnectOptions {
        application,
        region: region.to_owned(),
        endpoint_url: Some(endpoint_url.to_owned()),
        simulated_account: Some(account.to_owned()),
        profile: None,
    };
    Aws::connect(options).await.unwrap()
}

/// Waits until nothing is done to a stack any more; gives its status.
///
/// # Panics
/// There is no such stack.
pub async fn settled(client: &Client, stack: &str) -> String {
    loop {
        let described = client.describe_stacks().stack_name(stack).send().await.unwrap();
        let status = described.stacks()[0].stack_status().unwrap().as_str();
        if !status.ends_with("_IN_PROGRESS") {
            return status.to_owned();
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// A fault that occurs so many times for a resource with this logical ID when it enters `status`.
#[must_use]
pub fn fault(logical_id: &str, status: &str, times: u32, reason: &str) -> ResourceFault {
    ResourceFault {
        logical_id: Some(logical_id.into()),
        status: Some(status.into()),
        times,
        reason: reason.into(),
        ..ResourceFault::default()
    }
}

/// A caller that writes requests by hand, in a region.
pub struct Caller<'a> {
    endpoint_url: String,
    access_key: &'a str,
    region: &'a str,
}

impl Caller<'_> {
    /// Sends a request to S3.
    ///
    /// # Panics
    /// It is refused.
    #[track_caller]
    pub fn s3(&self, method: &str, target: &str, body: &str) {
        self.send("s3", method, target, &[], body);
    }

    /// Sends a request to S3 with headers, such as those that ask for an encryption.
    ///
    /// # Panics
    /// It is refused.
    #[track_caller]
    pub fn s3_with(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) {
        self.send("s3", method, target, headers, body);
    }

    /// Sends a request to S3 that is to be refused; gives the answer.
    ///
    /// # Panics
    /// Access is not denied.
    #[track_caller]
    pub fn s3_denied(&self, method: &str, target: &str, body: &str) -> String {
        denied(self.exchange("s3", method, target, &[], body), target)
    }

    /// Calls an operation of KMS that is to be refused; gives the answer.
    ///
    /// # Panics
    /// Access is not denied.
    #[track_caller]
    pub fn kms_denied(&self, operation: &str, input: &Value) -> String {
        let target = format!("TrentService.{operation}");
        let headers = [("X-Amz-Target", target.as_str()), ("Content-Type", "application/x-amz-json-1.1")];
        denied(self.exchange("kms", "POST", "/", &headers, &input.to_string()), operation)
    }

    /// Calls an operation of KMS; gives its answer.
    ///
    /// # Panics
    /// It is refused.
    #[track_caller]
    pub fn kms(&self, operation: &str, input: &Value) -> Value {
        let target = format!("TrentService.{operation}");
        let headers = [("X-Amz-Target", target.as_str()), ("Content-Type", "application/x-amz-json-1.1")];
        let answer = self.send("kms", "POST", "/", &headers, &input.to_string());
        if answer.is_empty() { Value::Null } else { serde_json::from_str(&answer).unwrap() }
    }

    /// Calls an operation of IAM with the parameters of a form.
    ///
    /// # Panics
    /// It is refused.
    #[track_caller]
    pub fn iam(&self, form: &str) {
        self.send("iam", "POST", "/", &[FORM], form);
    }

    /// Assumes a role; gives the access key of the session.
    ///
    /// # Panics
    /// It is refused.
    #[must_use]
    #[track_caller]
    pub fn assume_role(&self, role: &str) -> String {
        let answer = self.send("sts", "POST", "/", &[FORM], &assumption(role));
        let (_, key) = answer.split_once("<AccessKeyId>").expect("the answer has credentials");
        key.split_once('<').expect("an element has an end").0.to_owned()
    }

    /// Tries to assume a role, which is to be refused; gives the answer.
    ///
    /// # Panics
    /// Access is not denied.
    #[track_caller]
    pub fn assume_role_denied(&self, role: &str) -> String {
        denied(self.exchange("sts", "POST", "/", &[FORM], &assumption(role)), role)
    }

    /// Calls an operation of CloudFormation with the parameters of a form; gives its answer.
    ///
    /// # Panics
    /// It is refused.
    #[track_caller]
    #[must_use]
    pub fn cloudformation(&self, form: &str) -> String {
        self.send("cloudformation", "POST", "/", &[("Content-Type", "application/x-www-form-urlencoded")], form)
    }

    #[track_caller]
    fn send(&self, service: &str, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> String {
        let answer = self.exchange(service, method, target, headers, body);
        assert!(answer.starts_with("HTTP/1.1 2"), "{service} {method} {target} {body}: {answer}");
        let (_, body) = answer.split_once("\r\n\r\n").expect("an answer has a head and a body");
        body.to_owned()
    }

    fn exchange(&self, service: &str, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> String {
        let address = self.endpoint_url.strip_prefix("http://").expect("the simulator listens on http");
        let scope = format!("{}/20260101/{}/{service}/aws4_request", self.access_key, self.region);
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let request = format!(
            "{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0\r\n{headers}\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

fn assumption(role: &str) -> String {
    format!("Action=AssumeRole&Version=2011-06-15&RoleArn={role}&RoleSessionName=test")
}

#[track_caller]
fn denied(answer: String, what: &str) -> String {
    assert!(answer.contains("AccessDenied"), "{what} is not denied: {answer}");
    answer
}
