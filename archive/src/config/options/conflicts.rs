//! Mutually exclusive options of different sections.

use cfn_spec::region_overlay::Feature;

use super::{KeyStrategy, Namespace, Options, PermissionModel, Regions};
use crate::config::problem::{Origin, Problem};

/// Where the options are written that may be refused for another's sake.
pub(super) struct Places {
    pub(super) strategy: Origin,
    pub(super) two_way: Origin,
    pub(super) notifications: Origin,
    pub(super) alarm: Origin,
    pub(super) dashboard: Origin,
    pub(super) namespace: Origin,
    pub(super) permission_model: Origin,
}

/// Every conflict, at the option that must give way.
pub(super) fn between(options: &Options, regions: &Regions<'_>, places: &Places) -> Vec<Problem> {
    let replicating = regions.replicating;
    let another_account = options.replica_account.is_some();
    let two_way = options.replication.two_way;
    let no_metrics = !options.replication.metrics;
    let rules = [
        (
            no_metrics && options.alarm.is_some(),
            &places.alarm,
            "the alarm watches the replication metrics, and they are off",
            "remove  metrics = false  in [replication], or disable the alarm",
        ),
        (
            no_metrics && options.dashboard,
            &places.dashboard,
            "the dashboard shows the replication metrics, and they are off",
            "remove  metrics = false  in [replication], or disable the dashboard",
        ),
        (
            no_metrics && options.notifications.failure_topic.is_some(),
            &places.notifications,
            "S3 reports failed replications only for rules with metrics, and they are off",
            "remove  metrics = false  in [replication], or the topic",
        ),
        (
            two_way && replicating > 1,
            &places.two_way,
            "`two_way` is for one replica: S3 does not replicate replicas, so what is written in one of several would reach the primary \
             bucket and no other replica",
            "name one region in `replications`, or set  two_way = false",
        ),
        (
            two_way && another_account,
            &places.two_way,
            "`two_way` is for replicas in the same account: S3 takes a replication role only from the account that owns the bucket",
            "remove [replica], or set  two_way = false",
        ),
        (
            options.keys.strategy == KeyStrategy::MultiRegion && another_account,
            &places.strategy,
            "a multi-Region key has no replica keys in another account: KMS replicates a key within its account",
            "remove [replica], or set  strategy = \"regional\"",
        ),
        (
            options.stack_set.permission_model == PermissionModel::ServiceManaged && !another_account,
            &places.permission_model,
            "a service-managed StackSet deploys to another account than the management account, and none is named",
            "add  account = \"…\"  in [replica], or set  permission_model = \"self-managed\"",
        ),
    ];
    rules
        .into_iter()
        .filter(|(conflict, ..)| *conflict)
        .map(|(_, place, message, remedy)| Problem {
            place: place.clone(),
            message: message.into(),
            remedy: remedy.into(),
        })
        .chain(in_regions(options, regions, places))
        .collect()
}

/// What AWS does not have in a region of the archive.
fn in_regions(options: &Options, regions: &Regions<'_>, places: &Places) -> Vec<Problem> {
    let lacking = |feature: Feature| {
        let all = regions.primary.iter().chain(regions.all_replicas);
        all.filter(|region| region.lacks(feature)).map(|region| region.as_str()).collect::<Vec<_>>().join(" and ")
    };
    let mut problems = Vec::new();
    let without = lacking(Feature::AccountRegionalBuckets);
    if options.namespace == Namespace::AccountRegional && !without.is_empty() {
        problems.push(Problem {
            place: places.namespace.clone(),
            message: format!("S3 has no account-regional namespace in {without}"),
            remedy: format!("leave {without} out, or set  namespace = \"global\""),
        });
    }
    let without = lacking(Feature::StackSetsTrustedAccess);
    if options.stack_set.permission_model == PermissionModel::ServiceManaged && !without.is_empty() {
        problems.push(Problem {
            place: places.permission_model.clone(),
            message: format!("StackSets have no trusted access to AWS Organizations in the partition of {without}"),
            remedy: "set  permission_model = \"self-managed\"  and remove  organizational_units".into(),
        });
    }
    problems
}
