//! A simulated AWS, a folder with a configuration, and the program run in it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use archive_simulator::{Config, Simulator};
use serde_json::Value;

pub(crate) const ACCOUNT: &str = "123456789012";
pub(crate) const OTHER: &str = "210987654321";
const SETTINGS: &str = "prefix = 'acme'\nregion = 'eu-central-1'\nreplications = ['eu-west-1', 'eu-north-1']\n";

pub(crate) struct Place {
    url: String,
    folder: tempfile::TempDir,
    /// The simulator runs on a thread of its own until this is gone.
    _running: tokio::sync::oneshot::Sender<()>,
}

/// How a command ended: with `--output json`, so that every line is an event.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) events: Vec<Value>,
}

/// One examined thing.
pub(crate) struct Check<'a> {
    pub(crate) passed: Option<bool>,
    pub(crate) message: &'a str,
    pub(crate) remedy: &'a str,
}

impl Ended {
    /// The checks whose subject has `part` in it.
    pub(crate) fn checks(&self, part: &str) -> Vec<Check<'_>> {
        let of = self.events.iter().filter(|event| event["event"] == "check");
        of.filter(|event| event["subject"].as_str().unwrap().contains(part))
            .map(|event| Check {
                passed: event["passed"].as_bool(),
                message: event["message"].as_str().unwrap(),
                remedy: event["remedy"].as_str().unwrap_or_default(),
            })
            .collect()
    }

    /// The one check of `part` that is not as it should be.
    pub(crate) fn bad(&self, part: &str) -> Check<'_> {
        let mut bad: Vec<_> = self.checks(part).into_iter().filter(|check| check.passed == Some(false)).collect();
        assert_eq!(bad.len(), 1, "{part}: {:#?}", self.events);
        bad.remove(0)
    }

    /// Subjects and messages of everything that is not as it should be.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let of = self.events.iter().filter(|event| event["event"] == "check" && event["passed"] != true);
        of.map(|event| format!("{}: {}", event["subject"].as_str().unwrap(), event["message"].as_str().unwrap()))
            .collect()
    }

    /// How often each operation was called.
    pub(crate) fn calls(&self) -> Vec<(String, u64)> {
        let finished =
            self.events.iter().find(|event| event["event"] == "finished").expect("the command did not finish");
        let calls = finished["calls"].as_object().unwrap().iter();
        calls.map(|(name, count)| (name.clone(), count.as_u64().unwrap())).collect()
    }
}

impl Place {
    pub(crate) fn new() -> Self {
        Self::with("", |_| {})
    }

    /// A place with further settings, and a world that `change` makes another.
    pub(crate) fn with(settings: &str, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::in_memory();
        config.resource_delay = std::time::Duration::from_millis(2);
        change(&mut config);
        let (tell, told) = std::sync::mpsc::channel();
        let (running, stopped) = tokio::sync::oneshot::channel::<()>();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let simulator = Simulator::start(config).await.unwrap();
                tell.send(simulator.endpoint_url()).unwrap();
                let _ = stopped.await;
                simulator.stop().await;
            });
        });
        let place = Self { url: told.recv().unwrap(), folder: tempfile::tempdir().unwrap(), _running: running };
        place.configure(&format!("{SETTINGS}{settings}"));
        place
    }

    /// Writes another configuration.
    pub(crate) fn configure(&self, settings: &str) {
        std::fs::write(self.folder.path().join("archive.toml"), settings).unwrap();
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.run_as("ROOT", arguments)
    }

    /// Runs a command with this access key.
    pub(crate) fn run_as(&self, access_key: &str, arguments: &[&str]) -> Ended {
        let output = Command::new(env!("CARGO_BIN_EXE_archive"))
            .args(arguments)
            .args(["--output", "json", "--endpoint-url", &self.url])
            .current_dir(self.folder.path())
            .env_remove("AWS_PROFILE")
            .env_remove("AWS_ENDPOINT_URL")
            .env_remove("AWS_SESSION_TOKEN")
            .env("AWS_ACCESS_KEY_ID", access_key)
            .env("AWS_SECRET_ACCESS_KEY", "secret")
            .env("AWS_CONFIG_FILE", self.folder.path().join("no-config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.folder.path().join("no-credentials"))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let events = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        Ended { code: output.status.code().unwrap(), events }
    }

    /// Does something behind CloudFormation's back: a request of the root user, written by hand.
    pub(crate) fn send(
        &self,
        service: &str,
        region: &str,
        method: &str,
        target: &str,
        header: &str,
        body: &str,
    ) -> String {
        let address = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=ROOT/20260101/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0\r\n\
             {header}\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    pub(crate) fn s3(&self, region: &str, method: &str, target: &str, body: &str) {
        let answer = self.send("s3", region, method, target, "", body);
        assert!(answer.starts_with("HTTP/1.1 2"), "{method} {target}: {answer}");
    }

    pub(crate) fn kms(&self, region: &str, operation: &str, input: &Value) -> Value {
        let header = format!("X-Amz-Target: TrentService.{operation}\r\nContent-Type: application/x-amz-json-1.1\r\n");
        let answer = self.send("kms", region, "POST", "/", &header, &input.to_string());
        assert!(answer.starts_with("HTTP/1.1 200"), "{operation}: {answer}");
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        serde_json::from_str(body).unwrap()
    }

    /// The id of the key that `alias` names.
    pub(crate) fn key(&self, region: &str, alias: &str) -> Value {
        self.kms(region, "DescribeKey", &serde_json::json!({ "KeyId": alias }))["KeyMetadata"]["KeyId"].clone()
    }

    pub(crate) fn iam(&self, form: &str) {
        let header = "Content-Type: application/x-www-form-urlencoded\r\n";
        let answer = self.send("iam", "us-east-1", "POST", "/", header, form);
        assert!(answer.starts_with("HTTP/1.1 200"), "{form}: {answer}");
    }
}
