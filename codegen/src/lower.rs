//! From the checked model to the lowered one: aliases resolved, closed sets and meanings recognised, names decided.

use std::collections::{BTreeMap, BTreeSet};

use cfn_spec::Problem;
use cfn_spec::constraint::Constraints;
use cfn_spec::name::{PropertyName, ResourceName, ServiceName, TypeName};
use cfn_spec::spec::{self, Primitive, Property, Shape, Spec, Type};

use crate::access::{self, Access, ResourceAccess};
use crate::meaning;
use crate::model::{Attribute, Field, Model, Reference, Resource, Role, Service, Struct, Ty, closed_set};
use crate::names::{self, Namespace};
use crate::overlay::{Overlays, Wanted};
use crate::sets::Sets;
use crate::twins;

/// From how many required properties on they are the fields of a struct rather than arguments.
const REQUIRED_STRUCT: usize = 4;

/// Lowers every service of `spec`, and the types that belong to none.
pub(crate) fn lower(spec: &Spec, problems: &mut Vec<Problem>) -> Model {
    let overlays = Overlays::new();
    let mut resources: BTreeMap<ServiceName, Vec<&ResourceName>> = BTreeMap::new();
    for name in spec.resources.keys() {
        resources.entry(name.service()).or_default().push(name);
    }
    let mut types: BTreeMap<Option<&ResourceName>, Vec<&TypeName>> = BTreeMap::new();
    for name in spec.types.keys() {
        types.entry(name.resource()).or_default().push(name);
    }
    let mut lowering = Lowering { spec, overlays: &overlays, types, problems };
    let services = resources.iter().map(|(name, resources)| lowering.service(name, resources)).collect();
    let shared = lowering.shared();
    overlays.unmatched(spec, problems);
    Model { shared, services }
}

struct Lowering<'a> {
    spec: &'a Spec,
    overlays: &'a Overlays,
    types: BTreeMap<Option<&'a ResourceName>, Vec<&'a TypeName>>,
    problems: &'a mut Vec<Problem>,
}

/// Where a property is: what its path begins with, and what a name made for it begins with.
#[derive(Clone, Copy)]
struct Owner<'a> {
    path: &'a str,
    simple: &'a str,
}

