//! The first pass: types, properties and attributes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use cfn_spec::Problem;
use cfn_spec::constraint::{Constraints, Rule};
use cfn_spec::name::{PropertyName, ResourceName, ServiceName, TypeName};
use cfn_spec::spec::{self, Primitive, Property, Shape, Spec, Type};

use super::access::{self, Access, ResourceAccess};
use crate::model::{Attribute, Field, Model, Reference, Resource, Role, Service, Struct, Ty};

/// By the path of a property (`AWS::S3::Bucket/Tags`), the constraints of its value, of the value's items, and so on,
/// with aliases resolved.
pub(super) type ConstraintsByPath<'a> = BTreeMap<String, Vec<&'a Constraints>>;

/// The model without names, and with plain strings.
pub(super) fn shape<'a>(spec: &'a Spec, problems: &mut Vec<Problem>) -> (Model, ConstraintsByPath<'a>) {
    let mut types: BTreeMap<Option<&ResourceName>, Vec<&TypeName>> = BTreeMap::new();
    for name in spec.types.keys() {
        types.entry(name.resource()).or_default().push(name);
    }
    let mut shaping = ShapePass { spec, types, constraints_by_path: ConstraintsByPath::new(), problems };
    let shared = shaping.structs(None, &mut ResourceAccess::default());
    let mut services: BTreeMap<ServiceName, Vec<Resource>> = BTreeMap::new();
    for name in spec.resources.keys() {
        services.entry(name.service()).or_default().push(shaping.resource(name));
    }
    let services = services.into_iter().map(|(name, resources)| Service { name, module: String::new(), resources });
    (Model { shared, services: services.collect() }, shaping.constraints_by_path)
}

struct ShapePass<'a, 'p> {
    spec: &'a Spec,
    types: BTreeMap<Option<&'a ResourceName>, Vec<&'a TypeName>>,
    constraints_by_path: ConstraintsByPath<'a>,
    problems: &'p mut Vec<Problem>,
}

