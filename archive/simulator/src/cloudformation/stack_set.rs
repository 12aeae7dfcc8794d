//! Stack sets: one template as a stack in many regions and accounts.

pub(crate) mod calls;
pub(crate) mod operation;
pub(crate) mod organization;
mod roles;
pub(crate) mod step;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::api_error::ApiError;
use crate::cloudformation::status::{DriftStatus, InstanceStatus, ResultStatus, SetOperationStatus};
use crate::cloudformation::template::{Template, parameters};
use crate::iam::stack_set_roles;
use crate::scope::Scope;
use crate::timestamp::Timestamp;
use crate::world::World;
pub(crate) use calls::{Call, poll};
pub(crate) use operation::{How, Preferences, SetOperation, Target};
pub(crate) use step::step_stack_set;

/// One stack set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StackSet {
    pub(crate) name: String,
    /// `name:uuid`.
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) number: u64,
    pub(crate) settings: Settings,
    pub(crate) instances: Vec<Instance>,
    /// The oldest first.
    pub(crate) operations: Vec<SetOperation>,
    pub(crate) drift: Option<(DriftStatus, Timestamp)>,
}

/// What a stack set is asked to be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) template: String,
    pub(crate) description: Option<String>,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) capabilities: Vec<String>,
    pub(crate) administration_role_arn: Option<String>,
    pub(crate) execution_role_name: Option<String>,
    /// `SELF_MANAGED` or `SERVICE_MANAGED`.
    pub(crate) permission_model: String,
    pub(crate) managed_execution: bool,
    pub(crate) auto_deployment: Option<AutoDeployment>,
}

/// Whether accounts that join a unit get their instances by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AutoDeployment {
    pub(crate) enabled: bool,
    pub(crate) retain_stacks: bool,
}

/// The stack of a stack set in one account and region.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Instance {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) stack_id: Option<String>,
    pub(crate) status: InstanceStatus,
    pub(crate) detailed_status: ResultStatus,
    pub(crate) reason: Option<String>,
    pub(crate) overrides: BTreeMap<String, String>,
    pub(crate) last_operation: Option<String>,
    pub(crate) drift: DriftStatus,
    pub(crate) drift_checked: Option<Timestamp>,
}

impl Instance {
    /// An instance that no operation has reached yet.
    fn new(account: &str, region: &str, overrides: BTreeMap<String, String>, stack_id: Option<String>) -> Self {
        Self {
            account: account.to_owned(),
            region: region.to_owned(),
            stack_id,
            status: InstanceStatus::Outdated,
            detailed_status: ResultStatus::Pending,
            reason: None,
            overrides,
            last_operation: None,
            drift: DriftStatus::NotChecked,
            drift_checked: None,
        }
    }

    pub(crate) fn scope(&self) -> Scope {
        Scope::new(&self.account, &self.region)
    }
}

impl Settings {
    /// Whether AWS Organizations takes the place of the two roles.
    pub(crate) fn is_service_managed(&self) -> bool {
        self.permission_model == "SERVICE_MANAGED"
    }

    pub(crate) fn administration_role(&self, scope: &Scope) -> String {
        self.administration_role_arn
            .clone()
            .unwrap_or_else(|| scope.global_arn("iam", format!("role/{}", stack_set_roles::ADMINISTRATION)))
    }

    pub(crate) fn execution_role(&self) -> &str {
        self.execution_role_name.as_deref().unwrap_or(stack_set_roles::EXECUTION)
    }

    /// Refuses what CloudFormation refuses when a stack set is made or changed.
    ///
    /// # Errors
    /// The template, its capabilities or its parameters are refused, or the administration role is missing.
    pub(crate) fn check(&self, world: &mut World, scope: &Scope) -> Result<(), ApiError> {
        let template = Template::parse(&self.template)?;
        template.check_capabilities(&self.capabilities)?;
        let given = self.parameters.iter();
        let given = given.map(|(key, value)| (key.clone(), parameters::Given::Value(value.clone()))).collect();
        parameters::texts(&template, &given, &BTreeMap::new())?;
        if self.is_service_managed() {
            if !world.settings.organizational_units.is_empty() {
                return Ok(());
            }
            let why = "You must enable organizations access to operate a service managed stack set";
            return Err(ApiError::validation(why));
        }
        let arn = self.administration_role(scope);
        let name = arn.rsplit('/').next().unwrap_or_default();
        if world.iam(scope).roles.get(name).is_some_and(|role| role.arn == arn) {
            return Ok(());
        }
        Err(ApiError::validation(format!(
            "Role {arn} not found. Create the role before using SELF_MANAGED stack sets."
        )))
    }
}

