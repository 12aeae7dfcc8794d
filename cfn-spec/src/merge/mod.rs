//! Merges the layers of the specification and of the schemas.
//!
//! The properties of each resource type are traversed in both layers at once, so that property types are matched by
//! their use, not by their name. Then, for each property:
//! - Its type and its update behavior are those of the specification.
//! - What AWS allows in it is the schemas'. When a property type has several counterparts, only what holds in all of
//!   them is kept.
//! - It is required when the schema says so: CloudFormation refuses a request by the schema, and takes one that only
//!   the specification finds incomplete. With several counterparts, when all of them say so. Where there is no schema,
//!   the specification's word stands.
//! - What only the schemas have is added. A read-only property is an attribute, not a property.
//! - What only the specification has is kept.

mod fit;
mod paths;

use std::collections::{BTreeMap, BTreeSet};

use crate::constraint::{Constraints, Rule};
use crate::layer::Layer;
use crate::name::{AttributeName, PropertyName, ResourceName, TypeName};
use crate::spec::{Attribute, Primitive, Property, PropertyType, Resource, Shape, Source, Spec, Type, UpdateType};
use crate::widen::widen;
use paths::Paths;

type Properties = BTreeMap<PropertyName, Property>;

/// Merges `schemas` into `spec`. Resource types that are not in the base region are used only if the specification of
/// the base region has them: they are being added or removed.
pub(crate) fn merge(spec: &mut Spec, schemas: Layer) {
    let Layer { spec: Spec { resources, types: schema_types, .. }, only_in } = schemas;
    for (name, schema) in resources {
        if only_in.contains_key(&name) && !spec.resources.contains_key(&name) {
            continue;
        }
        merge_resource(spec, &name, schema, &schema_types);
    }
}

fn merge_resource(
    spec: &mut Spec,
    name: &ResourceName,
    schema: Resource,
    schema_types: &BTreeMap<TypeName, PropertyType>,
) {
    let known = spec.resources.remove(name);
    let mut resource = match known {
        Some(resource) => Resource { source: Source::Both, ..resource },
        None => Resource { properties: Properties::new(), rules: Vec::new(), ..schema.clone() },
    };
    let paths = Paths::new(&schema, schema_types);
    let mut merger =
        Merger { spec, schema_types, paths: &paths, counterparts: BTreeMap::new(), adopted: BTreeMap::new() };
    merger.pair_properties(&resource.properties, &schema.properties);

    let whole = Body { owner: None, properties: &schema.properties, rules: &schema.rules };
    merger.merge_body(&mut resource.properties, &mut resource.rules, &[whole]);
    for (ty, counterparts) in merger.counterparts.clone() {
        merger.merge_type(&ty, &counterparts);
    }
    merger.merge_attributes(&mut resource.attributes, &schema);

    resource.documentation = resource.documentation.or(schema.documentation);
    resource.primary_identifier = schema.primary_identifier;
    resource.read_only = schema.read_only;
    resource.write_only = schema.write_only;
    resource.create_only = schema.create_only;
    resource.conditional_create_only = schema.conditional_create_only;
    resource.deprecated = schema.deprecated;
    spec.resources.insert(name.clone(), resource);
}

/// The properties of the resource (`owner` is `None`) or of a property type in the schemas.
#[derive(Clone, Copy)]
struct Body<'a> {
    owner: Option<&'a TypeName>,
    properties: &'a Properties,
    rules: &'a [Rule],
}

struct Merger<'a> {
    spec: &'a mut Spec,
    schema_types: &'a BTreeMap<TypeName, PropertyType>,
    paths: &'a Paths<'a>,
    /// Property types of the specification and their counterparts in the schema.
    counterparts: BTreeMap<TypeName, BTreeSet<&'a TypeName>>,
    /// Property types of the schema and their names in the specification.
    adopted: BTreeMap<&'a TypeName, TypeName>,
}

