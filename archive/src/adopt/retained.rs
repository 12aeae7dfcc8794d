//! What earlier stacks of an archive retained: buckets that have its names, in its account, with the keys that encrypt them.

use futures_util::future::{join_all, try_join, try_join3};
use serde_json::Value;

use crate::config::options::{KeyStrategy, PermissionModel};
use crate::config::{Config, Region};
use cfn_deploy::aws::{ApiError, Aws, BucketEncryption, BucketOwner, KeyDescription};
use cfn_deploy::{Error, RequestError};

/// How the id of a multi-Region key begins.
const MULTI_REGION: &str = "mrk-";

/// Everything that was retained.
#[derive(Debug, Clone, PartialEq)]
pub struct RetainedResources {
    /// The account that it is in.
    pub account: String,
    /// What is in the primary region, if anything is.
    pub primary: Option<RetainedRegion>,
    /// What is in each region of a replica.
    pub replicas: Vec<RetainedRegion>,
}

/// What was retained in one region.
#[derive(Debug, Clone, PartialEq)]
pub struct RetainedRegion {
    /// The account.
    pub account: String,
    /// The region.
    pub region: Region,
    /// The buckets, and whether each is empty.
    pub buckets: Vec<(String, bool)>,
    /// The ARN of the key that encrypts the data.
    pub key: Option<String>,
    pub(super) resources: Vec<ExistingResource>,
}

/// A resource that exists, and the place that it has in the template of its region.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ExistingResource {
    pub(super) logical_id: &'static str,
    pub(super) resource_type: &'static str,
    /// The property that identifies it, and its value.
    pub(super) identifier: (&'static str, String),
    /// The policy that it has, or is.
    pub(super) policy: Option<Value>,
    /// What of a bucket's configuration an import has to say as it is; `None` of what is no bucket.
    pub(super) configuration: Option<Configuration>,
}

/// What of a bucket's configuration may be another than the desired one, and is compared with it before the import.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Configuration {
    /// Its `LifecycleConfiguration`; `None` if it has none.
    pub(super) lifecycle: Option<Value>,
    /// Whether it blocks uploads with keys that customers provide.
    pub(super) blocks_customer_keys: bool,
}

/// A bucket that is in the way, why, and what to do.
type Conflict = (String, String);

impl RetainedResources {
    /// Whether nothing was retained.
    pub fn is_empty(&self) -> bool {
        self.primary.is_none() && self.replicas.is_empty()
    }

    /// What was retained in each region, the primary region first.
    pub fn regions(&self) -> impl Iterator<Item = &RetainedRegion> {
        self.primary.iter().chain(&self.replicas)
    }
}

impl RetainedResources {
    /// Adds a key to what is in `region`, where nothing else may be.
    fn add_key(&mut self, region: Region, is_primary: bool, arn: String, existing: ExistingResource) {
        let known = self.replicas.iter().position(|left| left.region == region);
        let nothing = RetainedRegion::nothing(&self.account, region);
        let left = match (is_primary, known) {
            (true, _) => self.primary.get_or_insert(nothing),
            (false, known) => {
                let index = known.unwrap_or(self.replicas.len());
                if known.is_none() {
                    self.replicas.push(nothing);
                }
                &mut self.replicas[index]
            }
        };
        left.key = Some(arn);
        left.resources.push(existing);
    }
}

impl RetainedRegion {
    fn nothing(account: &str, region: Region) -> Self {
        Self { account: account.to_owned(), region, buckets: Vec::new(), key: None, resources: Vec::new() }
    }

    /// What it is, in a sentence without a full stop.
    pub fn describe(&self) -> String {
        let buckets: Vec<String> = self
            .buckets
            .iter()
            .map(|(bucket, is_empty)| format!("{bucket} ({})", if *is_empty { "empty" } else { "with data" }))
            .collect();
        let key = self.key.as_ref().map(|key| format!("the key {key}"));
        let all: Vec<String> = buckets.into_iter().chain(key).collect();
        format!("{}: {}", self.region, all.join(", "))
    }

    /// Whether something was ever written to one of the buckets.
    pub fn has_data(&self) -> bool {
        self.buckets.iter().any(|(_, is_empty)| !is_empty)
    }

