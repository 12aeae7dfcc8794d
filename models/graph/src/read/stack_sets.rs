//! The stacks of StackSets, whose templates and regions are properties.

use cfn_template::{Options, Value};

use super::part::Part;

/// How many StackSets are drawn inside of each other.
pub(super) const DEEPEST: usize = 3;

/// A StackSet of a template.
pub(super) struct StackSet {
    /// The place of the resource.
    pub(super) resource: usize,
    /// `StackSetName`, or the logical ID.
    pub(super) name: String,
    /// A part for each region.
    pub(super) parts: Vec<Part>,
}

/// The StackSets of a template. One whose template is elsewhere, or is not known, is a resource and nothing more.
pub(super) fn of(part: &Part) -> Vec<StackSet> {
    part.of_type("AWS::CloudFormation::StackSet")
        .filter_map(|(resource, logical_id, body)| {
            let text = part.text(body, "TemplateBody")?;
            let Ok(document) = cfn_template::read(&text, &Options::default()) else { return None };
            let name = part.text(body, "StackSetName").unwrap_or_else(|| logical_id.to_owned());
            let parameters = part.property(body, "Parameters");
            let of_region = |region: Option<&str>| {
                let mut instance = Part::new(&name, region, document.root.clone());
                instance.depth = part.depth + 1;
                instance.number = part.number;
                for parameter in parameters.iter().flat_map(Value::items) {
                    let key = parameter.get("ParameterKey").and_then(Value::as_str);
                    if let (Some(key), Some(value)) = (key, parameter.get("ParameterValue")) {
                        instance.set_parameter(key, value.clone());
                    }
                }
                instance
            };
            let regions = regions(part, body);
            let parts = match regions.as_slice() {
                [] => vec![of_region(None)],
                regions => regions.iter().map(|region| of_region(Some(region))).collect(),
            };
            Some(StackSet { resource, name, parts })
        })
        .collect()
}

/// The regions of all groups of instances, each once.
fn regions(part: &Part, body: &Value) -> Vec<String> {
    let groups = part.property(body, "StackInstancesGroup");
    let mut regions: Vec<String> = Vec::new();
    for group in groups.iter().flat_map(Value::items) {
        for region in group.get("Regions").into_iter().flat_map(Value::items).filter_map(Value::as_str) {
            if !regions.iter().any(|known| known == region) {
                regions.push(region.to_owned());
            }
        }
    }
    regions
}