impl<'a> Merger<'a> {
    fn body(&self, name: &'a TypeName) -> Option<Body<'a>> {
        match &self.schema_types.get(name)?.shape {
            Shape::Struct { properties, rules } => Some(Body { owner: Some(name), properties, rules }),
            Shape::Alias(..) => None,
        }
    }

    fn pair_properties(&mut self, spec: &Properties, schema: &'a Properties) {
        let mut found = Vec::new();
        for (name, property) in spec {
            if let Some(counterpart) = schema.get(name) {
                self.pair(&property.ty, &counterpart.ty, &mut found);
            }
        }
        // Types can be recursive: a pair is visited once.
        while let Some((name, counterpart)) = found.pop() {
            if !self.counterparts.entry(name.clone()).or_default().insert(counterpart) {
                continue;
            }
            let Some(body) = self.body(counterpart) else { continue };
            if let Some(PropertyType { shape: Shape::Struct { properties, .. }, .. }) = self.spec.types.get(&name) {
                for (name, property) in properties {
                    if let Some(counterpart) = body.properties.get(name) {
                        self.pair(&property.ty, &counterpart.ty, &mut found);
                    }
                }
            }
        }
    }

    /// Matches the property types that are used at the same places of two types.
    fn pair(&self, spec: &Type, schema: &'a Type, found: &mut Vec<(TypeName, &'a TypeName)>) {
        match (spec, schema) {
            // `Tag` belongs to no resource type: the schema of one resource type applies to it only there.
            (Type::Named(name), _) if name.resource().is_none() => {}
            (Type::Named(name), schema) => match self.spec.types.get(name).map(|ty| &ty.shape) {
                Some(Shape::Alias(ty, _)) => self.pair(ty, schema, found),
                _ => {
                    if let Type::Named(counterpart) = schema {
                        found.push((name.clone(), counterpart));
                    }
                }
            },
            (Type::List { item, .. }, Type::List { item: other, .. })
            | (Type::Map { item, .. }, Type::Map { item: other, .. }) => self.pair(item, other, found),
            _ => {}
        }
    }

    fn merge_type(&mut self, name: &TypeName, counterparts: &BTreeSet<&'a TypeName>) {
        let bodies: Vec<Body<'a>> = counterparts.iter().filter_map(|name| self.body(name)).collect();
        let Some(mut ty) = self.spec.types.remove(name) else { return };
        if let Shape::Struct { properties, rules } = &mut ty.shape {
            ty.source = Source::Both;
            // The name has to stay reserved while its properties are merged.
            let empty = Shape::Struct { properties: Properties::new(), rules: Vec::new() };
            self.spec.types.insert(name.clone(), PropertyType { source: ty.source, documentation: None, shape: empty });
            self.merge_body(properties, rules, &bodies);
        }
        self.spec.types.insert(name.clone(), ty);
    }

