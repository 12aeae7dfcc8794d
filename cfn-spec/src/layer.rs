//! The facts of one of the two documents.

use std::collections::BTreeMap;

use crate::name::ResourceName;
use crate::spec::Spec;

/// The facts of a document, before they are merged with those of the other document.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Layer {
    /// Resource and property types.
    pub(crate) spec: Spec,
    /// The regions of the resource types that are not available in the base region, us-east-1.
    pub(crate) only_in: BTreeMap<ResourceName, Vec<String>>,
}
