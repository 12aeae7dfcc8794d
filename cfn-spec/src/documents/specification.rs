//! The CloudFormation Resource Specification, as AWS publishes it.
//!
//! Format: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-resource-specification-format.html>.
//! Every part is parsed separately, so that all errors are reported at once, each with its path.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::bytes::not_json;
use super::json::{Entries, explain};
use crate::constraint::Constraints;
use crate::error::{Errors, Problem};
use crate::name::{AttributeName, PropertyName, ResourceName, TypeName};
use crate::spec::{Attribute, Primitive, Property, PropertyType, Resource, Shape, Source, Spec, Type, UpdateType};
use crate::url::USER_GUIDE;

/// The name of the document in errors.
const NAME: &str = "the resource specification";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDocument<'a> {
    #[serde(rename = "ResourceSpecificationVersion")]
    version: String,
    #[serde(rename = "ResourceTypes", borrow)]
    resources: Entries<&'a RawValue>,
    #[serde(rename = "PropertyTypes", borrow)]
    types: Entries<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct RawResource<'a> {
    documentation: String,
    #[serde(borrow)]
    properties: Entries<&'a RawValue>,
    #[serde(borrow, default)]
    attributes: Entries<&'a RawValue>,
    #[serde(default)]
    additional_properties: bool,
}

/// A struct has only `Properties`; an alias has a type instead, with the same keys as a property.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct RawPropertyType<'a> {
    documentation: String,
    #[serde(borrow)]
    properties: Option<Entries<&'a RawValue>>,
    #[serde(rename = "Required")]
    _required: Option<bool>,
    #[serde(rename = "UpdateType")]
    _update_type: Option<RawUpdateType>,
    #[serde(rename = "Type")]
    ty: Option<String>,
    primitive_type: Option<String>,
    item_type: Option<String>,
    primitive_item_type: Option<String>,
    duplicates_allowed: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct RawProperty {
    documentation: String,
    required: bool,
    update_type: RawUpdateType,
    #[serde(rename = "Type")]
    ty: Option<String>,
    primitive_type: Option<String>,
    item_type: Option<String>,
    primitive_item_type: Option<String>,
    duplicates_allowed: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct RawAttribute {
    #[serde(rename = "Type")]
    ty: Option<String>,
    primitive_type: Option<String>,
    item_type: Option<String>,
    primitive_item_type: Option<String>,
    duplicates_allowed: Option<bool>,
}

#[derive(Clone, Copy, Deserialize)]
enum RawUpdateType {
    Mutable,
    Immutable,
    Conditional,
}

/// Parses and validates the document.
///
/// Every name is well-formed, every property has exactly one type, and every referenced type exists.
///
/// # Errors
/// All errors, each with its path (`AWS::S3::Bucket.ReplicationRule/Status`).
pub fn read(bytes: &[u8]) -> Result<Spec, Errors> {
    if let Some(errors) = not_json(NAME, bytes) {
        return Err(errors);
    }
    let document: RawDocument<'_> = serde_json::from_slice(bytes).map_err(|e| {
        let message = match e.classify() {
            serde_json::error::Category::Eof => format!("is truncated: {e}"),
            serde_json::error::Category::Data => format!("does not have the expected format: {e}"),
            _ => format!("is not JSON: {e}"),
        };
        Errors::one(NAME, message)
    })?;

    let mut checker = Checker { spec: Spec { version: document.version, ..Spec::default() }, problems: Vec::new() };
    document.types.report_duplicates("PropertyTypes", &mut checker.problems);
    document.resources.report_duplicates("ResourceTypes", &mut checker.problems);
    if !is_version(&checker.spec.version) {
        let message = format!("`{}` is not three numbers joined by dots", checker.spec.version);
        checker.problem("ResourceSpecificationVersion", message);
    }
    if document.resources.0.is_empty() {
        checker.problem("ResourceTypes", "has no resource types");
    }
    for (name, raw) in &document.types.0 {
        checker.property_type(name, raw);
    }
    for (name, raw) in &document.resources.0 {
        checker.resource(name, raw);
    }
    let dangling = crate::check::dangling(&checker.spec);
    checker.problems.extend(dangling);
    Errors::check(checker.spec, checker.problems)
}

