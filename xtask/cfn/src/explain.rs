//! `explain`: shows what AWS allows, from the snapshot, and what a rule of `check` finds.

use cfn_spec::name::{PropertyName, ResourceName};
use cfn_spec::spec::{Property, Resource, Shape, Spec, Type};
use cfn_stdout::print;

use crate::explanation;
use crate::facts::Snapshot;
use crate::failure::Failure;
use crate::rules;
use crate::suggest::nearest;
use crate::template::SnapshotArgs;

/// `AWS::S3::Bucket`, `AWS::S3::Bucket.VersioningConfiguration.Status`, a property type: `AWS::S3::Bucket.ReplicationRule`, or a
/// rule of `check`: `unknown-property`.
#[derive(clap::Args)]
pub struct Args {
    /// A resource type, optionally followed by a property and nested properties; or a rule of `check`
    #[arg(value_name = "TYPE[.PROPERTY]|RULE")]
    name: String,
    #[command(flatten)]
    snapshot: SnapshotArgs,
}

/// Prints the explanation.
///
/// # Errors
/// If there is no such resource type, property or rule, or the snapshot cannot be read.
pub fn run(args: &Args) -> Result<(), Failure> {
    let snapshot = args.snapshot.open()?;
    let text = if is_rule(&args.name) { rule(&args.name, &snapshot)? } else { explain(&args.name, &snapshot)? };
    print(&text);
    Ok(())
}

/// Whether a name has the form of a rule ID: lower-case letters and digits, separated by hyphens.
fn is_rule(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    name.bytes().all(plain) && (name.contains('-') || models::check::page(name).is_some())
}

/// The page of a rule.
fn rule(id: &str, snapshot: &Snapshot) -> Result<String, Failure> {
    match rules::page(id, snapshot)? {
        Some(page) => Ok(format!("{id}\n\n{}", page.markdown())),
        None => Err(Failure::Input(rules::known(id, snapshot).err().unwrap_or_default())),
    }
}

/// The explanation of `text`.
fn explain(text: &str, snapshot: &Snapshot) -> Result<String, Failure> {
    let mut words = text.split('.');
    let type_name = words.next().unwrap_or_default();
    let (spec, name, resource) = resource(type_name, snapshot)?;
    let mut shown = explanation::resource(name, resource);
    let mut path = name.as_str().to_owned();
    // The properties that the next word can name: those of the resource type, then those of a property type.
    let mut properties = Some(&resource.properties);
    for (index, word) in words.enumerate() {
        let found = properties.and_then(|properties| properties.get(word));
        let inner = match found {
            Some(property) => {
                shown = explanation::property(&format!("{path}.{word}"), word, property, resource, spec);
                structure(&property.ty, spec)
            }
            None => {
                let ty =
                    spec.types.iter().find(|(ty, _)| index == 0 && ty.resource() == Some(name) && ty.simple() == word);
                let Some((ty, property_type)) = ty else {
                    return Err(unknown(&path, word, properties, (index == 0).then_some((name, spec))));
                };
                shown = explanation::property_type(&ty.to_string(), property_type);
                Some(&property_type.shape)
            }
        };
        path = format!("{path}.{word}");
        properties = match inner {
            Some(Shape::Struct { properties, .. }) => Some(properties),
            _ => None,
        };
    }
    Ok(shown)
}

/// A resource type by its name, ignoring case.
fn resource<'s>(text: &str, snapshot: &'s Snapshot) -> Result<(&'s Spec, &'s ResourceName, &'s Resource), Failure> {
    if let Ok(name) = ResourceName::new(text)
        && let Some(spec) = snapshot.service(&name.service().stem())
        && let Some((name, resource)) = spec.resources.get_key_value(text)
    {
        return Ok((spec, name, resource));
    }
    snapshot.failure()?;
    let all = snapshot.all()?;
    let near = nearest(text, all.resources.keys().map(ResourceName::as_str));
    Err(Failure::Input(match near {
        Some(near) => format!("unknown resource type `{text}`; did you mean `{near}`?"),
        None => format!("unknown resource type `{text}`; expected a name such as `AWS::S3::Bucket`"),
    }))
}

/// The property type of a value or of its items.
fn structure<'s>(ty: &Type, spec: &'s Spec) -> Option<&'s Shape> {
    match ty {
        Type::Primitive(_) => None,
        Type::List { item, .. } | Type::Map { item, .. } => structure(item, spec),
        Type::Named(name) => Some(&spec.types.get(name)?.shape),
    }
}

type Properties = std::collections::BTreeMap<PropertyName, Property>;

fn unknown(path: &str, word: &str, properties: Option<&Properties>, types: Option<(&ResourceName, &Spec)>) -> Failure {
    let Some(properties) = properties else {
        return Failure::Input(format!("`{path}` has no nested properties"));
    };
    let of_resource = types.into_iter().flat_map(|(resource, spec)| {
        spec.types.keys().filter(move |name| name.resource() == Some(resource)).map(|name| name.simple())
    });
    let near = nearest(word, properties.keys().map(PropertyName::as_str).chain(of_resource));
    let known: Vec<&str> = properties.keys().map(PropertyName::as_str).collect();
    Failure::Input(match near {
        Some(near) => format!("`{path}` has no property `{word}`; did you mean `{near}`?"),
        None => format!("`{path}` has no property `{word}`; it has {}", known.join(", ")),
    })
}
