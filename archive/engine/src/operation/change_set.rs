//! Creates, waits for, reads and deletes change sets.

use aws_sdk_cloudformation::operation::describe_change_set::DescribeChangeSetOutput;
use aws_sdk_cloudformation::types::{
    ChangeSetStatus, ChangeSetType, DeploymentMode, ExecutionStatus, Parameter, ResourceToImport, StackStatus, Tag,
};

use super::engine::Engine;
use crate::aws::{ApiError, Origin, listed};
use crate::model::{Error, Import, Plan, PlanKind, Refusal, Remedy, StackRequest};

/// The prefix of AWS's message that there is nothing to change. The rest depends on the request.
const NOTHING_TO_CHANGE: [&str; 2] =
    ["The submitted information didn't contain changes.", "No updates are to be performed."];

pub(super) fn is_nothing(reason: &str) -> bool {
    NOTHING_TO_CHANGE.iter().any(|text| reason.starts_with(text))
}

/// AWS's messages when another operation prevents a change set.
const BUSY: [&str; 2] = ["can not be updated", "cannot be created again"];

/// After so many consecutive calls that do not find a change set, it is considered missing, not just inconsistent.
const UNKNOWN_LOOKS: u32 = 20;

/// The parameters of a change set: those with a value, and in an update those that keep theirs.
fn parameters(request: &StackRequest, kind: PlanKind) -> Vec<Parameter> {
    let given = request.parameters.iter();
    let given = given.map(|(key, value)| Parameter::builder().parameter_key(key).parameter_value(value).build());
    let kept = request.previous_parameters.iter().filter(|_| kind != PlanKind::Create);
    let kept = kept.map(|key| Parameter::builder().parameter_key(key).use_previous_value(true).build());
    given.chain(kept).collect()
}

/// The state of a change set.
pub(super) enum PreparedChangeSet {
    /// It can be executed.
    Ready(Plan),
    /// There is nothing to change; the change set is gone.
    Empty,
}

