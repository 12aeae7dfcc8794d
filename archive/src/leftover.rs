//! Roles and aliases with the archive's names that belong to no stack.
//!
//! CloudFormation leaves them behind where it could not delete them after a failed update, or where a stack was deleted by force or without
//! them. They hold no data, and keep the next deployment from creating its own: so `deploy` deletes them, with approval. A role with another
//! path, or an alias of a usable key that is not the bucket's, is somebody else's and stays.

use futures_util::future::join_all;
use models::iam::ACTIONS as IAM;
use models::kms::ACTIONS as KMS;
use models::policy::Action;

use crate::config::{Config, Region};
use crate::stacks::REPLICATION_ROLE_PATH;
use cfn_deploy::aws::{ApiError, Aws, KeyDescription};
use cfn_deploy::{Danger, DangerKind, Engine, Error, Stack};

/// A role or an alias with one of the archive's names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    /// There is none.
    Free,
    /// With this ARN (of an alias, that of its key), of a stack, or the caller may not ask of which.
    Taken(String),
    /// It belongs to the stack of an instance of the archive's StackSet, which deletes a stack whose creation failed before it makes another.
    Own,
    /// It belongs to no stack.
    Left(Leftover),
}

/// A role or an alias that belongs to no stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    region: Region,
    name: String,
    kind: Kind,
    /// Of an alias, that of its key.
    arn: String,
}

/// What has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Role,
    Alias,
}

/// Whether something may be retained: there is no stack, or its last operation was no successful deployment.
pub fn may_be_left(stack: Option<&Stack>) -> bool {
    stack.is_none_or(|stack| !matches!(stack.status.as_str(), "CREATE_COMPLETE" | "UPDATE_COMPLETE"))
}

