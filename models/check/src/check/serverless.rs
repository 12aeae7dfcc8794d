//! The Serverless Application Model (SAM): resource types that its transform converts to others.
//!
//! The properties of its types are in the snapshot, from the SAM schema. This file has what the transform does: the
//! type that a resource becomes, the additional resources that it generates, and which of them a template can refer to.
//!
//! Source:
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html>.

use cfn_spec::name::TypeName;
pub(super) use cfn_spec::serverless::deployed;
use cfn_spec::spec::{Shape, Spec, Type};

use super::Checker;
use super::finding::Finding;
use super::fix::Fix;
use super::path::Location;
use super::suggest::{did_you_mean, one_of};
use super::symbols::Symbols;
use super::transforms::SERVERLESS;
use super::value::{Context, Struct};
use crate::node::{Node, Object};

const PREFIX: &str = "AWS::Serverless::";

/// The suffixes that refer to a generated resource: `Ref: MyFunction.Version`.
const BESIDE: &[&str] = &[
    "Alias",
    "ApiKey",
    "Deployment",
    "DestinationQueue",
    "DestinationTopic",
    "DomainName",
    "Qualifier",
    "Stage",
    "UsagePlan",
    "UsagePlanKey",
    "Version",
];

/// The resources that are generated once per template.
const OF_TEMPLATE: &[&str] = &["CodeDeployServiceRole", "ServerlessDeploymentApplication"];

/// Properties that become separate resources, which depend on the resource and not the reverse.
const OWN_RESOURCES: &[&str] = &["DeploymentPreference", "EventInvokeConfig", "Events", "FunctionUrlConfig"];

/// Resource attributes that only SAM has.
pub(super) const ATTRIBUTES: &[&str] = &["Connectors", "IgnoreGlobals"];

pub(crate) fn is_serverless(type_name: &str) -> bool {
    type_name.starts_with(PREFIX)
}

/// Whether the references in a property are those of a generated resource.
pub(super) fn is_resource_of_its_own(type_name: &str, property: &str) -> bool {
    is_serverless(type_name) && OWN_RESOURCES.contains(&property)
}

impl Symbols<'_> {
    /// Whether the transform can generate a resource with that logical ID: it begins with the ID of a SAM resource, as
    /// `OrdersRole` does, or with `Serverless`, as `ServerlessRestApi` does.
    pub(crate) fn is_generated(&self, id: &str) -> bool {
        self.transforms.serverless
            && (id.starts_with("Serverless")
                || OF_TEMPLATE.contains(&id)
                || self
                    .resources()
                    .any(|(own, ty, _)| is_serverless(ty) && id.len() > own.len() && id.starts_with(own)))
    }
}

/// Whether an attribute of a SAM resource refers to a generated resource.
pub(super) fn is_beside(type_name: &str, attribute: &str) -> bool {
    is_serverless(type_name) && BESIDE.contains(&attribute.split('.').next().unwrap_or(attribute))
}

impl Checker<'_> {
    /// Reports a SAM resource type in a template without the transform; returns whether it is one.
    pub(super) fn without_transform(&mut self, type_name: &str, at: &Location<'_>) -> bool {
        if !is_serverless(type_name) || self.symbols.transforms.serverless {
            return false;
        }
        self.report(
            Finding::error(
                "missing-transform",
                &at.key("Type").path(),
                format!("the type `{type_name}` requires the transform `{SERVERLESS}`"),
            )
            .suggest(format!("add `Transform: {SERVERLESS}` to the template"))
            .fix(Fix::AddTransform(SERVERLESS)),
        );
        true
    }

    /// Whether the section `Globals` sets a property for resources of a type.
    pub(super) fn has_global(&self, type_name: &str, property: &str) -> bool {
        let Some(name) = type_name.strip_prefix(PREFIX) else { return false };
        self.symbols.section("Globals").and_then(|globals| globals.get(name)?.get(property)).is_some()
    }

    /// The section `Globals`: properties for all resources of a type.
    ///
    /// Source:
    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html>.
    pub(super) fn globals(&mut self) {
        if !self.symbols.transforms.serverless {
            return;
        }
        let facts = self.facts;
        let (Some(globals), Some(known)) =
            (self.symbols.section("Globals"), facts.known_types("AWS::Serverless::Function"))
        else {
            return;
        };
        let known = known.iter().filter_map(|name| name.strip_prefix(PREFIX));
        let at = Location::ROOT.key("Globals");
        for (name, node) in globals.iter().filter(|(name, _)| !name.starts_with("Fn::")) {
            let at = at.key(name);
            let type_name = format!("{PREFIX}{name}");
            let found = facts.resource_type(&type_name);
            let Some((spec, resource)) = found.and_then(|spec| Some((spec, spec.resources.get(type_name.as_str())?)))
            else {
                let known = known.clone();
                self.report(
                    Finding::error("unknown-property", &at.path(), format!("`Globals` does not support `{name}`"))
                        .allowed(one_of(known.clone()))
                        .fix(Fix::key(name, known.clone().filter(|known| globals.get(known).is_none())))
                        .suggest(did_you_mean(name, known)),
                );
                continue;
            };
            let Node::Object(properties) = node else {
                self.wrong_type(node, "an object", &at);
                continue;
            };
            // Required properties can be missing here: the resources can have them.
            let optional = resource.properties.iter().map(|(name, property)| {
                (name.clone(), cfn_spec::spec::Property { required: false, ..property.clone() })
            });
            let optional = optional.collect();
            if name == "Function" {
                self.runtime(properties, &at);
            }
            let shape = Struct { name: &type_name, properties: &optional, rules: &[], open: false };
            let context = Context { spec, resource_type: &type_name, read_only: &resource.read_only };
            self.scalars = true;
            self.object(properties, shape, context, "", &at);
            self.scalars = false;
        }
    }

    /// The events of a function or a state machine: each type has its own properties.
    pub(super) fn events(&mut self, properties: &Object, type_name: &str, spec: &Spec, at: &Location<'_>) {
        let Some(Node::Object(events)) = properties.get("Events") else { return };
        let at = at.key("Events");
        for (id, event) in events.iter().filter(|(id, _)| !id.starts_with("Fn::")) {
            let at = at.key(id);
            let (Some(kind), Some(own)) = (event.get("Type").and_then(Node::as_str), event.get("Properties")) else {
                continue;
            };
            let Ok(key) = TypeName::new(&format!("{type_name}.{kind}EventProperties")) else { continue };
            let Some(ty) = spec.types.get(&key) else { continue };
            let (Shape::Struct { .. }, Node::Object(_)) = (&ty.shape, own) else { continue };
            let context = Context { spec, resource_type: type_name, read_only: &[] };
            self.scalars = true;
            let none = cfn_spec::constraint::Constraints::default();
            self.value(own, &Type::Named(key), &none, context, "Events/*/Properties", &at.key("Properties"));
            self.scalars = false;
        }
    }
}