fn is_version(text: &str) -> bool {
    let mut parts = 0;
    text.split('.').all(|part| {
        parts += 1;
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
    }) && parts == 3
}

/// The four keys that determine a type.
struct RawType<'a> {
    ty: Option<&'a str>,
    primitive: Option<&'a str>,
    item: Option<&'a str>,
    primitive_item: Option<&'a str>,
    duplicates_allowed: Option<bool>,
}

macro_rules! raw_type {
    ($raw:expr) => {
        RawType {
            ty: $raw.ty.as_deref(),
            primitive: $raw.primitive_type.as_deref(),
            item: $raw.item_type.as_deref(),
            primitive_item: $raw.primitive_item_type.as_deref(),
            duplicates_allowed: $raw.duplicates_allowed,
        }
    };
}

struct Checker {
    spec: Spec,
    problems: Vec<Problem>,
}

impl Checker {
    fn problem(&mut self, at: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(at, message));
    }

    /// The value; reports an error as a problem.
    #[expect(clippy::disallowed_methods, reason = "the error is reported as a problem")]
    fn take<T, E: ToString>(&mut self, at: &str, result: Result<T, E>) -> Option<T> {
        result.map_err(|e| self.problem(at, e.to_string())).ok()
    }

    fn part<'a, T: Deserialize<'a>>(&mut self, at: &str, raw: &'a RawValue) -> Option<T> {
        let result = serde_json::from_str(raw.get()).map_err(|e| explain(&e));
        self.take(at, result)
    }

    /// The URL of a page. The snapshot has it on one line.
    fn address(&mut self, at: &str, url: &str) -> Option<String> {
        let of_page = ["http://", "https://"].iter().any(|scheme| url.starts_with(scheme));
        if of_page && url.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Some(https(url));
        }
        self.problem(at, format!("`Documentation` is not a URL: {url:?}"));
        None
    }

    fn resource(&mut self, name: &str, raw: &RawValue) {
        let Some(raw) = self.part::<RawResource<'_>>(name, raw) else { return };
        let Some(resource) = self.take(name, ResourceName::new(name)) else { return };
        raw.attributes.report_duplicates(&format!("{name}/Attributes"), &mut self.problems);
        let properties = self.properties(name, &raw.properties, Some(&resource));
        let mut attributes = std::collections::BTreeMap::new();
        for (attribute, raw) in &raw.attributes.0 {
            let at = format!("{name}/Attributes/{attribute}");
            let Some(raw) = self.part::<RawAttribute>(&at, raw) else { continue };
            let attribute = self.take(&at, AttributeName::new(attribute));
            let ty = self.take(&at, type_of(&raw_type!(raw), Some(&resource)));
            if let (Some(attribute), Some(ty)) = (attribute, ty) {
                attributes.insert(
                    attribute,
                    Attribute { source: Source::Specification, ty, constraints: Constraints::default() },
                );
            }
        }
        let documentation = self.address(name, &raw.documentation);
        let additional_properties = raw.additional_properties;
        let resource_type = Resource {
            properties,
            attributes,
            additional_properties,
            ..Resource::new(Source::Specification, documentation)
        };
        self.spec.resources.insert(resource, resource_type);
    }

    fn property_type(&mut self, name: &str, raw: &RawValue) {
        let Some(raw) = self.part::<RawPropertyType<'_>>(name, raw) else { return };
        let Some(type_name) = self.take(name, TypeName::new(name)) else { return };
        let types = raw_type!(raw);
        let shape = match &raw.properties {
            Some(properties) => {
                if types.ty.or(types.primitive).or(types.item).or(types.primitive_item).is_some() {
                    self.problem(name, "has both `Properties` and a type");
                }
                Shape::Struct { properties: self.properties(name, properties, type_name.resource()), rules: Vec::new() }
            }
            None => match self.take(name, type_of(&types, type_name.resource())) {
                Some(ty) => Shape::Alias(ty, Box::default()),
                None => return,
            },
        };
        let documentation = self.address(name, &raw.documentation);
        self.spec.types.insert(type_name, PropertyType { source: Source::Specification, documentation, shape });
    }

    fn properties(
        &mut self,
        owner: &str,
        raw: &Entries<&RawValue>,
        resource: Option<&ResourceName>,
    ) -> std::collections::BTreeMap<PropertyName, Property> {
        raw.report_duplicates(owner, &mut self.problems);
        let mut properties = std::collections::BTreeMap::new();
        for (name, raw) in &raw.0 {
            let at = format!("{owner}/{name}");
            let Some(raw) = self.part::<RawProperty>(&at, raw) else { continue };
            let name = self.take(&at, PropertyName::new(name));
            let ty = self.take(&at, type_of(&raw_type!(raw), resource));
            if let (Some(name), Some(ty)) = (name, ty) {
                let property = Property {
                    source: Source::Specification,
                    documentation: self.address(&at, &raw.documentation),
                    required: raw.required,
                    update: match raw.update_type {
                        RawUpdateType::Mutable => UpdateType::Mutable,
                        RawUpdateType::Immutable => UpdateType::Immutable,
                        RawUpdateType::Conditional => UpdateType::Conditional,
                    },
                    ty,
                    constraints: Constraints::default(),
                };
                properties.insert(name, property);
            }
        }
        properties
    }
}