    pub(super) fn resource(&self, logical_id: &str) -> Option<&ExistingResource> {
        self.resources.iter().find(|existing| existing.logical_id == logical_id)
    }
}

/// Looks for what earlier stacks of the archive of `config` retained, in all regions at once. `other` is the connection to the account of the
/// replicas, where they are in another account and it is reached.
///
/// # Errors
/// [`Error::Request`] with every name that is taken by something that is not this archive's, or cannot be taken back, and failed calls. Nothing is changed.
pub async fn retained_resources(aws: &Aws, other: Option<&Aws>, config: &Config) -> Result<RetainedResources, Error> {
    let account = aws.identity(config.region().as_str()).await?.account;
    let examiner = Examiner { aws, other, config, account: &account };
    let regions = std::iter::once(config.region()).chain(config.replica_regions());
    let looked = join_all(regions.map(|region| examiner.examine(region))).await;
    let (mut found, mut conflicts) = (Vec::new(), Vec::new());
    for looked in looked {
        let (retained, in_the_way) = looked?;
        found.extend(retained);
        conflicts.extend(in_the_way);
    }
    let is_primary = |left: &RetainedRegion| left.region == *config.region();
    let (primary, replicas): (Vec<_>, Vec<_>) = found.into_iter().partition(is_primary);
    let mut left = RetainedResources { account: account.clone(), primary: primary.into_iter().next(), replicas };
    if config.options().keys.strategy == KeyStrategy::MultiRegion {
        conflicts.extend(examiner.one_key_for_all(&mut left).await?);
    }
    if conflicts.is_empty() { Ok(left) } else { Err(refused(conflicts).into()) }
}

/// Looks for what a replica of the archive of `config` retained in `region`.
///
/// # Errors
/// As for [`retained_resources`].
pub(super) async fn retained_in(
    aws: &Aws,
    other: Option<&Aws>,
    config: &Config,
    region: &Region,
) -> Result<Option<RetainedRegion>, Error> {
    let account = aws.identity(config.region().as_str()).await?.account;
    let (left, obstacles) = Examiner { aws, other, config, account: &account }.examine(region).await?;
    if obstacles.is_empty() { Ok(left) } else { Err(refused(obstacles).into()) }
}

fn refused(obstacles: Vec<Conflict>) -> RequestError {
    let (messages, mut remedies): (Vec<String>, Vec<String>) = obstacles.into_iter().unzip();
    remedies.dedup();
    RequestError { message: messages.join("\n  "), remedies: vec![remedies.join("; ").into()] }
}

struct Examiner<'a> {
    aws: &'a Aws,
    /// The connection to the account of the replicas, where that is another and reached.
    other: Option<&'a Aws>,
    config: &'a Config,
    account: &'a str,
}

