//! Keys and aliases of an account in a region.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api_error::ApiError;
use crate::arn;
use crate::scope::Scope;
use crate::timestamp::Timestamp;

/// A key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) account: String,
    pub(crate) description: String,
    pub(crate) created: Timestamp,
    pub(crate) state: KeyState,
    pub(crate) deletion_date: Option<Timestamp>,
    pub(crate) policy: Value,
    /// The rotation period in days, if automatic rotation is on.
    pub(crate) rotation_days: Option<u32>,
    pub(crate) spec: String,
    pub(crate) usage: String,
    pub(crate) origin: String,
    /// `AWS` for AWS managed keys.
    pub(crate) manager: String,
    /// The region of the primary key, if this is a multi-Region key.
    pub(crate) primary_region: Option<String>,
    pub(crate) tags: BTreeMap<String, String>,
}

/// The state of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum KeyState {
    Enabled,
    Disabled,
    PendingDeletion,
    /// A multi-Region primary key that is deleted after its replicas.
    PendingReplicaDeletion,
}

impl KeyState {
    pub(crate) fn is_deleting(self) -> bool {
        matches!(self, Self::PendingDeletion | Self::PendingReplicaDeletion)
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "Enabled",
            Self::Disabled => "Disabled",
            Self::PendingDeletion => "PendingDeletion",
            Self::PendingReplicaDeletion => "PendingReplicaDeletion",
        }
    }
}

impl Key {
    pub(crate) fn invalid_state(&self) -> ApiError {
        let state = match self.state {
            KeyState::Enabled => "enabled",
            KeyState::Disabled => "disabled",
            KeyState::PendingDeletion | KeyState::PendingReplicaDeletion => "pending deletion",
        };
        let code = if self.state == KeyState::Disabled { "DisabledException" } else { "KMSInvalidStateException" };
        ApiError::new(400, code, format!("{} is {state}.", self.arn))
    }
}

/// The most aliases of a key: <https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html>.
const ALIASES: usize = 50;

/// Keys by ID and aliases by name.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) keys: BTreeMap<String, Key>,
    pub(crate) aliases: BTreeMap<String, Alias>,
}

/// An alias.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Alias {
    pub(crate) target: String,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}

impl State {
    /// Finds a key by key ID, key ARN, alias name or alias ARN.
    ///
    /// # Errors
    /// `NotFoundException` with KMS's message; `InvalidArnException` if the name is the ARN of something else.
    pub(crate) fn resolve(&self, scope: &Scope, name: &str) -> Result<&Key, ApiError> {
        let id = self.resolve_id(scope, name)?;
        self.keys.get(&id).ok_or_else(|| key_not_found(scope, &id))
    }

    pub(crate) fn resolve_mut(&mut self, scope: &Scope, name: &str) -> Result<&mut Key, ApiError> {
        let id = self.resolve_id(scope, name)?;
        self.keys.get_mut(&id).ok_or_else(|| key_not_found(scope, &id))
    }

    pub(crate) fn resolve_id(&self, scope: &Scope, name: &str) -> Result<String, ApiError> {
        let own = scope.arn("kms", "");
        let local = name.strip_prefix(&own).unwrap_or(name);
        let parts: Vec<&str> = local.splitn(6, ':').collect();
        if local.starts_with("arn:")
            && !matches!(parts[..], [_, _, "kms", _, _, name] if name.starts_with("key/") || name.starts_with("alias/"))
        {
            return Err(ApiError::new(400, "InvalidArnException", format!("Invalid arn {name}")));
        }
        if local.starts_with("arn:") {
            return Err(ApiError::new(400, "NotFoundException", format!("Invalid arn {name}")));
        }
        if local.starts_with("alias/") {
            return self.aliases.get(local).map(|alias| alias.target.clone()).ok_or_else(|| {
                let arn = scope.arn("kms", local);
                ApiError::new(400, "NotFoundException", format!("Alias {arn} is not found."))
            });
        }
        Ok(local.strip_prefix("key/").unwrap_or(local).to_owned())
    }

