//! The second pass: Rust names, except those of enums, which are found later.

use cfn_spec::Problem;

use crate::model::{Model, Resource, Service, Struct};
use crate::names::{self, Namespace};

/// From this number of required properties on, they are the fields of a struct rather than arguments.
const REQUIRED_STRUCT: usize = 4;

/// Names everything in the model.
pub(super) fn give(model: &mut Model, problems: &mut Vec<Problem>) {
    types(&mut model.shared, &mut Namespace::module(), problems);
    for service in &mut model.services {
        self::service(service, problems);
    }
}

fn service(service: &mut Service, problems: &mut Vec<Problem>) {
    service.module = names::of_service(&service.name.stem());
    let mut items = Namespace::module();
    // Types first, so that they have precedence over names that are derived from them.
    for Resource { name, body, .. } in &mut service.resources {
        body.ident = items.claim(names::of_type(name.simple()), name.as_str(), problems);
    }
    for resource in &mut service.resources {
        self::resource(resource, &mut items, problems);
    }
}

fn resource(resource: &mut Resource, items: &mut Namespace, problems: &mut Vec<Problem>) {
    let Resource { name, body, module, attributes_ident, attributes, types, .. } = resource;
    let path = name.as_str();
    setters(body, Namespace::resource_methods(), problems);
    required(body, items, problems);
    self::types(types, &mut Namespace::module(), problems);
    let mut methods = Namespace::handle_methods();
    for attribute in attributes.iter_mut() {
        let path = format!("{name}/Attributes/{}", attribute.name);
        attribute.ident = methods.claim(names::of_attribute(attribute.name.as_str()), &path, problems);
    }
    *attributes_ident =
        (!attributes.is_empty()).then(|| items.claim(names::of_attributes(&body.ident), path, problems));
    *module = items.claim(names::of_module(name.simple()), path, problems);
}

/// The property types of a module.
fn types(types: &mut [Struct], items: &mut Namespace, problems: &mut Vec<Problem>) {
    for body in &mut *types {
        body.ident = items.claim(names::of_type(body.simple()), &body.path, problems);
        setters(body, Namespace::type_methods(), problems);
    }
    for body in types {
        required(body, items, problems);
    }
}

fn setters(body: &mut Struct, mut methods: Namespace, problems: &mut Vec<Problem>) {
    for field in &mut body.fields {
        let path = format!("{}/{}", body.path, field.name);
        field.ident = methods.claim(names::of_setter(field.name.as_str()), &path, problems);
    }
}

fn required(body: &mut Struct, items: &mut Namespace, problems: &mut Vec<Problem>) {
    if body.required().count() >= REQUIRED_STRUCT {
        body.required_ident = Some(items.claim(names::of_required(&body.ident), &body.path, problems));
    }
}

#[cfg(test)]
mod tests {
    use super::super::shape::shape;
    use super::*;
    use crate::lower::tests::spec;

    #[test]
    fn names_give_way_to_what_was_there_before() {
        let spec = spec(
            "resource Thing\n  property Tags [String]\n  property DependsOn String\n  property Name String\n  \
             attribute Arn String\n\nresource ThingAttributes\n  property Size Integer\n",
        );
        let (mut model, _) = shape(&spec, &mut Vec::new());
        let mut problems = Vec::new();
        give(&mut model, &mut problems);
        assert_eq!(problems, []);
        let thing = &model.services[0].resources[0];
        let setters: Vec<&str> = thing.body.fields.iter().map(|field| field.ident.as_str()).collect();
        assert_eq!(setters, ["depends_on_property", "name", "tags"]);
        assert_eq!((thing.body.ident.as_str(), thing.module.as_str()), ("Thing", "thing"));
        assert_eq!(
            thing.attributes_ident.as_deref(),
            Some("ThingAttributeValues"),
            "a resource type has the other name"
        );
    }

    #[test]
    fn many_required_properties_are_a_struct() {
        let required = |count: usize| {
            let properties: String = (0..count).map(|n| format!("  property P{n} String required\n")).collect();
            let (mut model, _) = shape(&spec(&format!("resource Thing\n{properties}")), &mut Vec::new());
            give(&mut model, &mut Vec::new());
            model.services[0].resources[0].body.required_ident.clone()
        };
        assert_eq!(required(3), None);
        assert_eq!(required(4).as_deref(), Some("ThingRequired"));
    }
}