impl Examiner<'_> {
    /// What there is in `region`, and what is in the way there.
    async fn examine(&self, region: &Region) -> Result<(Option<RetainedRegion>, Vec<Conflict>), ApiError> {
        let is_primary = region == self.config.region();
        let data = if is_primary { self.config.bucket_name() } else { self.config.replica_bucket_name(region) };
        let logs = self.config.log_bucket_name(region);
        let owner = match &self.config.options().replica_account {
            Some(replica) if !is_primary => &replica.account,
            _ => self.account,
        };
        // A StackSet that an organization manages imports stacks by organizational units, which is not done here.
        let is_imported = self.config.options().stack_set.permission_model == PermissionModel::SelfManaged;
        let reach = match owner == self.account {
            true => Some(self.aws),
            false => self.other.filter(|_| is_imported),
        };
        let (mut left, mut conflicts) = (RetainedRegion::nothing(owner, *region), Vec::new());
        for (bucket, is_data) in std::iter::once((data, true)).chain(logs.map(|logs| (logs, false))) {
            let looked = reach.unwrap_or(self.aws).bucket_owner(region.as_str(), &bucket, owner).await?;
            match (looked, reach) {
                (BucketOwner::Nobody, _) => {}
                (BucketOwner::Account, Some(aws)) => {
                    let here = Self { aws, ..*self };
                    conflicts.extend(here.take(&mut left, &bucket, is_data).await?);
                }
                (BucketOwner::Account | BucketOwner::AnotherAccount, _) => {
                    conflicts.push(taken(&bucket, region, owner, self.account, is_imported));
                }
                (BucketOwner::AnotherRegion, _) => conflicts.push((
                    format!("the bucket {bucket} exists already, in another region than {region}"),
                    "choose another prefix, or the region that the bucket is in".to_owned(),
                )),
            }
        }
        Ok(((!left.resources.is_empty()).then_some(left), conflicts))
    }

    /// Adds the account's own bucket to what was found; or says why it cannot be this archive's.
    async fn take(&self, left: &mut RetainedRegion, bucket: &str, is_data: bool) -> Result<Option<Conflict>, ApiError> {
        let region = left.region.as_str();
        if is_data {
            let key = match self.key_of(left.region, bucket).await? {
                Ok(key) => key,
                Err(obstacle) => return Ok(Some(obstacle)),
            };
            let policy = self.aws.key_policy(region, &key.id).await?;
            let is_replica_key = key.id.starts_with(MULTI_REGION) && left.region != *self.config.region();
            left.resources.push(ExistingResource {
                logical_id: "Key",
                resource_type: if is_replica_key { "AWS::KMS::ReplicaKey" } else { "AWS::KMS::Key" },
                identifier: ("KeyId", key.id),
                policy: Some(policy),
                configuration: None,
            });
            left.key = Some(key.arn);
        }
        let ids = if is_data { ("Bucket", "BucketPolicy") } else { ("LogBucket", "LogBucketPolicy") };
        let (policy, is_empty, (lifecycle, encryption)) = try_join3(
            self.aws.bucket_policy(region, bucket),
            self.aws.bucket_is_empty(region, bucket),
            try_join(self.aws.bucket_lifecycle(region, bucket), self.encryption(region, bucket)),
        )
        .await?;
        left.buckets.push((bucket.to_owned(), is_empty));
        left.resources.push(ExistingResource {
            logical_id: ids.0,
            resource_type: "AWS::S3::Bucket",
            identifier: ("BucketName", bucket.to_owned()),
            policy: None,
            configuration: Some(Configuration { lifecycle, blocks_customer_keys: encryption.blocks_customer_keys }),
        });
        left.resources.extend(policy.map(|policy| ExistingResource {
            logical_id: ids.1,
            resource_type: "AWS::S3::BucketPolicy",
            identifier: ("Bucket", bucket.to_owned()),
            policy: Some(policy),
            configuration: None,
        }));
        Ok(None)
    }

    async fn encryption(&self, region: &str, bucket: &str) -> Result<BucketEncryption, ApiError> {
        match self.aws.bucket_encryption(region, bucket).await {
            Err(error) if error.is("ServerSideEncryptionConfigurationNotFoundError") => Ok(BucketEncryption::default()),
            found => found,
        }
    }

    /// The key that encrypts a bucket: the alias may have gone with the stack, but the bucket names its key.
    async fn key_of(&self, region: Region, bucket: &str) -> Result<Result<KeyDescription, Conflict>, ApiError> {
        let named = match self.aws.bucket_key(region.as_str(), bucket).await {
            Ok(named) => named.filter(|key| !key.contains(":alias/") && !key.starts_with("alias/")),
            Err(error) if error.is("ServerSideEncryptionConfigurationNotFoundError") => None,
            Err(error) => return Err(error),
        };
        let Some(named) = named else {
            let message = format!(
                "the bucket {bucket} exists already in {region}, and is not encrypted with a key that it names: it is not an archive's"
            );
            return Ok(Err((message, "choose another prefix".to_owned())));
        };
        let Some(key) = self.aws.describe_key(region.as_str(), &named).await? else {
            let message = format!("the key {named} is gone, and what is in {bucket} in {region} is lost with it");
            return Ok(Err((message, "choose another prefix".to_owned())));
        };
        Ok(usable(&key, region, bucket).or_else(|| self.other_strategy(&key, region, bucket)).map_or(Ok(key), Err))
    }

    /// A key never becomes multi-Region, nor ceases to be: with another strategy the next deployment would replace it.
    fn other_strategy(&self, key: &KeyDescription, region: Region, bucket: &str) -> Option<Conflict> {
        let (is, strategy) = match (key.id.starts_with(MULTI_REGION), self.config.options().keys.strategy) {
            (true, KeyStrategy::Regional) => ("a multi-Region key", "multi-region"),
            (false, KeyStrategy::MultiRegion) => ("a key of its region alone", "regional"),
            _ => return None,
        };
        let message = format!(
            "{bucket} in {region} is encrypted with {is}, {}, but the configuration uses a different kind",
            key.arn
        );
        Some((message, format!("write  strategy = \"{strategy}\"  under [keys] in archive.toml")))
    }

    /// With one multi-Region key, all buckets have it. Where a bucket is gone its key may still be there: the primary key cannot go before
    /// its replicas, and a replica key on its way out keeps another from being made in its region.
    async fn one_key_for_all(&self, left: &mut RetainedResources) -> Result<Vec<Conflict>, ApiError> {
        let id = |left: &RetainedRegion| Some(left.resource("Key")?.identifier.1.clone());
        let Some(first) = left.regions().find_map(id) else { return Ok(Vec::new()) };
        if left.regions().filter_map(id).any(|other| other != first) {
            let message = "the retained buckets are encrypted with different multi-Region keys".to_owned();
            return Ok(vec![(message, "choose another prefix".to_owned())]);
        }
        let has_key = |region: &Region| left.regions().any(|left| left.region == *region && left.key.is_some());
        let regions = std::iter::once(self.config.region()).chain(self.config.replica_regions());
        let without: Vec<Region> = regions.filter(|region| !has_key(region)).copied().collect();
        let looked = join_all(without.iter().map(|region| self.aws.describe_key(region.as_str(), &first))).await;
        let mut conflicts = Vec::new();
        for (region, key) in without.into_iter().zip(looked) {
            let is_primary = region == *self.config.region();
            let Some(key) = key? else {
                if is_primary {
                    let message = format!("the primary key {first} of the retained replicas is not in {region}");
                    let remedy = "name the region that has the primary key, or choose another prefix".to_owned();
                    conflicts.push((message, remedy));
                }
                continue;
            };
            if let Some(obstacle) = usable(&key, region, "the retained resources") {
                conflicts.push(obstacle);
                continue;
            }
            let existing = ExistingResource {
                logical_id: "Key",
                resource_type: if is_primary { "AWS::KMS::Key" } else { "AWS::KMS::ReplicaKey" },
                policy: Some(self.aws.key_policy(region.as_str(), &key.id).await?),
                configuration: None,
                identifier: ("KeyId", key.id),
            };
            left.add_key(region, is_primary, key.arn, existing);
        }
        Ok(conflicts)
    }
}

