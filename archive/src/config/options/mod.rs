//! What an archive can have beyond its three settings: each option typed, documented, and off or safe unless it is written.
//!
//! A combination that AWS refuses, or that would not do what it says, is refused here with its reason, before anything is deployed.

mod alarm;
mod bucket;
mod conflicts;
mod dashboard;
mod keys;
mod lifecycle;
mod notifications;
mod object_lock;
mod protection;
mod reader;
mod replica;
mod replication;
mod reports;
mod stack_set;
mod storage_class;

pub use self::alarm::Alarm;
pub use self::bucket::Namespace;
pub use self::keys::{KeyStrategy, Keys};
pub use self::lifecycle::{Lifecycle, Transition};
pub use self::notifications::{FailureTopic, Notifications, Protocol, Subscriber};
pub use self::object_lock::{LockMode, ObjectLock, Retention};
pub use self::protection::Protection;
pub use self::reader::Effective;
pub use self::replica::ReplicaAccount;
pub use self::replication::Replication;
pub use self::reports::{AccessLogs, Frequency, Inventory, InventoryFormat};
pub use self::stack_set::{CallAs, PermissionModel, RegionConcurrency, RolePermissions, StackSet};
pub use self::storage_class::StorageClass;

use self::conflicts::Places;
use self::reader::Reader;
use super::problem::{Origin, Problem};
use super::region::Region;
use super::setting::Section;
use super::table::Table;

/// The options of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// `[keys]`
    pub keys: Keys,
    /// `[bucket] namespace`
    pub namespace: Namespace,
    /// `[object_lock]`
    pub object_lock: Option<ObjectLock>,
    /// `[protection]`
    pub protection: Protection,
    /// `[lifecycle]`
    pub lifecycle: Lifecycle,
    /// `[replication]`
    pub replication: Replication,
    /// `[replica]`, where the replicas are in another account
    pub replica_account: Option<ReplicaAccount>,
    /// `[notifications]`
    pub notifications: Notifications,
    /// `[alarm]`, where it is enabled
    pub alarm: Option<Alarm>,
    /// `[dashboard] enabled`
    pub dashboard: bool,
    /// `[access_logs]`, where they are enabled
    pub access_logs: Option<AccessLogs>,
    /// `[inventory]`, where it is enabled
    pub inventory: Option<Inventory>,
    /// `[stack_set]`
    pub stack_set: StackSet,
}

/// The sections, in the order in which they are documented.
pub(super) static SECTIONS: [&Section; 13] = [
    &keys::SECTION,
    &bucket::SECTION,
    &object_lock::SECTION,
    &protection::SECTION,
    &lifecycle::SECTION,
    &replication::SECTION,
    &replica::SECTION,
    &notifications::SECTION,
    &alarm::SECTION,
    &dashboard::SECTION,
    &reports::ACCESS_LOGS,
    &reports::INVENTORY,
    &stack_set::SECTION,
];

/// What the options are about: the regions, as far as they are known.
pub(super) struct Regions<'r> {
    /// The primary region.
    pub(super) primary: Option<Region>,
    /// Every region with a replica, detached ones included.
    pub(super) all_replicas: &'r [Region],
    /// How many regions replicate.
    pub(super) replicating: usize,
}

/// Reads every section of the file `root`. What is wrong is added to `problems`, what is in effect to `effective`.
pub(super) fn read(
    root: &mut Table<'_>,
    regions: &Regions<'_>,
    problems: &mut Vec<Problem>,
    effective: &mut Vec<Effective>,
) -> Options {
    macro_rules! section {
        ($section:expr, $read:expr) => {
            Reader::section(&$section, root, problems, effective, $read)
        };
    }
    let (keys, strategy) = section!(keys::SECTION, keys::read);
    let namespace = section!(bucket::SECTION, bucket::read);
    let object_lock = section!(object_lock::SECTION, object_lock::read);
    let protection = section!(protection::SECTION, protection::read);
    let lifecycle = section!(lifecycle::SECTION, lifecycle::read);
    let (replication, two_way) = section!(replication::SECTION, replication::read);
    let replica_account = section!(replica::SECTION, |reader| replica::read(reader, regions.all_replicas));
    let notifications = section!(notifications::SECTION, |reader| notifications::read(reader, regions.primary));
    let alarm = section!(alarm::SECTION, alarm::read);
    let dashboard = section!(dashboard::SECTION, dashboard::read);
    let access_logs = section!(reports::ACCESS_LOGS, reports::read_access_logs);
    let inventory = section!(reports::INVENTORY, reports::read_inventory);
    let stack_set = section!(stack_set::SECTION, stack_set::read);

    let places = Places {
        strategy: strategy.place,
        two_way,
        notifications: notifications.place,
        alarm: alarm.as_ref().map_or(Origin::Default, |alarm| alarm.place.clone()),
        dashboard: dashboard.place,
        namespace: namespace.place,
        permission_model: stack_set.place,
    };
    let options = Options {
        keys,
        namespace: namespace.value,
        object_lock,
        protection,
        lifecycle,
        replication,
        replica_account,
        notifications: notifications.value,
        alarm: alarm.map(|alarm| alarm.value),
        dashboard: dashboard.value,
        access_logs,
        inventory,
        stack_set: stack_set.value,
    };
    problems.extend(conflicts::between(&options, regions, &places));
    options
}
