//! The calls about quotas: what an account may have, and what it has.

use std::collections::BTreeSet;

use super::{ApiError, Aws, listed};

impl Aws {
    /// The account's value of a quota; `None` if Service Quotas has none, so that the default applies.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn quota(&self, region: &str, service: &str, code: &str) -> Result<Option<f64>, ApiError> {
        const OPERATION: &str = "GetServiceQuota";
        let sent = self.service_quotas(region).get_service_quota().service_code(service).quota_code(code).send().await;
        match sent.map_err(|error| ApiError::new(OPERATION, region, error)) {
            Ok(answer) => match answer.quota.and_then(|quota| quota.value) {
                Some(value) => Ok(Some(value)),
                None => Err(ApiError::unreadable(OPERATION, region, "the quota has no value")),
            },
            Err(error) if error.is("NoSuchResourceException") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The names of all buckets of the account.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn bucket_names(&self, region: &str) -> Result<BTreeSet<String>, ApiError> {
        const OPERATION: &str = "ListBuckets";
        let mut pages = self.s3(region).list_buckets().into_paginator().send();
        let mut names = BTreeSet::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ApiError::new(OPERATION, region, error))?;
            for bucket in listed(page.buckets) {
                let name =
                    bucket.name.ok_or_else(|| ApiError::unreadable(OPERATION, region, "a bucket has no name"))?;
                names.insert(name);
            }
        }
        Ok(names)
    }

    /// The names of the StackSets in `region`.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn stack_set_names(&self, region: &str) -> Result<BTreeSet<String>, ApiError> {
        const OPERATION: &str = "ListStackSets";
        let active = aws_sdk_cloudformation::types::StackSetStatus::Active;
        let mut pages = self.cloudformation(region).list_stack_sets().status(active).into_paginator().send();
        let mut names = BTreeSet::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ApiError::new(OPERATION, region, error))?;
            for set in listed(page.summaries) {
                let name = set
                    .stack_set_name
                    .ok_or_else(|| ApiError::unreadable(OPERATION, region, "a StackSet has no name"))?;
                names.insert(name);
            }
        }
        Ok(names)
    }

    /// The number of the account's own keys in `region`. Those that AWS manages, whose aliases begin with `alias/aws/`, are not among them.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn own_keys(&self, region: &str) -> Result<usize, ApiError> {
        let mut keys = BTreeSet::new();
        let mut pages = self.kms(region).list_keys().into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ApiError::new("ListKeys", region, error))?;
            for key in listed(page.keys) {
                keys.insert(key.key_id.ok_or_else(|| ApiError::unreadable("ListKeys", region, "a key has no id"))?);
            }
        }
        let mut pages = self.kms(region).list_aliases().into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ApiError::new("ListAliases", region, error))?;
            for alias in listed(page.aliases) {
                let is_of_aws = alias.alias_name.as_deref().is_some_and(|name| name.starts_with("alias/aws/"));
                // An alias of AWS without a key names one that does not exist yet.
                if let Some(key) = alias.target_key_id.filter(|_| is_of_aws) {
                    keys.remove(&key);
                }
            }
        }
        Ok(keys.len())
    }
}
