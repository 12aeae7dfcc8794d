//! Who is calling, and whether a region answers that somebody.

use super::{ApiError, Aws};

/// The caller, as AWS sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account.
    pub account: String,
    /// The caller's ARN.
    pub arn: String,
}

impl Aws {
    /// The caller, asked in `region`. A region that is not enabled in the account does not know the caller.
    ///
    /// # Errors
    /// The call's failure.
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
