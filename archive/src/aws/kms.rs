//! The one call of KMS that is needed.

use serde_json::{Value, json};

use super::signed::{Call, Service};
use super::{ApiError, Aws};

/// A key, as far as it is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyState {
    /// Its ARN.
    pub arn: String,
    /// `Enabled`, `Disabled`, `PendingDeletion`, …
    pub state: String,
}

impl KeyState {
    /// Whether it encrypts and decrypts.
    pub fn is_usable(&self) -> bool {
        self.state == "Enabled"
    }
}

impl Aws {
    /// The state of a key, named by its id, its ARN or an alias; `None` if there is none.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn key_state(&self, region: &str, key: &str) -> Result<Option<KeyState>, ApiError> {
        let headers = [
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            ("x-amz-target", "TrentService.DescribeKey".to_owned()),
        ];
        let asked = self
            .call(Call {
                service: Service::Kms,
                operation: "DescribeKey",
                region: region.to_owned(),
                method: "POST",
                path: "/".to_owned(),
                query: Vec::new(),
                headers: headers.into(),
                body: json!({ "KeyId": key }).to_string().into_bytes(),
            })
            .await;
        match asked {
            Ok(answer) => {
                let read: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
                let text = |name: &str| read.pointer(&format!("/KeyMetadata/{name}"))?.as_str().map(str::to_owned);
                Ok(text("Arn").zip(text("KeyState")).map(|(arn, state)| KeyState { arn, state }))
            }
            Err(error) if error.is("NotFoundException") => Ok(None),
            Err(error) => Err(error),
        }
    }
}
