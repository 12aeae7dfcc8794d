//! Deployment: from any state of the stack to the desired one, or to an error with its cause.

use aws_sdk_cloudformation::types::{ExecutionStatus, StackStatus};
use aws_smithy_types::DateTime;
use serde_json::json;

use super::change_set::{PreparedChangeSet, is_gone};
use super::engine::Engine;
use super::event_log::EventPosition;
use super::readiness::{Readiness, not_ready};
use crate::aws::ApiError;
use crate::model::{
    ApprovalRequest, Danger, DangerKind, Error, Event, Outcome, Plan, PlanKind, Refusal, Remedy, Stack, StackRequest,
    Step, step,
};

/// How often other operations may interfere with a deployment before it gives up.
const MAX_RETRIES: u32 = 10;

impl Engine<'_> {
    /// Deploys `request`, starting from any state of the stack.
    ///
    /// # Errors
    /// [`Error::Refused`] if a danger is not allowed or a question is answered with no, [`Error::RolledBack`] if the stack is as before, [`Error::OperationFailed`] or
    /// [`Error::InvalidState`] if it needs a decision, and failed calls.
    pub async fn deploy(&self, request: &StackRequest) -> Result<Outcome, Error> {
        let mut overtaken = 0;
        loop {
            let ended = match self.prepare(request).await? {
                Readiness::Change(kind, stack) => self.change(request, kind, stack).await,
                Readiness::Done(outcome) => return Ok(outcome),
            };
            match ended {
                // Another operation came between the plan and its execution: make a new plan and ask again.
                Err(Error::Refused(Refusal::OutOfDate(why))) if overtaken < MAX_RETRIES => {
                    self.say(format!("the stack changed concurrently ({why}); retrying"));
                    overtaken += 1;
                }
                ended => return ended,
            }
        }
    }

    /// Computes what [`Self::deploy`] would change, and keeps the change set for [`Self::execute_saved`]. `None`: no changes.
    ///
    /// # Errors
    /// As for [`Self::deploy`].
    pub async fn plan(&self, request: &StackRequest) -> Result<Option<(Plan, Vec<Danger>)>, Error> {
        request.check()?;
        let stack = self.describe(&request.name).await?;
        let kind = match step(stack.as_ref().map(|stack| &stack.status)) {
            Step::Create => PlanKind::Create,
            Step::Update => PlanKind::Update,
            _ => return Err(not_ready(stack.as_ref())),
        };
        match self.prepare_or_clean(request, kind, stack.is_none()).await? {
            PreparedChangeSet::Empty => Ok(None),
            PreparedChangeSet::Ready(plan) => {
                let dangers = plan.dangers();
                self.reporter.report(&Event::Plan { plan: plan.clone(), dangers: dangers.clone() });
                Ok(Some((plan, dangers)))
            }
        }
    }

    /// Deletes a plan's change set, and with it the stack in REVIEW_IN_PROGRESS that it would have created.
    ///
    /// # Errors
    /// If a call fails.
    pub async fn discard(&self, plan: &Plan) -> Result<(), Error> {
        self.delete_change_set(&plan.stack_id, &plan.change_set).await?;
        if plan.kind == PlanKind::Create { self.delete_placeholder(&plan.stack_id).await } else { Ok(()) }
    }

    /// Executes exactly `plan`, a change set made earlier for `request`, if neither the stack nor the request has
    /// changed since. The plan may come from a file, so it is compared with the change set. A declined plan is kept.
    ///
    /// # Errors
    /// [`Refusal::OutOfDate`] if it has, else as for [`Self::deploy`].
    pub async fn execute_saved(&self, plan: &Plan, request: &StackRequest) -> Result<Outcome, Error> {
        let pages = match self.describe_change_set(None, &plan.change_set).await {
            Ok(pages) => pages,
            Err(error) if is_gone(&error) => {
                return Err(Refusal::OutOfDate(
                    "its change set does not exist any more; another change may have been executed since".into(),
                )
                .into());
            }
            Err(error) => return Err(error.into()),
        };
        let moved = |why: &str| Err(Refusal::OutOfDate(why.into()).into());
        let made = pages.first().and_then(|page| page.change_set_name.as_deref());
        if plan.stack != request.name || made != Some(self.change_set_name(request, plan.kind).as_str()) {
            return moved(
                "it was made for another configuration, by another version of this program, or was edited since",
            );
        }
        let execution = pages.first().and_then(|page| page.execution_status.clone());
        let now = Plan::read(plan.kind, self.region, pages);
        let is_of_stack = now.as_ref().is_some_and(|now| now.stack_id == plan.stack_id && now.stack == plan.stack);
        let executable = execution == Some(ExecutionStatus::Available);
        // Once a change set was executed, AWS may no longer return its changes.
        if !is_of_stack || (executable && now.as_ref() != Some(plan)) {
            return moved("the change set differs from the plan");
        }
        match execution {
            Some(ExecutionStatus::Available) => {}
            Some(
                ExecutionStatus::ExecuteInProgress | ExecutionStatus::ExecuteComplete | ExecutionStatus::ExecuteFailed,
            ) => {
                self.say("the plan is being executed already: following it");
                return self.finish(plan, request).await;
            }
            status => {
                let status = status.map_or_else(|| "unknown".to_owned(), |status| status.as_str().to_owned());
                return Err(
                    Refusal::OutOfDate(format!("its change set is {status}: the stack was changed since")).into()
                );
            }
        }
        let dangers = self.approve(plan, Vec::new())?;
        self.carry_out(plan, request, &dangers).await
    }

    /// Performs the change of a stack that is ready for it.
    ///
    /// # Errors
    /// As for [`Self::deploy`].
    pub async fn change(&self, request: &StackRequest, kind: PlanKind, stack: Option<Stack>) -> Result<Outcome, Error> {
        match self.prepare_or_clean(request, kind, stack.is_none()).await? {
            PreparedChangeSet::Empty => match stack {
                Some(stack) => {
                    self.warn_of_unused_role(request, &stack);
                    Ok(Outcome { unchanged: true, ..self.apply_settings(request, stack).await? })
                }
                None => Err(not_ready(None)),
            },
            PreparedChangeSet::Ready(plan) => {
                let anew = if request.revert_drift { self.recreated(&plan).await? } else { Vec::new() };
                self.review(&plan, request, anew).await
            }
        }
    }

    /// Creates a change set; if that fails for a stack that did not exist, deletes the stack in REVIEW_IN_PROGRESS.
    async fn prepare_or_clean(
        &self,
        request: &StackRequest,
        kind: PlanKind,
        is_new: bool,
    ) -> Result<PreparedChangeSet, Error> {
        let prepared = self.prepare_change_set(request, kind).await;
        if is_new && matches!(prepared, Err(Error::Invalid { .. }) | Ok(PreparedChangeSet::Empty)) {
            self.delete_placeholder(&request.name).await?;
        }
        prepared
    }

    /// Shows the plan, asks for its dangers and for `further` ones, executes, and follows. A declined plan is deleted.
    pub(super) async fn review(
        &self,
        plan: &Plan,
        request: &StackRequest,
        further: Vec<Danger>,
    ) -> Result<Outcome, Error> {
        let ended = match self.approve(plan, further) {
            Ok(dangers) => self.carry_out(plan, request, &dangers).await,
            Err(refused) => Err(refused),
        };
        // Where nothing was begun, no change set is left, nor the stack without resources that it would have created.
        let is_refused = match &ended {
            Err(Error::Refused(Refusal::Dangers(_) | Refusal::Unconfirmed(_))) => true,
            Err(Error::Api(error)) => error.operation == "ExecuteChangeSet" && error.is_denied(),
            _ => false,
        };
        if is_refused {
            self.discard(plan).await?;
        }
        ended
    }

    /// Shows the plan and asks; returns the dangers that were allowed.
    fn approve(&self, plan: &Plan, further: Vec<Danger>) -> Result<Vec<Danger>, Error> {
        let mut dangers = plan.dangers();
        dangers.extend(further);
        self.reporter.report(&Event::Plan { plan: plan.clone(), dangers: dangers.clone() });
        self.require(&dangers)?;
        self.confirm(&format!("{} {} in {}?", verb(plan.kind), plan.stack, plan.region))?;
        Ok(dangers)
    }

    async fn carry_out(&self, plan: &Plan, request: &StackRequest, dangers: &[Danger]) -> Result<Outcome, Error> {
        self.lift_policy(plan, request, dangers).await?;
        self.start(plan).await?;
        self.finish(plan, request).await
    }

    /// Executes the change set. Idempotent, because the client request token is the same.
    async fn start(&self, plan: &Plan) -> Result<(), Error> {
        let executed = self
            .client()
            .execute_change_set()
            .change_set_name(&plan.change_set)
            .stack_name(&plan.stack_id)
            .client_request_token(token(self.aws.application().name(), plan))
            .disable_rollback(false)
            .send()
            .await;
        match executed {
            Ok(_) => Ok(()),
            Err(error) => {
                let error = ApiError::new("ExecuteChangeSet", self.region, error);
                if is_gone(&error) {
                    return Err(Refusal::OutOfDate(error.message).into());
                }
                // The first response was lost, or another run of the same deployment executed it.
                if !(error.is("InvalidChangeSetStatus") || error.is("InvalidChangeSetStatusException")) {
                    return Err(error.into());
                }
                let pages = match self.describe_change_set(None, &plan.change_set).await {
                    Err(error) if is_gone(&error) => return Err(Refusal::OutOfDate(error.message).into()),
                    pages => pages?,
                };
                let status = pages.first().and_then(|page| page.execution_status.clone());
                match status {
                    Some(
                        ExecutionStatus::ExecuteInProgress
                        | ExecutionStatus::ExecuteComplete
                        | ExecutionStatus::ExecuteFailed,
                    ) => Ok(()),
                    _ => Err(Refusal::OutOfDate(error.message).into()),
                }
            }
        }
    }

    async fn finish(&self, plan: &Plan, request: &StackRequest) -> Result<Outcome, Error> {
        let beginning = EventPosition::After {
            time: DateTime::from_secs(plan.created),
            token: token(self.aws.application().name(), plan),
        };
        let ended = self.follow(&plan.stack_id, &plan.stack, beginning).await?;
        // Another operation may have deleted the stack right after this one was complete.
        match self.result_of(ended)?.filter(|stack| stack.status != StackStatus::DeleteComplete) {
            Some(stack) => self.apply_settings(request, stack).await,
            None => Err(Error::InvalidState {
                message: format!("{} was deleted by another operation", plan.stack),
                remedies: vec![Remedy::Retry],
            }),
        }
    }

    /// Sets what is not part of a change set: termination protection and the stack policy. Also after a deployment
    /// without changes, because the previous run may have been interrupted here.
    pub(super) async fn apply_settings(&self, request: &StackRequest, stack: Stack) -> Result<Outcome, Error> {
        let client = self.client();
        if request.termination_protection && !stack.termination_protection {
            client
                .update_termination_protection()
                .stack_name(&stack.id)
                .enable_termination_protection(true)
                .send()
                .await
                .map_err(|error| ApiError::new("UpdateTerminationProtection", self.region, error))?;
        }
        if let Some(wanted) = &request.stack_policy {
            let set = client
                .get_stack_policy()
                .stack_name(&stack.id)
                .send()
                .await
                .map_err(|error| ApiError::new("GetStackPolicy", self.region, error))?
                .stack_policy_body;
            if !set.is_some_and(|set| same_json(&set, wanted)) {
                self.set_policy(&stack.id, wanted).await?;
            }
        }
        Ok(Outcome { unchanged: false, status: stack.status.as_str().to_owned(), outputs: stack.outputs })
    }

    /// A stack policy that denies the replacement or deletion of resources also denies it if the user has allowed it.
    /// It is removed for this one operation; [`Self::apply_settings`] sets it again, in a later run if this one is
    /// interrupted.
    async fn lift_policy(&self, plan: &Plan, request: &StackRequest, dangers: &[Danger]) -> Result<(), Error> {
        let loses = dangers.iter().any(|danger| matches!(danger.kind, DangerKind::Replacement | DangerKind::Deletion));
        if loses && plan.kind == PlanKind::Update && request.stack_policy.is_some() {
            let open = json!({ "Statement": [{ "Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*" }] });
            self.set_policy(&plan.stack_id, &open.to_string()).await?;
        }
        Ok(())
    }

    async fn set_policy(&self, stack_id: &str, policy: &str) -> Result<(), Error> {
        self.client()
            .set_stack_policy()
            .stack_name(stack_id)
            .stack_policy_body(policy)
            .send()
            .await
            .map_err(|error| ApiError::new("SetStackPolicy", self.region, error))?;
        Ok(())
    }

    /// Asks for approval of each danger.
    ///
    /// # Errors
    /// [`Refusal::Dangers`] if they are not allowed.
    pub fn require(&self, dangers: &[Danger]) -> Result<(), Error> {
        if dangers.is_empty() {
            return Ok(());
        }
        let text = "Go ahead all the same?".to_owned();
        if self.approver.approves(&ApprovalRequest { text, dangers }) {
            return Ok(());
        }
        Err(Refusal::Dangers(dangers.to_vec()).into())
    }

    /// Asks an ordinary question.
    ///
    /// # Errors
    /// [`Refusal::Unconfirmed`] if the answer is no.
    pub fn confirm(&self, text: &str) -> Result<(), Error> {
        if self.approver.approves(&ApprovalRequest { text: text.to_owned(), dangers: &[] }) {
            return Ok(());
        }
        Err(Refusal::Unconfirmed(text.trim_end_matches('?').to_owned()).into())
    }
}

/// The client request token of a plan's execution: the same for the same change set.
fn token(application: &str, plan: &Plan) -> String {
    let unique = plan.change_set.rsplit('/').next().unwrap_or(&plan.change_set);
    format!("{application}-{unique}").chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(128).collect()
}

fn verb(kind: PlanKind) -> &'static str {
    match kind {
        PlanKind::Create => "Create",
        PlanKind::Update => "Update",
        PlanKind::Import => "Import resources into",
    }
}

/// Whether two texts are the same JSON. What cannot be read is not the same, and is set again.
fn same_json(one: &str, other: &str) -> bool {
    let read = serde_json::from_str::<serde_json::Value>;
    matches!((read(one), read(other)), (Ok(one), Ok(other)) if one == other)
}
