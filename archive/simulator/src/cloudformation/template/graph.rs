//! The dependency graph of resources.

use std::collections::{BTreeMap, BTreeSet};

use crate::api_error::ApiError;
use crate::cloudformation::template::references::{Reference, references_in};
use crate::cloudformation::template::{Definition, Template};

/// The logical IDs on which a resource depends, by `DependsOn` and by reference.
pub(crate) fn needs(template: &Template, definition: &Definition) -> BTreeSet<String> {
    let mut needs: BTreeSet<String> = definition.depends_on.iter().cloned().collect();
    for reference in definition.properties.values().flat_map(references_in) {
        match reference {
            Reference::Name(name) | Reference::Attribute(name, _) if template.resource(&name).is_some() => {
                needs.insert(name);
            }
            _ => {}
        }
    }
    needs
}

/// The logical IDs in an order in which each comes after its dependencies.
///
/// # Errors
/// There is a circular dependency.
pub(crate) fn order(template: &Template) -> Result<Vec<String>, ApiError> {
    let mut open: BTreeMap<&str, BTreeSet<String>> = template
        .resources
        .iter()
        .map(|definition| (definition.logical_id.as_str(), needs(template, definition)))
        .collect();
    let mut order = Vec::with_capacity(open.len());
    while !open.is_empty() {
        let free: Vec<&str> = template
            .resources
            .iter()
            .map(|definition| definition.logical_id.as_str())
            .filter(|id| open.get(id).is_some_and(|needs| needs.iter().all(|need| order.contains(need))))
            .collect();
        if free.is_empty() {
            let names: Vec<&str> = open.into_keys().collect();
            let why = format!("Circular dependency between resources: [{}]", names.join(", "));
            return Err(ApiError::validation(why));
        }
        for id in free {
            open.remove(id);
            order.push(id.to_owned());
        }
    }
    Ok(order)
}
