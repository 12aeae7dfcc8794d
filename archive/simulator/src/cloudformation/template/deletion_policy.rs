//! The deletion policies.

pub(crate) use crate::state::cloudformation::deletion_policy::DeletionPolicy;