/// The type that the four keys determine.
fn type_of(raw: &RawType<'_>, resource: Option<&ResourceName>) -> Result<Type, String> {
    let duplicates_allowed = raw.duplicates_allowed;
    match (raw.ty, raw.primitive, raw.item, raw.primitive_item) {
        (None, Some(name), None, None) => primitive(name),
        (Some(collection @ ("List" | "Map")), None, item, primitive_item) => {
            let item = match (item, primitive_item) {
                (Some(name), None) => named(name, resource)?,
                (None, Some(name)) => primitive(name)?,
                (None, None) => return Err(format!("a `{collection}` has neither `ItemType` nor `PrimitiveItemType`")),
                (Some(_), Some(_)) => {
                    return Err(format!("a `{collection}` has both `ItemType` and `PrimitiveItemType`"));
                }
            };
            let item = Box::new(item);
            Ok(match collection {
                "List" => Type::List { item, duplicates_allowed },
                _ => Type::Map { item, duplicates_allowed },
            })
        }
        (Some(name), None, None, None) => named(name, resource),
        (None, None, None, None) => Err("has no type".to_owned()),
        _ => Err("has more than one type".to_owned()),
    }
}

fn primitive(name: &str) -> Result<Type, String> {
    Primitive::from_name(name).map(Type::Primitive).ok_or_else(|| format!("`{name}` is not a known primitive type"))
}

/// A property type of the same resource type, or the shared one. A struct can have the name of a primitive type: `Type:
/// Json` is a struct named `Json`, `PrimitiveType: Json` is JSON.
fn named(name: &str, resource: Option<&ResourceName>) -> Result<Type, String> {
    let name = match resource {
        Some(resource) if name != "Tag" => TypeName::of(resource, name),
        _ => TypeName::new(name),
    };
    name.map(Type::Named).map_err(|e| e.to_string())
}

/// Converts http to https: AWS's pages have moved, but the document still has http.
fn https(url: &str) -> String {
    let plain = USER_GUIDE.replacen("https", "http", 1);
    match url.strip_prefix(&plain) {
        Some(page) => format!("{USER_GUIDE}{page}"),
        None => url.to_owned(),
    }
}
