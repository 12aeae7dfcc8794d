//! The deletion policies of a resource.

use crate::wire_enum::wire_enum;

wire_enum! {
    /// What becomes of a resource that a stack lets go of.
    DeletionPolicy {
        Delete = "Delete",
        Retain = "Retain",
        RetainExceptOnCreate = "RetainExceptOnCreate",
        Snapshot = "Snapshot",
    }
}
