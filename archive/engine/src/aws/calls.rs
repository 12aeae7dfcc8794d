//! Counts the requests sent to AWS.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

/// How the names of operations begin that change nothing. A change set changes nothing before it is executed.
const READS: [&str; 9] =
    ["Get", "List", "Describe", "Head", "Detect", "Simulate", "Assume", "CreateChangeSet", "DeleteChangeSet"];

/// The number of requests of each operation, including retries. Clones share the counts.
#[derive(Debug, Clone, Default)]
pub struct CallCounter {
    counts: Arc<Mutex<BTreeMap<String, u64>>>,
    /// How many of them the service refused, so that it did nothing.
    refused: Arc<Mutex<BTreeMap<String, u64>>>,
}

impl CallCounter {
    /// The number of requests sent.
    pub fn total(&self) -> u64 {
        self.lock().values().sum()
    }

    /// The number of requests of each operation, such as `CloudFormation.DescribeStacks`.
    pub fn by_operation(&self) -> BTreeMap<String, u64> {
        self.lock().clone()
    }

    /// Whether a call was sent that changes something and was not refused. A call without an answer may have changed it.
    pub fn may_have_changed(&self) -> bool {
        self.may_have_changed_beside("")
    }

    /// The same without the calls of one operation, such as `S3.PutObject`.
    pub fn may_have_changed_beside(&self, operation: &str) -> bool {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = self.lock();
        let is_read =
            |name: &str| READS.iter().any(|read| name.split('.').nth(1).is_some_and(|name| name.starts_with(read)));
        // The placeholder of a plan that is thrown away is deleted without anybody following it.
        let is_placeholder = |name: &str| {
            name == "CloudFormation.DeleteStack" && !counts.contains_key("CloudFormation.DescribeStackEvents")
        };
        counts.iter().any(|(name, sent)| {
            name != operation
                && !is_read(name)
                && !is_placeholder(name)
                && *sent > refused.get(name).copied().unwrap_or(0)
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, u64>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name(cfg: &ConfigBag) -> String {
    cfg.load::<Metadata>().map_or_else(|| "unknown".to_owned(), |call| format!("{}.{}", call.service(), call.name()))
}

impl Intercept for CallCounter {
    fn name(&self) -> &'static str {
        "CallCounter"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let name = name(cfg);
        tracing::debug!(call = %name, "request");
        *self.lock().entry(name).or_default() += 1;
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if context.response().is_some_and(|response| (400..500).contains(&response.status().as_u16())) {
            *self.refused.lock().unwrap_or_else(PoisonError::into_inner).entry(name(cfg)).or_default() += 1;
        }
        Ok(())
    }
}
