//! Operations on templates.

use serde_json::Value;

use crate::cloudformation::api::call::{Answer, Call, result};
use crate::cloudformation::facts;
use crate::cloudformation::template::Template;
use crate::cloudformation::template::intrinsics::text_of;
use crate::cloudformation::template_source::body;
use crate::cloudformation::{template_validation, transform};
use crate::protocol::xml::Element;
use crate::world::World;

pub(super) fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let goal = match call.params.text("ChangeSetName") {
        Some(name) => {
            let stack = call.params.text("StackName");
            crate::cloudformation::change_set::find(world, call.scope, name, stack)?.1.goal.clone()
        }
        None => {
            let name = call.params.require("StackName")?;
            world.cloudformation(call.scope).stack(name)?.deployment.clone()
        }
    };
    let template = match call.params.text("TemplateStage") {
        Some("Processed") => goal.template,
        _ => goal.submitted().clone(),
    };
    Ok(result().with("TemplateBody", template).child(Element::strings("StagesAvailable", ["Original", "Processed"])))
}

pub(super) fn validate(world: &mut World, call: &Call<'_>) -> Answer {
    let body = body(world, call.params)?;
    let template = template_validation::parse_unparameterised(&body, call.scope)?;
    let parameters = template.section("Parameters").map(|(name, declaration)| {
        Element::new("member")
            .with("ParameterKey", name)
            .with_some("DefaultValue", declaration.get("Default").map(text_of))
            .with("NoEcho", declaration.get("NoEcho").is_some_and(|flag| text_of(flag) == "true"))
            .with_some("Description", declaration.get("Description").map(text_of))
    });
    let answer = result()
        .with_some("Description", template.description())
        .child(Element::members("Parameters", parameters))
        .child(Element::strings("DeclaredTransforms", transform::declared(&body)?));
    Ok(capabilities(answer, &template))
}

fn capabilities(answer: Element, template: &Template) -> Element {
    let Some((needed, kinds)) = template.capabilities() else { return answer };
    let why = format!("The following resource(s) require capabilities: [{}]", kinds.join(", "));
    answer.child(Element::strings("Capabilities", [needed.as_str()])).with("CapabilitiesReason", why)
}

pub(super) fn summary(world: &mut World, call: &Call<'_>) -> Answer {
    let body = match call.params.text("StackName") {
        Some(name) => world.cloudformation(call.scope).stack(name)?.deployment.template.clone(),
        None => match call.params.text("StackSetName") {
            Some(name) => {
                crate::cloudformation::stack_set::set::find(world, call.scope, name)?.settings.template.clone()
            }
            None => body(world, call.params)?,
        },
    };
    let template = template_validation::parse_unparameterised(&body, call.scope)?;
    let parameters = template.section("Parameters").map(|(name, declaration)| {
        let allowed = declaration.get("AllowedValues").and_then(Value::as_array);
        let allowed = allowed.into_iter().flatten().map(text_of);
        Element::new("member")
            .with("ParameterKey", name)
            .with_some("DefaultValue", declaration.get("Default").map(text_of))
            .with_some("ParameterType", declaration.get("Type").map(text_of))
            .with("NoEcho", declaration.get("NoEcho").is_some_and(|flag| text_of(flag) == "true"))
            .with_some("Description", declaration.get("Description").map(text_of))
            .child(Element::new("ParameterConstraints").child(Element::strings("AllowedValues", allowed)))
    });
    let mut kinds: Vec<&str> = template.resources.iter().map(|resource| resource.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let identifiers = kinds.iter().map(|kind| {
        let of_kind = template.resources.iter().filter(|resource| resource.kind == *kind);
        let names = facts::of(kind).map_or(&[][..], |facts| facts.identifiers());
        Element::new("member")
            .with("ResourceType", kind)
            .child(Element::strings("LogicalResourceIds", of_kind.map(|resource| &resource.logical_id)))
            .child(Element::strings("ResourceIdentifiers", names))
    });
    let identifiers: Vec<Element> = identifiers.collect();
    let answer = result()
        .child(Element::members("Parameters", parameters))
        .with_some("Description", template.description())
        .child(Element::strings("ResourceTypes", &kinds))
        .with("Version", "2010-09-09")
        .with_some("Metadata", template.metadata().map(Value::to_string))
        .child(Element::strings("DeclaredTransforms", transform::declared(&body)?))
        .child(Element::members("ResourceIdentifierSummaries", identifiers));
    Ok(capabilities(answer, &template))
}