impl<'a> Lowering<'a> {
    fn service(&mut self, name: &ServiceName, resources: &[&'a ResourceName]) -> Service {
        let mut items = Namespace::module();
        // Types first, so that what is named after them gives way.
        let idents: Vec<String> = resources
            .iter()
            .map(|name| items.claim(names::of_type(name.simple()), name.as_str(), self.problems))
            .collect();
        let mut resources: Vec<Resource> =
            resources.iter().zip(idents).map(|(name, ident)| self.resource(name, ident, &mut items)).collect();
        twins::mark(&mut resources);
        Service { name: name.clone(), module: names::of_service(&name.stem()), resources }
    }

    /// The types that belong to no resource.
    fn shared(&mut self) -> Vec<Struct> {
        let mut sets = Sets::new(self.overlays);
        self.structs(None, &mut ResourceAccess::default(), &mut sets, &mut Namespace::module())
    }

    fn resource(&mut self, name: &'a ResourceName, ident: String, items: &mut Namespace) -> Resource {
        let resource = &self.spec.resources[name];
        let mut access = ResourceAccess::of(self.spec, resource);
        let mut sets = Sets::new(self.overlays);
        let mut module_items = Namespace::module();
        let path = name.as_str();
        let mut body = Struct {
            path: path.to_owned(),
            required_ident: None,
            documentation: resource.documentation.clone(),
            fields: self.fields(
                Owner { path, simple: name.simple() },
                &resource.properties,
                &access.resource,
                &mut sets,
                Namespace::resource_methods(),
            ),
            ident,
            role: Role::Property,
            twin_in: None,
        };
        self.name_required(&mut body, items);
        let types = self.structs(Some(name), &mut access, &mut sets, &mut module_items);
        let attributes = self.attributes(name, resource);
        let attributes_ident =
            (!attributes.is_empty()).then(|| items.claim(names::of_attributes(&body.ident), path, self.problems));
        let reference = self.overlays.references.get(path).copied().or_else(|| meaning::returned(path, "Ref"));
        Resource {
            module: items.claim(names::of_module(name.simple()), path, self.problems),
            name: name.clone(),
            body,
            reference: reference.map_or(Reference::Identifier, Reference::Meaning),
            attributes_ident,
            attributes,
            additional_properties: resource.additional_properties,
            types,
            sets: sets.named(&mut module_items, self.problems),
        }
    }

    /// The property types of a resource, or those of none.
    fn structs(
        &mut self,
        resource: Option<&ResourceName>,
        access: &mut ResourceAccess<'_>,
        sets: &mut Sets<'a>,
        items: &mut Namespace,
    ) -> Vec<Struct> {
        let spec = self.spec;
        let names = self.types.get(&resource).cloned().unwrap_or_default();
        let mut structs = Vec::with_capacity(names.len());
        for name in names {
            let ty = &spec.types[name];
            let Shape::Struct { properties, .. } = &ty.shape else {
                continue;
            };
            let role = match resource.and_then(|name| spec.resources.get(name)) {
                None => Role::Property,
                Some(_) if access.is_in_properties(name) => Role::Property,
                Some(resource) if is_attribute(spec, resource, name) => Role::Attribute,
                // Nothing that a template can write or read leads to it.
                Some(_) => continue,
            };
            let path = name.to_string();
            let ident = items.claim(names::of_type(name.simple()), &path, self.problems);
            let owner = Owner { path: &path, simple: name.simple() };
            let fields = match role {
                Role::Property => self.fields(owner, properties, &access.take(name), sets, Namespace::type_methods()),
                Role::Attribute => Vec::new(),
            };
            let documentation = ty.documentation.clone();
            structs.push(Struct { path, ident, required_ident: None, documentation, fields, role, twin_in: None });
        }
        for body in &mut structs {
            self.name_required(body, items);
        }
        structs
    }

    fn name_required(&mut self, body: &mut Struct, items: &mut Namespace) {
        if body.required().count() >= REQUIRED_STRUCT {
            let candidates = names::of_required(&body.ident);
            body.required_ident = Some(items.claim(candidates, &body.path, self.problems));
        }
    }

    fn fields(
        &mut self,
        owner: Owner<'_>,
        properties: &'a BTreeMap<PropertyName, Property>,
        access: &Access,
        sets: &mut Sets<'a>,
        mut methods: Namespace,
    ) -> Vec<Field> {
        let mut fields = Vec::with_capacity(properties.len());
        for (name, property) in properties {
            if access.read_only.contains(name.as_str()) && !property.required {
                continue;
            }
            let path = format!("{}/{name}", owner.path);
            let ident = methods.claim(names::of_setter(name.as_str()), &path, self.problems);
            let ty = self.property_type(owner, name, &path, property, sets);
            fields.push(Field {
                ident,
                ty,
                required: property.required,
                update: property.update,
                documentation: property.documentation.clone(),
                constraints: property.constraints.clone(),
                deprecated: access.deprecated.contains(name.as_str()),
                write_only: access.write_only.contains(name.as_str()),
                name: name.clone(),
            });
        }
        fields
    }

    fn property_type(
        &mut self,
        owner: Owner<'_>,
        name: &PropertyName,
        path: &str,
        property: &'a Property,
        sets: &mut Sets<'a>,
    ) -> Ty {
        let wanted = self.overlays.types.get(path);
        let (ty, constraints) = self.resolve(&property.ty, &property.constraints, path);
        let ty = self.lower_type(ty, constraints, &mut |values, item| sets.add(owner.simple, name, path, values, item));
        match wanted {
            None => match (&ty, meaning::of_name(name.as_str())) {
                (Ty::List(item), Some(marker)) if **item == Ty::String => meant(ty, marker),
                _ => ty,
            },
            Some(Wanted::Runtime(path)) => Ty::Runtime(path),
            Some(Wanted::Meaning(marker)) => meant(ty, marker),
        }
    }

    fn lower_type(
        &mut self,
        ty: &'a Type,
        constraints: &'a Constraints,
        set: &mut dyn FnMut(Vec<&'a str>, bool) -> Ty,
    ) -> Ty {
        match ty {
            Type::Primitive(Primitive::String) => match closed_set(constraints) {
                Some(values) => set(values, false),
                None => meaning::wanted(constraints).map_or(Ty::String, Ty::Meaning),
            },
            Type::Primitive(Primitive::Boolean) => Ty::Boolean,
            Type::Primitive(Primitive::Integer | Primitive::Long) => Ty::Integer,
            Type::Primitive(Primitive::Double) => Ty::Double,
            Type::Primitive(Primitive::Timestamp) => Ty::Timestamp,
            Type::Primitive(Primitive::Json) => Ty::Json,
            Type::Named(name) => Ty::Struct(name.clone()),
            Type::List { item, .. } | Type::Map { item, .. } => {
                static NONE: std::sync::LazyLock<Constraints> = std::sync::LazyLock::new(Constraints::default);
                let each = constraints.each.as_deref().unwrap_or(&NONE);
                let (item, each) = self.resolve(item, each, "");
                let item = self.lower_type(item, each, &mut |values, _| set(values, true));
                // `AWS::EC2::Subnet.Ids` is said of the list.
                let item = match meaning::wanted(constraints) {
                    Some(marker) => meant(item, marker),
                    None => item,
                };
                let item = Box::new(item);
                if matches!(ty, Type::List { .. }) { Ty::List(item) } else { Ty::Map(item) }
            }
        }
    }

    /// What a type is, when it is named by another (16 aliases in specification 236.0.0).
    fn resolve<'t>(&mut self, ty: &'t Type, constraints: &'t Constraints, path: &str) -> (&'t Type, &'t Constraints)
    where
        'a: 't,
    {
        let (mut ty, mut constraints) = (ty, constraints);
        let mut seen = BTreeSet::new();
        while let Type::Named(name) = ty {
            let Some(spec::PropertyType { shape: Shape::Alias(target, said), .. }) = self.spec.types.get(name) else {
                break;
            };
            if !seen.insert(name) {
                self.problems.push(Problem::new(path, format!("the type `{name}` is another name for itself")));
                break;
            }
            ty = target;
            if *constraints == Constraints::default() {
                constraints = said;
            }
        }
        (ty, constraints)
    }

    fn attributes(&mut self, name: &ResourceName, resource: &'a spec::Resource) -> Vec<Attribute> {
        let mut methods = Namespace::handle_methods();
        let mut attributes = Vec::with_capacity(resource.attributes.len());
        for (attribute, spec::Attribute { ty, .. }) in &resource.attributes {
            let path = format!("{name}/Attributes/{attribute}");
            let ident = methods.claim(names::of_attribute(attribute.as_str()), &path, self.problems);
            static NONE: std::sync::LazyLock<Constraints> = std::sync::LazyLock::new(Constraints::default);
            let (ty, _) = self.resolve(ty, &NONE, &path);
            let ty = self.lower_type(ty, &NONE, &mut |_, _| Ty::String);
            let arn = || attribute.as_str().ends_with("Arn").then_some(meaning::ARN);
            let ty = match meaning::returned(name.as_str(), attribute.as_str()).or_else(arn) {
                Some(marker) => meant(ty, marker),
                None => ty,
            };
            attributes.push(Attribute { name: attribute.clone(), ident, ty });
        }
        attributes
    }
}

/// Whether an attribute of the resource type is of this type, or holds items that are.
fn is_attribute(spec: &Spec, resource: &spec::Resource, name: &TypeName) -> bool {
    resource
        .attributes
        .values()
        .filter_map(|attribute| access::structure(spec, &attribute.ty))
        .any(|(ty, _)| ty == name)
}

/// A string, or the items of a list of strings, gets a meaning; anything else keeps its type.
fn meant(ty: Ty, marker: &'static str) -> Ty {
    match ty {
        Ty::String | Ty::Meaning(_) => Ty::Meaning(marker),
        Ty::List(item) => Ty::List(Box::new(meant(*item, marker))),
        other => other,
    }
}
