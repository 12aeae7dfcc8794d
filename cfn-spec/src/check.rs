//! References between types.

use std::fmt::Display;

use crate::error::Problem;
use crate::name::TypeName;
#[cfg(feature = "documents")]
use crate::spec::Property;
use crate::spec::{Shape, Spec, Type};

/// Every reference to a property type that does not exist.
pub(crate) fn dangling(spec: &Spec) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut check = |owner: &dyn Display, separator: &str, member: &dyn Display, ty: &Type| {
        if let Some(name) = named(ty).filter(|name| !spec.types.contains_key(*name)) {
            let message = format!("the property type `{name}` does not exist");
            problems.push(Problem::new(format!("{owner}{separator}{member}"), message));
        }
    };
    for (name, resource) in &spec.resources {
        for (property, value) in &resource.properties {
            check(name, "/", property, &value.ty);
        }
        for (attribute, value) in &resource.attributes {
            check(name, "/Attributes/", attribute, &value.ty);
        }
    }
    for (name, ty) in &spec.types {
        match &ty.shape {
            Shape::Struct { properties, .. } => {
                for (property, value) in properties {
                    check(name, "/", property, &value.ty);
                }
            }
            Shape::Alias(ty, _) => check(name, "", &"", ty),
        }
    }
    problems
}

/// The property type of `ty`, or of the items of a list or map.
pub(crate) fn named(ty: &Type) -> Option<&TypeName> {
    match ty {
        Type::Primitive(_) => None,
        Type::Named(name) => Some(name),
        Type::List { item, .. } | Type::Map { item, .. } => named(item),
    }
}

/// All properties, of resource types and of property types.
#[cfg(feature = "documents")]
pub(crate) fn properties_of(spec: &Spec) -> impl Iterator<Item = &Property> {
    let of_types = spec.types.values().filter_map(|ty| match &ty.shape {
        Shape::Struct { properties, .. } => Some(properties),
        Shape::Alias(..) => None,
    });
    spec.resources
        .values()
        .map(|resource| &resource.properties)
        .chain(of_types)
        .flat_map(|properties| properties.values())
}
