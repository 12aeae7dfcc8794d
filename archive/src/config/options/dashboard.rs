//! `[dashboard]`: a CloudWatch dashboard of the archive.

use super::reader::Reader;
use crate::config::problem::Located;
use crate::config::setting::{Kind, Section, Setting};

static ENABLED: Setting = Setting::with_default(
    "enabled",
    Kind::Boolean,
    "false",
    "A CloudWatch dashboard in the primary stack: latency, bytes and operations pending, and operations failed of each rule; size and \
     number of objects of each bucket; use of the keys. Of replicas in another account it shows the rules only.",
);

pub(super) static SECTION: Section =
    Section { name: "dashboard", doc: "A CloudWatch dashboard of every region.", settings: &[&ENABLED] };

/// Whether there is one, and where that is written.
pub(super) fn read(reader: &mut Reader<'_, '_>) -> Located<bool> {
    reader.boolean(&ENABLED, false)
}
