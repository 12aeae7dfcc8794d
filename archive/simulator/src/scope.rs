//! Account, region and partition of a request, and the ARNs derived from them.

use std::fmt;

use cfn_spec::region;
use serde::{Deserialize, Serialize};

/// Whether AWS has a region with this name.
pub(crate) fn is_region(name: &str) -> bool {
    region::known(name).is_some()
}

/// Whether the region has to be enabled before use.
pub(crate) fn is_opt_in(name: &str) -> bool {
    region::known(name).is_some_and(|region| region.opt_in != Some(false))
}

/// The partition of a region. Requests only have known regions.
pub(crate) fn partition_of(name: &str) -> &'static str {
    region::known(name).map_or("aws", |region| &region.partition)
}

/// The DNS suffix of a region's endpoints.
pub(crate) fn url_suffix_of(name: &str) -> &'static str {
    region::known(name).map_or("amazonaws.com", |region| &region.dns_suffix)
}

/// The principal of a service that acts in a region: opt-in regions have their own ones.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html>
pub(crate) fn service_principal(service: &str, region: &str) -> String {
    if is_opt_in(region) { format!("{service}.{region}.amazonaws.com") } else { format!("{service}.amazonaws.com") }
}

/// Whether a host name is one of AWS's endpoints.
pub(crate) fn is_endpoint(host: &str) -> bool {
    // Dual-stack endpoints have a suffix of their own.
    let suffixes = region::pinned().iter().map(|region| region.dns_suffix.as_str()).chain(["api.aws"]);
    suffixes.into_iter().any(|suffix| host.strip_suffix(suffix).is_some_and(|name| name.ends_with('.')))
}

/// The part of a path or an ARN after its last slash.
pub(crate) fn last_segment(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, last)| last)
}

/// An account in a region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Scope {
    pub(crate) account: String,
    pub(crate) region: String,
}

impl Scope {
    pub(crate) fn new(account: impl Into<String>, region: impl Into<String>) -> Self {
        Self { account: account.into(), region: region.into() }
    }

    /// The region and account of an ARN, if it has both.
    pub(crate) fn of_arn(arn: &str) -> Option<Self> {
        let mut parts = arn.strip_prefix("arn:")?.split(':').skip(2);
        let (region, account) = (parts.next()?, parts.next()?);
        (!region.is_empty() && !account.is_empty()).then(|| Self::new(account, region))
    }

    /// The account of the ARN of a global service, in us-east-1.
    pub(crate) fn of_global_arn(arn: &str) -> Option<Self> {
        let account = arn.split(':').nth(4).filter(|account| !account.is_empty())?;
        Some(Self::new(account, "us-east-1"))
    }

    pub(crate) fn partition(&self) -> &'static str {
        partition_of(&self.region)
    }

    /// `arn:<partition>:<service>:<region>:<account>:<resource>`.
    pub(crate) fn arn(&self, service: &str, resource: impl fmt::Display) -> String {
        format!("arn:{}:{service}:{}:{}:{resource}", self.partition(), self.region, self.account)
    }

    /// The ARN of a resource of a global service such as IAM, without a region.
    pub(crate) fn global_arn(&self, service: &str, resource: impl fmt::Display) -> String {
        format!("arn:{}:{service}::{}:{resource}", self.partition(), self.account)
    }

    /// The ARN of a role session.
    pub(crate) fn arn_of_session(&self, role: &str, session: &str) -> String {
        self.global_arn("sts", format!("assumed-role/{role}/{session}"))
    }
}
