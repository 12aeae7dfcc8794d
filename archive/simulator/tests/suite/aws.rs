//! A client that writes the wire protocols itself, so that only the simulator is under test.

use std::time::Duration;

use archive_simulator::{Config, Simulator};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("the body is UTF-8")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The text of all elements with that name, in document order.
    pub(crate) fn all(&self, element: &str) -> Vec<String> {
        let text = self.text();
        let document = roxmltree::Document::parse(&text).expect("the body is XML");
        let found = document.descendants().filter(|node| node.tag_name().name() == element);
        found.map(|node| node.text().unwrap_or_default().to_owned()).collect()
    }

    /// The text of the first element with that name.
    pub(crate) fn get(&self, element: &str) -> String {
        self.all(element).into_iter().next().unwrap_or_else(|| panic!("no <{element}> in {}", self.text()))
    }

    /// For each element with that name: the text of its children by name.
    pub(crate) fn items(&self, list: &str) -> Vec<Vec<(String, String)>> {
        let text = self.text();
        let document = roxmltree::Document::parse(&text).expect("the body is XML");
        let lists = document.descendants().filter(|node| node.tag_name().name() == list);
        let items = lists.flat_map(|node| node.children().filter(roxmltree::Node::is_element));
        let fields = |node: roxmltree::Node<'_, '_>| {
            let children = node.children().filter(roxmltree::Node::is_element);
            let pair = |child: roxmltree::Node<'_, '_>| {
                (child.tag_name().name().to_owned(), child.text().unwrap_or_default().to_owned())
            };
            children.map(pair).collect()
        };
        items.map(fields).collect()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

/// The value of a field; empty if there is none.
pub(crate) fn field<'a>(item: &'a [(String, String)], name: &str) -> &'a str {
    item.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

/// A running simulator and the region of requests.
pub(crate) struct Aws {
    simulator: Simulator,
    /// The access key.
    pub(crate) access_key: String,
    change_sets: std::sync::atomic::AtomicUsize,
}

pub(crate) const HOME: &str = "eu-central-1";

impl Aws {
    /// A simulator in which operations are complete immediately.
    pub(crate) async fn instant() -> Self {
        Self::start(Config { resource_delay: Duration::ZERO, ..Config::in_memory() }).await
    }

    pub(crate) async fn start(config: Config) -> Self {
        let simulator = Simulator::start(config).await.expect("the simulator starts");
        Self { simulator, access_key: "AKIDTEST".into(), change_sets: 0.into() }
    }

    pub(crate) fn simulator(&self) -> &Simulator {
        &self.simulator
    }

    pub(crate) fn endpoint_url(&self) -> String {
        self.simulator.endpoint_url()
    }

    pub(crate) async fn stop(self) {
        self.simulator.stop().await;
    }

    /// Sends a request with a credential scope; `None` if the connection is closed.
    pub(crate) async fn try_send(
        &self,
        (service, region): (&str, &str),
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Option<Reply> {
        let address = self.endpoint_url().trim_start_matches("http://").to_owned();
        let mut stream = TcpStream::connect(&address).await.expect("the simulator listens");
        let mut head = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            head.push_str(&format!("Host: {address}\r\n"));
        }
        if !headers.iter().any(|(name, _)| *name == "Authorization") {
            head.push_str(&format!("Authorization: {}\r\n", signature(&self.access_key, service, region)));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        stream.write_all(head.as_bytes()).await.ok()?;
        stream.write_all(body).await.ok()?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.ok()?;
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8(bytes[..end].to_vec()).expect("headers are text");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|text| text.parse().ok())?;
        let headers = lines.filter_map(|line| line.split_once(": ")).map(|(a, b)| (a.to_owned(), b.to_owned()));
        Some(Reply { status, headers: headers.collect(), body: bytes[end + 4..].to_vec() })
    }

