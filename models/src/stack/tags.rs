//! Default tags: of a stack, and of a scope.

use std::borrow::Cow;

use cfn_spec::spec::{Primitive, Property, Shape, Spec, Type};

use crate::check::{Enabled, Facts};
use crate::node::{Node, Object};

/// Tags that resources get unless they have one of that key.
#[derive(Clone, Debug, Default)]
pub(super) struct Tags(Vec<(Cow<'static, str>, Node)>);

impl Tags {
    /// Sets a tag; one of that key is replaced.
    pub(super) fn set(&mut self, key: Cow<'static, str>, value: Node) {
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, slot)) => *slot = value,
            None => self.0.push((key, value)),
        }
    }

    /// These, and those of the other that have other keys.
    pub(super) fn and(&self, others: &Self) -> Self {
        let mut all = self.clone();
        for (key, value) in &others.0 {
            if !all.0.iter().any(|(known, _)| known == key) {
                all.0.push((key.clone(), value.clone()));
            }
        }
        all
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// How a resource type writes its tags.
enum TagFormat {
    /// `{"Key": …, "Value": …}`, with what else an item needs.
    Items { key: &'static str, value: &'static str, also: Vec<(Cow<'static, str>, Node)> },
    /// `{"Team": "orders"}`.
    Entries,
}

/// Adds the tags to an entry of `Resources`, if its type can have tags. Tags that are an intrinsic function stay as they are: which
/// keys they have is not known.
pub(super) fn apply(tags: &Tags, type_name: &str, entry: &mut Node) {
    let Some((property, form)) = form_of(type_name) else { return };
    let Node::Object(entry) = entry else { return };
    if entry.get("Properties").is_none() {
        entry.insert("Properties", Node::Object(Object::new()));
    }
    let Some(Node::Object(properties)) = entry.get_mut("Properties") else { return };
    match (form, properties.get_mut(&property)) {
        (TagFormat::Items { key, value, also }, existing) => {
            let item = |(name, of_tag): &(Cow<'static, str>, Node)| {
                let pair = [(Cow::Borrowed(key), Node::text(name.clone())), (Cow::Borrowed(value), of_tag.clone())];
                Node::Object(pair.into_iter().chain(also.iter().cloned()).collect())
            };
            match existing {
                None => properties.insert(property, Node::List(tags.0.iter().map(item).collect())),
                Some(Node::List(items)) => {
                    let has = |name: &str| items.iter().any(|it| it.get(key).and_then(Node::as_str) == Some(name));
                    let missing: Vec<Node> = tags.0.iter().filter(|(name, _)| !has(name)).map(item).collect();
                    items.extend(missing);
                }
                Some(_) => {}
            }
        }
        (TagFormat::Entries, None) => {
            properties.insert(property, Node::Object(tags.0.iter().cloned().collect()));
        }
        (TagFormat::Entries, Some(Node::Object(entries))) => {
            for (name, value) in &tags.0 {
                if entries.get(name).is_none() {
                    entries.insert(name.clone(), value.clone());
                }
            }
        }
        (TagFormat::Entries, Some(_)) => {}
    }
}

/// The property for tags of a resource type, and how it is written; `None` if the type cannot have tags, if its service is not enabled,
/// or if a tag of it needs more than a key and a value.
fn form_of(type_name: &str) -> Option<(Cow<'static, str>, TagFormat)> {
    let facts = Enabled;
    let tagging = facts.handlers(type_name)?.tagging.as_ref()?;
    let spec = facts.resource_type(type_name)?;
    let property = spec.resources.get(type_name)?.properties.get(tagging.property.as_str())?;
    let form = written_as(spec, property).filter(|_| tagging.taggable)?;
    Some((Cow::Owned(tagging.property.clone()), form))
}

fn written_as(spec: &Spec, property: &Property) -> Option<TagFormat> {
    match &property.ty {
        Type::Map { .. } | Type::Primitive(Primitive::Json) => Some(TagFormat::Entries),
        Type::List { item, .. } => match &**item {
            Type::Named(name) => match &spec.types.get(name)?.shape {
                Shape::Struct { properties, .. } => items(properties.iter().map(|(name, it)| (name.as_str(), it))),
                Shape::Alias(..) => None,
            },
            _ => None,
        },
        Type::Named(name) => match &spec.types.get(name)?.shape {
            Shape::Alias(Type::Map { .. }, _) => Some(TagFormat::Entries),
            _ => None,
        },
        Type::Primitive(_) => None,
    }
}

/// A list of objects that have a key and a value. A tag of an Auto Scaling group also says whether its instances get it; they do, as
/// with the tags of a stack:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html>.
fn items<'s>(properties: impl Iterator<Item = (&'s str, &'s Property)>) -> Option<TagFormat> {
    let (mut key, mut value, mut also) = (None, None, Vec::new());
    for (name, property) in properties {
        match name {
            "Key" => key = Some("Key"),
            "TagKey" => key = Some("TagKey"),
            "Value" => value = Some("Value"),
            "TagValue" => value = Some("TagValue"),
            "PropagateAtLaunch" => also.push((Cow::Borrowed("PropagateAtLaunch"), Node::Bool(true))),
            _ if property.required => return None,
            _ => {}
        }
    }
    Some(TagFormat::Items { key: key?, value: value?, also })
}
