//! Other people's hands: requests that meet no faults and take no time, by which the stage is set and the world looked at.

use std::time::SystemTime;

use archive_simulator::Cloud;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::{DateTime, base64};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use serde_json::Value;

use crate::wanted::REGION;

/// A reply: its status, headers and text.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: http::HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn is_ok(&self) -> bool {
        self.status < 300
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The texts of the elements of that name.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        elements(&self.text, name).into_iter().map(unescape).collect()
    }

    /// The text of the first element of that name.
    pub(crate) fn first(&self, name: &str) -> Option<String> {
        text(&self.text, name)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

/// What is in the elements of that name, which hold no element of the same name: markup, if there is any.
pub(crate) fn elements<'x>(xml: &'x str, name: &str) -> Vec<&'x str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(&open).skip(1).filter_map(|part| Some(part.split_once(&close)?.0)).collect()
}

/// The text of the first element of that name.
pub(crate) fn text(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    rest.split_once('<').map(|(text, _)| unescape(text))
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    ["&lt;", "&gt;", "&quot;", "&apos;", "&amp;"]
        .iter()
        .zip(["<", ">", "\"", "'", "&"])
        .fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}

/// Requests by hand.
#[derive(Debug, Clone)]
pub(crate) struct Hand {
    pub(crate) cloud: Cloud,
    /// The account that has everything outside of the primary region, where that is another.
    pub(crate) replicas: Option<&'static str>,
}

impl Hand {
    fn send(&self, service: &str, region: &str, request: http::request::Builder, body: impl Into<Bytes>) -> Reply {
        let who = self.replicas.filter(|_| region != REGION && service != "iam").unwrap_or("SOMEBODY");
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={who}/20260101/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0"
        );
        let request = request.header("authorization", authorization).body(body.into()).unwrap();
        let (parts, body) = self.cloud.respond_without_faults(request).into_parts();
        let body = futures_util::FutureExt::now_or_never(body.collect()).unwrap().unwrap().to_bytes();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    fn query(&self, service: &str, version: &str, region: &str, action: &str, fields: &[(&str, &str)]) -> Reply {
        let fields = fields.iter().map(|(name, value)| format!("&{name}={}", encode(value))).collect::<String>();
        let request = http::Request::post("/").header("content-type", "application/x-www-form-urlencoded");
        self.send(service, region, request, format!("Action={action}&Version={version}{fields}"))
    }

    pub(crate) fn cloudformation(&self, region: &str, action: &str, fields: &[(&str, &str)]) -> Reply {
        self.query("cloudformation", "2010-05-15", region, action, fields)
    }

    pub(crate) fn iam(&self, action: &str, fields: &[(&str, &str)]) -> Reply {
        self.query("iam", "2010-05-08", "us-east-1", action, fields)
    }

    pub(crate) fn kms(&self, region: &str, action: &str, body: &Value) -> Reply {
        let request = http::Request::post("/").header("x-amz-target", format!("TrentService.{action}"));
        self.send("kms", region, request, body.to_string())
    }

    /// A request to S3. Its body has a checksum, which S3 requires of objects under Object Lock.
    pub(crate) fn s3(&self, region: &str, method: &str, target: &str, body: &str) -> Reply {
        let mut request = http::Request::builder().method(method).uri(target);
        if !body.is_empty() {
            request = request.header("x-amz-checksum-crc32", base64::encode(crc32(body.as_bytes()).to_be_bytes()));
        }
        self.send("s3", region, request, body.to_owned())
    }

    /// The status of a stack, by name or ARN; `None` if there is none.
    pub(crate) fn status(&self, region: &str, stack: &str) -> Option<String> {
        self.cloudformation(region, "DescribeStacks", &[("StackName", stack)]).first("StackStatus")
    }

    /// The value of an output of a stack.
    pub(crate) fn output(&self, region: &str, stack: &str, name: &str) -> Option<String> {
        let described = self.cloudformation(region, "DescribeStacks", &[("StackName", stack)]);
        let outputs = elements(&described.text, "member").into_iter();
        let mut named = outputs.filter(|output| text(output, "OutputKey").as_deref() == Some(name));
        text(named.next()?, "OutputValue")
    }

    /// The time by the simulated clock.
    pub(crate) fn now(&self) -> SystemTime {
        let answer = self.s3(REGION, "GET", "/", "");
        let time = DateTime::from_str(answer.header("date").expect("answers are dated"), Format::HttpDate).unwrap();
        SystemTime::try_from(time).unwrap()
    }

    /// The logical IDs of the resources of a stack that could not be deleted.
    pub(crate) fn failed_resources(&self, region: &str, stack: &str) -> Vec<String> {
        let listed = self.cloudformation(region, "ListStackResources", &[("StackName", stack)]);
        let failed = elements(&listed.text, "member").into_iter().filter(|one| one.contains("DELETE_FAILED"));
        failed.filter_map(|one| text(one, "LogicalResourceId")).collect()
    }

    /// The ARN of the key that encrypts a bucket, whatever its configuration calls it.
    pub(crate) fn key_of(&self, region: &str, bucket: &str) -> Option<String> {
        let name = self.s3(region, "GET", &format!("/{bucket}?encryption"), "").first("KMSMasterKeyID")?;
        self.key(region, &name)["Arn"].as_str().map(str::to_owned)
    }

    /// What KMS says of a key.
    pub(crate) fn key(&self, region: &str, key: &str) -> Value {
        self.kms(region, "DescribeKey", &serde_json::json!({ "KeyId": key })).json()["KeyMetadata"].take()
    }

    /// The stacks that a StackSet has in its regions: region and ARN.
    pub(crate) fn instances(&self, set: &str) -> Vec<(String, String)> {
        let listed = self.cloudformation(REGION, "ListStackInstances", &[("StackSetName", set)]);
        let one = |summary: &str| Some((text(summary, "Region")?, text(summary, "StackId")?));
        elements(&listed.text, "member").into_iter().filter_map(one).collect()
    }
}

/// The checksum that S3 calls CRC32.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

/// Percent-encodes everything but letters and digits.
fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
