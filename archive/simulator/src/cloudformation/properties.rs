//! The properties of a resource.

pub(crate) use crate::state::cloudformation::properties::Properties;
