//! Whether the names of what is to be created are free.

use futures_util::future::{join, join_all, join3};

use super::{Examination, Finding};
use crate::config::{Config, Region};
use crate::leftover::{self, Kind, Leftover, Named};
use cfn_deploy::aws::{ApiError, BucketOwner};

/// What is known of the names.
#[derive(Default)]
pub(super) struct Names {
    pub(super) findings: Vec<Finding>,
    /// Whether the account has one of the buckets, so that a deployment imports it, or may have it.
    pub(super) is_retained: bool,
    /// What has a name, belongs to no stack, and is deleted by a deployment.
    pub(super) left: Vec<Leftover>,
    /// Whether a name is taken, perhaps by what belongs to no stack.
    pub(super) is_taken: bool,
}

/// Looks for everything with a fixed name that the stack would create.
pub(super) async fn examine(context: &Examination<'_>) -> Names {
    let config = context.config;
    let mut buckets = vec![(*config.region(), config.bucket_name())];
    buckets.extend(config.replica_regions().map(|region| (*region, config.replica_bucket_name(region))));
    let regions = std::iter::once(config.region()).chain(config.replica_regions());
    buckets.extend(regions.filter_map(|region| Some((*region, config.log_bucket_name(region)?))));
    let buckets = join_all(buckets.into_iter().map(|(region, name)| bucket(context, region, name)));
    let (buckets, others) = join(buckets, others(context)).await;
    let is_retained = buckets.iter().any(|(_, is_own)| *is_own);
    let findings = buckets.into_iter().map(|(finding, _)| finding).chain(others.findings).collect();
    Names { findings, is_retained, ..others }
}

/// The names that are not those of buckets: of aliases, of the role, of the StackSet.
pub(super) async fn others(context: &Examination<'_>) -> Names {
    let config = context.config;
    let mut aliases = vec![(*config.region(), format!("alias/{}/archive", config.prefix()))];
    if config.options().replica_account.is_none() {
        let replica = replica_alias(config);
        aliases.extend(config.replica_regions().map(|region| (*region, replica.clone())));
    }
    let aliases = join_all(aliases.iter().map(|(region, name)| named(context, Kind::Alias, *region, name)));
    let role = context.config.replication_role_name();
    let role = named(context, Kind::Role, *context.config.region(), &role);
    let (aliases, (role, stack_set)) = join(aliases, join(role, stack_set(context))).await;
    let mut names = Names::default();
    for found in aliases.into_iter().chain([role]) {
        names.add(found);
    }
    names.findings.push(stack_set);
    names
}

impl Names {
    fn add(&mut self, (finding, left): (Finding, Option<Leftover>)) {
        self.is_taken |= finding.passed == Some(false);
        self.findings.push(finding);
        self.left.extend(left);
    }

    /// Adds what belongs to no stack and was not found by its name.
    pub(super) fn add_leftovers(&mut self, left: Vec<Leftover>) {
        for left in left {
            if !self.left.contains(&left) {
                self.findings.push(of_leftover(&left));
                self.left.push(left);
            }
        }
    }
}

/// The names of the replicas in these regions.
pub(super) async fn of_replicas(context: &Examination<'_>, regions: &[Region]) -> Names {
    let config = context.config;
    let each = regions.iter().map(|region| async move {
        let logs = config.log_bucket_name(region).map(|name| bucket(context, *region, name));
        let own = bucket(context, *region, config.replica_bucket_name(region));
        let name = replica_alias(config);
        let key = named(context, Kind::Alias, *region, &name);
        (*region, join3(own, key, join_all(logs)).await)
    });
    let mut names = Names::default();
    for (region, ((own, is_own), (key, left), logs)) in join_all(each).await {
        names.is_retained |= is_own || logs.iter().any(|(_, is_own)| *is_own);
        // The alias is of the bucket's key, unless the deployment finds otherwise before it begins.
        let key = match is_own && key.passed == Some(false) {
            true => Finding::unknown(
                format!("key {} in {region}", replica_alias(config)),
                "a key has the alias, as it has if the replica was retained",
                "if an earlier archive retained the replica, `archive deploy` imports it; otherwise choose another prefix",
            ),
            false => key,
        };
        names.findings.push(own);
        names.add((key, left));
        names.findings.extend(logs.into_iter().map(|(finding, _)| finding));
    }
    names
}

