//! Connections that cannot be made: refused, or to a host that is not found.

use std::io;
use std::time::Duration;

use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::orchestrator::OrchestratorError;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction, RetryClassifierPriority};
use aws_smithy_types::retry::ErrorKind;

use super::error;

/// The pause before a connection is tried again. With the growing pauses of the SDK, which are meant for a busy service, it would be a
/// minute until the user hears that nothing answers.
pub(super) const PAUSE: Duration = Duration::from_millis(500);

/// Tries connections that cannot be made again after a [pause](PAUSE) that does not grow.
#[derive(Debug)]
pub(super) struct Unreachable;

impl ClassifyRetry for Unreachable {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let connector = match context.output_or_error() {
            Some(Err(failed)) => OrchestratorError::as_connector_error(failed),
            _ => None,
        };
        match connector {
            Some(failed) if failed.is_io() && is_unreachable(failed) => {
                RetryAction::retryable_error_with_explicit_delay(ErrorKind::TransientError, PAUSE)
            }
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "Unreachable"
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}

/// Whether the connection was not made, so that the request was not sent.
fn is_unreachable(failed: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(failed);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<io::Error>()
            && matches!(
                io.kind(),
                io::ErrorKind::ConnectionRefused | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable
            )
        {
            return true;
        }
        cause = error.source();
    }
    // The name of the host was not resolved, for which there is no kind.
    error::chain(failed).contains("dns error")
}

#[cfg(test)]
mod tests {
    use super::super::ATTEMPTS;
    use super::*;

    #[test]
    fn it_takes_less_than_five_seconds_until_nothing_answers() {
        assert!(PAUSE * (ATTEMPTS - 1) < Duration::from_secs(5));
    }

    #[test]
    fn a_broken_connection_is_not_one_that_cannot_be_made() {
        let refused: io::Error = io::ErrorKind::ConnectionRefused.into();
        assert!(is_unreachable(&refused));
        assert!(!is_unreachable(&io::Error::from(io::ErrorKind::ConnectionReset)));
        assert!(is_unreachable(&io::Error::other("dns error: failed to lookup address information")));
    }
}