impl<'a> ShapePass<'a, '_> {
    fn resource(&mut self, name: &'a ResourceName) -> Resource {
        let resource = &self.spec.resources[name];
        let mut access = ResourceAccess::of(self.spec, resource);
        let path = name.as_str();
        let fields = self.fields(path, &resource.properties, &access.resource);
        Resource {
            name: name.clone(),
            body: Struct {
                path: path.to_owned(),
                ident: String::new(),
                required_ident: None,
                documentation: resource.documentation.clone(),
                fields,
                alternatives: Vec::new(),
                role: Role::Property,
                duplicate_in: None,
            },
            module: String::new(),
            identifier: match resource.primary_identifier.as_slice() {
                [only] => Some(only.clone()),
                _ => None,
            },
            reference: Reference::Identifier,
            attributes_ident: None,
            attributes: self.attributes(name, resource),
            additional_properties: resource.additional_properties,
            types: self.structs(Some(name), &mut access),
            enums: Vec::new(),
        }
    }

    /// The property types of a resource type, or those that belong to none.
    fn structs(&mut self, resource: Option<&ResourceName>, access: &mut ResourceAccess<'_>) -> Vec<Struct> {
        let spec = self.spec;
        let Some(names) = self.types.get(&resource).cloned() else { return Vec::new() };
        let mut structs = Vec::with_capacity(names.len());
        for name in names {
            let ty = &spec.types[name];
            let Shape::Struct { properties, rules } = &ty.shape else {
                continue;
            };
            let role = match resource.and_then(|name| spec.resources.get(name)) {
                None => Role::Property,
                Some(_) if access.is_in_properties(name) => Role::Property,
                Some(resource) if is_attribute(spec, resource, name) => Role::Attribute,
                // Not reachable from a property or attribute.
                Some(_) => continue,
            };
            let path = name.to_string();
            let fields = match role {
                Role::Property => self.fields(&path, properties, &access.take(name)),
                Role::Attribute => Vec::new(),
            };
            structs.push(Struct {
                path,
                ident: String::new(),
                required_ident: None,
                documentation: ty.documentation.clone(),
                alternatives: alternatives(&fields, rules),
                fields,
                role,
                duplicate_in: None,
            });
        }
        structs
    }

    fn fields(&mut self, owner: &str, properties: &'a BTreeMap<PropertyName, Property>, access: &Access) -> Vec<Field> {
        let mut fields = Vec::with_capacity(properties.len());
        for (name, property) in properties {
            if access.read_only.contains(name.as_str()) && !property.required {
                continue;
            }
            let path = format!("{owner}/{name}");
            let mut levels = Vec::with_capacity(1);
            let ty = self.ty(&property.ty, &property.constraints, &path, &mut levels);
            self.constraints_by_path.insert(path, levels);
            fields.push(Field {
                ident: String::new(),
                ty,
                required: property.required,
                update: property.update,
                documentation: property.documentation.clone(),
                constraints: property.constraints.clone(),
                advice: None,
                deprecated: access.deprecated.contains(name.as_str()),
                write_only: access.write_only.contains(name.as_str()),
                name: name.clone(),
            });
        }
        fields
    }

    fn attributes(&mut self, name: &ResourceName, resource: &'a spec::Resource) -> Vec<Attribute> {
        let attributes = resource.attributes.iter().map(|(attribute, spec::Attribute { ty, .. })| {
            let path = format!("{name}/Attributes/{attribute}");
            let ty = self.ty(ty, &NONE, &path, &mut Vec::new());
            Attribute { name: attribute.clone(), ident: String::new(), ty }
        });
        attributes.collect()
    }

    /// The type of a value; `levels` receives its constraints, those of its items, and so on.
    fn ty(&mut self, ty: &'a Type, constraints: &'a Constraints, path: &str, levels: &mut Vec<&'a Constraints>) -> Ty {
        let (ty, constraints) = self.resolve(ty, constraints, path);
        levels.push(constraints);
        match ty {
            Type::Primitive(Primitive::String) => Ty::String,
            Type::Primitive(Primitive::Boolean) => Ty::Boolean,
            Type::Primitive(Primitive::Integer | Primitive::Long) => Ty::Integer,
            Type::Primitive(Primitive::Double) => Ty::Double,
            Type::Primitive(Primitive::Timestamp) => Ty::Timestamp,
            Type::Primitive(Primitive::Json) => Ty::Json,
            Type::Named(name) => Ty::Struct(name.clone()),
            Type::List { item, .. } | Type::Map { item, .. } => {
                let each = constraints.each.as_deref().unwrap_or(&NONE);
                let item = Box::new(self.ty(item, each, path, levels));
                if matches!(ty, Type::List { .. }) { Ty::List(item) } else { Ty::Map(item) }
            }
        }
    }

    /// The type of an alias (16 in specification 236.0.0).
    fn resolve(&mut self, ty: &'a Type, constraints: &'a Constraints, path: &str) -> (&'a Type, &'a Constraints) {
        let (mut ty, mut constraints) = (ty, constraints);
        let mut seen = BTreeSet::new();
        while let Type::Named(name) = ty {
            let Some(spec::PropertyType { shape: Shape::Alias(target, constraints_by_path), .. }) =
                self.spec.types.get(name)
            else {
                break;
            };
            if !seen.insert(name) {
                self.problems.push(Problem::new(path, format!("the type `{name}` is an alias of itself")));
                break;
            }
            ty = target;
            if *constraints == *NONE {
                constraints = constraints_by_path;
            }
        }
        (ty, constraints)
    }
}

/// No constraints.
static NONE: LazyLock<Constraints> = LazyLock::new(Constraints::default);

/// With more required properties, they and an alternative would be more arguments than read well.
const REQUIRED_BESIDE_ALTERNATIVES: usize = 2;

