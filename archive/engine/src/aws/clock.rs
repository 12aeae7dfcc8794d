//! AWS's clock, from the times of its answers. The clock of this machine may be wrong by more than an examination tolerates.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::FinalizerInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::date_time::{DateTime, Format};

/// The newest time that an answer had in its header `Date`, in seconds since 1970. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct ServerClock(Arc<AtomicI64>);

impl ServerClock {
    /// The time of the newest answer; the machine's, if no answer had one.
    pub(super) fn seconds(&self) -> i64 {
        match self.0.load(Ordering::Relaxed) {
            0 => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
                i64::try_from(since).unwrap_or(i64::MAX)
            }
            told => told,
        }
    }
}

impl Intercept for ServerClock {
    fn name(&self) -> &'static str {
        "ServerClock"
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let date = context.response().and_then(|response| response.headers().get("date"));
        // One that cannot be read tells no time.
        if let Some(Ok(told)) = date.map(|date| DateTime::from_str(date, Format::HttpDate)) {
            self.0.fetch_max(told.secs(), Ordering::Relaxed);
        }
        Ok(())
    }
}
