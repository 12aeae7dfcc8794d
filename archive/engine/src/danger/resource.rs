//! The judgement of one resource that changes.

use super::judged::Judged;
use super::{access, protection};
use crate::model::{Danger, DangerKind};

/// What anybody gains, and what data loses in protection.
pub(super) fn judge(resource: Judged<'_>, found: &mut Vec<Danger>) {
    resource.record(DangerKind::PolicyBroadening, access::wider(resource), found);
    resource.record(DangerKind::WeakerProtection, protection::weaker(resource), found);
}