    /// The aliases of a key, in alphabetical order.
    pub(crate) fn aliases_of<'a>(&'a self, key_id: &'a str) -> impl Iterator<Item = &'a str> {
        self.aliases.iter().filter(move |(_, alias)| alias.target == key_id).map(|(name, _)| name.as_str())
    }

    /// Creates an alias.
    ///
    /// # Errors
    /// The name is invalid, reserved or in use, or the key does not exist.
    pub(crate) fn create_alias(
        &mut self,
        scope: &Scope,
        name: &str,
        target: &str,
        now: Timestamp,
    ) -> Result<(), ApiError> {
        check_alias_name(name)?;
        let key = self.resolve(scope, target)?;
        if key.state.is_deleting() {
            return Err(key.invalid_state());
        }
        let target = key.id.clone();
        if self.aliases_of(&target).count() >= ALIASES {
            let why = format!("The key {target} has {ALIASES} aliases, which is the most that a key can have");
            return Err(ApiError::new(400, "LimitExceededException", why));
        }
        if self.aliases.contains_key(name) {
            let arn = scope.arn("kms", name);
            return Err(ApiError::new(
                400,
                "AlreadyExistsException",
                format!("An alias with the name {arn} already exists"),
            ));
        }
        self.aliases.insert(name.to_owned(), Alias { target, created: now, updated: now });
        Ok(())
    }

    /// Changes the key of an alias.
    ///
    /// # Errors
    /// The alias or the key does not exist.
    pub(crate) fn update_alias(
        &mut self,
        scope: &Scope,
        name: &str,
        target: &str,
        now: Timestamp,
    ) -> Result<(), ApiError> {
        let target = self.resolve(scope, target)?.id.clone();
        let alias = self.aliases.get_mut(name).ok_or_else(|| alias_not_found(scope, name))?;
        alias.target = target;
        alias.updated = now;
        Ok(())
    }

    /// # Errors
    /// The alias does not exist.
    pub(crate) fn delete_alias(&mut self, scope: &Scope, name: &str) -> Result<(), ApiError> {
        self.aliases.remove(name).map(|_| ()).ok_or_else(|| alias_not_found(scope, name))
    }

    /// Deletes the keys whose waiting period is over, with their aliases.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        let gone: Vec<String> = self
            .keys
            .values()
            .filter(|key| key.deletion_date.is_some_and(|date| date <= now))
            .map(|key| key.id.clone())
            .collect();
        for id in gone {
            self.keys.remove(&id);
            self.aliases.retain(|_, alias| alias.target != id);
        }
    }
}

fn alias_not_found(scope: &Scope, name: &str) -> ApiError {
    ApiError::new(400, "NotFoundException", format!("Alias {} is not found.", scope.arn("kms", name)))
}

fn key_not_found(scope: &Scope, id: &str) -> ApiError {
    ApiError::new(400, "NotFoundException", format!("Key '{}' does not exist", arn::KEY.arn(scope, id)))
}

fn check_alias_name(name: &str) -> Result<(), ApiError> {
    let Some(rest) = name.strip_prefix("alias/") else {
        return Err(ApiError::new(
            400,
            "ValidationException",
            format!(
                "Alias must start with the prefix \"alias/\". Please see \
                https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html: {name}"
            ),
        ));
    };
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '_' | '-');
    if rest.is_empty() || name.len() > 256 || !rest.chars().all(legal) {
        return Err(ApiError::new(
            400,
            "ValidationException",
            format!(
                "1 validation error detected: Value '{name}' at 'aliasName' failed to satisfy constraint: \
                Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$"
            ),
        ));
    }
    // The pattern of the API allows it, the rules for alias names do not.
    if rest.contains(':') {
        let why = format!("Alias names have letters, digits, /, _ and - only: {name}");
        return Err(ApiError::new(400, "InvalidAliasNameException", why));
    }
    if rest.starts_with("aws/") {
        return Err(ApiError::new(400, "NotAuthorizedException", "Aliases that begin with alias/aws/ are reserved"));
    }
    Ok(())
}
