//! An error response of AWS: code, message and HTTP status.

use std::fmt;

/// An error, independent of the protocol in which it is written.
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

    /// The error code of CloudFormation for nearly every invalid request.
    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new(400, "ValidationError", message)
    }

    /// The error for an operation of AWS that the simulator does not implement.
    pub(crate) fn unknown_operation(service: &str, operation: &str) -> Self {
        Self::new(
            400,
            "InvalidAction",
            format!("The simulator does not support {operation} of {service}; use AWS instead."),
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
