//! What one of the two documents says.

use std::collections::BTreeMap;

use crate::name::ResourceName;
use crate::spec::Spec;

/// A document's facts, before they are merged with the other's.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Layer {
    /// Resource and property types.
    pub(crate) spec: Spec,
    /// The regions of the resource types that the base region, us-east-1, does not have.
    pub(crate) only_in: BTreeMap<ResourceName, Vec<String>>,
}
