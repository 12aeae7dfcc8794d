//! `AWS::S3::Bucket`.

mod configurations;
mod xml_mapping;

use iam_evaluator::Context as PolicyContext;
use serde_json::Value;

use crate::arn;
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::properties::{flag, named, tag_list, tags, text};
use crate::cloudformation::resource::provider::{
    Context, Existing, Provider, ProviderResult, Update, attributes, generated_name,
};
use crate::iam::caller::Caller;
use crate::protocol::xml::Element;
use crate::s3;
use crate::s3::{access, configuration, configuration_with_id};
use crate::scope::url_suffix_of;
use crate::state::cloudformation::pending_call::PendingCall;
use crate::state::cloudformation::properties::Properties;
use crate::state::s3::no_such_bucket;
use crate::world::World;
use configurations::{CONFIGURATIONS, CONFIGURATIONS_WITH_ID};
use xml_mapping::{to_properties, to_xml};

/// The provider.
pub(super) struct Bucket;

impl Provider for Bucket {
    fn arn(&self, context: &Context, physical_id: Option<&str>, properties: &Properties) -> Option<String> {
        let name = named(physical_id, properties, "BucketName");
        Some(arn::BUCKET.arn(&context.scope, &name))
    }

    fn check(&self, properties: &Properties) -> Vec<(String, String)> {
        let mut wrong = Vec::new();
        for configuration in CONFIGURATIONS {
            let Some(value) = properties.get(configuration.property) else { continue };
            let path = format!("/{}", configuration.property);
            if let Err(error) = to_xml("", configuration.fields, value, &path) {
                wrong.push((error.path, error.reason));
            }
        }
        for kind in CONFIGURATIONS_WITH_ID {
            for (index, item) in items(properties, kind.property).iter().enumerate() {
                if let Err(error) = to_xml("", kind.fields, item, &format!("/{}/{index}", kind.property)) {
                    wrong.push((error.path, error.reason));
                }
            }
        }
        wrong
    }

    /// Bucket names are unique across accounts and regions.
    fn existing(&self, world: &mut World, _: &Context, identifier: &str) -> bool {
        world.buckets.contains_key(identifier)
    }

    fn create(&self, world: &mut World, context: &Context, properties: &Properties) -> Result<ProviderResult, Failure> {
        let name = match text(properties, "BucketName") {
            Some(name) => name,
            None => generated_name(world, context, 63).to_lowercase(),
        };
        check_access_control(properties)?;
        let lock = flag(properties, "ObjectLockEnabled").unwrap_or(false);
        if world.buckets.contains_key(&name) {
            return Err(Failure::new(format!("{name} already exists")));
        }
        s3::bucket::create_bucket(world, &context.scope, &name, lock)
            .map_err(|error| Failure::of_service("S3", &error))?;
        configure(world, context, &name, &Properties::new(), properties)
            .map_err(|failure| failure.after_making(&name))?;
        Ok(made(context, &name))
    }

    fn update(&self, world: &mut World, context: &Context, update: &Update<'_>) -> Result<ProviderResult, Failure> {
        let Update { physical_id, before, after } = *update;
        if !world.buckets.contains_key(physical_id) {
            return Err(Failure::of_service("S3", &no_such_bucket(physical_id)));
        }
        check_access_control(after)?;
        configure(world, context, physical_id, before, after)?;
        Ok(made(context, physical_id))
    }

    fn delete(
        &self,
        world: &mut World,
        context: &Context,
        existing: &Existing<'_>,
    ) -> Result<Vec<PendingCall>, Failure> {
        let Existing { physical_id, .. } = *existing;
        if world.buckets.contains_key(physical_id) {
            access::check(
                world,
                &Caller::root(&context.scope),
                "s3:DeleteBucket",
                physical_id,
                None,
                PolicyContext::new(),
            )
            .map_err(|error| Failure::of_service("S3", &error))?;
        }
        match s3::bucket::delete_bucket(world, physical_id) {
            Ok(()) => Ok(Vec::new()),
            Err(error) if error.code == "NoSuchBucket" => Ok(Vec::new()),
            Err(error) => Err(Failure::of_service("S3", &error)),
        }
    }

    fn read(&self, world: &mut World, context: &Context, physical_id: &str) -> Option<(Properties, Properties)> {
        let bucket = world.buckets.get(physical_id).filter(|bucket| bucket.scope() == context.scope)?;
        let mut found = bucket.unsupported.clone();
        found.insert("BucketName".into(), physical_id.into());
        found.insert("ObjectLockEnabled".into(), bucket.object_lock.into());
        for configuration in CONFIGURATIONS {
            if let Some(document) = bucket.configurations.get(configuration.query) {
                let mut value = to_properties(configuration.fields, document);
                one_way_to_expire(&mut value);
                found.insert(configuration.property.into(), value);
            }
        }
        for kind in CONFIGURATIONS_WITH_ID {
            if let Some(documents) =
                bucket.configurations_with_id.get(kind.query).filter(|documents| !documents.is_empty())
            {
                let items = documents.values().map(|document| to_properties(kind.fields, document)).collect();
                found.insert(kind.property.into(), items);
            }
        }
        let set = bucket.configurations.get("tagging").and_then(|tagging| tagging.get("TagSet"));
        let tag = |tag: &Element| Some((tag.text_at(&["Key"])?.to_owned(), tag.text_at(&["Value"])?.to_owned()));
        let tags = set.into_iter().flat_map(|set| &set.children).filter_map(tag).collect();
        if let Some(tags) = tag_list(&tags, context) {
            found.insert("Tags".into(), tags);
        }
        Some((found, made(context, physical_id).attributes))
    }
}

