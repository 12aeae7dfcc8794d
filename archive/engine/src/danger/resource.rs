//! The check of one changed resource.

use super::compared_resource::ComparedResource;
use super::{access, protection};
use crate::model::{Danger, DangerKind};

/// The permissions that are added, and the protections that are lost.
pub(super) fn assess(resource: ComparedResource<'_>, found: &mut Vec<Danger>) {
    resource.record(DangerKind::PolicyBroadening, access::wider(resource), found);
    resource.record(DangerKind::WeakerProtection, protection::weaker(resource), found);
}
