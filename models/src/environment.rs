//! Where a stack is deployed.

use std::fmt;

/// The account and the region that a stack is deployed to.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Environment {
    account: Option<String>,
    region: Option<String>,
}

impl Environment {
    /// The account and region of the caller that deploys the stack.
    #[must_use]
    pub fn current() -> Self {
        Self::default()
    }

    /// A region, in the account of the caller that deploys the stack.
    #[must_use]
    pub fn region(region: impl Into<String>) -> Self {
        Self { account: None, region: Some(region.into()) }
    }

    /// An account, by its 12 digits, and a region.
    #[must_use]
    pub fn account(account: impl Into<String>, region: impl Into<String>) -> Self {
        Self { account: Some(account.into()), region: Some(region.into()) }
    }

    pub(crate) const fn of(account: Option<String>, region: Option<String>) -> Self {
        Self { account, region }
    }

    /// The region, where it is not that of the caller.
    pub fn region_name(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The account, where it is not that of the caller.
    pub fn account_id(&self) -> Option<&str> {
        self.account.as_deref()
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (account, region) = (self.account_id(), self.region_name());
        match (account, region) {
            (None, None) => f.write_str("the current account and region"),
            (None, Some(region)) => f.write_str(region),
            (Some(account), region) => write!(f, "{account}/{}", region.unwrap_or("the current region")),
        }
    }
}
