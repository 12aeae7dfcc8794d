//! `AWS::CloudFormation::StackSet`, with the calls of AWS's handler in the same order.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::arn;
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::properties::{flag, named, number, require, strings, text};
use crate::cloudformation::resource::provider::{Context, Existing, Provider, ProviderResult, Update};
use crate::cloudformation::stack_set;
use crate::cloudformation::stack_set::organization::Targets;
use crate::cloudformation::template::intrinsics::text_of;
use crate::optional::or_empty;
use crate::state::cloudformation::pending_call::{PendingCall, StackSetCall};
use crate::state::cloudformation::properties::Properties;
use crate::state::cloudformation::stack_set_operation::{Preferences, Target};
use crate::state::cloudformation::stack_set_settings::{AutoDeployment, Settings};
use crate::world::World;
use cfn_spec::quota::TEMPLATE_IN_REQUEST;

/// The provider.
pub(super) struct StackSetResource;

impl Provider for StackSetResource {
    fn arn(&self, context: &Context, _: Option<&str>, properties: &Properties) -> Option<String> {
        let name = named(None, properties, "StackSetName");
        Some(arn::STACK_SET.arn(&context.scope, format!("{name}:00000000-0000-0000-0000-000000000000")))
    }

    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let name = require(properties, "StackSetName")?;
        let settings = settings(world, context, properties)?;
        let id = stack_set::create(world, &context.scope, &name, settings).map_err(|error| {
            if error.code == "NameAlreadyExistsException" {
                return Failure::new(format!("{name} already exists: {}", error.message));
            }
            Failure::of_service("CloudFormation", &error)
        })?;
        let options = preferences(properties);
        let calls = groups(world, context, properties)?.into_iter().map(|target| PendingCall::StackSet {
            set: name.clone(),
            call: StackSetCall::CreateInstances(target, options.clone()),
        });
        let calls = calls.collect();
        Ok(ProviderResult { attributes: attributes(&id), physical_id: id, calls })
    }

    /// Deletes instances that were removed, updates the StackSet, creates new instances, then updates those with other
    /// parameter overrides.
    fn update(&self, world: &mut World, context: &Context, update: &Update<'_>) -> Result<ProviderResult, Failure> {
        let Update { physical_id, before, after } = *update;
        let settings = settings(world, context, after)?;
        let refused = |error| Failure::of_service("CloudFormation", &error);
        let set = stack_set::find(world, &context.scope, physical_id).map_err(refused)?;
        let (name, changed) = (set.name.clone(), set.settings != settings);
        let (old, new) = (instances(world, context, before)?, instances(world, context, after)?);
        let options = preferences(after);
        let mut calls = Vec::new();
        let mut push = |call| calls.push(PendingCall::StackSet { set: name.clone(), call });
        for target in targets(old.iter().filter(|(key, _)| !new.contains_key(*key))) {
            push(StackSetCall::DeleteInstances(target, options.clone()));
        }
        if changed {
            push(StackSetCall::UpdateSet(Box::new(settings), options.clone()));
        }
        for target in targets(new.iter().filter(|(key, _)| !old.contains_key(*key))) {
            push(StackSetCall::CreateInstances(target, options.clone()));
        }
        let other = |(key, overrides): &(&InstanceKey, &Overrides)| old.get(*key).is_some_and(|old| old != *overrides);
        for target in targets(new.iter().filter(other)) {
            push(StackSetCall::UpdateInstances(target, options.clone()));
        }
        Ok(ProviderResult { physical_id: physical_id.to_owned(), attributes: attributes(physical_id), calls })
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        existing: &Existing<'_>,
    ) -> Result<Vec<PendingCall>, Failure> {
        let Existing { physical_id, properties } = *existing;
        let Ok(set) = stack_set::find(world, &context.scope, physical_id) else { return Ok(Vec::new()) };
        let name = set.name.clone();
        let there: BTreeMap<InstanceKey, Overrides> = set
            .instances
            .iter()
            .map(|instance| ((instance.account.clone(), instance.region.clone()), BTreeMap::new()))
            .collect();
        let options = preferences(properties);
        let mut calls: Vec<PendingCall> = targets(there.iter())
            .into_iter()
            .map(|target| PendingCall::StackSet {
                set: name.clone(),
                call: StackSetCall::DeleteInstances(target, options.clone()),
            })
            .collect();
        calls.push(PendingCall::StackSet { set: name.clone(), call: StackSetCall::DeleteSet });
        Ok(calls)
    }

    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        let Ok(set) = stack_set::find(world, &context.scope, physical_id) else { return None };
        let settings = &set.settings;
        let mut found = Properties::new();
        found.insert("StackSetName".into(), set.name.clone().into());
        found.insert("PermissionModel".into(), settings.permission_model.clone().into());
        found.insert("TemplateBody".into(), settings.template.clone().into());
        let parameters = settings.parameters.iter();
        let parameters = parameters.map(|(key, value)| json!({ "ParameterKey": key, "ParameterValue": value }));
        found.insert("Parameters".into(), parameters.collect());
        found.insert("Capabilities".into(), settings.capabilities.iter().cloned().collect());
        found.insert("ManagedExecution".into(), json!({ "Active": settings.managed_execution }));
        for (name, value) in [
            ("Description", &settings.description),
            ("AdministrationRoleARN", &settings.administration_role_arn),
            ("ExecutionRoleName", &settings.execution_role_name),
        ] {
            if let Some(value) = value {
                found.insert(name.into(), value.clone().into());
            }
        }
        if let Some(auto) = settings.auto_deployment {
            let mut deployment = json!({ "Enabled": auto.enabled });
            // Without automatic deployment nothing is said of what it would retain.
            if auto.enabled {
                deployment["RetainStacksOnAccountRemoval"] = auto.retain_stacks.into();
            }
            found.insert("AutoDeployment".into(), deployment);
        }
        Some((found, attributes(physical_id)))
    }
}

