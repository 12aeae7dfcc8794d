//! What a stack is to be, in the form that a saved plan keeps.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use aws_sdk_cloudformation::types::Capability;
use cfn_command_line::CommandError;
use cfn_deploy::{Error, StackRequest};
use serde::{Deserialize, Serialize};

use super::arguments::Settings;
use super::capability;
use super::parameters::{DeclaredParameters, GivenParameters};
use super::session::Connected;
use super::target::Target;

/// A stack as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DesiredStack {
    pub(super) name: String,
    pub(super) region: String,
    pub(super) account: Option<String>,
    template: String,
    parameters: BTreeMap<String, String>,
    previous_parameters: BTreeSet<String>,
    capabilities: Vec<String>,
    tags: BTreeMap<String, String>,
    role_arn: Option<String>,
    notification_arns: Vec<String>,
    template_bucket: Option<String>,
    template_bucket_owner: Option<String>,
    stack_policy: Option<String>,
    termination_protection: bool,
}

/// The stack policy of a file.
fn stack_policy(file: &Path) -> Result<String, CommandError> {
    let refused = |why: String| {
        CommandError::usage(
            format!("{}: this is no stack policy: {why}", file.display()),
            "`cfn policy TEMPLATE` prints one for a template",
        )
    };
    let text = std::fs::read_to_string(file).map_err(|error| refused(error.to_string()))?;
    let policy: serde_json::Value = serde_json::from_str(&text).map_err(|error| refused(error.to_string()))?;
    match policy.get("Statement") {
        Some(_) => Ok(text),
        None => Err(refused("it has no Statement".to_owned())),
    }
}

impl DesiredStack {
    /// The stack of `target` with the settings that were given, and the parameters that it keeps if it exists.
    ///
    /// # Errors
    /// If the parameters do not fit the template, or the stack cannot be looked at.
    pub(super) async fn new(
        session: &Connected<'_>,
        target: &Target,
        settings: &Settings,
        given: &GivenParameters,
    ) -> Result<Self, CommandError> {
        let Some(template) = target.template.clone() else {
            let message = format!("the stack {} has no template here", target.name);
            return Err(CommandError::usage(message, "name a template file before --stack-name"));
        };
        let unreadable =
            |errors: cfn_template::Errors| CommandError::Config(format!("the template of {}: {errors}", target.name));
        let document = cfn_template::read(&template, &cfn_template::Options::default()).map_err(unreadable)?;
        let deployed = session.engine(target).kept_parameters(&target.name).await?;
        let given = DeclaredParameters::of(&document.root.to_json()).complete(given, &deployed)?;
        let mut tags = given.tags;
        tags.extend(settings.stack.tags_by_key()?);
        Ok(Self {
            name: target.name.clone(),
            region: target.region.clone(),
            account: target.account.clone(),
            template,
            parameters: given.values,
            previous_parameters: given.previous,
            capabilities: settings.capabilities.clone(),
            tags,
            role_arn: settings.stack.role_arn.clone(),
            notification_arns: settings.stack.notification_arns.clone(),
            template_bucket: settings.stack.template_bucket.clone().or_else(|| target.template_bucket.clone()),
            template_bucket_owner: settings.stack.template_bucket_owner.clone(),
            stack_policy: settings.stack_policy.as_deref().map(stack_policy).transpose()?,
            termination_protection: settings.termination_protection,
        })
    }

    /// The stack as the target of a command.
    pub(super) fn target(&self) -> Target {
        Target {
            name: self.name.clone(),
            label: self.name.clone(),
            region: self.region.clone(),
            account: self.account.clone(),
            template: Some(self.template.clone()),
            base: PathBuf::new(),
            template_bucket: None,
            after: Vec::new(),
            // They were compared with the place when the plan was made.
            lookups: Vec::new(),
        }
    }

    /// As the engine takes it.
    pub(super) fn request(&self) -> StackRequest {
        StackRequest {
            name: self.name.clone(),
            template: self.template.clone(),
            parameters: self.parameters.clone(),
            previous_parameters: self.previous_parameters.clone(),
            capabilities: self.capabilities.iter().map(|name| Capability::from(name.as_str())).collect(),
            tags: self.tags.clone(),
            role_arn: self.role_arn.clone(),
            notification_arns: self.notification_arns.clone(),
            template_bucket: self.template_bucket.clone(),
            template_bucket_owner: self.template_bucket_owner.clone(),
            stack_policy: self.stack_policy.clone(),
            termination_protection: self.termination_protection,
            ..StackRequest::default()
        }
    }

    /// Does `work` with the request, and again with each capability that CloudFormation asks for and the user acknowledges by name.
    ///
    /// # Errors
    /// As `work`; if a capability is not acknowledged.
    pub(super) async fn acknowledged<T>(
        &mut self,
        session: &Connected<'_>,
        work: impl AsyncFn(StackRequest) -> Result<T, Error>,
    ) -> Result<T, CommandError> {
        loop {
            let error = match work(self.request()).await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            match capability::needed(&error).filter(|needed| !self.capabilities.iter().any(|given| given == needed)) {
                Some(needed) => {
                    capability::acknowledge(&session.shared.approver, &self.name, needed)?;
                    self.capabilities.push(needed.to_owned());
                }
                None => return Err(session.shared.failed(error)),
            }
        }
    }
}
