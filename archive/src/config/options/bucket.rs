//! `[bucket]`: how the buckets are called.

use super::reader::Reader;
use crate::config::problem::Located;
use crate::config::setting::{Choice, Kind, Section, Setting};

/// Where a bucket's name must be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Namespace {
    /// Among all buckets of the partition: another account may have the name, or take it once it is free.
    Global,
    /// In the account and region, which are part of the name: nobody else can take it.
    AccountRegional,
}

impl Choice for Namespace {
    const ALL: &'static [(&'static str, Self)] =
        &[("global", Self::Global), ("account-regional", Self::AccountRegional)];
}

static NAMESPACE: Setting = Setting::with_default(
    "namespace",
    Kind::OneOf(&["global", "account-regional"]),
    "\"global\"",
    "Where the buckets' names are unique. `global` names them <prefix>-archive and <prefix>-archive-replication-<region>, which another account may have taken. `account-regional` names them <prefix>-archive-<account>-<region>-an, which only this account can use; not in me-south-1 and me-central-1. A \
     change replaces the buckets; the old ones are retained.",
);

pub(super) static SECTION: Section =
    Section { name: "bucket", doc: "How the buckets are called.", settings: &[&NAMESPACE] };

pub(super) fn read(reader: &mut Reader<'_, '_>) -> Located<Namespace> {
    reader.choice_or(&NAMESPACE, Namespace::Global)
}
