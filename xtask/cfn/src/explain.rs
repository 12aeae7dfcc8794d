//! `explain`: what AWS allows, from the snapshot; and what a rule of `check` finds.

use cfn_spec::name::{PropertyName, ResourceName};
use cfn_spec::spec::{Property, Resource, Shape, Spec, Type};
use cfn_stdout::print;

use crate::explanation;
use crate::facts::Snapshot;
use crate::failure::Failure;
use crate::near::nearest;
use crate::rules;
use crate::template::SnapshotArgs;

/// `AWS::S3::Bucket`, `AWS::S3::Bucket.VersioningConfiguration.Status`, a property type: `AWS::S3::Bucket.ReplicationRule`, or a
/// rule of `check`: `unknown-property`.
#[derive(clap::Args)]
pub struct Args {
    /// A resource type, and a property of it or of what a property holds; or a rule of `check`
    #[arg(value_name = "TYPE[.PROPERTY]|RULE")]
    name: String,
    #[command(flatten)]
    snapshot: SnapshotArgs,
}

/// Prints the explanation.
///
/// # Errors
/// When AWS has nothing of that name and there is no such rule, or the snapshot cannot be read.
pub fn run(args: &Args) -> Result<(), Failure> {
    let snapshot = args.snapshot.open()?;
    let text = if is_rule(&args.name) { rule(&args.name, &snapshot)? } else { explain(&args.name, &snapshot)? };
    print(&text);
    Ok(())
}

/// Whether a name is written as rules' names are: small letters and digits, with hyphens between them.
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

/// What is known of the thing called `text`.
fn explain(text: &str, snapshot: &Snapshot) -> Result<String, Failure> {
    let mut words = text.split('.');
    let type_name = words.next().unwrap_or_default();
    let (spec, name, resource) = resource(type_name, snapshot)?;
    let mut shown = explanation::resource(name, resource);
    let mut path = name.as_str().to_owned();
    // What the next word may be: a property of the resource, and of a struct from there on.
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

/// A resource type by its name, in any case.
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
        Some(near) => format!("AWS has no resource type `{text}`; did you mean `{near}`?"),
        None => format!("AWS has no resource type `{text}`; names are such as `AWS::S3::Bucket`"),
    }))
}

/// The shape of what a value is, or each item of it.
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
        return Failure::Input(format!("`{path}` has no properties of its own"));
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
