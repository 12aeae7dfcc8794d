//! Creating, finding and deleting StackSets.

use std::collections::BTreeMap;

use crate::api_error::ApiError;
use crate::arn;
use crate::cloudformation::quotas;
use crate::cloudformation::template::parameters;
use crate::cloudformation::template_validation;
use crate::scope::{Scope, last_segment};
use crate::state::cloudformation::stack_set::StackSet;
use crate::state::cloudformation::stack_set_operation::SetOperation;
use crate::state::cloudformation::stack_set_settings::Settings;
use crate::world::World;

/// Finds a StackSet by name, ID or ARN.
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

/// Creates a StackSet without instances.
///
/// # Errors
/// The name is invalid or in use, or the settings are invalid.
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
    check_settings(&settings, world, scope)?;
    quotas::check_stack_sets(world, scope)?;
    let id = format!("{name}:{}", world.ids.uuid());
    let number = world.cloudformation(scope).next_number();
    let set = StackSet {
        name: name.to_owned(),
        arn: arn::STACK_SET.arn(scope, &id),
        id: id.clone(),
        number,
        settings,
        instances: Vec::new(),
        operations: Vec::new(),
        drift: None,
        created_with: None,
    };
    world.cloudformation(scope).stack_sets.insert(name.to_owned(), set);
    Ok(id)
}

/// Creates a StackSet by a request with a token: a retry of the request gives the StackSet that it created.
///
/// # Errors
/// As [`create`]; `CreatedButModifiedException` if the StackSet was changed since.
pub(crate) fn create_once(
    world: &mut World,
    scope: &Scope,
    name: &str,
    settings: Settings,
    token: Option<String>,
) -> Result<String, ApiError> {
    let Some(token) = token else { return create(world, scope, name, settings) };
    let existing = world.cloudformation(scope).stack_sets.get(name);
    if let Some((set, (before, asked))) = existing.and_then(|set| Some((set, set.created_with.as_ref()?)))
        && (before, asked) == (&token, &settings)
    {
        if set.settings == settings {
            return Ok(set.id.clone());
        }
        let why = format!("The StackSet {name} was created by this request, and has been changed since.");
        return Err(ApiError::new(409, "CreatedButModifiedException", why));
    }
    let id = create(world, scope, name, settings.clone())?;
    find(world, scope, name)?.created_with = Some((token, settings));
    Ok(id)
}

/// Deletes a StackSet without instances.
///
/// # Errors
/// It does not exist, has instances, or an operation is in progress.
pub(crate) fn delete(world: &mut World, scope: &Scope, name: &str) -> Result<(), ApiError> {
    let set = find(world, scope, name)?;
    if let Some(busy) = set.operation_in_progress() {
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

/// Validates the settings of a new or changed StackSet.
///
/// # Errors
/// The template, its capabilities or its parameters are invalid, or the administration role does not exist.
pub(crate) fn check_settings(settings: &Settings, world: &mut World, scope: &Scope) -> Result<(), ApiError> {
    let template = template_validation::parse_unparameterised(&settings.template, scope)?;
    template.check_capabilities(&settings.capabilities)?;
    let given = settings.parameters.iter();
    let given = given.map(|(key, value)| (key.clone(), parameters::SuppliedValue::Value(value.clone()))).collect();
    parameters::strings(&template, &given, &BTreeMap::new())?;
    if settings.is_service_managed() {
        if !world.settings.organizational_units.is_empty() {
            return Ok(());
        }
        let why = "You must enable organizations access to operate a service managed stack set";
        return Err(ApiError::validation(why));
    }
    let arn = settings.administration_role(scope);
    let name = last_segment(&arn);
    if world.iam(scope).roles.get(name).is_some_and(|role| role.arn == arn) {
        return Ok(());
    }
    Err(ApiError::validation(format!("Role {arn} not found. Create the role before using SELF_MANAGED stack sets.")))
}
