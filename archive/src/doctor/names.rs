//! Whether the names of what is to be created are free.

use futures_util::future::{join, join_all};

use super::{Examined, Finding};
use crate::config::Region;
use cfn_deploy::aws::{ApiError, BucketOwner};

/// Looks for everything with a fixed name that the stack would create.
pub(super) async fn examine(examined: &Examined<'_>) -> Vec<Finding> {
    let config = examined.config;
    let mut buckets = vec![(*config.region(), config.bucket_name())];
    buckets.extend(config.replica_regions().map(|region| (*region, config.replica_bucket_name(region))));
    let regions = std::iter::once(config.region()).chain(config.replica_regions());
    buckets.extend(regions.filter_map(|region| Some((*region, config.log_bucket_name(region)?))));
    let buckets = join_all(buckets.into_iter().map(|(region, name)| bucket(examined, region, name)));
    let (buckets, others) = join(buckets, others(examined)).await;
    buckets.into_iter().chain(others).collect()
}

/// The names that are not those of buckets: of aliases, of the role, of the StackSet.
pub(super) async fn others(examined: &Examined<'_>) -> Vec<Finding> {
    let config = examined.config;
    let mut aliases = vec![(*config.region(), format!("alias/{}/archive", config.prefix()))];
    if config.options().replica_account.is_none() {
        let replica = format!("alias/{}/archive/replication", config.prefix());
        aliases.extend(config.replica_regions().map(|region| (*region, replica.clone())));
    }
    let aliases = join_all(aliases.into_iter().map(|(region, name)| alias(examined, region, name)));
    let (aliases, (role, stack_set)) = join(aliases, join(role(examined), stack_set(examined))).await;
    aliases.into_iter().chain([role, stack_set]).collect()
}

async fn bucket(examined: &Examined<'_>, region: Region, name: String) -> Finding {
    let subject = format!("bucket name {name}");
    match examined.aws.bucket_owner(region.as_str(), &name, &examined.caller.account).await {
        Ok(BucketOwner::Nobody) => Finding::good(subject, "free"),
        // Whether an archive left it behind, or it is something else, `deploy` finds out before it begins.
        Ok(BucketOwner::Account) => Finding::untold(
            subject,
            format!("the account has such a bucket in {region}, which is not of this stack"),
            "if an earlier archive retained it, `archive deploy` imports it; otherwise choose another prefix",
        ),
        Ok(BucketOwner::AnotherAccount) => Finding::bad(
            subject,
            "taken by another account, or by a bucket that you may not access",
            "choose another prefix, or namespace = \"account-regional\" in [bucket], where no other account can take names",
        ),
        Ok(BucketOwner::AnotherRegion) => Finding::bad(
            subject,
            format!("taken by a bucket in another region than {region}"),
            "choose another prefix: the names of buckets are global",
        ),
        Err(error) => Finding::open(subject, &error),
    }
}

async fn alias(examined: &Examined<'_>, region: Region, name: String) -> Finding {
    let key = examined.aws.describe_key(region.as_str(), &name).await;
    let subject = format!("key {name} in {region}");
    told(subject, key.map(|key| key.map(|key| key.arn)))
}

async fn role(examined: &Examined<'_>) -> Finding {
    let name = examined.config.replication_role_name();
    let role = examined.aws.role(examined.region(), &name).await;
    told(format!("role name {name}"), role.map(|role| role.map(|role| role.arn)))
}

async fn stack_set(examined: &Examined<'_>) -> Finding {
    let name = examined.config.stack_set_name();
    let client = examined.aws.cloudformation(examined.region());
    let asked = client.describe_stack_set().stack_set_name(&name).send().await;
    let found = match asked.map_err(|error| ApiError::new("DescribeStackSet", examined.region(), error)) {
        Ok(answer) => Ok(answer.stack_set.and_then(|set| set.stack_set_arn).or_else(|| Some(name.clone()))),
        Err(error) if error.is("StackSetNotFoundException") => Ok(None),
        Err(error) => Err(error),
    };
    told(format!("StackSet name {name}"), found)
}

fn told(subject: String, found: Result<Option<String>, ApiError>) -> Finding {
    match found {
        Ok(None) => Finding::good(subject, "free"),
        Ok(Some(arn)) => Finding::bad(
            subject,
            format!("taken by {arn}, which is not of this stack"),
            "if an earlier archive retained its buckets, `archive adopt` imports them; otherwise delete the StackSet or choose another prefix",
        ),
        Err(error) => Finding::open(subject, &error),
    }
}
