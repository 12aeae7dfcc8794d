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
mod pace;
mod readiness;
mod retaining;
mod revert_drift;
mod stack_set;
mod status;
mod upload;
mod validation;

pub use self::engine::Engine;
pub use self::pace::Pace;
pub use self::readiness::Ready;
