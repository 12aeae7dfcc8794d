//! The few calls of KMS that are needed.

use serde_json::{Value, json};

use super::signed::{Call, Service};
use super::{ApiError, Aws};

/// A key as KMS describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDescription {
    /// Its id; that of a multi-Region key begins with `mrk-`.
    pub id: String,
    /// Its ARN.
    pub arn: String,
    /// Such as `Enabled`, `Disabled`, `PendingDeletion`.
    pub state: String,
}

impl KeyDescription {
    /// Whether it encrypts and decrypts.
    pub fn is_usable(&self) -> bool {
        self.state == "Enabled"
    }
}

impl Aws {
    /// What KMS says of a key, named by its id, its ARN or an alias; `None` if there is none.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn describe_key(&self, region: &str, key: &str) -> Result<Option<KeyDescription>, ApiError> {
        let answer = match self.kms("DescribeKey", region, &json!({ "KeyId": key })).await {
            Ok(answer) => answer,
            Err(error) if error.is("NotFoundException") => return Ok(None),
            Err(error) => return Err(error),
        };
        let text = |name: &str| {
            let value = answer["KeyMetadata"][name].as_str().map(str::to_owned);
            value.ok_or_else(|| ApiError::unreadable("DescribeKey", region, format!("its key has no {name}")))
        };
        Ok(Some(KeyDescription { id: text("KeyId")?, arn: text("Arn")?, state: text("KeyState")? }))
    }

    /// The policy of a key.
    ///
    /// # Errors
    /// The call's failure.
    pub async fn key_policy(&self, region: &str, key: &str) -> Result<Value, ApiError> {
        let answer = self.kms("GetKeyPolicy", region, &json!({ "KeyId": key, "PolicyName": "default" })).await?;
        let unreadable = |why: String| ApiError::unreadable("GetKeyPolicy", region, why);
        let policy = answer["Policy"].as_str().ok_or_else(|| unreadable("it has no policy".to_owned()))?;
        serde_json::from_str(policy).map_err(|error| unreadable(error.to_string()))
    }

    async fn kms(&self, operation: &'static str, region: &str, input: &Value) -> Result<Value, ApiError> {
        let answer = self
            .call(Call {
                service: Service::Kms,
                operation,
                region: region.to_owned(),
                method: "POST",
                path: "/".to_owned(),
                query: Vec::new(),
                headers: [
                    ("content-type", "application/x-amz-json-1.1".to_owned()),
                    ("x-amz-target", format!("TrentService.{operation}")),
                ]
                .into(),
                body: input.to_string().into_bytes(),
            })
            .await?;
        serde_json::from_slice(&answer.body).map_err(|error| ApiError::unreadable(operation, region, error))
    }
}
