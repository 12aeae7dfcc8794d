//! A stack of what is retained in one region, as it has to be before the StackSet takes it in.

use std::collections::BTreeMap;

use cfn_deploy::{Engine, Error, Stack, StackRequest};
use cfn_template::{Template, Unreadable};
use serde_json::json;

/// The template of a StackSet, and the values of its parameters.
#[derive(Clone, Copy)]
pub(super) struct InstanceTemplate<'a> {
    pub(super) template: &'a str,
    pub(super) parameters: &'a BTreeMap<String, String>,
}

/// Imports what is retained in the engine's region as `import` says, and brings the stack to the template of its StackSet: a StackSet takes
/// no stack with another template than its own. Each step is left out if an earlier run, or somebody else's, has done it; the stack may have
/// the template that such a run imported it with. The update asks the engine's approver, and the import asks nothing.
pub(super) async fn import_instance(
    engine: Engine<'_>,
    import: StackRequest,
    wanted: InstanceTemplate<'_>,
) -> Result<Stack, Error> {
    let existed = engine.prepare_import(&import.name).await?;
    let stack = engine.agreed().import(&import).await?;
    if existed || import.template != wanted.template {
        let InstanceTemplate { template, parameters } = wanted;
        let (template, parameters) = (template.to_owned(), parameters.clone());
        let update = StackRequest { name: import.name, template, parameters, ..StackRequest::default() };
        engine.deploy(&update).await?;
        bring_template(&engine, &stack, &update).await?;
    }
    Ok(stack)
}

/// Gives `stack` the very template of `update`. Where two templates come to the same resources, because somebody else's has a policy as a value
/// and this one as an expression, CloudFormation finds no changes and keeps the template that it has, with which the StackSet does not take
/// the stack. Metadata of a resource is a change: with it and then without it the stack is updated, and no resource is.
async fn bring_template(engine: &Engine<'_>, stack: &Stack, update: &StackRequest) -> Result<(), Error> {
    if engine.template(&stack.id).await?.text().trim() == update.template.trim() {
        return Ok(());
    }
    let marked = with_metadata(&update.template).map_err(|unreadable| Error::Invalid {
        stack: update.name.clone(),
        errors: vec![format!("the template of its StackSet cannot be read: {unreadable}")],
    })?;
    engine.say(format!("{} gets the text of its StackSet's template, which changes no resource", stack.name));
    let engine = engine.agreed();
    engine.deploy(&StackRequest { template: marked, ..update.clone() }).await?;
    engine.deploy(update).await?;
    Ok(())
}

/// `template` with metadata at its first resource.
fn with_metadata(template: &str) -> Result<String, Unreadable> {
    let mut template = Template::read(template)?.root().to_json();
    let first = template["Resources"].as_object_mut().and_then(|all| all.values_mut().next());
    if let Some(resource) = first {
        resource["Metadata"] = json!({ "archive": "is being imported" });
    }
    Ok(template.to_string())
}
