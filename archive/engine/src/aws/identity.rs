//! The caller's identity, and whether a region is enabled for it.

use super::{ApiError, Aws};

/// The caller's identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account.
    pub account: String,
    /// The caller's ARN.
    pub arn: String,
}

impl Aws {
    /// The caller's identity, from `region`. Fails in a region that is not enabled in the account.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn identity(&self, region: &str) -> Result<Identity, ApiError> {
        const OPERATION: &str = "GetCallerIdentity";
        let sent = self.sts(region).get_caller_identity().send().await;
        let answer = sent.map_err(|error| ApiError::new(OPERATION, region, error))?;
        match (answer.account, answer.arn) {
            (Some(account), Some(arn)) => Ok(Identity { account, arn }),
            _ => Err(ApiError::unreadable(OPERATION, region, "it has no account or no ARN")),
        }
    }
}
