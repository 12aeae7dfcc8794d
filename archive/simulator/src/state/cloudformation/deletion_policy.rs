//! The deletion policies.

use crate::wire_enum::wire_enum;

wire_enum! {
    /// What happens to a resource that is removed from its stack.
    DeletionPolicy {
        Delete = "Delete",
        Retain = "Retain",
        RetainExceptOnCreate = "RetainExceptOnCreate",
        Snapshot = "Snapshot",
    }
}
