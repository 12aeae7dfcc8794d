//! The facts about resource types from AWS's documents: properties, types, which changes replace, what can be read.
//!
//! The snapshot of `cfn-spec` is embedded. The part of a service is parsed when a template first has one of its types.

mod embedded;
pub(crate) mod overlay;
mod path;
pub(crate) mod pattern;
#[cfg(test)]
mod tests;
mod validate;

use std::collections::BTreeMap;

use cfn_spec::handlers::{Handler, Handlers, needed};
use cfn_spec::name::{ResourceName, TypeName};
use cfn_spec::spec::{Attribute, Property, PropertyType, Resource, Shape, Type, UpdateType};

use crate::cloudformation::value_diff::differences;
use crate::state::cloudformation::properties::Properties;
use path::{covers, overlaps};

/// The type of every custom resource.
const CUSTOM_RESOURCE: &str = "AWS::CloudFormation::CustomResource";

/// The facts about a resource type.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) name: ResourceName,
    pub(crate) resource: &'static Resource,
    /// The property types of its service.
    types: &'static BTreeMap<TypeName, PropertyType>,
    handlers: Option<&'static Handlers>,
}

/// The facts about a type; `None` if AWS does not have it.
pub(crate) fn of(kind: &str) -> Option<&'static Facts> {
    // The name after `Custom::` is chosen by the template.
    embedded::of(if kind.starts_with("Custom::") { CUSTOM_RESOURCE } else { kind })
}

/// All resource types.
#[cfg(test)]
pub(crate) fn all() -> Vec<&'static Facts> {
    embedded::all()
}

impl Facts {
    pub(crate) fn kind(&self) -> &str {
        self.name.as_str()
    }

