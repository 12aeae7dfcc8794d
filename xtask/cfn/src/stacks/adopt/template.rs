//! The template of an import: what the stack has as it is, and the resources that it takes in.

use std::collections::BTreeSet;

use cfn_command_line::CommandError;
use cfn_graph::{End, Stack};
use cfn_template::Template;
use models::check::nearest;
use serde_json::{Map, Value, json};

use super::super::target::Target;
use super::identifier::Adopted;

/// Sections that a resource may need: those of the desired template are added to those of the deployed one.
const NEEDED: [&str; 3] = ["Parameters", "Mappings", "Conditions"];

/// The template of a target.
pub(super) fn read(target: &Target) -> Result<Template, CommandError> {
    let Some(text) = &target.template else {
        let message = format!("the stack {} has no template here", target.name);
        return Err(CommandError::usage(message, "name a template file before --stack-name"));
    };
    Template::read(text)
        .map_err(|unreadable| CommandError::Config(format!("the template of {}: {unreadable}", target.name)))
}

/// The resources to import: those that are named, or all that the deployed template does not have.
pub(super) fn chosen(
    desired: &Template,
    deployed: Option<&Template>,
    named: &[Adopted],
    stack: &str,
) -> Result<Vec<Adopted>, CommandError> {
    let has = |id: &str| deployed.is_some_and(|deployed| deployed.resource(id).is_some());
    let known: Vec<String> = desired.resources().map(|resource| resource.logical_id.to_owned()).collect();
    let mut seen = BTreeSet::new();
    for (id, _) in named {
        if !known.contains(id) {
            let remedy = match nearest(id, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("the template has {}", known.join(", ")),
            };
            return Err(CommandError::usage(format!("the template has no resource {id}"), remedy));
        }
        if has(id) {
            let message = format!("{stack} has the resource {id} already");
            return Err(CommandError::usage(message, "leave it out"));
        }
        if !seen.insert(id) {
            return Err(CommandError::usage(format!("{id} is named twice"), "name each resource once"));
        }
    }
    if !named.is_empty() {
        return Ok(named.to_vec());
    }
    let new: Vec<Adopted> = known.into_iter().filter(|id| !has(id)).map(|id| (id, None)).collect();
    if new.is_empty() {
        return Err(CommandError::usage(
            format!("the template has no resource that {stack} does not have"),
            "add the existing resources to the template first",
        ));
    }
    Ok(new)
}

/// The template that imports the resources with these logical IDs.
///
/// # Errors
/// If one of them refers to a resource that neither is in the stack nor is imported.
pub(super) fn import<'i>(
    desired: &Template,
    deployed: Option<&Template>,
    ids: impl Iterator<Item = &'i str>,
) -> Result<String, CommandError> {
    let ids: BTreeSet<&str> = ids.collect();
    refers_only_to(desired, deployed, &ids)?;
    let wanted = desired.root().to_json();
    let mut template = match deployed {
        Some(deployed) => deployed.root().to_json(),
        None => {
            let kept = ["AWSTemplateFormatVersion", "Transform"];
            kept.iter()
                .filter_map(|key| Some(((*key).to_owned(), wanted.get(*key)?.clone())))
                .collect::<Map<_, _>>()
                .into()
        }
    };
    let Value::Object(sections) = &mut template else {
        return Err(CommandError::usage("the deployed template is no map", "deploy the stack once more"));
    };
    for section in NEEDED.into_iter().chain(["Resources"]) {
        for (name, definition) in wanted.get(section).and_then(Value::as_object).into_iter().flatten() {
            let is_taken = section != "Resources" || ids.contains(name.as_str());
            let Some(known) = sections.entry(section).or_insert_with(|| json!({})).as_object_mut() else { continue };
            if is_taken && !known.contains_key(name) {
                known.insert(name.clone(), definition.clone());
            }
        }
        if sections.get(section).and_then(Value::as_object).is_some_and(Map::is_empty) {
            sections.remove(section);
        }
    }
    for id in ids {
        if let Some(resource) =
            sections.get_mut("Resources").and_then(|all| all.get_mut(id)).and_then(Value::as_object_mut)
        {
            // CloudFormation imports only what has one; with this the end of the import or of the stack is not that of the resource.
            resource.entry("DeletionPolicy").or_insert_with(|| "Retain".into());
        }
    }
    Ok(template.to_string())
}

