//! Why a resource could not become what it was to be.

use serde::{Deserialize, Serialize};

use crate::api_error::ApiError;

/// Why a provider could not do what it was asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Failure {
    pub(crate) reason: String,
    /// Where something was made before it failed.
    pub(crate) physical_id: Option<String>,
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self { reason: error.message, physical_id: None }
    }
}

impl Failure {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), physical_id: None }
    }

    /// The words in which CloudFormation passes on a service's refusal.
    pub(crate) fn of_service(service: &str, error: &ApiError) -> Self {
        let ApiError { message, code, status, .. } = error;
        Self::new(format!("{message} (Service: {service}, Status Code: {status}, Error Code: {code})"))
    }

    pub(crate) fn after_making(self, physical_id: &str) -> Self {
        Self { physical_id: Some(physical_id.to_owned()), ..self }
    }
}
