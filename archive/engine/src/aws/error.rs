//! The error of a call: the operation, AWS's message, and whether a retry can help.

use std::error::Error;
use std::fmt;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::retry::ErrorKind;

/// Where a call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// AWS rejected the call.
    Service,
    /// A temporary failure: throttling, an internal error, a time-out, a broken connection. A retry may succeed.
    Transient,
    /// There were no usable credentials: an expired SSO session, a role that can no longer be assumed.
    Credentials,
    /// The request was not sent.
    Client,
    /// AWS's response cannot be parsed.
    Unreadable,
}

/// A call that failed after the SDK's retries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The operation, such as `CreateChangeSet`.
    pub operation: &'static str,
    /// The region that was called.
    pub region: String,
    /// AWS's error code, such as `AccessDenied`.
    pub code: Option<String>,
    /// AWS's message, or what went wrong before there was one.
    pub message: String,
    /// Where it failed.
    pub origin: Origin,
}

impl ApiError {
    /// The error of the call `operation` in `region`.
    pub fn new<E>(operation: &'static str, region: &str, error: SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let mut code = None;
        let (origin, message) = match &error {
            // The SDK reports a successful response that it cannot parse as an unknown error of the service.
            SdkError::ServiceError(service)
                if service.raw().status().is_success() && service.err().code().is_none() =>
            {
                return Self::unreadable(operation, region, innermost(service.err()));
            }
            SdkError::ServiceError(service) => {
                let said = service.err();
                let status = service.raw().status().as_u16();
                let at = service.raw().headers().get("x-amz-bucket-region");
                code = said.code().or_else(|| code_of(status, at.is_some_and(|at| at != region))).map(str::to_owned);
                let transient = status >= 500 || code.as_deref().is_some_and(is_transient);
                let message = said.message().map_or_else(|| format!("HTTP status {status}"), without_signature);
                (if transient { Origin::Transient } else { Origin::Service }, message)
            }
            _ if has_cause::<CredentialsError>(&error) => (Origin::Credentials, innermost(&error)),
            SdkError::TimeoutError(_) => (Origin::Transient, "the call timed out".to_owned()),
            SdkError::DispatchFailure(failure) => {
                // The last is a connection that was closed before an answer: whether AWS carried the request out is not known.
                let closed = failure.as_other() == Some(ErrorKind::TransientError);
                let transient = failure.is_io() || failure.is_timeout() || closed;
                (if transient { Origin::Transient } else { Origin::Client }, innermost(&error))
            }
            SdkError::ResponseError(_) => (Origin::Transient, innermost(&error)),
            _ => (Origin::Client, innermost(&error)),
        };
        Self { operation, region: region.to_owned(), code, message, origin }
    }

    /// The error of a request that was not sent.
    pub(super) fn client(operation: &'static str, region: &str, why: impl fmt::Display) -> Self {
        Self { operation, region: region.to_owned(), code: None, message: why.to_string(), origin: Origin::Client }
    }

    /// The response to the call `operation` in `region` cannot be parsed. A missing member is an error and is not treated as empty.
    pub fn unreadable(operation: &'static str, region: &str, why: impl fmt::Display) -> Self {
        let unread = Self::client(operation, region, format_args!("the answer cannot be read: {why}"));
        Self { origin: Origin::Unreadable, ..unread }
    }

    /// The answer to the call `operation` in `region` broke off.
    pub fn interrupted(operation: &'static str, region: &str, why: impl fmt::Display) -> Self {
        let unread = Self::client(operation, region, format_args!("the answer broke off: {why}"));
        Self { origin: Origin::Transient, ..unread }
    }

    /// Whether AWS's code is `code`.
    pub fn is(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }

    /// Whether AWS denied access.
    pub fn is_denied(&self) -> bool {
        self.code
            .as_deref()
            .is_some_and(|code| matches!(code, "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation"))
    }

    /// Whether S3 calls a request malformed, which it says of a `HeadObject` without the key that a customer provided for the object.
    pub fn is_bad_request(&self) -> bool {
        self.code.as_deref().is_some_and(|code| matches!(code, "BadRequest" | "InvalidRequest"))
    }

