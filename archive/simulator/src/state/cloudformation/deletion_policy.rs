//! The deletion policies of a resource.

use crate::wire_enum::wire_enum;

wire_enum! {
    /// What happens to a resource that is removed from a stack.
    DeletionPolicy {
        Delete = "Delete",
        Retain = "Retain",
        RetainExceptOnCreate = "RetainExceptOnCreate",
        Snapshot = "Snapshot",
    }
}
