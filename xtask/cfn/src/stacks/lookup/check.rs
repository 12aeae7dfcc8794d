//! What can be known of a lookup before AWS is asked: whether its type can be read and listed, and has what is asked for.

use cfn_spec::handlers::Handler;
use cfn_spec::name::ResourceName;
use cfn_spec::{reference, spec};
use models::check::nearest;

use super::wanted::Wanted;
use crate::facts::Snapshot;

/// The value that `Ref` returns, among the values of a resource.
pub(super) const REF: &str = "Ref";

/// What has to be known of the type of a lookup.
#[derive(Debug)]
pub(super) struct LookedUpType {
    /// The property that `Ref` returns, where that is not the identifier.
    pub(super) reference: Option<&'static str>,
    /// The property with its tags.
    pub(super) tags: String,
    /// The properties that identify a resource.
    pub(super) identifier: Vec<String>,
}

/// # Errors
/// Why the lookup cannot be made.
pub(super) fn check(snapshot: &Snapshot, wanted: &Wanted) -> Result<LookedUpType, String> {
    let type_name = wanted.query.type_name.as_str();
    let name = ResourceName::of(type_name);
    let spec = name.as_ref().and_then(|name| snapshot.service(&name.service().stem()));
    let resource = spec.and_then(|spec| spec.resources.get(type_name));
    let (Some(name), Some(resource)) = (&name, resource) else {
        return Err(format!("{type_name} is not known: use one version of cfn-models and cfn"));
    };
    let handlers = snapshot.handlers(name);
    let has = |handler| handlers.is_some_and(|handlers| handlers.permissions.contains_key(&handler));
    if !has(Handler::Read) {
        return Err(format!(
            "the Cloud Control API cannot read {type_name}: its schema has no read handler; take what identifies it as a parameter of the \
             stack"
        ));
    }
    if wanted.query.by.id.is_none() && !has(Handler::List) {
        return Err(format!(
            "the Cloud Control API cannot list {type_name}: its schema has no list handler; name the resource with `by.id(…)`: {}",
            resource.primary_identifier.join("|")
        ));
    }
    let values = wanted.values.iter().filter(|value| value.as_str() != REF);
    for value in wanted.query.by.properties.keys().chain(values) {
        known(resource, value).map_err(|near| format!("{type_name} has no property or attribute {value}{near}"))?;
    }
    let reference = reference::returned(type_name);
    if wanted.values.contains(REF) && reference.is_none() && resource.primary_identifier.len() != 1 {
        return Err(format!(
            "what `Ref` returns of {type_name} is not its identifier, {}: take a property or an attribute",
            resource.primary_identifier.join("|")
        ));
    }
    let tagging = handlers.and_then(|handlers| handlers.tagging.as_ref());
    let is_taggable = tagging.is_none_or(|tagging| tagging.taggable);
    let tags = tagging.map_or("Tags", |tagging| tagging.property.as_str()).to_owned();
    if !wanted.query.by.tags.is_empty() && (!is_taggable || known(resource, &tags).is_err()) {
        return Err(format!("{type_name} has no tags: distinguish the resource by a property, or by its identifier"));
    }
    Ok(LookedUpType { reference, tags, identifier: resource.primary_identifier.clone() })
}

/// Whether a type has a property or an attribute, by its path; else `: did you mean …?`.
fn known(resource: &spec::Resource, path: &str) -> Result<(), String> {
    let properties = || resource.properties.keys().map(spec_name);
    let attributes = || resource.attributes.keys().map(|name| name.as_str());
    // What only AWS sets is named in the schema alone for a few types.
    let read_only = || resource.read_only.iter().chain(&resource.primary_identifier).map(String::as_str);
    let first = path.split(['.', '/']).next().unwrap_or(path);
    let is_known = properties().any(|known| known == first)
        || attributes().any(|known| known == path)
        || read_only().any(|known| known == path.replace('.', "/"));
    if is_known {
        return Ok(());
    }
    let near = nearest(path, properties().chain(attributes()));
    Err(near.map_or_else(String::new, |near| format!("; did you mean {near}?")))
}

fn spec_name(name: &cfn_spec::name::PropertyName) -> &str {
    name.as_str()
}
