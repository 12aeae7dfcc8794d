//! A deployment engine for CloudFormation stacks: any template, any stack.
//!
//! ```text
//! look at the stack ─▶ decide by its status ─▶ change set ─▶ review ─▶ approval ─▶ execute ─▶ follow ─▶ outputs
//!      ▲                 (step.rs, readiness.rs)            (change.rs) (danger/)              (follow.rs)
//!      └────────── attach to an operation in progress ◀─────────────────────────────────────────┘
//! ```
//!
//! The state of a deployment is stored in AWS only. Change sets are named after the digest of what they deploy, and
//! every request has a client request token that is derived from it; so the next run, on any machine, resumes a run
//! that was killed at any point, and no operation is started twice.
//!
//! `examples/deploy.rs` is a complete program that deploys a template. A [`Approver`] answers the engine's confirmation
//! questions ([`FixedApprover`] without asking the user); a [`Reporter`] receives its events ([`TextReporter`],
//! [`NoReport`]); and errors have [`Remedy`] values, which each program can phrase in terms of its own commands.
//!
//! There are three modules, each based on the one before: [`model`](crate::Plan) has plain types without a connection;
//! `danger` has the safety checks of a plan; `operation` has everything that calls AWS, as methods of [`Engine`].
//! [`aws`] is the connection itself.

// Unknown is never empty: what AWS says and cannot be read is an error or a state of its own.
#![warn(clippy::disallowed_methods)]

pub mod aws;
mod danger;
mod model;
mod operation;

pub use self::danger::{allows_the_same, holds_data};
pub use self::model::{
    Action, ApprovalRequest, Approved, Approver, Danger, DangerKind, DeletionOutcome, DeletionResult, DestroyOptions,
    DriftReport, Drifted, Error, Event, Explanation, FailedInstance, FailedResource, FailureReport, FixedApprover,
    Import, InstanceStatus, KNOWN_AFTER_APPLY, Level, NoReport, Outcome, Plan, PlanKind, PropertyChange, Recovery,
    Refusal, Remedy, Replacement, Reporter, RequestError, ResourceChange, ResourceEvent, Stack, StackReport,
    StackRequest, StackResource, StackSetImport, StackSetState, Step, TemplateDiff, TextReporter, UnknownDanger, help,
    help_lines, step,
};
pub use self::operation::{Engine, PollInterval, Readiness};
