//! The deletion policies of a resource.

pub(crate) use crate::state::cloudformation::deletion_policy::DeletionPolicy;