/// CloudFormation has two properties for the days after which noncurrent versions expire; the newer one is read.
fn one_way_to_expire(lifecycle: &mut Value) {
    let rules = lifecycle.get_mut("Rules").and_then(Value::as_array_mut).into_iter().flatten();
    for rule in rules.filter_map(Value::as_object_mut) {
        if rule.contains_key("NoncurrentVersionExpiration") {
            rule.remove("NoncurrentVersionExpirationInDays");
        }
    }
}

/// New buckets do not accept ACLs, so only the default is allowed.
fn check_access_control(properties: &Properties) -> Result<(), Failure> {
    let asked = text(properties, "AccessControl");
    let rules = properties.get("OwnershipControls").and_then(|controls| controls.get("Rules"));
    let ownership = rules.and_then(|rules| rules.get(0)?.get("ObjectOwnership")).and_then(Value::as_str);
    let enforced = ownership.is_none_or(|ownership| ownership == "BucketOwnerEnforced");
    if enforced && asked.as_deref().is_some_and(|acl| acl != "Private" && acl != "BucketOwnerFullControl") {
        let why = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
        return Err(Failure::new(why));
    }
    Ok(())
}

/// Puts the configurations of the new properties and deletes those that only the old ones have.
fn configure(
    world: &mut World,
    context: &Context,
    name: &str,
    before: &Properties,
    after: &Properties,
) -> Result<(), Failure> {
    let refused = |error| Failure::of_service("S3", &error);
    // Replication is deleted first, because it prevents suspending versioning.
    for configuration in CONFIGURATIONS.iter().rev() {
        let Some(kind) = configuration::kind(configuration.query) else { continue };
        if !after.contains_key(configuration.property) && before.contains_key(configuration.property) {
            if kind.query == "versioning" {
                let suspended = Element::new(kind.root).with("Status", "Suspended");
                configuration::put(world, name, kind, suspended).map_err(refused)?;
            } else {
                configuration::delete(world, name, kind).map_err(refused)?;
            }
        }
    }
    let tags = tags(context, after);
    let set = tags.iter().map(|(key, value)| Element::new("Tag").with("Key", key).with("Value", value));
    let tagging = Element::new("Tagging").child(Element::new("TagSet").children(set));
    if let Some(kind) = configuration::kind("tagging") {
        configuration::put(world, name, kind, tagging).map_err(refused)?;
    }
    for configuration in CONFIGURATIONS {
        let Some(kind) = configuration::kind(configuration.query) else { continue };
        let Some(value) = after.get(configuration.property) else { continue };
        let path = format!("/{}", configuration.property);
        let document = to_xml(kind.root, configuration.fields, value, &path).map_err(Failure::from)?;
        configuration::put(world, name, kind, document).map_err(refused)?;
    }
    let unsupported = after.iter().filter(|(property, _)| !is_configuration(property));
    let unsupported = unsupported.map(|(property, value)| (property.clone(), value.clone())).collect();
    if let Some(bucket) = world.buckets.get_mut(name) {
        bucket.unsupported = unsupported;
    }
    configure_with_id(world, name, before, after)
}

/// Whether the property is stored as a configuration of the bucket.
fn is_configuration(property: &str) -> bool {
    ["AccessControl", "BucketName", "BucketNamespace", "ObjectLockEnabled", "Tags"].contains(&property)
        || CONFIGURATIONS.iter().any(|configuration| configuration.property == property)
        || CONFIGURATIONS_WITH_ID.iter().any(|shape| shape.property == property)
}

/// The same for configurations with IDs.
fn configure_with_id(world: &mut World, name: &str, before: &Properties, after: &Properties) -> Result<(), Failure> {
    let refused = |error| Failure::of_service("S3", &error);
    let id_of = |item: &Value| item.get("Id").and_then(Value::as_str).unwrap_or("").to_owned();
    for shape in CONFIGURATIONS_WITH_ID {
        let Some(kind) = configuration_with_id::KINDS.iter().find(|kind| kind.query == shape.query) else { continue };
        let wanted = items(after, shape.property);
        let stays = |id: &String| wanted.iter().any(|item| id_of(item) == *id);
        for id in items(before, shape.property).iter().map(id_of).filter(|id| !stays(id)) {
            match configuration_with_id::delete(world, name, kind, &id) {
                Err(error) if error.code != "NoSuchConfiguration" => return Err(refused(error)),
                _ => {}
            }
        }
        for (index, item) in wanted.iter().enumerate() {
            let path = format!("/{}/{index}", shape.property);
            configuration_with_id::put(world, name, kind, to_xml(kind.root, shape.fields, item, &path)?)
                .map_err(refused)?;
        }
    }
    Ok(())
}

fn items<'a>(properties: &'a Properties, name: &str) -> &'a [Value] {
    properties.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice)
}

fn made(context: &Context, name: &str) -> ProviderResult {
    let (region, suffix) = (&context.scope.region, url_suffix_of(&context.scope.region));
    let attributes = attributes([
        ("Arn", arn::BUCKET.arn(&context.scope, name)),
        ("DomainName", format!("{name}.s3.{suffix}")),
        ("DualStackDomainName", format!("{name}.s3.dualstack.{region}.{suffix}")),
        ("RegionalDomainName", format!("{name}.s3.{region}.{suffix}")),
        ("WebsiteURL", format!("http://{name}.s3-website-{region}.{suffix}")),
    ]);
    ProviderResult::new(name, attributes)
}
