//! The properties of a resource, as a template or a service gives them.

pub(crate) use crate::state::cloudformation::properties::Properties;