/// Why a key cannot be used, if it cannot.
fn usable(key: &KeyDescription, region: Region, what: &str) -> Option<Conflict> {
    let arn = &key.arn;
    let enable = format!("`aws kms enable-key --region {region} --key-id {arn}`");
    let remedy = match key.state.as_str() {
        "Enabled" => return None,
        "PendingDeletion" | "PendingReplicaDeletion" => format!(
            "cancel its deletion, before its waiting period ends, with `aws kms cancel-key-deletion --region {region} --key-id {arn}`, then {enable}"
        ),
        "Disabled" => format!("enable it with {enable}"),
        _ => "see why in the KMS console".to_owned(),
    };
    Some((format!("the key {arn}, which encrypts {what} in {region}, is {}", key.state), remedy))
}

fn taken(bucket: &str, region: &Region, owner: &str, own: &str, is_imported: bool) -> Conflict {
    if owner == own {
        let message =
            format!("the bucket name {bucket} in {region} is taken by another account, or you may not access it");
        let remedy = "choose another prefix, for bucket names are global; or  namespace = \"account-regional\"  under [bucket], whose names no other account can take";
        return (message, remedy.to_owned());
    }
    let message = format!(
        "the bucket {bucket} exists already in {region}: a bucket that an earlier archive retained in the account {owner} cannot be imported from {own}"
    );
    let import = match is_imported {
        true => format!("name a profile of {owner} with --replica-profile, with which it is imported; or "),
        false => String::new(),
    };
    let remedy = format!(
        "{import}choose another prefix; or, as {owner}, delete the bucket if it is empty, after deleting its bucket policy, which forbids it"
    );
    (message, remedy)
}
