//! Validates templates.

mod declarations;
mod functions;

use std::collections::BTreeMap;
use std::sync::Arc;

use cfn_template::PSEUDO_PARAMETERS;

use crate::api_error::ApiError;
use crate::cloudformation::template::language::{self, TRANSFORM};
use crate::cloudformation::template::references::{Reference, references_in};
use crate::cloudformation::template::{Template, graph};
use crate::cloudformation::{facts, transform};
use crate::scope::Scope;
use crate::state::cloudformation::stack_identity::StackIdentity;

/// As [`parse`], for a template whose parameters have no values yet, except defaults.
///
/// # Errors
/// As [`parse`], and if a transform needs the values.
pub(crate) fn parse_unparameterised(body: &str, scope: &Scope) -> Result<Arc<Template>, ApiError> {
    let expanded =
        if transform::is_asked(body) { Some(transform::expand_published(body, scope.partition())?) } else { None };
    let body = expanded.as_deref().unwrap_or(body);
    if !language::may_be_extended(body) {
        return parse(body);
    }
    let identity = StackIdentity {
        scope: scope.clone(),
        stack_name: String::new(),
        stack_id: String::new(),
        notification_arns: Vec::new(),
        imports: BTreeMap::new(),
    };
    parse(&language::expand(body, &BTreeMap::new(), &identity)?)
}

/// Parses and validates a template.
///
/// # Errors
/// `ValidationError` with CloudFormation's message.
pub(crate) fn parse(body: &str) -> Result<Arc<Template>, ApiError> {
    let template = Template::read(body)?;
    if template.validated.get().is_none() {
        check_supported(&template)?;
        declarations::check(&template)?;
        functions::check(&template)?;
        references(&template)?;
        graph::order(&template)?;
        template.validated.get_or_init(|| ());
    }
    Ok(template)
}

/// Rejects what the simulator does not implement.
///
/// # Errors
/// `ValidationError` with its name.
fn check_supported(template: &Template) -> Result<(), ApiError> {
    let refuse = |what: String| Err(ApiError::validation(format!("The simulator does not {what}; use AWS instead.")));
    if let Some(name) = template.transforms().into_iter().find(|name| *name != TRANSFORM) {
        return refuse(format!("expand the transform {name}"));
    }
    for definition in &template.resources {
        let kind = definition.kind.as_str();
        if kind.ends_with("::MODULE") {
            return refuse(format!("expand modules, as {} ({kind}) needs", definition.logical_id));
        }
    }
    Ok(())
}

/// Rejects unknown resource types and unresolved references.
///
/// # Errors
/// `ValidationError`.
fn references(template: &Template) -> Result<(), ApiError> {
    let unknown: Vec<&str> = template
        .resources
        .iter()
        .map(|definition| definition.kind.as_str())
        .filter(|kind| facts::of(kind).is_none())
        .collect();
    if !unknown.is_empty() {
        let why = format!("Template format error: Unrecognized resource types: [{}]", unknown.join(", "));
        return Err(ApiError::validation(why));
    }
    let mut unresolved = Vec::new();
    for definition in &template.resources {
        for name in &definition.depends_on {
            if template.resource(name).is_none() {
                unresolved.push(name.clone());
            }
        }
        if let Some(condition) = &definition.condition {
            condition_exists(template, condition)?;
        }
        for reference in definition.properties.values().flat_map(references_in) {
            check_reference(template, &reference, &mut unresolved)?;
        }
    }
    if !unresolved.is_empty() {
        unresolved.sort();
        unresolved.dedup();
        let names = unresolved.join(", ");
        let why = format!(
            "Template format error: Unresolved resource dependencies [{names}] in the Resources block of the template"
        );
        return Err(ApiError::validation(why));
    }
    for (_, output) in template.section("Outputs") {
        for reference in references_in(output) {
            check_reference(template, &reference, &mut unresolved)?;
        }
    }
    if !unresolved.is_empty() {
        let names = unresolved.join(", ");
        let why = format!(
            "Template format error: Unresolved resource dependencies [{names}] in the Outputs block of the template"
        );
        return Err(ApiError::validation(why));
    }
    Ok(())
}

fn check_reference(template: &Template, reference: &Reference, unresolved: &mut Vec<String>) -> Result<(), ApiError> {
    match reference {
        Reference::Name(name) => {
            let known = PSEUDO_PARAMETERS.contains(&name.as_str())
                || template.entry("Parameters", name).is_some()
                || template.resource(name).is_some();
            if !known {
                unresolved.push(name.clone());
            }
            Ok(())
        }
        Reference::Attribute(name, attribute) => {
            let Some(definition) = template.resource(name) else {
                let why = format!("Template error: instance of Fn::GetAtt references undefined resource {name}");
                return Err(ApiError::validation(why));
            };
            let provides = facts::of(&definition.kind).is_some_and(|facts| facts.has_attribute(attribute));
            if provides {
                return Ok(());
            }
            let kind = &definition.kind;
            let why = format!(
                "Template error: resource {name} does not support attribute type {attribute} in Fn::GetAtt ({kind})"
            );
            Err(ApiError::validation(why))
        }
        Reference::Condition(name) => condition_exists(template, name),
    }
}

fn condition_exists(template: &Template, name: &str) -> Result<(), ApiError> {
    if template.entry("Conditions", name).is_some() {
        return Ok(());
    }
    let why =
        format!("Template format error: Unresolved condition dependency {name} in the Resources block of the template");
    Err(ApiError::validation(why))
}
