//! The operations of the engine: everything that calls AWS.

mod change_set;
mod deleting;
mod deletion_outcomes;
mod deploying;
mod describe;
mod diff;
mod drift;
mod engine;
mod event_log;
mod follow;
mod history;
mod importing;
mod poll_interval;
mod readiness;
mod recovery;
mod retaining;
mod revert_drift;
mod stack_set;
mod status;
mod upload;
mod validation;

pub use self::engine::Engine;
pub use self::poll_interval::PollInterval;
pub use self::readiness::Readiness;
