//! A deployment engine for CloudFormation stacks: any template, any stack.
//!
//! ```text
//! look at the stack ─▶ decide by its status ─▶ change set ─▶ review ─▶ gates ─▶ execute ─▶ follow ─▶ outputs
//!      ▲                 (step.rs, readiness.rs)            (change.rs) (danger/)           (follow.rs)
//!      └────────── attach to an operation in progress ◀──────────────────────────────────────┘
//! ```
//!
//! The state of a deployment is in AWS and nowhere else. Change sets are named after the digest of what they deploy, and every request
//! carries a token that follows from it; so a run that was killed at any point is taken up by the next one, on any machine, and no
//! operation is started twice.
//!
//! `examples/deploy.rs` is a whole program that deploys a template. What the engine asks, a [`Consent`] answers ([`FixedConsent`] without
//! asking anybody); what it does, a [`Reporter`] hears ([`TextReporter`], [`NoReport`]); what is to be done about a failure, it says as
//! [`Remedy`] values, for which each program has its own words.
//!
//! Three folders, each on top of the one before: [`model`](crate::Plan) are plain types, without a connection; `danger` judges what a
//! plan would do; `operation` has everything that calls AWS, as methods of [`Engine`]. [`aws`] is the connection itself.

// Unknown is never empty: what AWS says and cannot be read is an error or a state of its own.
#![warn(clippy::disallowed_methods)]

pub mod aws;
mod danger;
mod model;
mod operation;

pub use self::danger::allows_the_same;
pub use self::model::{
    Action, Consent, Danger, DangerKind, DeletionOutcome, DestroyOptions, Destroyed, DriftReport, Drifted, Error,
    Event, Explanation, FailedInstance, FailedResource, FailureReport, FixedConsent, Import, InstanceStatus, Level,
    NoReport, Outcome, Plan, PlanKind, PropertyChange, Question, Refusal, Remedy, Replacement, Reporter, RequestError,
    ResourceChange, ResourceEvent, Stack, StackReport, StackRequest, StackResource, StackSetImport, StackSetState,
    Step, TemplateDiff, TextReporter, UnknownDanger, help, step,
};
pub use self::operation::{Engine, Pace, Ready};