fn replica_alias(config: &Config) -> String {
    format!("alias/{}/archive/replication", config.prefix())
}

/// What is known of a bucket's name, and whether the account has such a bucket, or may have it.
async fn bucket(context: &Examination<'_>, region: Region, name: String) -> (Finding, bool) {
    let subject = format!("bucket name {name}");
    let found = match context.aws.bucket_owner(region.as_str(), &name, &context.caller.account).await {
        Ok(BucketOwner::Nobody) => Finding::passed(subject, "free"),
        // Whether an archive left it behind, or it is something else, `deploy` finds out before it begins.
        Ok(BucketOwner::Account) => {
            let found = Finding::unknown(
                subject,
                format!("the account has such a bucket in {region}, which is not of this stack"),
                "if an earlier archive retained it, `archive deploy` imports it; otherwise choose another prefix",
            );
            return (found, true);
        }
        // With the permissions of an import it can be seen whose it is.
        Ok(BucketOwner::AnotherAccount) => {
            let found = Finding::failed(
                subject,
                "taken by another account, or by a bucket that you may not access",
                "choose another prefix, or namespace = \"account-regional\" in [bucket], where no other account can take names",
            );
            return (found, true);
        }
        Ok(BucketOwner::AnotherRegion) => Finding::failed(
            subject,
            format!("taken by a bucket in another region than {region}"),
            "choose another prefix: the names of buckets are global",
        ),
        Err(error) => Finding::call_failed(subject, &error),
    };
    (found, false)
}

/// What is known of the name of an alias or the role.
async fn named(context: &Examination<'_>, kind: Kind, region: Region, name: &str) -> (Finding, Option<Leftover>) {
    let subject = match kind {
        Kind::Role => format!("role name {name}"),
        Kind::Alias => format!("key {name} in {region}"),
    };
    match leftover::look(context.aws, context.config, kind, region, name).await {
        Ok(Named::Free) => (name_finding(subject, Ok(None)), None),
        Ok(Named::Own) => (Finding::passed(subject, "is of an instance of the archive's own StackSet"), None),
        Ok(Named::Taken(arn)) => (name_finding(subject, Ok(Some(arn))), None),
        Ok(Named::Left(left)) => (of_leftover(&left), Some(left)),
        Err(error) => (name_finding(subject, Err(error)), None),
    }
}

/// What is said of something that belongs to no stack.
fn of_leftover(left: &Leftover) -> Finding {
    let remedy = "`archive deploy` deletes it, after asking; if it is not of an earlier archive, choose another prefix";
    Finding::unknown(left.subject(), left.describe(), remedy)
}

async fn stack_set(context: &Examination<'_>) -> Finding {
    let name = context.config.stack_set_name();
    let client = context.aws.cloudformation(context.region());
    let asked = client.describe_stack_set().stack_set_name(&name).send().await;
    let found = match asked.map_err(|error| ApiError::new("DescribeStackSet", context.region(), error)) {
        Ok(answer) => Ok(answer.stack_set.and_then(|set| set.stack_set_arn).or_else(|| Some(name.clone()))),
        Err(error) if error.is("StackSetNotFoundException") => Ok(None),
        Err(error) => Err(error),
    };
    name_finding(format!("StackSet name {name}"), found)
}

fn name_finding(subject: String, found: Result<Option<String>, ApiError>) -> Finding {
    match found {
        Ok(None) => Finding::passed(subject, "free"),
        Ok(Some(arn)) => Finding::failed(
            subject,
            format!("taken by {arn}, which is not of this stack"),
            "if an earlier archive retained its buckets, `archive adopt` imports them; otherwise delete the StackSet or choose another prefix",
        ),
        Err(error) => Finding::call_failed(subject, &error),
    }
}
