//! What the deployment after an import will ask to be approved, found before the import begins.
//!
//! The gates compare what a change set has before and after. The import is what comes before, and its template is known; so the
//! same gates compare the two templates, evaluated for the account.

use cfn_deploy::{Action, Danger, Plan, PlanKind, Replacement, ResourceChange};
use cfn_template::Template;
use serde_json::{Value, json};

use super::retained::RetainedRegion;
use super::template::{EvaluationContext, residual};

/// The template of an import, and the desired template of the same stack.
pub(super) struct Templates<'a> {
    pub(super) imported: &'a Value,
    pub(super) desired: &'a Value,
}

/// The StackSet that an import makes: its template, its account, and its regions.
pub(super) struct ImportedSet<'a> {
    pub(super) template: &'a Value,
    pub(super) account: &'a str,
    pub(super) regions: Vec<&'a str>,
}

/// The dangers of the deployment that follows an import into a stack, of what is left in its region, and of a StackSet.
///
/// # Errors
/// What of the templates cannot be evaluated, in words.
pub(super) fn coming(
    stack: &str,
    templates: &Templates<'_>,
    set: Option<&ImportedSet<'_>>,
    context: &EvaluationContext<'_>,
    left: Option<&RetainedRegion>,
) -> Result<Vec<Danger>, String> {
    let read = |template: &Value| Template::from_root(template.into()).map_err(|unreadable| unreadable.to_string());
    let (imported, desired) = (read(templates.imported)?, read(templates.desired)?);
    let evaluated = |template: &Template, resource: &Value| -> Result<Value, String> {
        let mut evaluated = resource.clone();
        evaluated["Properties"] = residual(template, &resource["Properties"], context, left)?;
        Ok(evaluated)
    };
    let mut changes = Vec::new();
    for (logical_id, resource) in templates.imported["Resources"].as_object().into_iter().flatten() {
        let before = evaluated(&imported, resource)?;
        let after = evaluated(&desired, &templates.desired["Resources"][logical_id])?;
        changes.push(change(logical_id, before, after));
    }
    if let Some(ImportedSet { template, account, regions }) = set {
        let given = context.parameters.iter();
        let given = given.map(|(name, value)| json!({ "ParameterKey": name, "ParameterValue": value }));
        let before = json!({
            "Type": "AWS::CloudFormation::StackSet",
            "Properties": {
                "TemplateBody": template.to_string(),
                "Parameters": given.collect::<Vec<_>>(),
                "StackInstancesGroup": [{ "DeploymentTargets": { "Accounts": [account] }, "Regions": regions }],
            },
        });
        let after = evaluated(&desired, &templates.desired["Resources"]["StackSet"])?;
        changes.push(change("StackSet", before, after));
    }
    let plan = Plan {
        stack: stack.to_owned(),
        stack_id: String::new(),
        region: String::new(),
        change_set: String::new(),
        kind: PlanKind::Update,
        created: 0,
        changes,
    };
    Ok(plan.dangers())
}

fn change(logical_id: &str, before: Value, after: Value) -> ResourceChange {
    let resource_type = before["Type"].as_str().or_else(|| after["Type"].as_str()).unwrap_or("unknown");
    ResourceChange {
        action: Action::Modify,
        logical_id: logical_id.to_owned(),
        physical_id: None,
        resource_type: resource_type.to_owned(),
        replacement: Replacement::Never,
        policy_action: None,
        properties: Vec::new(),
        before: Some(before),
        after: Some(after),
    }
}
