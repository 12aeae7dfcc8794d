//! An error of an AWS API: a code, a message and an HTTP status.

use std::fmt;

/// Independent of the wire protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
    /// Further fields of the error document and headers of the response (S3 only).
    pub(crate) details: Vec<(&'static str, String)>,
}

impl ApiError {
    pub(crate) fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), details: Vec::new() }
    }

    /// CloudFormation's error for most invalid requests.
    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new(400, "ValidationError", message)
    }

    /// The error for an operation that the simulator does not support.
    pub(crate) fn unknown_operation(service: &str, operation: &str) -> Self {
        Self::new(
            400,
            "InvalidAction",
            format!("The simulator does not support the operation {operation} of {service}. Use AWS instead."),
        )
    }

    pub(crate) fn with_detail(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.details.push((name, value.into()));
        self
    }

    pub(crate) fn is_sender(&self) -> bool {
        self.status < 500
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code)
    }
}
