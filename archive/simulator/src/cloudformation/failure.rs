//! Why an operation on a resource failed.

use serde::{Deserialize, Serialize};

use crate::api_error::ApiError;

/// The failure of a provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Failure {
    pub(crate) reason: String,
    /// The physical ID, if the resource was created before the failure.
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

    /// The status reason for an error of a service.
    pub(crate) fn of_service(service: &str, error: &ApiError) -> Self {
        let ApiError { message, code, status, .. } = error;
        Self::new(format!("{message} (Service: {service}, Status Code: {status}, Error Code: {code})"))
    }

    pub(crate) fn after_making(self, physical_id: &str) -> Self {
        Self { physical_id: Some(physical_id.to_owned()), ..self }
    }
}