    /// Whether S3 says that the bucket is in another region.
    pub fn is_wrong_region(&self) -> bool {
        self.code.as_deref().is_some_and(|code| {
            matches!(code, "PermanentRedirect" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException")
        })
    }

    /// The IAM action that the call needs. Most have the name of the operation; those of S3 do not.
    pub fn action(&self) -> String {
        // S3 reports it where the cause is the key of an object.
        let denied =
            self.message.split_once("is not authorized to perform: ").and_then(|(_, rest)| rest.split(' ').next());
        if let Some(action) = denied.filter(|action| action.starts_with("kms:")) {
            return action.to_owned();
        }
        let action = match self.operation {
            "GetCallerIdentity" | "AssumeRole" => return format!("sts:{}", self.operation),
            "GetRole"
            | "SimulatePrincipalPolicy"
            | "ListRolePolicies"
            | "DeleteRolePolicy"
            | "ListAttachedRolePolicies"
            | "DetachRolePolicy"
            | "DeleteRole" => return format!("iam:{}", self.operation),
            "DescribeKey" | "GetKeyPolicy" | "ListKeys" | "ListAliases" | "DeleteAlias" => {
                return format!("kms:{}", self.operation);
            }
            // The caller passes the role of a job to S3.
            "CreateJob" if self.message.contains("iam:PassRole") => return "iam:PassRole".to_owned(),
            "GetMetricData" => return "cloudwatch:GetMetricData".to_owned(),
            "GetServiceQuota" => return format!("servicequotas:{}", self.operation),
            "ListBuckets" => "ListAllMyBuckets",
            "HeadBucket" => "ListBucket",
            "ListObjectVersions" => "ListBucketVersions",
            "HeadObject" | "GetObject" => "GetObject",
            "HeadObjectVersion" | "GetObjectVersion" => "GetObjectVersion",
            "GetObjectAttributes" => "GetObjectVersionAttributes",
            "RestoreObject" => "RestoreObject",
            "DeleteObjectVersion" => "DeleteObjectVersion",
            // The caller also needs to read the source, which S3 does not tell apart.
            "CopyObject" | "CreateMultipartUpload" | "UploadPartCopy" | "CompleteMultipartUpload" => "PutObject",
            "AbortMultipartUpload" => "AbortMultipartUpload",
            "GetObjectTagging" => "GetObjectVersionTagging",
            "ListObjectsV2" => "ListBucket",
            "GetBucketEncryption" => "GetEncryptionConfiguration",
            "GetBucketReplication" => "GetReplicationConfiguration",
            "GetPublicAccessBlock" => "GetBucketPublicAccessBlock",
            "GetBucketLifecycleConfiguration" => "GetLifecycleConfiguration",
            "GetObjectLockConfiguration" => "GetBucketObjectLockConfiguration",
            "CreateBucket"
            | "PutObject"
            | "DeleteObject"
            | "GetObjectRetention"
            | "GetObjectLegalHold"
            | "GetBucketPolicy"
            | "GetBucketVersioning"
            | "CreateJob"
            | "DescribeJob"
            | "ListJobs"
            | "UpdateJobStatus" => self.operation,
            other => return format!("cloudformation:{other}"),
        };
        format!("s3:{action}")
    }

    /// Whether the caller's credentials are the cause: missing, expired, unknown, or with a wrong signature.
    pub fn is_credentials(&self) -> bool {
        let refused = self.code.as_deref().is_some_and(|code| {
            matches!(
                code,
                "ExpiredToken"
                    | "ExpiredTokenException"
                    | "InvalidAccessKeyId"
                    | "InvalidClientTokenId"
                    | "InvalidToken"
                    | "UnrecognizedClientException"
                    | "SignatureDoesNotMatch"
                    | "RequestExpired"
                    | "InvalidSignatureException"
            )
        });
        refused || self.origin == Origin::Credentials
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

/// The error code of a response without a body, as that to a HEAD request. `elsewhere`: S3 named another region than
/// the one that was called, which it does with several statuses.
fn code_of(status: u16, elsewhere: bool) -> Option<&'static str> {
    match status {
        301 => Some("PermanentRedirect"),
        400 if elsewhere => Some("PermanentRedirect"),
        400 => Some("BadRequest"),
        403 => Some("AccessDenied"),
        404 => Some("NotFound"),
        _ => None,
    }
}

/// Codes with a status below 500 that a retry can help with: throttling, and a body that arrived too slowly. The SDK's
/// list also has `LimitExceededException`, which is a quota in CloudFormation.
fn is_transient(code: &str) -> bool {
    matches!(
        code,
        "Throttling"
            | "ThrottlingException"
            | "RequestLimitExceeded"
            | "TooManyRequestsException"
            | "SlowDown"
            | "RequestTimeout"
            | "RequestTimeoutException"
            | "PriorRequestNotComplete"
    )
}

/// AWS's message without secrets: for a wrong signature it includes the expected string to sign, which contains the session token.
fn without_signature(message: &str) -> String {
    let end = ["\n\nThe Canonical String", "The Canonical String for this request"]
        .iter()
        .find_map(|mark| message.find(mark));
    end.map_or(message, |end| message[..end].trim_end()).to_owned()
}

/// The innermost cause of an error.
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

/// The messages of an error and of all its causes.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_signature_does_not_tell_the_session_token() {
        let said = "The request signature we calculated does not match the signature you provided.\n\nThe Canonical String for this \
                    request should have been\n'POST\n/\n\nx-amz-security-token:FwoGZXIvYXdz\n'";
        assert_eq!(
            without_signature(said),
            "The request signature we calculated does not match the signature you provided."
        );
        assert_eq!(without_signature("Rate exceeded"), "Rate exceeded");
    }
}
