//! What the engine knows and tells: plain types, and what follows from them alone. Nothing here calls AWS.

mod change;
mod compare;
mod consent;
mod danger;
mod deletion;
mod drift;
mod error;
mod event;
mod explain;
mod failure;
mod import;
mod outcome;
mod property;
mod report;
mod request;
mod resource;
mod stack;
mod status;
mod step;
mod template_diff;

pub(crate) use self::consent::Agreed;
pub(crate) use self::deletion::outcomes;
pub(crate) use self::explain::explain;
pub(crate) use self::request::{TEMPLATE_BODY_MAX, hex};
pub(crate) use self::resource::{STACK, STACK_SET, stack_set_name};
pub(crate) use self::step::is_settled;

pub use self::change::{Action, Plan, PlanKind, Replacement, ResourceChange};
pub use self::consent::{Consent, Question};
pub use self::danger::{Danger, DangerKind, UnknownDanger};
pub use self::deletion::{DeletionOutcome, DestroyOptions, Destroyed};
pub use self::drift::{DriftReport, Drifted};
pub use self::error::{Error, Refusal};
pub use self::event::ResourceEvent;
pub use self::explain::Explanation;
pub use self::failure::{FailedInstance, FailedResource, FailureReport};
pub use self::import::{Import, StackSetImport, StackSetState};
pub use self::outcome::Outcome;
pub use self::property::PropertyChange;
pub use self::report::{Event, Level, Reporter};
pub use self::request::{RequestError, StackRequest};
pub use self::resource::StackResource;
pub use self::stack::Stack;
pub use self::status::{InstanceStatus, StackReport};
pub use self::step::{Step, step};
pub use self::template_diff::TemplateDiff;
