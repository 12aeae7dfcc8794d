//! Determines the S3 operation of a request.

use std::sync::OnceLock;

use crate::api_error::ApiError;
use crate::protocol::request::Request;

/// One operation per line: HTTP method, level, the query parameter that identifies it, whether it copies, its name.
/// `tests/suite/s3_model.rs` compares it with botocore's model.
const LINES: &str = include_str!("operations.txt");

/// Query parameters that do not identify an operation.
const PARAMETERS: &[&str] = &[
    "annotation-prefix",
    "annotationName",
    "bucket-region",
    "continuation-token",
    "delimiter",
    "encoding-type",
    "fetch-owner",
    "id",
    "key-marker",
    "marker",
    "max-annotation-results",
    "max-buckets",
    "max-directory-buckets",
    "max-keys",
    "max-parts",
    "max-uploads",
    "part-number-marker",
    "partNumber",
    "prefix",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "select-type",
    "start-after",
    "upload-id-marker",
    "version-id-marker",
    "versionId",
    // SDKs add the name of the operation.
    "x-id",
    // Presigned URLs of Signature Version 2.
    "AWSAccessKeyId",
    "Expires",
    "Signature",
];

/// What a URL identifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Service,
    Bucket,
    Object,
}

/// An operation and how its requests are identified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Operation {
    method: &'static str,
    level: Level,
    /// `-` if no query parameter identifies it.
    marker: &'static str,
    copies: bool,
    name: &'static str,
}

fn operations() -> &'static [Operation] {
    static OPERATIONS: OnceLock<Vec<Operation>> = OnceLock::new();
    OPERATIONS.get_or_init(|| {
        let read = |line: &'static str| {
            let mut words = line.split(' ');
            let (method, level, marker) = (words.next()?, words.next()?, words.next()?);
            let level = match level {
                "service" => Level::Service,
                "bucket" => Level::Bucket,
                _ => Level::Object,
            };
            Some(Operation { method, level, marker, copies: words.next()? == "copy", name: words.next()? })
        };
        LINES.lines().filter_map(read).collect()
    })
}

/// The name of the operation of a request.
///
/// # Errors
/// S3 does not have the sub-resource, or not with this method.
pub(super) fn of(request: &Request, level: Level) -> Result<&'static str, ApiError> {
    let is_marker = |name: &str| !PARAMETERS.contains(&name) && !name.to_ascii_lowercase().starts_with("x-amz-");
    let mut markers: Vec<&str> =
        request.query.iter().map(|(name, _)| name.as_str()).filter(|name| is_marker(name)).collect();
    markers.dedup();
    if let [one, two, ..] = markers[..] {
        let why = format!("Conflicting query string parameters: {one}, {two}");
        return Err(ApiError::new(400, "InvalidArgument", why).with_detail("ArgumentName", "ResourceType"));
    }
    let marker = markers.first().copied().unwrap_or("-");
    let marked: Vec<&Operation> =
        operations().iter().filter(|operation| operation.level == level && operation.marker == marker).collect();
    if marked.is_empty() {
        let why = format!(
            "A query parameter you provided implies functionality that is not implemented: the simulator knows no \
             sub-resource \"{marker}\" of {}.",
            if level == Level::Bucket { "a bucket" } else { "an object" }
        );
        return Err(ApiError::new(501, "NotImplemented", why).with_detail("Query", marker));
    }
    let copies = request.header("x-amz-copy-source").is_some();
    let mut fitting: Vec<&&Operation> =
        marked.iter().filter(|operation| operation.method == request.method && operation.copies == copies).collect();
    if fitting.is_empty() {
        // The header has no effect on other operations.
        fitting = marked.iter().filter(|operation| operation.method == request.method && !operation.copies).collect();
    }
    // Without an ID, the request lists all configurations.
    let lists = |operation: &&&&Operation| operation.name.starts_with("List") != request.has_query("id");
    let found = if fitting.len() > 1 { fitting.iter().find(lists).copied() } else { fitting.first().copied() };
    found.map(|operation| operation.name).ok_or_else(|| {
        let why = "The specified method is not allowed against this resource.";
        let part = if marker == "-" { if level == Level::Object { "OBJECT" } else { "BUCKET" } } else { marker };
        ApiError::new(405, "MethodNotAllowed", why)
            .with_detail("Method", &request.method)
            .with_detail("ResourceType", part.to_ascii_uppercase())
    })
}
