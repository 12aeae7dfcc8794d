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
        let config = aws_sdk_sts::config::Builder::from(&self.config)
            .region(aws_sdk_sts::config::Region::new(region.to_owned()))
            .interceptor(self.calls.clone())
            .build();
        let answer = aws_sdk_sts::Client::from_conf(config)
            .get_caller_identity()
            .send()
            .await
            .map_err(|error| ApiError::new("GetCallerIdentity", region, error))?;
        match (answer.account, answer.arn) {
            (Some(account), Some(arn)) => Ok(Identity { account, arn }),
            _ => Err(ApiError::unreadable("GetCallerIdentity", region, "it does not say who is calling")),
        }
    }
}
