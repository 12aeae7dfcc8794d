//! `[access_logs]` and `[inventory]`: what S3 writes about the buckets, into one more bucket in each region.

use super::reader::Reader;
use crate::config::setting::{Choice, Kind, Section, Setting};

/// `[access_logs]`, where they are enabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessLogs {
    /// Days after which a log file is deleted.
    pub expire_days: i64,
}

/// How often an inventory is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// Every day.
    Daily,
    /// Every Sunday.
    Weekly,
}

impl Choice for Frequency {
    const ALL: &'static [(&'static str, Self)] = &[("daily", Self::Daily), ("weekly", Self::Weekly)];
}

/// The form of an inventory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InventoryFormat {
    /// Comma-separated values, compressed.
    Csv,
    /// Apache ORC.
    Orc,
    /// Apache Parquet.
    Parquet,
}

impl Choice for InventoryFormat {
    const ALL: &'static [(&'static str, Self)] = &[("csv", Self::Csv), ("orc", Self::Orc), ("parquet", Self::Parquet)];
}

/// `[inventory]`, where it is enabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inventory {
    /// How often it is made.
    pub frequency: Frequency,
    /// Its form.
    pub format: InventoryFormat,
    /// Days after which an inventory is deleted.
    pub expire_days: i64,
}

static LOGS_ENABLED: Setting = Setting::with_default(
    "enabled",
    Kind::Boolean,
    "false",
    "Writes server access logs of the primary bucket and of each replica into a log bucket in the same region, encrypted with S3's own \
     keys, because S3 delivers logs to no others.",
);
static LOGS_EXPIRE_DAYS: Setting =
    Setting::with_default("expire_days", Kind::Integer(1..=36_500), "365", "Days after which a log file is deleted.");

pub(super) static ACCESS_LOGS: Section = Section {
    name: "access_logs",
    doc: "Server access logs of every bucket: every request.",
    settings: &[&LOGS_ENABLED, &LOGS_EXPIRE_DAYS],
};

pub(super) fn read_access_logs(reader: &mut Reader<'_, '_>) -> Option<AccessLogs> {
    let enabled = reader.boolean(&LOGS_ENABLED, false);
    let expire_days = reader.integer_or(&LOGS_EXPIRE_DAYS, 365);
    enabled.value.then_some(AccessLogs { expire_days })
}

static INVENTORY_ENABLED: Setting = Setting::with_default(
    "enabled",
    Kind::Boolean,
    "false",
    "Lists all objects and versions with their encryption and replication status, on both sides, into the log bucket of the same region.",
);
static FREQUENCY: Setting = Setting::with_default(
    "frequency",
    Kind::OneOf(&["daily", "weekly"]),
    "\"weekly\"",
    "How often the inventory is made.",
);
static FORMAT: Setting =
    Setting::with_default("format", Kind::OneOf(&["csv", "orc", "parquet"]), "\"csv\"", "The form of the inventory.");
static INVENTORY_EXPIRE_DAYS: Setting =
    Setting::with_default("expire_days", Kind::Integer(1..=36_500), "90", "Days after which an inventory is deleted.");

pub(super) static INVENTORY: Section = Section {
    name: "inventory",
    doc: "S3 Inventory: lists of all objects and versions.",
    settings: &[&INVENTORY_ENABLED, &FREQUENCY, &FORMAT, &INVENTORY_EXPIRE_DAYS],
};

pub(super) fn read_inventory(reader: &mut Reader<'_, '_>) -> Option<Inventory> {
    let enabled = reader.boolean(&INVENTORY_ENABLED, false);
    let inventory = Inventory {
        frequency: reader.choice_or(&FREQUENCY, Frequency::Weekly).value,
        format: reader.choice_or(&FORMAT, InventoryFormat::Csv).value,
        expire_days: reader.integer_or(&INVENTORY_EXPIRE_DAYS, 90),
    };
    enabled.value.then_some(inventory)
}
