//! Mutually exclusive options of different sections.

use super::{KeyStrategy, Options, PermissionModel};
use crate::config::problem::{Place, Problem};

/// Where the options are written that may be refused for another's sake.
pub(super) struct Places {
    pub(super) strategy: Place,
    pub(super) two_way: Place,
    pub(super) notifications: Place,
    pub(super) alarm: Place,
    pub(super) permission_model: Place,
}

/// Every conflict, at the option that must give way.
pub(super) fn between(options: &Options, replicating: usize, places: &Places) -> Vec<Problem> {
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
        .collect()
}
