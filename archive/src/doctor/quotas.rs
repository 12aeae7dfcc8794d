//! Whether the account's quotas leave room for what is to be created.
//!
//! Service Quotas tells the account's value; where it has none, the default applies, and an account that may have more is not refused
//! for it. The defaults and codes are in [`cfn_spec::quota`].

use futures_util::future::{join, join_all, join3};

use super::{Examination, Finding};
use crate::config::Region;
use cfn_deploy::aws::ApiError;
use cfn_spec::quota::{AccountQuota, BUCKETS, KEYS, STACK_INSTANCES, STACK_SETS};

/// Looks at the quotas of what a deployment creates that brings replicas into the regions `new`, and the rest of the archive if nothing of
/// it is deployed.
pub(super) async fn examine(context: &Examination<'_>, new: &[Region], is_first: bool) -> Vec<Finding> {
    let config = context.config;
    // The quotas of another account are not known here.
    let here: &[Region] = if config.options().replica_account.is_none() { new } else { &[] };
    let mut buckets: Vec<(Region, String)> =
        here.iter().map(|region| (*region, config.replica_bucket_name(region))).collect();
    let mut logs: Vec<String> = here.iter().filter_map(|region| config.log_bucket_name(region)).collect();
    if is_first {
        buckets.push((*config.region(), config.bucket_name()));
        logs.extend(config.log_bucket_name(config.region()));
    }
    if buckets.is_empty() {
        return Vec::new();
    }
    let names = match context.aws.bucket_names(context.region()).await {
        Ok(names) => names,
        Err(error) => return vec![Finding::call_failed(subject(&BUCKETS, context.region()), &error)],
    };
    // What is there already, an earlier archive has left, with its key.
    buckets.retain(|(_, name)| !names.contains(name));
    logs.retain(|name| !names.contains(name));
    let keys = join_all(buckets.iter().map(|(region, _)| async move {
        let count = context.aws.own_keys(region.as_str()).await;
        of(context, &KEYS, region.as_str(), count, 1).await
    }));
    let stack_sets = async {
        if !is_first {
            return None;
        }
        let sets = context.aws.stack_set_names(context.region()).await;
        let needed = sets.as_ref().map_or(1, |sets| usize::from(!sets.contains(&config.stack_set_name())));
        Some(of(context, &STACK_SETS, context.region(), sets.map(|sets| sets.len()), needed).await)
    };
    let regions = config.replica_regions().count();
    let rest = join(
        of(context, &BUCKETS, context.region(), Ok(names.len()), buckets.len() + logs.len()),
        of(context, &STACK_INSTANCES, context.region(), Ok(0), regions),
    );
    let (keys, stack_sets, (buckets, instances)) = join3(keys, stack_sets, rest).await;
    [buckets, instances].into_iter().chain(stack_sets).chain(keys).collect()
}

/// What is known of a quota of which `count` is used and `needed` more is to be.
async fn of(
    context: &Examination<'_>,
    quota: &AccountQuota,
    region: &str,
    count: Result<usize, ApiError>,
    needed: usize,
) -> Finding {
    let subject = subject(quota, region);
    let default = quota.default as f64;
    let count = match count {
        Ok(count) => count,
        Err(error) => return Finding::call_failed(subject, &error),
    };
    let told = match context.aws.quota(region, quota.service, quota.code).await {
        Ok(told) => told,
        // Within the default there is room, whatever the account's value is: quotas are raised, not lowered.
        Err(_) if fits(count, needed, default) => None,
        Err(error) => return Finding::call_failed(subject, &error),
    };
    let value = told.unwrap_or(default);
    let said = format!("{count} used and {needed} needed, of {value}");
    match (fits(count, needed, value), told) {
        (true, _) => Finding::passed(subject, said),
        (false, Some(_)) => Finding::failed(subject, said, increase(quota, region)),
        (false, None) => Finding::unknown(subject, format!("{said}, which is the default"), increase(quota, region)),
    }
}

fn fits(count: usize, needed: usize, value: f64) -> bool {
    needed == 0 || (count + needed) as f64 <= value
}

fn subject(quota: &AccountQuota, region: &str) -> String {
    format!("quota of {} in {region}", quota.what)
}

fn increase(quota: &AccountQuota, region: &str) -> String {
    format!(
        "delete what is not needed, or ask for more with `aws service-quotas request-service-quota-increase --region {region} --service-code \
         {} --quota-code {} --desired-value …`",
        quota.service, quota.code
    )
}
