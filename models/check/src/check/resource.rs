//! A resource: its type, its attributes and its properties.

use cfn_spec::spec::{Primitive, Resource, Shape, Spec, Type};

use super::finding::Finding;
use super::fix::Fix;
use super::path::Location;
use super::suggest::{did_you_mean, one_of};
use super::symbols::is_module;
use super::value::{Context, Struct, quote};
use super::{Checker, serverless};
use crate::node::{Node, Object};

/// The resource attributes.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-product-attribute-reference.html>.
pub(super) const ATTRIBUTES: &[&str] = &[
    "Type",
    "Condition",
    "CreationPolicy",
    "DeletionPolicy",
    "DependsOn",
    "Metadata",
    "Properties",
    "UpdatePolicy",
    "UpdateReplacePolicy",
];

/// The types that support snapshots.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html>.
const WITH_SNAPSHOTS: &[&str] = &[
    "AWS::DocDB::DBCluster",
    "AWS::EC2::Volume",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::Neptune::DBCluster",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::Redshift::Cluster",
];

impl Checker<'_> {
    pub(super) fn resources(&mut self) {
        let Some(section) = self.symbols.section("Resources") else { return };
        let at = Location::ROOT.key("Resources");
        let only = self.only;
        for (id, node) in section.iter().filter(|(id, _)| only.is_none_or(|only| only.contains_key(*id))) {
            let at = at.key(id);
            match (id.starts_with("Fn::"), node) {
                (true, Node::List(items)) if id.starts_with("Fn::ForEach") => {
                    if let Some(Node::Object(template)) = items.get(2) {
                        let at = at.index(2);
                        for (id, node) in template.iter() {
                            if let Node::Object(entry) = node {
                                self.resource(entry, &at.key(id));
                            }
                        }
                    }
                }
                (true, _) => {}
                (false, Node::Object(entry)) => self.resource(entry, &at),
                (false, other) => self.wrong_type(other, "a resource: an object with a `Type`", &at),
            }
        }
    }

    fn resource(&mut self, entry: &Object, at: &Location<'_>) {
        let Some(type_name) = entry.get("Type").and_then(Node::as_str) else {
            if let Some(other) = entry.get("Type") {
                return self.wrong_type(other, "a resource type, as a literal", &at.key("Type"));
            }
            if entry.keys().any(|key| key.starts_with("Fn::")) {
                return;
            }
            self.report(
                Finding::error("missing-type", &at.path(), "the resource has no `Type`")
                    .allowed("a resource type such as `AWS::S3::Bucket`"),
            );
            return;
        };
        self.resource_attributes(entry, type_name, at);
        if is_module(type_name) {
            self.module(entry, at);
        }
        let empty = Object::new();
        let properties = match entry.get("Properties") {
            None => &empty,
            Some(Node::Object(properties)) => properties,
            Some(other) => {
                // A macro can generate the properties; CloudFormation rejects other functions.
                if !other.is_intrinsic() {
                    self.wrong_type(other, "an object", &at.key("Properties"));
                }
                return;
            }
        };
        let at_properties = at.key("Properties");
        if let Some(name) = type_name.strip_prefix("Custom::") {
            self.custom_resource(name, properties, at);
            return;
        }
        if self.without_transform(type_name, at) {
            return;
        }
        // Borrows the facts, not the checker.
        let facts = self.facts;
        let found = facts.resource_type(type_name).and_then(|spec| Some((spec, spec.resources.get(type_name)?)));
        let Some((spec, resource)) = found else {
            let Some(known) = facts.known_types(type_name) else { return };
            let near = did_you_mean(type_name, known.iter().copied());
            let fix = Fix::name(type_name, known.iter().copied());
            self.report(
                Finding::error(
                    "unknown-type",
                    &at.key("Type").path(),
                    format!("unknown resource type `{type_name}`: it is not in this version of the specification"),
                )
                .suggest(near)
                .fix(fix),
            );
            return;
        };
        self.in_regions(type_name, at);
        let context = Context { spec, resource_type: type_name, read_only: &resource.read_only };
        if serverless::is_serverless(type_name) {
            self.scalars = true;
            self.object(properties, shape(type_name, resource), context, "", &at_properties);
            self.scalars = false;
            self.events(properties, type_name, spec, &at_properties);
            return;
        }
        self.object(properties, shape(type_name, resource), context, "", &at_properties);
        self.deprecated(properties, resource, type_name, &at_properties);
    }

    /// Reports the regions that the template is deployed to and that lack the resource type.
    fn in_regions(&mut self, type_name: &str, at: &Location<'_>) {
        let facts = self.facts;
        if facts.regions().is_empty() {
            return;
        }
        let Some(table) = facts.availability().filter(|table| table.has(type_name)) else { return };
        let lacking = facts
            .regions()
            .iter()
            .filter(|region| table.covers(region) && !table.regions(type_name).any(|known| known == region.as_str()));
        let lacking: Vec<&str> = lacking.map(String::as_str).collect();
        if lacking.is_empty() {
            return;
        }
        let message = format!("the resource type `{type_name}` is not available in {}", lacking.join(", "));
        let mut known: Vec<&str> = table.regions(type_name).collect();
        known.sort_unstable();
        // AWS adds types to regions, and the facts are of one day.
        self.report(Finding::warning("type-region", &at.key("Type").path(), message).allowed(one_of(known)));
    }

    fn resource_attributes(&mut self, entry: &Object, type_name: &str, at: &Location<'_>) {
        for (key, value) in entry.iter() {
            let at = at.key(key);
            match key {
                "DependsOn" => self.depends_on(value, &at),
                "Condition" => match value {
                    Node::String(name) => self.condition_reference(name, &at),
                    Node::Name(_) => {}
                    other => self.wrong_type(other, "the name of a condition", &at),
                },
                "DeletionPolicy" => {
                    self.policy(value, type_name, &["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"], &at);
                }
                "UpdatePolicy" => self.update_policy(value, type_name, &at),
                "CreationPolicy" => self.creation_policy(value, type_name, &at),
                "Metadata" if value.as_object().is_none() && !value.is_intrinsic() => {
                    self.wrong_type(value, "an object", &at);
                }
                "UpdateReplacePolicy" => self.policy(value, type_name, &["Delete", "Retain", "Snapshot"], &at),
                _ if ATTRIBUTES.contains(&key) || key.starts_with("Fn::") => {}
                "Version" if is_custom(type_name) => {}
                _ if self.symbols.transforms.serverless && serverless::ATTRIBUTES.contains(&key) => {}
                // Macros and modules can have other attributes.
                _ if self.symbols.open || is_module(type_name) => {}
                _ => {
                    let near = did_you_mean(key, ATTRIBUTES.iter().copied());
                    self.report(
                        Finding::error("unknown-attribute", &at.path(), format!("a resource has no attribute `{key}`"))
                            .allowed(one_of(ATTRIBUTES.iter().copied()))
                            .suggest(near)
                            .fix(Fix::key(key, ATTRIBUTES.iter().copied().filter(|known| entry.get(known).is_none()))),
                    );
                }
            }
        }
    }

    fn depends_on(&mut self, node: &Node, at: &Location<'_>) {
        match node {
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.depends_on_one(item, &at.index(index));
                }
            }
            one => self.depends_on_one(one, at),
        }
    }

    fn depends_on_one(&mut self, node: &Node, at: &Location<'_>) {
        match node {
            // Handles are checked with the other references.
            Node::Name(_) => {}
            Node::String(id) => {
                if self.symbols.resource(id).is_none() && !self.symbols.may_be_made(id) && !self.symbols.open {
                    self.no_such_resource(id, at);
                }
            }
            other => self.wrong_type(other, "the logical ID of a resource", at),
        }
    }

    /// `DeletionPolicy` and `UpdateReplacePolicy`.
    fn policy(&mut self, node: &Node, type_name: &str, allowed: &[&str], at: &Location<'_>) {
        let Some(policy) = node.as_str() else {
            match node {
                Node::Function("Fn::Transform", _) => {}
                _ if node.is_intrinsic() => {
                    self.needs_extensions("a function as `DeletionPolicy` or `UpdateReplacePolicy`", at)
                }
                _ => self.wrong_type(node, &one_of(allowed.iter().copied()), at),
            }
            return;
        };
        if !allowed.contains(&policy) {
            self.report(
                Finding::error("allowed-values", &at.path(), format!("{} is not an allowed value", quote(policy)))
                    .allowed(one_of(allowed.iter().copied()))
                    .suggest(did_you_mean(policy, allowed.iter().copied()))
                    .fix(Fix::name(policy, allowed.iter().copied())),
            );
        } else if policy == "Snapshot" && type_name.starts_with("AWS::") && !WITH_SNAPSHOTS.contains(&type_name) {
            self.report(
                Finding::error("no-snapshot", &at.path(), format!("{type_name} does not support snapshots"))
                    .allowed("`Snapshot` for volumes, database instances and clusters")
                    .suggest("use `Retain` to keep the resource".to_owned()),
            );
        }
    }

    fn custom_resource(&mut self, name: &str, properties: &Object, at: &Location<'_>) {
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'@' | b'-');
        if name.is_empty() || name.len() > 60 || !name.bytes().all(fits) {
            self.report(
                Finding::error(
                    "custom-resource",
                    &at.key("Type").path(),
                    format!("`Custom::{name}` is not a valid resource type"),
                )
                .allowed("`Custom::` and 1 to 60 letters, digits, `_`, `@` and `-`"),
            );
        }
        if properties.get("ServiceToken").is_none() && !self.symbols.open {
            let path = at.key("Properties").path();
            self.report(
                Finding::error("missing-property", &path, "a custom resource requires `ServiceToken`")
                    .allowed("the ARN of a Lambda function or of an SNS topic")
                    .suggest("add `ServiceToken`".to_owned()),
            );
        }
    }

    fn deprecated(&mut self, properties: &Object, resource: &Resource, type_name: &str, at: &Location<'_>) {
        for path in &resource.deprecated {
            if properties.get(path).is_some() {
                self.report(Finding::note(
                    "deprecated-property",
                    &at.key(path).path(),
                    format!("`{path}` of {type_name} is deprecated"),
                ));
            }
        }
    }

    /// Checks that a resource has an attribute.
    pub(super) fn attribute_of(&mut self, id: &str, type_name: &str, attribute: &str, at: &Location<'_>) {
        // The attributes of nested stacks, provisioned products and custom resources are defined by their templates or code.
        let own = [
            "Custom::",
            "AWS::CloudFormation::CustomResource",
            "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
        ];
        if own.iter().any(|prefix| type_name.starts_with(prefix))
            || is_module(type_name)
            || serverless::is_beside(type_name, attribute)
        {
            return;
        }
        let type_name = serverless::deployed(type_name);
        if type_name == "AWS::CloudFormation::Stack" {
            if !attribute.starts_with("Outputs.") {
                self.report(
                    Finding::error(
                        "unknown-attribute",
                        &at.path(),
                        format!("the nested stack `{id}` has no attribute `{attribute}`"),
                    )
                    .allowed("`Outputs.` and the name of an output of its template"),
                );
            }
            return;
        }
        let facts = self.facts;
        let Some(spec) = facts.resource_type(type_name) else { return };
        let Some(resource) = spec.resources.get(type_name) else { return };
        if is_attribute(attribute, type_name, resource, spec) {
            return;
        }
        // A string has no nested attributes.
        let mut prefix = attribute;
        while let Some((shorter, tail)) = prefix.rsplit_once('.') {
            prefix = shorter;
            if resource.attributes.contains_key(prefix) {
                self.report(
                    Finding::error(
                        "unknown-attribute",
                        &at.path(),
                        format!("the attribute `{prefix}` of {type_name} is not an object, and has no `{tail}`"),
                    )
                    .allowed(format!("`{prefix}`")),
                );
                return;
            }
        }
        let known = resource.attributes.keys().map(AsRef::as_ref);
        let near = did_you_mean(attribute, known.clone());
        self.report(
            Finding::error(
                "unknown-attribute",
                &at.path(),
                format!("`{id}` is a resource of type {type_name}, which has no attribute `{attribute}`"),
            )
            .fix(Fix::name(attribute, known.clone()))
            .allowed(one_of(known))
            .suggest(near),
        );
    }
}

