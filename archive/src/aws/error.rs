//! One error for every call: which operation, what AWS said, and whether trying again can help.

use std::error::Error;
use std::fmt;

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// Where a failed call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// AWS answered, and the answer is no.
    Service,
    /// AWS could not answer, or not now: throttling, an internal error, a time-out, a broken connection. The same call may succeed later.
    Transient,
    /// The call was never made, or its answer could not be read.
    Client,
}

/// A call that failed for good, after the SDK's own retries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The operation, such as `CreateChangeSet`.
    pub operation: &'static str,
    /// The region that was called.
    pub region: String,
    /// AWS's error code, such as `AccessDenied`.
    pub code: Option<String>,
    /// What AWS said, or what went wrong on the way.
    pub message: String,
    /// Where it failed.
    pub origin: Origin,
}

impl ApiError {
    /// The error of the call `operation` in `region`.
    pub(crate) fn new<E, R>(operation: &'static str, region: &str, error: SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
        R: fmt::Debug + Send + Sync + 'static + StatusCode,
    {
        let mut code = None;
        let (origin, message) = match &error {
            SdkError::ServiceError(service) => {
                let said = service.err();
                code = said.code().map(str::to_owned);
                let status = service.raw().status();
                let transient = status >= 500 || code.as_deref().is_some_and(is_throttling);
                let message = said.message().map_or_else(|| format!("HTTP status {status}"), str::to_owned);
                (if transient { Origin::Transient } else { Origin::Service }, message)
            }
            SdkError::TimeoutError(_) => (Origin::Transient, "the call timed out".to_owned()),
            SdkError::DispatchFailure(failure) => {
                let transient = failure.is_io() || failure.is_timeout();
                (if transient { Origin::Transient } else { Origin::Client }, innermost(&error))
            }
            SdkError::ResponseError(_) => (Origin::Transient, innermost(&error)),
            _ => (Origin::Client, innermost(&error)),
        };
        Self { operation, region: region.to_owned(), code, message, origin }
    }

    /// Whether AWS's code is `code`.
    pub fn is(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }

    /// Whether AWS refused for want of a permission.
    pub fn is_denied(&self) -> bool {
        self.code
            .as_deref()
            .is_some_and(|code| matches!(code, "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation"))
    }

    /// The permission that the call needs, as policies name it.
    pub fn permission(&self) -> String {
        match self.operation {
            "HeadBucket" => "s3:ListBucket".to_owned(),
            "ListObjectVersions" => "s3:ListBucketVersions".to_owned(),
            "GetBucketEncryption" => "s3:GetEncryptionConfiguration".to_owned(),
            "GetBucketReplication" => "s3:GetReplicationConfiguration".to_owned(),
            "HeadObject" => "s3:GetObject".to_owned(),
            "GetBucketPolicy" | "GetBucketVersioning" | "PutObject" | "DeleteObject" => {
                format!("s3:{}", self.operation)
            }
            "DescribeKey" | "GetKeyPolicy" => format!("kms:{}", self.operation),
            "GetRole" => format!("iam:{}", self.operation),
            "GetCallerIdentity" => format!("sts:{}", self.operation),
            operation => format!("cloudformation:{operation}"),
        }
    }

    /// Whether the caller's credentials are at fault: expired, unknown, or signed with the wrong key.
    pub fn is_credentials(&self) -> bool {
        self.code.as_deref().is_some_and(|code| {
            matches!(
                code,
                "ExpiredToken"
                    | "ExpiredTokenException"
                    | "InvalidClientTokenId"
                    | "UnrecognizedClientException"
                    | "SignatureDoesNotMatch"
                    | "RequestExpired"
                    | "InvalidSignatureException"
            )
        })
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}: ", self.operation, self.region)?;
        if let Some(code) = &self.code {
            write!(f, "{code}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl Error for ApiError {}

/// The HTTP status of an answer, which the SDK's errors hand out as an unnamed type.
pub(crate) trait StatusCode {
    /// Such as 503.
    fn status(&self) -> u16;
}

impl StatusCode for aws_smithy_runtime_api::client::orchestrator::HttpResponse {
    fn status(&self) -> u16 {
        self.status().as_u16()
    }
}

fn is_throttling(code: &str) -> bool {
    matches!(
        code,
        "Throttling"
            | "ThrottlingException"
            | "RequestLimitExceeded"
            | "TooManyRequestsException"
            | "SlowDown"
            | "PriorRequestNotComplete"
    )
}

/// The last cause of an error: what the outer ones say is only that something failed.
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

/// Whether an error of type `C` is among the causes.
pub(super) fn has_cause<C: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<C>() {
            return true;
        }
        cause = error.source();
    }
    false
}