/// The properties of which exactly one has to be set, if the type has one such group.
///
/// Resource types keep their `new`: what they are is in its arguments, and an alternative is one of many settings (`synth()` checks it).
fn alternatives(fields: &[Field], rules: &[Rule]) -> Vec<PropertyName> {
    let mut groups = rules.iter().filter_map(|rule| match rule {
        Rule::ExactlyOne(names) => Some(names),
        _ => None,
    });
    let (Some(names), None) = (groups.next(), groups.next()) else { return Vec::new() };
    let is_optional = |name: &PropertyName| fields.iter().any(|field| field.name == *name && !field.required);
    let required = fields.iter().filter(|field| field.required).count();
    let reads_well = names.len() > 1 && required <= REQUIRED_BESIDE_ALTERNATIVES && names.iter().all(is_optional);
    if reads_well { names.clone() } else { Vec::new() }
}

/// Whether an attribute of the resource type has this type, directly or as items.
fn is_attribute(spec: &Spec, resource: &spec::Resource, name: &TypeName) -> bool {
    resource
        .attributes
        .values()
        .filter_map(|attribute| access::structure(spec, &attribute.ty))
        .any(|(ty, _)| ty == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::tests::spec;

    #[test]
    fn aliases_are_resolved_with_what_is_said_of_them() {
        let spec = spec(
            "resource Thing\n  property Modes .Modes\n  property Rule .Rule\n\ntype Thing.Modes\n  alias [.Mode]\n\ntype Thing.Mode\n  \
             alias String\n    allow \"fast\"\n\ntype Thing.Rule\n  property Size Integer\n",
        );
        let mut problems = Vec::new();
        let (model, constraints_by_path) = shape(&spec, &mut problems);
        assert_eq!(problems, []);
        let [resource] = &model.services[0].resources[..] else { panic!("{model:?}") };
        let types: Vec<&Ty> = resource.body.fields.iter().map(|field| &field.ty).collect();
        assert_eq!(types[0], &Ty::List(Box::new(Ty::String)));
        assert!(matches!(types[1], Ty::Struct(name) if name.simple() == "Rule"), "{types:?}");
        let levels = &constraints_by_path["AWS::Tiny::Thing/Modes"];
        assert_eq!((levels.len(), levels[0].allowed.len(), levels[1].allowed.len()), (2, 0, 1));
        assert_eq!(resource.types.iter().map(|ty| ty.path.as_str()).collect::<Vec<_>>(), ["AWS::Tiny::Thing.Rule"]);
    }

    #[test]
    fn one_group_of_exclusive_properties_is_a_choice() {
        let alternatives = |properties: &str| {
            let spec = spec(&format!("resource Thing\n  property Rule .Rule\n\ntype Thing.Rule\n{properties}"));
            let (model, _) = shape(&spec, &mut Vec::new());
            let names = &model.services[0].resources[0].types[0].alternatives;
            names.iter().map(|name| name.as_str().to_owned()).collect::<Vec<_>>()
        };
        let properties = "  property A String\n  property B String\n  property C String\n";
        assert_eq!(alternatives(&format!("  exactly-one A B\n{properties}")), ["A", "B"]);
        // Two choices have no constructors that read well, and what is required is no choice.
        assert!(alternatives(&format!("  exactly-one A B\n  exactly-one B C\n{properties}")).is_empty());
        assert!(
            alternatives(&format!("  exactly-one A B\n{}", properties.replacen("String", "String required", 1)))
                .is_empty()
        );
        assert!(alternatives(&format!("  at-least-one A B\n{properties}")).is_empty());
    }

    #[test]
    fn what_nothing_leads_to_is_left_out() {
        let spec = spec("resource Thing\n  property Size Integer\n\ntype Thing.Lost\n  property Size Integer\n");
        let (model, _) = shape(&spec, &mut Vec::new());
        assert!(model.services[0].resources[0].types.is_empty());
    }

    #[test]
    fn an_alias_of_itself_is_a_problem() {
        let spec = spec("resource Thing\n  property Mode .Mode\n\ntype Thing.Mode\n  alias .Mode\n");
        let mut problems = Vec::new();
        shape(&spec, &mut problems);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].at, "AWS::Tiny::Thing/Mode");
    }
}
