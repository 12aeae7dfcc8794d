//! The one call of IAM that is needed.

use super::signed::{Call, Service, percent_encode};
use super::{ApiError, Aws};

impl Aws {
    /// Whether the account has a role called `role`. IAM is global; `region` only tells the partition.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn role_exists(&self, region: &str, role: &str) -> Result<bool, ApiError> {
        let body = format!("Action=GetRole&Version=2010-05-08&RoleName={}", percent_encode(role));
        let asked = self
            .call(Call {
                service: Service::Iam,
                operation: "GetRole",
                region: region.to_owned(),
                method: "POST",
                path: "/".to_owned(),
                query: Vec::new(),
                headers: [("content-type", "application/x-www-form-urlencoded".to_owned())].into(),
                body: body.into_bytes(),
            })
            .await;
        match asked {
            Ok(_) => Ok(true),
            Err(error) if error.is("NoSuchEntity") => Ok(false),
            Err(error) => Err(error),
        }
    }
}
