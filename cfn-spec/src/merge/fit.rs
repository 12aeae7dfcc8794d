//! The constraints that apply to a type.

use std::collections::BTreeMap;

use crate::constraint::{Constraints, Scalar};
use crate::name::TypeName;
use crate::spec::{Primitive, PropertyType, Shape, Type};
use crate::widen::says_something;

/// The `constraints` of a `schema` type that apply to `ty`, the type in the model.
pub(super) fn fit(
    constraints: Constraints,
    ty: &Type,
    schema: &Type,
    types: &BTreeMap<TypeName, PropertyType>,
) -> Constraints {
    let c = constraints;
    if c == Constraints::default() {
        return c;
    }
    match (ty, schema) {
        (Type::Named(name), _) => match types.get(name).map(|ty| &ty.shape) {
            Some(Shape::Alias(ty, _)) => fit(c, ty, schema, types),
            _ => Constraints::default(),
        },
        (Type::Primitive(Primitive::String | Primitive::Timestamp), Type::Primitive(_)) => Constraints {
            allowed: c.allowed,
            ignore_case: c.ignore_case,
            pattern: c.pattern,
            length: c.length,
            formats: c.formats,
            relationships: c.relationships,
            default: c.default,
            ..Constraints::default()
        },
        (Type::Primitive(Primitive::Integer | Primitive::Long | Primitive::Double), Type::Primitive(_)) => {
            Constraints {
                allowed: all(c.allowed, |value| matches!(value, Scalar::Number(_))),
                range: c.range,
                exclusive_range: c.exclusive_range,
                multiple_of: c.multiple_of,
                default: c.default.filter(|value| matches!(value, Scalar::Number(_))),
                ..Constraints::default()
            }
        }
        (Type::Primitive(Primitive::Boolean), Type::Primitive(_)) => Constraints {
            allowed: all(c.allowed, |value| matches!(value, Scalar::Bool(_))),
            default: c.default.filter(|value| matches!(value, Scalar::Bool(_))),
            ..Constraints::default()
        },
        (Type::Primitive(Primitive::Json), Type::Primitive(_)) => {
            Constraints { formats: c.formats, ..Constraints::default() }
        }
        (Type::List { item, .. }, Type::List { item: schema_item, .. }) => Constraints {
            items: c.items,
            unique_items: c.unique_items,
            unique_keys: c.unique_keys,
            each: c.each.and_then(|each| says_something(fit(*each, item, schema_item, types))),
            ..Constraints::default()
        },
        (Type::Map { item, .. }, Type::Map { item: schema_item, .. }) => Constraints {
            entries: c.entries,
            key_pattern: c.key_pattern,
            each: c.each.and_then(|each| says_something(fit(*each, item, schema_item, types))),
            ..Constraints::default()
        },
        // One document has JSON or another type: no constraint is known to apply.
        _ => Constraints::default(),
    }
}

/// The allowed values, if all of them have the type.
fn all(values: Vec<Scalar>, is: impl Fn(&Scalar) -> bool) -> Vec<Scalar> {
    if values.iter().all(is) { values } else { Vec::new() }
}