    /// Whether the type has the attribute.
    pub(crate) fn has_attribute(&self, name: &str) -> bool {
        let is_output = self.kind() == "AWS::CloudFormation::Stack" && name.starts_with("Outputs.");
        is_output || self.attributes().any(|(known, _)| known == name) || self.resource.additional_properties
    }

    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'static str, &'static Attribute)> + use<> {
        self.resource.attributes.iter().map(|(name, attribute)| (name.as_str(), attribute))
    }

    /// A top-level property.
    pub(crate) fn property(&self, name: &str) -> Option<&'static Property> {
        self.resource.properties.iter().find(|(known, _)| known.as_str() == name).map(|(_, property)| property)
    }

    /// The primary identifier: what an import specifies, and usually what `Ref` returns.
    pub(crate) fn identifiers(&self) -> &'static [String] {
        &self.resource.primary_identifier
    }

    /// The permissions of the handlers, if the schema has them.
    pub(crate) fn handlers(&self) -> Option<&'static Handlers> {
        self.handlers.filter(|handlers| !handlers.permissions.is_empty())
    }

    /// The prefix of the service's IAM actions and ARNs.
    pub(crate) fn service_prefix(&self) -> String {
        match self.handlers() {
            Some(handlers) => needed::service_prefix(&self.name, handlers),
            None => self.name.service().simple().to_lowercase(),
        }
    }

    /// The tagging of the type, if the schema has it.
    #[cfg(test)]
    pub(crate) fn tagging(&self) -> Option<&'static cfn_spec::handlers::Tagging> {
        self.handlers.and_then(|handlers| handlers.tagging.as_ref())
    }

    /// The top-level property with the tags, if the type is taggable.
    pub(crate) fn tag_property(&self) -> Option<&'static str> {
        let stated = match self.handlers.and_then(|handlers| handlers.tagging.as_ref()) {
            Some(tagging) if !tagging.taggable => return None,
            Some(tagging) => tagging.property.as_str(),
            None => "Tags",
        };
        self.property(stated).map(|_| stated)
    }

    /// Validates properties. Returns a path and a message, as CloudFormation's, for each error.
    pub(crate) fn check(&self, properties: &Properties) -> Vec<(String, String)> {
        validate::check(self, properties)
    }

    /// Whether changing the value at a path, such as `/Rules/0/Prefix`, replaces the resource.
    pub(crate) fn update(&self, path: &str) -> UpdateType {
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
        let name = steps.first().copied().unwrap_or("");
        if overlay::fails_to_update(self.kind(), name).is_some() {
            return UpdateType::Mutable;
        }
        let any = |paths: &[String]| paths.iter().any(|stated| overlaps(stated, &steps));
        let has_no_update =
            self.handlers().is_some_and(|handlers| !handlers.permissions.contains_key(&Handler::Update));
        if any(&self.resource.create_only) || has_no_update {
            return UpdateType::Immutable;
        }
        let documented = self.documented_update(&steps);
        if documented == UpdateType::Mutable && any(&self.resource.conditional_create_only) {
            return UpdateType::Conditional;
        }
        documented
    }

    /// The strictest update type of the properties on the path.
    fn documented_update(&self, steps: &[&str]) -> UpdateType {
        let mut strongest = UpdateType::Mutable;
        let mut steps = steps.iter();
        let mut property = steps.next().and_then(|name| self.property(name));
        while let Some(found) = property {
            strongest = match (strongest, found.update) {
                (UpdateType::Immutable, _) | (_, UpdateType::Immutable) => UpdateType::Immutable,
                (UpdateType::Conditional, _) | (_, UpdateType::Conditional) => UpdateType::Conditional,
                _ => UpdateType::Mutable,
            };
            let mut ty = &found.ty;
            while let Type::List { item, .. } | Type::Map { item, .. } = ty {
                steps.next();
                ty = item;
            }
            property = match self.shape(ty) {
                Some(Shape::Struct { properties, .. }) => steps.next().and_then(|name| {
                    properties.iter().find(|(known, _)| known.as_str() == *name).map(|(_, property)| property)
                }),
                _ => None,
            };
        }
        strongest
    }

    /// Whether a path, such as `/Rules/0/Prefix`, ends at a property that the documents describe: not at the item of a list or map, and not
    /// inside of a JSON document.
    pub(crate) fn is_property(&self, path: &str) -> bool {
        let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
        let Some((first, rest)) = steps.split_first() else { return false };
        let Some(mut ty) = self.property(first).map(|property| &property.ty) else { return false };
        let mut ends_at_property = true;
        for step in rest {
            (ty, ends_at_property) = match (ty, self.shape(ty)) {
                (Type::List { item, .. } | Type::Map { item, .. }, _) => (&**item, false),
                (_, Some(Shape::Struct { properties, .. })) => {
                    match properties.iter().find(|(known, _)| known.as_str() == *step) {
                        Some((_, property)) => (&property.ty, true),
                        None => return false,
                    }
                }
                _ => return false,
            };
        }
        ends_at_property
    }

    /// The shape of a property type.
    pub(crate) fn shape(&self, ty: &Type) -> Option<&'static Shape> {
        match ty {
            Type::Named(name) => self.types.get(name).map(|ty| &ty.shape),
            _ => None,
        }
    }

    /// Whether a change of the properties replaces the resource.
    pub(crate) fn replaces(&self, before: &Properties, after: &Properties) -> bool {
        let mut changed = Vec::new();
        for name in before.keys().chain(after.keys()) {
            differences(&format!("/{name}"), before.get(name), after.get(name), &mut changed);
        }
        changed.iter().any(|(path, _, _)| self.update(path) == UpdateType::Immutable)
    }

    /// The properties without the write-only ones.
    pub(crate) fn read_back(&self, properties: &Properties) -> Properties {
        fn without(value: &serde_json::Value, path: &[&str], hidden: &[Vec<&str>]) -> serde_json::Value {
            match value {
                serde_json::Value::Object(map) => {
                    let mut kept = Properties::new();
                    for (name, item) in map {
                        let path = [path, &[name.as_str()]].concat();
                        if !hidden.iter().any(|hidden| covers(hidden, &path)) {
                            kept.insert(name.clone(), without(item, &path, hidden));
                        }
                    }
                    kept.into()
                }
                serde_json::Value::Array(items) => {
                    items.iter().map(|item| without(item, &[path, &["*"]].concat(), hidden)).collect()
                }
                scalar => scalar.clone(),
            }
        }
        let hidden: Vec<Vec<&str>> = self.resource.write_only.iter().map(|path| path.split('/').collect()).collect();
        match without(&properties.clone().into(), &[], &hidden) {
            serde_json::Value::Object(kept) => kept,
            _ => Properties::new(),
        }
    }
}
