//! References between types.

use crate::error::Problem;
use crate::name::TypeName;
use crate::spec::{Property, Shape, Spec, Type};

/// Every reference to a property type that does not exist.
pub(crate) fn dangling(spec: &Spec) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut check = |owner: &dyn std::fmt::Display, member: &str, ty: &Type| {
        if let Some(name) = named(ty).filter(|name| !spec.types.contains_key(*name)) {
            problems
                .push(Problem::new(format!("{owner}{member}"), format!("the property type `{name}` does not exist")));
        }
    };
    for (name, resource) in &spec.resources {
        for (property, Property { ty, .. }) in &resource.properties {
            check(name, &format!("/{property}"), ty);
        }
        for (attribute, value) in &resource.attributes {
            check(name, &format!("/Attributes/{attribute}"), &value.ty);
        }
    }
    for (name, ty) in &spec.types {
        match &ty.shape {
            Shape::Struct { properties, .. } => {
                for (property, Property { ty, .. }) in properties {
                    check(name, &format!("/{property}"), ty);
                }
            }
            Shape::Alias(ty, _) => check(name, "", ty),
        }
    }
    problems
}

/// The property type that `ty` names, as a whole or as the item of a list or map.
pub(crate) fn named(ty: &Type) -> Option<&TypeName> {
    match ty {
        Type::Primitive(_) => None,
        Type::Named(name) => Some(name),
        Type::List { item, .. } | Type::Map { item, .. } => named(item),
    }
}
