//! The check of one changed resource.

use super::judged::Judged;
use super::{access, protection};
use crate::model::{Danger, DangerKind};

/// The permissions that are added, and the protections that are lost.
pub(super) fn judge(resource: Judged<'_>, found: &mut Vec<Danger>) {
    resource.record(DangerKind::PolicyBroadening, access::wider(resource), found);
    resource.record(DangerKind::WeakerProtection, protection::weaker(resource), found);
}
