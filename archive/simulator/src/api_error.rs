//! An error as AWS answers it: a code, a message and an HTTP status.

use std::fmt;

/// Independent of the protocol that will write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
    /// Further fields of the error document and headers of the reply (S3 alone has them).
    pub(crate) details: Vec<(&'static str, String)>,
}

impl ApiError {
    pub(crate) fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), details: Vec::new() }
    }

    /// CloudFormation's answer to nearly everything that is wrong with a request.
    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new(400, "ValidationError", message)
    }

    /// The refusal of an operation that AWS has and the simulator has not.
    pub(crate) fn unknown_operation(service: &str, operation: &str) -> Self {
        Self::new(
            400,
            "InvalidAction",
            format!("The simulator does not serve {operation} of {service}. Use AWS itself for it."),
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