/// Whether `Fn::GetAtt` accepts the attribute: an attribute of the type, an entry of one that is an object or a map,
/// or, for types whose properties can be read, a property.
fn is_attribute(attribute: &str, type_name: &str, resource: &Resource, spec: &Spec) -> bool {
    if resource.attributes.contains_key(attribute) {
        return true;
    }
    let mut end = attribute.len();
    while let Some(at) = attribute[..end].rfind('.') {
        end = at;
        if let Some(known) = resource.attributes.get(&attribute[..at]) {
            return has_entry(&known.ty, &attribute[at + 1..], spec);
        }
    }
    let (first, rest) = attribute.split_once('.').map_or((attribute, None), |(first, rest)| (first, Some(rest)));
    cfn_spec::is_readable(type_name, first)
        && resource
            .properties
            .get(first)
            .is_some_and(|property| rest.is_none_or(|rest| has_entry(&property.ty, rest, spec)))
}

/// Whether a value of a type has an entry with the dotted path.
fn has_entry(ty: &Type, path: &str, spec: &Spec) -> bool {
    match ty {
        Type::Primitive(Primitive::Json) | Type::Map { .. } => true,
        Type::Primitive(_) | Type::List { .. } => false,
        Type::Named(name) => match spec.types.get(name).map(|ty| &ty.shape) {
            None => true,
            Some(Shape::Alias(ty, _)) => has_entry(ty, path, spec),
            Some(Shape::Struct { properties, .. }) => {
                let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
                properties
                    .get(first)
                    .is_some_and(|property| rest.is_none_or(|rest| has_entry(&property.ty, rest, spec)))
            }
        },
    }
}

fn is_custom(type_name: &str) -> bool {
    type_name.starts_with("Custom::") || type_name == "AWS::CloudFormation::CustomResource"
}

fn shape<'s>(name: &'s str, resource: &'s Resource) -> Struct<'s> {
    Struct { name, properties: &resource.properties, rules: &resource.rules, open: resource.additional_properties }
}