impl Engine<'_> {
    /// The name of the change set for `request`. It is derived from what is deployed, so that the next run after a
    /// killed one finds the change set.
    pub(super) fn change_set_name(&self, request: &StackRequest, kind: PlanKind) -> String {
        format!("{}{}", self.aws.application().name(), request.change_set_suffix(kind))
    }

    /// Creates a change set and waits for it. An existing one of the same name is used if it is still valid, and
    /// replaced otherwise.
    pub(super) async fn prepare_change_set(
        &self,
        request: &StackRequest,
        kind: PlanKind,
    ) -> Result<PreparedChangeSet, Error> {
        request.check()?;
        let name = self.change_set_name(request, kind);
        self.say(format!("creating a change set for {}", request.name));
        let url = self.upload_if_large(request).await?;
        let mut replaced = false;
        loop {
            let made = match self.create_change_set(request, kind, &name, url.clone()).await {
                // AWS creates a change set that fails; compatible services reject the request with the same message.
                Err(Error::Api(refused)) if is_nothing(&refused.message) => return Ok(PreparedChangeSet::Empty),
                made => made?,
            };
            let is_new = made.is_some();
            let pages = self.await_change_set(&request.name, made.as_deref().unwrap_or(&name)).await?;
            let Some(first) = pages.first() else { return Err(incomplete(&name)) };
            let ready = first.status == Some(ChangeSetStatus::CreateComplete);
            // What has drifted since an earlier run made its change set is not known.
            let is_current = is_new || !reverts_drift(request, kind);
            let available = ready && is_current && first.execution_status == Some(ExecutionStatus::Available);
            if available {
                return Plan::read(kind, self.region, pages)
                    .map(PreparedChangeSet::Ready)
                    .ok_or_else(|| incomplete(&name));
            }
            if !is_new && !replaced {
                // Left by an earlier run and no longer usable: it failed, was executed, or the stack has changed since.
                self.delete_change_set(&request.name, &name).await?;
                replaced = true;
                continue;
            }
            if ready {
                return Err(Refusal::OutOfDate(format!("the change set {name} was replaced by another")).into());
            }
            let reason = first.status_reason.clone().unwrap_or_else(|| "AWS gave no reason".to_owned());
            let id = first.change_set_id.clone().unwrap_or_else(|| name.clone());
            let empty = is_nothing(&reason);
            let errors = if empty { Vec::new() } else { self.validation_errors(&id, &reason).await };
            self.delete_change_set(&request.name, &name).await?;
            if empty {
                return Ok(PreparedChangeSet::Empty);
            }
            return Err(Error::Invalid { stack: request.name.clone(), errors });
        }
    }

    /// The ARN of the change set that was made; `None` if there was one of this name. An eventually consistent read may
    /// find an earlier one by the name, but not by the ARN.
    async fn create_change_set(
        &self,
        request: &StackRequest,
        kind: PlanKind,
        name: &str,
        url: Option<String>,
    ) -> Result<Option<String>, Error> {
        let body = request.template.as_str();
        let made = self
            .client()
            .create_change_set()
            .stack_name(&request.name)
            .change_set_name(name)
            .change_set_type(change_set_type(kind))
            // Not the name alone: for a known token AWS returns the earlier result, even if that change set is deleted.
            .client_token(format!("{name}-{:08x}", fastrand::u32(..)))
            .set_template_body(url.is_none().then(|| body.to_owned()))
            .set_template_url(url)
            .set_capabilities(Some(request.capabilities.clone()))
            .set_role_arn(request.role_arn.clone())
            .set_deployment_mode(reverts_drift(request, kind).then_some(DeploymentMode::RevertDrift))
            .set_parameters(Some(parameters(request, kind)))
            .set_tags((!request.tags.is_empty()).then(|| {
                request.tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
            }))
            .set_notification_arns((!request.notification_arns.is_empty()).then(|| request.notification_arns.clone()))
            .set_resources_to_import((kind == PlanKind::Import).then(|| request.imports.iter().map(target).collect()))
            .send()
            .await;
        match made {
            Ok(made) => Ok(Some(made.id.unwrap_or_else(|| name.to_owned()))),
            Err(error) => {
                let error = ApiError::new("CreateChangeSet", self.region, error);
                if error.is("AlreadyExistsException") || error.is("AlreadyExists") {
                    Ok(None)
                } else if BUSY.iter().any(|text| error.message.contains(text)) {
                    Err(Refusal::OutOfDate(error.message).into())
                } else {
                    Err(error.into())
                }
            }
        }
    }

    /// The pages of a change set whose creation has ended.
    pub(super) async fn await_change_set(
        &self,
        stack: &str,
        name: &str,
    ) -> Result<Vec<DescribeChangeSetOutput>, Error> {
        let mut backoff = self.poll_interval.backoff();
        let mut unknown = 0;
        loop {
            match self.describe_change_set(Some(stack), name).await {
                Ok(pages) => {
                    let status = pages.first().and_then(|page| page.status.clone());
                    let made = !matches!(
                        status,
                        Some(ChangeSetStatus::CreatePending | ChangeSetStatus::CreateInProgress) | None
                    );
                    if made {
                        return Ok(pages);
                    }
                }
                Err(error) if error.origin == Origin::Transient => {}
                // It was just created and is not visible yet, or it was deleted because another one was executed.
                Err(error) if is_gone(&error) && unknown < UNKNOWN_LOOKS => unknown += 1,
                Err(error) if is_gone(&error) => return Err(Refusal::OutOfDate(error.message).into()),
                Err(error) => return Err(error.into()),
            }
            backoff.wait().await;
        }
    }

    /// All pages of a change set, named by ARN or by name and stack.
    pub(super) async fn describe_change_set(
        &self,
        stack: Option<&str>,
        name: &str,
    ) -> Result<Vec<DescribeChangeSetOutput>, ApiError> {
        let mut pages: Vec<DescribeChangeSetOutput> = Vec::new();
        loop {
            let next = match pages.last() {
                Some(page) if page.next_token.is_some() => page.next_token.clone(),
                Some(_) => return Ok(pages),
                None => None,
            };
            let page = self
                .client()
                .describe_change_set()
                .set_stack_name(stack.map(str::to_owned))
                .change_set_name(name)
                .include_property_values(true)
                .set_next_token(next)
                .send()
                .await
                .map_err(|error| ApiError::new("DescribeChangeSet", self.region, error))?;
            pages.push(page);
        }
    }

    pub(super) async fn delete_change_set(&self, stack: &str, name: &str) -> Result<(), Error> {
        match self.client().delete_change_set().stack_name(stack).change_set_name(name).send().await {
            Ok(_) => Ok(()),
            Err(error) => {
                let error = ApiError::new("DeleteChangeSet", self.region, error);
                if is_gone(&error) { Ok(()) } else { Err(error.into()) }
            }
        }
    }

    /// Deletes the stack that CloudFormation created for a CREATE change set, if it is still in REVIEW_IN_PROGRESS and
    /// has no other change set. Otherwise a declined first deployment would leave a stack without resources.
    pub(super) async fn delete_placeholder(&self, name: &str) -> Result<(), Error> {
        let Some(stack) = self.describe(name).await? else { return Ok(()) };
        if stack.status != StackStatus::ReviewInProgress {
            return Ok(());
        }
        let client = self.client();
        let others = client
            .list_change_sets()
            .stack_name(&stack.id)
            .send()
            .await
            .map_err(|error| ApiError::new("ListChangeSets", self.region, error))?;
        if listed(others.summaries).is_empty() {
            client
                .delete_stack()
                .stack_name(&stack.id)
                .send()
                .await
                .map_err(|error| ApiError::new("DeleteStack", self.region, error))?;
        }
        Ok(())
    }
}

/// Whether a change set or its stack does not exist or no longer exists.
pub(super) fn is_gone(error: &ApiError) -> bool {
    error.is("ChangeSetNotFound") || error.is("ChangeSetNotFoundException") || error.message.contains("does not exist")
}

pub(super) fn incomplete(name: &str) -> Error {
    Error::InvalidState {
        message: format!("AWS's description of the change set {name} lacks what identifies it, or one of its changes"),
        remedies: vec![Remedy::Retry],
    }
}

/// A stack that does not exist yet has not drifted.
fn reverts_drift(request: &StackRequest, kind: PlanKind) -> bool {
    request.revert_drift && kind == PlanKind::Update
}

const fn change_set_type(kind: PlanKind) -> ChangeSetType {
    match kind {
        PlanKind::Create => ChangeSetType::Create,
        PlanKind::Update => ChangeSetType::Update,
        PlanKind::Import => ChangeSetType::Import,
    }
}

fn target(import: &Import) -> ResourceToImport {
    ResourceToImport::builder()
        .logical_resource_id(&import.logical_id)
        .resource_type(&import.resource_type)
        .set_resource_identifier(Some(import.identifier.clone().into_iter().collect()))
        .build()
}
