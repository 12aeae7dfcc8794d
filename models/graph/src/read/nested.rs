//! Nested stacks, whose templates are elsewhere.

use cfn_template::Value;

use super::part::Part;

/// How templates are found that a template names: by the number of the template that names it, and the `TemplateURL`. With the template comes
/// its own number. `None` where it cannot be had.
pub type Find<'f> = dyn FnMut(usize, &str) -> Option<(usize, Value)> + 'f;

/// A nested stack of a template.
pub(super) struct Nested {
    /// The place of the resource.
    pub(super) resource: usize,
    /// The logical ID.
    pub(super) logical_id: String,
    pub(super) part: Part,
}

/// The nested stacks of a template that are found. The others are resources and nothing more.
pub(super) fn of(part: &Part, find: &mut Find<'_>) -> Vec<Nested> {
    let mut all = Vec::new();
    for (resource, logical_id, body) in part.of_type("AWS::CloudFormation::Stack") {
        let Some(url) = part.text(body, "TemplateURL") else { continue };
        let Some((number, root)) = find(part.number, &url) else { continue };
        let name = format!("{}-{logical_id}", part.stack_name);
        let mut nested = Part::new(&name, part.region.as_deref(), root);
        nested.depth = part.depth + 1;
        nested.number = number;
        for parameter in part.property(body, "Parameters").iter().flat_map(Value::entries) {
            nested.set_parameter(&parameter.key, parameter.value.clone());
        }
        all.push(Nested { resource, logical_id: logical_id.to_owned(), part: nested });
    }
    all
}