    pub(crate) async fn send(
        &self,
        to: (&str, &str),
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Reply {
        self.try_send(to, method, target, headers, body).await.expect("the connection stays")
    }

    /// Sends a request of the Query protocol.
    pub(crate) async fn query(&self, to: (&str, &str), action: &str, fields: &[(&str, &str)]) -> Reply {
        let mut form = format!("Action={action}");
        for (name, value) in fields {
            form.push_str(&format!("&{name}={}", encode(value)));
        }
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        self.send(to, "POST", "/", &headers, form.as_bytes()).await
    }

    /// Sends a request to CloudFormation that has to succeed.
    pub(crate) async fn cfn(&self, action: &str, fields: &[(&str, &str)]) -> Reply {
        self.cfn_in(HOME, action, fields).await
    }

    pub(crate) async fn cfn_in(&self, region: &str, action: &str, fields: &[(&str, &str)]) -> Reply {
        let reply = self.query(("cloudformation", region), action, fields).await;
        assert_eq!(reply.status, 200, "{action}: {}", reply.text());
        reply
    }

    /// Sends a request to CloudFormation that has to fail. Returns code and message.
    pub(crate) async fn refused(&self, action: &str, fields: &[(&str, &str)]) -> (String, String) {
        let reply = self.query(("cloudformation", HOME), action, fields).await;
        assert_ne!(reply.status, 200, "{action}: {}", reply.text());
        (reply.get("Code"), reply.get("Message"))
    }

    pub(crate) async fn s3(&self, region: &str, method: &str, target: &str, body: &str) -> Reply {
        self.send(("s3", region), method, target, &[], body.as_bytes()).await
    }

    pub(crate) async fn kms(&self, region: &str, operation: &str, input: &Value) -> Reply {
        let target = format!("TrentService.{operation}");
        let headers = [("X-Amz-Target", target.as_str()), ("Content-Type", "application/x-amz-json-1.1")];
        self.send(("kms", region), "POST", "/", &headers, input.to_string().as_bytes()).await
    }

    pub(crate) async fn iam(&self, action: &str, fields: &[(&str, &str)]) -> Reply {
        self.query(("iam", "us-east-1"), action, fields).await
    }

    /// Creates and executes a change set. Returns the final status of the stack.
    pub(crate) async fn deploy(&self, kind: &str, stack: &str, template: &Value) -> String {
        let set = self.change_set(kind, stack, template, &[]).await;
        assert_eq!(set.get("Status"), "CREATE_COMPLETE", "{}", set.text());
        let arn = set.get("ChangeSetId");
        self.cfn("ExecuteChangeSet", &[("ChangeSetName", &arn)]).await;
        self.settled(&set.get("StackId")).await
    }

    /// Creates a change set and describes it.
    pub(crate) async fn change_set(&self, kind: &str, stack: &str, template: &Value, more: &[(&str, &str)]) -> Reply {
        let body = template.to_string();
        // The name of an executed change set cannot be used again.
        let name = format!("change-{}", self.change_sets.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        let mut fields = vec![
            ("StackName", stack),
            ("ChangeSetName", &name),
            ("ChangeSetType", kind),
            ("TemplateBody", &body),
            ("Capabilities.member.1", "CAPABILITY_NAMED_IAM"),
        ];
        fields.extend_from_slice(more);
        let made = self.cfn("CreateChangeSet", &fields).await;
        let arn = made.get("Id");
        loop {
            let set =
                self.cfn("DescribeChangeSet", &[("ChangeSetName", &arn), ("IncludePropertyValues", "true")]).await;
            if set.get("Status") != "CREATE_IN_PROGRESS" {
                return set;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until no operation is in progress. Returns the status.
    pub(crate) async fn settled(&self, stack: &str) -> String {
        loop {
            let status = self.cfn("DescribeStacks", &[("StackName", stack)]).await.get("StackStatus");
            if status == "REVIEW_IN_PROGRESS" || !status.ends_with("_IN_PROGRESS") {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// `logical ID status` of each event, the oldest first.
    pub(crate) async fn events(&self, region: &str, stack: &str) -> Vec<String> {
        let reply = self.cfn_in(region, "DescribeStackEvents", &[("StackName", stack)]).await;
        let mut events: Vec<String> = reply
            .items("StackEvents")
            .iter()
            .map(|event| format!("{} {}", field(event, "LogicalResourceId"), field(event, "ResourceStatus")))
            .collect();
        events.reverse();
        events
    }

    /// The status reason of the first event of that resource with that status.
    pub(crate) async fn reason(&self, stack: &str, logical_id: &str, status: &str) -> String {
        let reply = self.cfn("DescribeStackEvents", &[("StackName", stack)]).await;
        let events = reply.items("StackEvents");
        let found = events
            .iter()
            .rev()
            .find(|event| field(event, "LogicalResourceId") == logical_id && field(event, "ResourceStatus") == status);
        let found = found.unwrap_or_else(|| panic!("no event {logical_id} {status} in {events:?}"));
        field(found, "ResourceStatusReason").to_owned()
    }
}

/// The Authorization header; the signature is not verified.
pub(crate) fn signature(access_key: &str, service: &str, region: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential={access_key}/20260101/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0"
    )
}

/// Percent-encodes everything except letters and digits.
pub(crate) fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
