//! A stack of what is retained in one region, as it has to be before the StackSet takes it in.

use std::collections::BTreeMap;

use cfn_deploy::{Engine, Error, Stack, StackRequest};

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
    }
    Ok(stack)
}
