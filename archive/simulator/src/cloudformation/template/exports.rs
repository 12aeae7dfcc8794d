//! What stacks export to each other.

use std::collections::BTreeMap;

use crate::cloudformation::template::Template;
use crate::scope::Scope;
use crate::world::World;

/// All that is exported in a region, by name, where a template imports at all.
pub(crate) fn imported(world: &World, scope: &Scope, template: &Template) -> BTreeMap<String, String> {
    let imports =
        template.resources.iter().any(|resource| {
            resource.properties.values().any(|value| value.to_string().contains("\"Fn::ImportValue\""))
        }) || template.section("Outputs").any(|(_, output)| output.to_string().contains("\"Fn::ImportValue\""));
    let region = world.region_ref(scope).filter(|_| imports);
    let stacks = region.into_iter().flat_map(|region| region.cloudformation.stacks.values());
    let outputs = stacks.flat_map(|stack| &stack.outputs);
    outputs.filter_map(|output| Some((output.export_name.clone()?, output.value.clone()))).collect()
}