impl StackSet {
    pub(crate) fn instance_mut(&mut self, account: &str, region: &str) -> Option<&mut Instance> {
        self.instances.iter_mut().find(|instance| instance.account == account && instance.region == region)
    }

    /// The operation that runs or waits to run.
    pub(crate) fn busy(&self) -> Option<&SetOperation> {
        let is_busy = |operation: &&SetOperation| {
            matches!(
                operation.status,
                SetOperationStatus::Running | SetOperationStatus::Queued | SetOperationStatus::Stopping
            )
        };
        self.operations.iter().find(is_busy)
    }

    pub(crate) fn operation(&self, id: &str) -> Option<&SetOperation> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}

/// The stack set of a name, an id or an ARN.
///
/// # Errors
/// `StackSetNotFoundException`.
pub(crate) fn find<'w>(world: &'w mut World, scope: &Scope, name: &str) -> Result<&'w mut StackSet, ApiError> {
    let bare = name.rsplit('/').next().unwrap_or(name);
    let bare = bare.split(':').next().unwrap_or(bare).to_owned();
    let matches = |set: &StackSet| name == set.name || name == set.id || name == set.arn;
    world
        .cloudformation(scope)
        .stack_sets
        .get_mut(&bare)
        .filter(|set| matches(set))
        .ok_or_else(|| ApiError::new(404, "StackSetNotFoundException", format!("StackSet {name} not found")))
}

/// Makes a stack set without instances.
///
/// # Errors
/// The name is malformed or taken, or the settings are refused.
pub(crate) fn create(world: &mut World, scope: &Scope, name: &str, settings: Settings) -> Result<String, ApiError> {
    let legal = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !legal || name.len() > 128 || !name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic()) {
        let why = format!(
            "1 validation error detected: Value '{name}' at 'stackSetName' failed to satisfy constraint: Member \
            must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*"
        );
        return Err(ApiError::validation(why));
    }
    if world.cloudformation(scope).stack_sets.contains_key(name) {
        let why = format!("The StackSet {name} already exists.");
        return Err(ApiError::new(409, "NameAlreadyExistsException", why));
    }
    settings.check(world, scope)?;
    let id = format!("{name}:{}", world.ids.uuid());
    let number = world.cloudformation(scope).number();
    let set = StackSet {
        name: name.to_owned(),
        arn: scope.arn("cloudformation", format!("stackset/{id}")),
        id: id.clone(),
        number,
        settings,
        instances: Vec::new(),
        operations: Vec::new(),
        drift: None,
    };
    world.cloudformation(scope).stack_sets.insert(name.to_owned(), set);
    Ok(id)
}

/// Removes a stack set that has no instances any more.
///
/// # Errors
/// There is none, it has instances, or an operation runs on it.
pub(crate) fn delete(world: &mut World, scope: &Scope, name: &str) -> Result<(), ApiError> {
    let set = find(world, scope, name)?;
    if let Some(busy) = set.busy() {
        return Err(operation_in_progress(set, busy));
    }
    if !set.instances.is_empty() {
        let why = "StackSet is not empty";
        return Err(ApiError::new(409, "StackSetNotEmptyException", why));
    }
    let name = set.name.clone();
    world.cloudformation(scope).stack_sets.remove(&name);
    Ok(())
}

pub(crate) fn operation_in_progress(set: &StackSet, busy: &SetOperation) -> ApiError {
    let why = format!("Another Operation on StackSet {} is in progress: {}", set.arn, busy.id);
    ApiError::new(409, "OperationInProgressException", why)
}