type InstanceKey = (String, String);
type Overrides = BTreeMap<String, String>;

fn attributes(id: &str) -> Properties {
    let mut attributes = Properties::new();
    attributes.insert("StackSetId".into(), id.into());
    attributes
}

fn settings(world: &mut World, context: &Context, properties: &Properties) -> Result<Settings, Failure> {
    let template = match (text(properties, "TemplateBody"), text(properties, "TemplateURL")) {
        (Some(body), _) => body,
        (None, Some(url)) => crate::cloudformation::template_source::fetch(world, &url)?,
        (None, None) => return Err(Failure::new("TemplateBody or TemplateURL is required")),
    };
    if template.len() > TEMPLATE_IN_REQUEST {
        return Err(Failure::new(format!(
            "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or \
             equal to {TEMPLATE_IN_REQUEST}"
        )));
    }
    let object = |name: &str| object_or_empty(properties.get(name));
    Ok(Settings {
        template,
        description: text(properties, "Description"),
        parameters: pairs(properties, "Parameters"),
        tags: super::properties::tags(context, properties)
            .into_iter()
            .filter(|(key, _)| !key.starts_with("aws:"))
            .collect(),
        capabilities: strings(properties, "Capabilities"),
        administration_role_arn: text(properties, "AdministrationRoleARN"),
        execution_role_name: text(properties, "ExecutionRoleName"),
        permission_model: require(properties, "PermissionModel")?,
        auto_deployment: properties.contains_key("AutoDeployment").then(|| AutoDeployment {
            enabled: flag(&object("AutoDeployment"), "Enabled").unwrap_or(false),
            retain_stacks: flag(&object("AutoDeployment"), "RetainStacksOnAccountRemoval").unwrap_or(false),
        }),
        managed_execution: flag(&object("ManagedExecution"), "Active").unwrap_or(false),
    })
}

/// An object property; without it, its members have their defaults.
fn object_or_empty(value: Option<&Value>) -> Properties {
    value.and_then(Value::as_object).map_or_else(Properties::new, Properties::clone)
}

fn pairs(properties: &Properties, name: &str) -> BTreeMap<String, String> {
    let list = properties.get(name).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|item| Some((text_of(item.get("ParameterKey")?), text_of(item.get("ParameterValue")?)))).collect()
}

fn preferences(properties: &Properties) -> Preferences {
    let given = object_or_empty(properties.get("OperationPreferences"));
    Preferences {
        region_order: strings(&given, "RegionOrder"),
        parallel_regions: text(&given, "RegionConcurrencyType").as_deref() == Some("PARALLEL"),
        failure_tolerance_count: number(&given, "FailureToleranceCount"),
        failure_tolerance_percentage: number(&given, "FailureTolerancePercentage"),
        max_concurrent_count: number(&given, "MaxConcurrentCount"),
        max_concurrent_percentage: number(&given, "MaxConcurrentPercentage"),
    }
}

/// The instance groups, each the product of its accounts and regions.
fn groups(world: &World, context: &Context, properties: &Properties) -> Result<Vec<Target>, Failure> {
    let model = require(properties, "PermissionModel")?;
    let list = properties.get("StackInstancesGroup").and_then(Value::as_array).into_iter().flatten();
    let group = |group: &Value| {
        let targets = Targets::of_property(group.get("DeploymentTargets"));
        let accounts = targets.resolve(world, &context.scope.account, &model)?;
        let group = object_or_empty(Some(group));
        let overrides = pairs(&group, "ParameterOverrides");
        Ok(Target { accounts, regions: strings(&group, "Regions"), overrides: Some(overrides) })
    };
    list.map(group).collect()
}

fn instances(
    world: &World,
    context: &Context,
    properties: &Properties,
) -> Result<BTreeMap<InstanceKey, Overrides>, Failure> {
    let mut instances = BTreeMap::new();
    for group in groups(world, context, properties)? {
        for region in &group.regions {
            for account in &group.accounts {
                let overrides = or_empty(group.overrides.clone());
                instances.insert((account.clone(), region.clone()), overrides);
            }
        }
    }
    Ok(instances)
}

/// Combines instances with the same account and overrides into one call.
fn targets<'a>(instances: impl Iterator<Item = (&'a InstanceKey, &'a Overrides)>) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    for ((account, region), overrides) in instances {
        let same = |target: &&mut Target| {
            target.accounts == std::slice::from_ref(account) && target.overrides.as_ref() == Some(overrides)
        };
        match targets.iter_mut().find(same) {
            Some(target) => target.regions.push(region.clone()),
            None => targets.push(Target {
                accounts: vec![account.clone()],
                regions: vec![region.clone()],
                overrides: Some(overrides.clone()),
            }),
        }
    }
    targets
}
