//! When inventories are written, as it is saved.

use serde::{Deserialize, Serialize};

use crate::timestamp::Timestamp;

/// What is known of one inventory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Schedule {
    /// When the next report is written.
    pub(crate) due: Timestamp,
    /// Why the last one was not.
    pub(crate) failure: Option<String>,
}