    fn merge_body(&mut self, properties: &mut Properties, rules: &mut Vec<Rule>, bodies: &[Body<'a>]) {
        for (name, property) in properties.iter_mut() {
            let counterparts: Vec<&Property> = bodies.iter().filter_map(|body| body.properties.get(name)).collect();
            if counterparts.is_empty() {
                continue;
            }
            property.source = Source::Both;
            let everywhere = counterparts.len() == bodies.len();
            property.required = everywhere && counterparts.iter().all(|counterpart| counterpart.required);
            if everywhere {
                property.constraints = self.common_constraints(&property.ty, &counterparts);
            }
        }
        let names: BTreeSet<&'a PropertyName> = bodies.iter().flat_map(|body| body.properties.keys()).collect();
        for name in names {
            if !properties.contains_key(name)
                && let Some(property) = self.added(name, bodies)
            {
                properties.insert(name.clone(), property);
            }
        }
        if let [first, rest @ ..] = bodies {
            let common = first.rules.iter().filter(|rule| rest.iter().all(|body| body.rules.contains(rule)));
            rules.extend(common.filter(|rule| names_of(rule).all(|name| properties.contains_key(name))).cloned());
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a property without counterparts has no constraints in common")]
    fn common_constraints(&self, ty: &Type, counterparts: &[&Property]) -> Constraints {
        let mut common: Option<Constraints> = None;
        for counterpart in counterparts {
            let constraints = fit::fit(counterpart.constraints.clone(), ty, &counterpart.ty, &self.spec.types);
            common = Some(match common {
                Some(common) => widen(common, &constraints),
                None => constraints,
            });
        }
        common.unwrap_or_default()
    }

    /// A property that only the schemas have; `None` if it is read-only.
    fn added(&mut self, name: &'a PropertyName, bodies: &[Body<'a>]) -> Option<Property> {
        let mut added: Option<Property> = None;
        let mut everywhere = true;
        for body in bodies {
            let Some(counterpart) = body.properties.get(name) else {
                everywhere = false;
                continue;
            };
            if self.paths.is_read_only(body.owner, name) {
                everywhere = false;
                continue;
            }
            let ty = self.adopt(&counterpart.ty);
            let update = self.paths.update(body.owner, name);
            match &mut added {
                None => {
                    let constraints = fit::fit(counterpart.constraints.clone(), &ty, &counterpart.ty, &self.spec.types);
                    added = Some(Property { ty, update, constraints, ..counterpart.clone() });
                }
                Some(added) => {
                    added.required &= counterpart.required;
                    if added.update != update {
                        added.update = UpdateType::Conditional;
                    }
                    if added.ty == ty {
                        added.constraints = widen(std::mem::take(&mut added.constraints), &counterpart.constraints);
                    } else {
                        added.ty = Type::Primitive(Primitive::Json);
                        added.constraints = Constraints::default();
                    }
                }
            }
        }
        added.map(|property| Property { required: property.required && everywhere, ..property })
    }

    /// The type of the schemas with the names of the specification; adds property types that have no counterpart.
    fn adopt(&mut self, ty: &'a Type) -> Type {
        match ty {
            Type::Primitive(primitive) => Type::Primitive(*primitive),
            Type::List { item, .. } => Type::List { item: Box::new(self.adopt(item)), duplicates_allowed: None },
            Type::Map { item, .. } => Type::Map { item: Box::new(self.adopt(item)), duplicates_allowed: None },
            Type::Named(name) => Type::Named(self.adopt_type(name)),
        }
    }

    fn adopt_type(&mut self, name: &'a TypeName) -> TypeName {
        if let Some(adopted) = self.adopted.get(name) {
            return adopted.clone();
        }
        let counterpart = self.counterparts.iter().find(|(_, names)| names.contains(name)).map(|(ty, _)| ty.clone());
        if let Some(counterpart) = counterpart.or_else(|| self.shared_tag(name)) {
            self.adopted.insert(name, counterpart.clone());
            return counterpart;
        }
        let adopted = self.free_name(name);
        self.adopted.insert(name, adopted.clone());
        let empty = Shape::Struct { properties: Properties::new(), rules: Vec::new() };
        let placeholder = PropertyType { source: Source::Schemas, documentation: None, shape: empty };
        self.spec.types.insert(adopted.clone(), placeholder);
        if let Some(body) = self.body(name) {
            let (mut properties, mut rules) = (Properties::new(), Vec::new());
            self.merge_body(&mut properties, &mut rules, &[body]);
            let shape = Shape::Struct { properties, rules };
            let ty = PropertyType { source: Source::Schemas, documentation: None, shape };
            self.spec.types.insert(adopted.clone(), ty);
        }
        adopted
    }

    /// The name of a type of the schemas, with a number if the specification has another type of this name.
    fn free_name(&self, name: &TypeName) -> TypeName {
        let mut free = name.clone();
        let mut number = 2;
        while self.spec.types.contains_key(&free) {
            free = name.numbered(number);
            number += 1;
        }
        free
    }

    /// `Tag`, for an equal type of a schema: a required key and a required value.
    #[expect(clippy::disallowed_methods, reason = "`Tag` is a valid name")]
    fn shared_tag(&self, name: &TypeName) -> Option<TypeName> {
        let body = self.body_of_tag(name)?;
        let text =
            |name: &str| body.get(name).is_some_and(|p| p.required && p.ty == Type::Primitive(Primitive::String));
        let tag = TypeName::new("Tag").ok()?;
        (body.len() == 2 && text("Key") && text("Value") && self.spec.types.contains_key(&tag)).then_some(tag)
    }

    fn body_of_tag(&self, name: &TypeName) -> Option<&Properties> {
        match &self.schema_types.get(name).filter(|_| name.simple() == "Tag")?.shape {
            Shape::Struct { properties, .. } => Some(properties),
            Shape::Alias(..) => None,
        }
    }

    /// Read-only properties that are not items of a list are attributes.
    fn merge_attributes(&mut self, attributes: &mut BTreeMap<AttributeName, Attribute>, schema: &Resource) {
        for path in &schema.read_only {
            let Ok(name) = AttributeName::new(&path.replace('/', ".")) else { continue };
            let Some((_, property)) = self.paths.resolve(path) else { continue };
            let constraints = property.constraints.clone();
            let attribute = attributes.entry(name).or_insert_with(|| Attribute {
                source: Source::Schemas,
                ty: opaque(&property.ty),
                constraints: Constraints::default(),
            });
            if attribute.source == Source::Specification {
                attribute.source = Source::Both;
            }
            attribute.constraints = constraints;
        }
    }
}

/// The type of an attribute that only the schemas have: objects in it are JSON, since templates do not write them.
fn opaque(ty: &Type) -> Type {
    match ty {
        Type::Primitive(primitive) => Type::Primitive(*primitive),
        Type::Named(_) => Type::Primitive(Primitive::Json),
        Type::List { item, .. } => Type::List { item: Box::new(opaque(item)), duplicates_allowed: None },
        Type::Map { item, .. } => Type::Map { item: Box::new(opaque(item)), duplicates_allowed: None },
    }
}

/// The properties of a rule.
fn names_of(rule: &Rule) -> Box<dyn Iterator<Item = &PropertyName> + '_> {
    match rule {
        Rule::ExactlyOne(names) | Rule::AtLeastOne(names) => Box::new(names.iter()),
        Rule::AnyGroup(groups) | Rule::OneGroup(groups) => Box::new(groups.iter().flatten()),
        Rule::Requires(name, names) | Rule::Excludes(name, names) => Box::new(std::iter::once(name).chain(names)),
    }
}
