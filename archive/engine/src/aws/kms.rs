//! The calls to KMS.

use aws_sdk_kms::types::{KeyMetadata, KeyState};
use serde_json::Value;

use super::{ApiError, Aws, present};

/// A key, from `DescribeKey`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDescription {
    /// Its ID; that of a multi-Region key begins with `mrk-`.
    pub id: String,
    /// Its ARN.
    pub arn: String,
    /// Its state, such as `Enabled`, `Disabled` or `PendingDeletion`.
    pub state: String,
}

impl KeyDescription {
    /// Whether it encrypts and decrypts.
    pub fn is_usable(&self) -> bool {
        self.state == KeyState::Enabled.as_str()
    }
}

impl Aws {
    /// Describes the key with this ID, ARN or alias; `None` if there is none.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn describe_key(&self, region: &str, key: &str) -> Result<Option<KeyDescription>, ApiError> {
        const OPERATION: &str = "DescribeKey";
        let sent = self.kms(region).describe_key().key_id(key).send().await;
        match sent.map_err(|error| ApiError::new(OPERATION, region, error)) {
            Ok(answer) => match answer.key_metadata.and_then(description) {
                Some(description) => Ok(Some(description)),
                None => {
                    Err(ApiError::unreadable(OPERATION, region, "it lacks the id, the ARN or the state of the key"))
                }
            },
            Err(error) if error.is("NotFoundException") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The policy of a key.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn key_policy(&self, region: &str, key: &str) -> Result<Value, ApiError> {
        const OPERATION: &str = "GetKeyPolicy";
        let sent = self.kms(region).get_key_policy().key_id(key).policy_name("default").send().await;
        let answer = sent.map_err(|error| ApiError::new(OPERATION, region, error))?;
        let policy = answer.policy.ok_or_else(|| ApiError::unreadable(OPERATION, region, "it has no policy"))?;
        serde_json::from_str(&policy).map_err(|error| ApiError::unreadable(OPERATION, region, error))
    }

    /// Deletes an alias, if it exists. Its key stays as it is.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn delete_alias(&self, region: &str, alias: &str) -> Result<(), ApiError> {
        let sent = self.kms(region).delete_alias().alias_name(alias).send().await;
        match sent.map_err(|error| ApiError::new("DeleteAlias", region, error)) {
            Err(error) if !error.is("NotFoundException") => Err(error),
            _ => Ok(()),
        }
    }
}

fn description(key: KeyMetadata) -> Option<KeyDescription> {
    Some(KeyDescription { id: present(key.key_id)?, arn: key.arn?, state: key.key_state?.as_str().to_owned() })
}