/// What is left of the archive of `config`, in all regions at once. What the caller may not look at is not found. Nothing is looked for in
/// another account.
///
/// # Errors
/// A call failed.
pub async fn leftovers(aws: &Aws, config: &Config) -> Result<Vec<Leftover>, ApiError> {
    let home = *config.region();
    let mut names = vec![
        (Kind::Role, home, config.replication_role_name()),
        (Kind::Alias, home, format!("alias/{}/archive", config.prefix())),
    ];
    if config.options().replica_account.is_none() {
        let replica = format!("alias/{}/archive/replication", config.prefix());
        names.extend(config.replica_regions().map(|region| (Kind::Alias, *region, replica.clone())));
    }
    let looked = join_all(names.iter().map(|(kind, region, name)| look(aws, config, *kind, *region, name))).await;
    let mut left = Vec::new();
    for named in looked {
        match named {
            Ok(Named::Left(leftover)) => left.push(leftover),
            Ok(Named::Free | Named::Own | Named::Taken(_)) => {}
            Err(error) if error.is_denied() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(left)
}

/// The alias of a replica in `region` that belongs to no stack, as one does that could not be deleted when the region left the archive.
///
/// # Errors
/// A call failed.
pub(crate) async fn alias_of_replica(
    aws: &Aws,
    config: &Config,
    region: &Region,
) -> Result<Option<Leftover>, ApiError> {
    if config.options().replica_account.is_some() {
        return Ok(None);
    }
    let name = format!("alias/{}/archive/replication", config.prefix());
    match look(aws, config, Kind::Alias, *region, &name).await {
        Ok(Named::Left(left)) => Ok(Some(left)),
        Ok(Named::Free | Named::Own | Named::Taken(_)) => Ok(None),
        Err(error) if error.is_denied() => Ok(None),
        Err(error) => Err(error),
    }
}

/// What has the name `name`.
///
/// # Errors
/// A call failed.
pub(crate) async fn look(
    aws: &Aws,
    config: &Config,
    kind: Kind,
    region: Region,
    name: &str,
) -> Result<Named, ApiError> {
    let (arn, is_own) = match kind {
        Kind::Role => match aws.role(region.as_str(), name).await? {
            Some(role) => {
                let is_own = role.arn.ends_with(&format!(":role{REPLICATION_ROLE_PATH}{name}"));
                (role.arn, is_own)
            }
            None => return Ok(Named::Free),
        },
        Kind::Alias => match aws.describe_key(region.as_str(), name).await? {
            Some(key) => {
                let is_own = !key.is_usable() || encrypts(aws, config, &region, &key).await;
                (key.arn, is_own)
            }
            None => return Ok(Named::Free),
        },
    };
    match aws.stack_of(region.as_str(), name).await {
        Ok(Some(stack)) if is_instance_of(&config.stack_set_name(), &stack) => Ok(Named::Own),
        _ if !is_own => Ok(Named::Taken(arn)),
        Ok(None) => Ok(Named::Left(Leftover { region, name: name.to_owned(), kind, arn })),
        Ok(Some(_)) => Ok(Named::Taken(arn)),
        Err(error) if error.is_denied() => Ok(Named::Taken(arn)),
        Err(error) => Err(error),
    }
}

/// Whether the stack with the ARN `stack` is one that the StackSet called `set` has made: `StackSet-`, its name, and a UUID.
fn is_instance_of(set: &str, stack: &str) -> bool {
    const UUID: usize = 36;
    let name = stack.split('/').nth(1);
    let unique = name.and_then(|name| name.strip_prefix("StackSet-")?.strip_prefix(set)?.strip_prefix('-'));
    unique.is_some_and(|unique| unique.len() == UUID)
}

/// Whether the archive's bucket in `region` is encrypted with `key`. Where that cannot be told, the key is not taken to be the archive's.
async fn encrypts(aws: &Aws, config: &Config, region: &Region, key: &KeyDescription) -> bool {
    let is_home = region == config.region();
    let bucket = if is_home { config.bucket_name() } else { config.replica_bucket_name(region) };
    let named = aws.bucket_key(region.as_str(), &bucket).await;
    matches!(named, Ok(Some(named)) if named == key.arn || named == key.id)
}

impl Leftover {
    pub(crate) fn region(&self) -> &Region {
        &self.region
    }

    /// What it is, as the subject of a finding.
    pub(crate) fn subject(&self) -> String {
        match self.kind {
            Kind::Role => format!("role name {}", self.name),
            Kind::Alias => format!("key {} in {}", self.name, self.region),
        }
    }

    /// What it is, as the message of a finding.
    pub(crate) fn describe(&self) -> String {
        format!("taken by {}, which belongs to no stack", self.arn)
    }

    /// The actions that its deletion takes, and the ARNs that they are about.
    pub(crate) fn needed(&self) -> (Vec<Action>, Vec<String>) {
        let arn = self.arn.clone();
        match self.kind {
            Kind::Role => (
                vec![
                    IAM.list_role_policies,
                    IAM.delete_role_policy,
                    IAM.list_attached_role_policies,
                    IAM.detach_role_policy,
                    IAM.delete_role,
                ],
                vec![arn],
            ),
            // KMS asks for both.
            Kind::Alias => {
                let place = arn.split(":key/").next().unwrap_or(&arn);
                (vec![KMS.delete_alias], vec![format!("{place}:{}", self.name), arn])
            }
        }
    }

    /// What approving its deletion approves.
    pub fn danger(&self) -> Danger {
        let Self { region, name, arn, .. } = self;
        let message = match self.kind {
            Kind::Role => format!(
                "the role {arn}, which belongs to no stack, is deleted with its policies, so that the archive's own can be created"
            ),
            Kind::Alias => format!(
                "{name} in {region}, which belongs to no stack, is deleted, so that the archive's own can be created; its key {arn} stays"
            ),
        };
        Danger::new(DangerKind::Deletion, name, message)
    }

    /// Deletes it.
    ///
    /// # Errors
    /// A call failed.
    pub async fn delete(&self, aws: &Aws, engine: &Engine<'_>) -> Result<(), ApiError> {
        let Self { region, name, .. } = self;
        engine.say(format!("deleting {name} in {region}, which belongs to no stack"));
        match self.kind {
            Kind::Role => aws.delete_role(region.as_str(), name).await,
            Kind::Alias => aws.delete_alias(region.as_str(), name).await,
        }
    }
}

/// Deletes what belongs to no stack and is in the way of one, with approval.
///
/// # Errors
/// [`Error::Refused`] if that is not approved, and failed calls.
pub async fn delete_all(aws: &Aws, engine: &Engine<'_>, leftovers: &[Leftover]) -> Result<(), Error> {
    let dangers: Vec<Danger> = leftovers.iter().map(Leftover::danger).collect();
    engine.require(&dangers)?;
    for leftover in leftovers {
        leftover.delete(aws, engine).await?;
    }
    Ok(())
}