/// Makes sure that what the resources refer to is there once they are imported.
fn refers_only_to(desired: &Template, deployed: Option<&Template>, ids: &BTreeSet<&str>) -> Result<(), CommandError> {
    let graph = cfn_graph::read([Stack { name: "", region: None, root: desired.root() }]);
    let Some(stack) = graph.frames.first() else { return Ok(()) };
    let name = |place: usize| stack.resources.get(place).map_or("", |resource| resource.logical_id.as_str());
    for edge in graph.edges.iter().filter(|edge| edge.is_dependency) {
        // A dependency of one template is between resources of its stack.
        let End::Resource((_, to)) = edge.to else { continue };
        let (from, to) = (name(edge.from.1), name(to));
        let is_there = ids.contains(to) || deployed.is_some_and(|deployed| deployed.resource(to).is_some());
        if ids.contains(from) && !is_there {
            return Err(CommandError::usage(
                format!("{from} refers to {to}, which the stack does not have"),
                format!(
                    "import it too, with --resource {to}, or write its value into {from} until `cfn deploy` has created it"
                ),
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> Template {
        Template::read(text).unwrap()
    }

    const DESIRED: &str = "{\"Parameters\": {\"Name\": {\"Type\": \"String\"}}, \"Resources\": {
        \"Queue\": {\"Type\": \"AWS::SQS::Queue\", \"Properties\": {\"DelaySeconds\": 5}},
        \"Topic\": {\"Type\": \"AWS::SNS::Topic\", \"DeletionPolicy\": \"Delete\"},
        \"Policy\": {\"Type\": \"AWS::SQS::QueuePolicy\", \"Properties\": {\"Queues\": [{\"Ref\": \"Queue\"}]}}},
        \"Outputs\": {\"Url\": {\"Value\": {\"Ref\": \"Queue\"}}}}";

    #[test]
    fn what_the_stack_has_stays_as_it_is_and_what_is_imported_is_added() {
        let desired = template(DESIRED);
        let deployed = template("{\"Resources\": {\"Queue\": {\"Type\": \"AWS::SQS::Queue\"}}}");
        let chosen = chosen(&desired, Some(&deployed), &[("Topic".into(), None)], "jobs").unwrap();
        let import = import(&desired, Some(&deployed), chosen.iter().map(|(id, _)| id.as_str())).unwrap();
        let expected = json!({
            "Parameters": { "Name": { "Type": "String" } },
            "Resources": {
                "Queue": { "Type": "AWS::SQS::Queue" },
                "Topic": { "Type": "AWS::SNS::Topic", "DeletionPolicy": "Delete" },
            },
        });
        assert_eq!(serde_json::from_str::<Value>(&import).unwrap(), expected);
    }

    #[test]
    fn what_cannot_be_imported_is_refused_with_what_to_do() {
        let desired = template(DESIRED);
        let refused = import(&desired, None, ["Policy"].into_iter()).unwrap_err();
        assert_eq!(refused.to_string(), "Policy refers to Queue, which the stack does not have");
        let refused =
            |named: &str| chosen(&desired, Some(&desired), &[(named.into(), None)], "jobs").unwrap_err().to_string();
        assert_eq!(refused("Queue"), "jobs has the resource Queue already");
        assert_eq!(refused("Quee"), "the template has no resource Quee");
        let nothing = chosen(&desired, Some(&desired), &[], "jobs").unwrap_err().to_string();
        assert_eq!(nothing, "the template has no resource that jobs does not have");
    }
}
