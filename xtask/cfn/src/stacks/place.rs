//! Where something is in AWS.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An account and a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) account: String,
    pub(super) region: String,
}

/// `123456789012/eu-west-1`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.account, self.region)
    }
}
