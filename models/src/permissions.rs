//! What a caller must be allowed to deploy a template: the IAM actions that the resource types' handlers call.
//!
//! CloudFormation creates resources with the permissions of the caller that deploys the stack, or of its service role. The provider schemas say
//! of each resource type which actions its handlers may need; this is what the resources of a template need of that list: actions
//! about tags only where a resource has some, those that depend on a property only with it, `iam:PassRole` only where it names a role.
//!
//! ```
//! use models::{Stack, id, sqs};
//! let mut stack = Stack::new();
//! stack.add(id!("Queue"), sqs::Queue::new());
//! let permissions = models::permissions::of(&stack.synth()?);
//! assert!(permissions.actions().any(|action| action == "sqs:CreateQueue"));
//! assert!(!permissions.actions().any(|action| action == "sqs:TagQueue"), "it has no tags");
//! # Ok::<(), models::check::Findings>(())
//! ```
//!
//! Source: the schemas' `handlers`, <https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html>.

use std::collections::{BTreeMap, BTreeSet};

use cfn_spec::handlers::Handlers;
use cfn_spec::handlers::needed::{PropertyState, ResourceOperation, Target, needed};
use cfn_spec::name::ResourceName;

use crate::check::{Enabled, Facts};
use crate::node::{Node, Object};
use crate::policy::{Action, IdentityPolicy, Statement};
use crate::stack::Template;

/// What deploying a template needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    actions: BTreeSet<String>,
    unknown: BTreeSet<String>,
}

/// What creating, updating and deleting the resources of a template needs.
pub fn of(template: &Template) -> Permissions {
    of_root(template.root(), &Enabled)
}

/// What the resources of a template that was read from a file need, by the given facts.
pub fn of_root(template: &Object, facts: &dyn Facts) -> Permissions {
    let mut permissions = Permissions::default();
    for (_, resource) in template.get("Resources").and_then(Node::as_object).into_iter().flat_map(Object::iter) {
        let Some(resource_type) = resource.get("Type").and_then(Node::as_str) else { continue };
        let properties = resource.get("Properties");
        match (ResourceName::new(resource_type), facts.handlers(resource_type)) {
            (Ok(name), Some(handlers)) if !handlers.permissions.is_empty() => {
                permissions.add(&name, handlers, properties)
            }
            _ => {
                permissions.unknown.insert(resource_type.to_owned());
            }
        }
    }
    permissions
}

impl Permissions {
    /// What several templates need.
    pub fn extend(&mut self, other: Self) {
        self.actions.extend(other.actions);
        self.unknown.extend(other.unknown);
    }

    /// The actions, in the order of the alphabet.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.actions.iter().map(String::as_str)
    }

    /// The resource types of the template of which no document says what their handlers need: custom resources, modules, types
    /// whose service is not enabled, and the few without handlers. The policy lacks what these need.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.unknown.iter().map(String::as_str)
    }

    /// The actions as a policy with a statement for each service. The names of what is deployed are mostly CloudFormation's
    /// choice, so the resources are `*`: narrow them where your naming allows it.
    pub fn policy(&self) -> IdentityPolicy {
        let mut services: BTreeMap<&str, Vec<Action>> = BTreeMap::new();
        for action in &self.actions {
            let service = action.split_once(':').map_or(action.as_str(), |(service, _)| service);
            services.entry(service).or_default().push(Action::unchecked(action.clone()));
        }
        IdentityPolicy::new(services.into_values().map(|actions| Statement::allow(actions, "*")))
    }

    fn add(&mut self, name: &ResourceName, handlers: &Handlers, properties: Option<&Node>) {
        let tags = handlers.tagging.as_ref().map_or("Tags", |tagging| {
            let property = tagging.property.as_str();
            property.split_once('/').map_or(property, |(name, _)| name)
        });
        let property = |name: &str| properties.and_then(|properties| properties.get(name));
        let given = |name: &str| match property(name) {
            None => PropertyState::Absent,
            Some(Node::Bool(false)) => PropertyState::False,
            Some(_) => PropertyState::Present,
        };
        let passes_role = properties.is_some_and(names_role);
        for work in ResourceOperation::ALL {
            for needed in needed(name, handlers, work, &given, property(tags).is_some()) {
                if passes_role || needed.on != Target::PassedRoles {
                    self.actions.insert(needed.action);
                }
            }
        }
    }
}

/// Whether a property gives a role, or a profile that holds one, to the resource.
fn names_role(node: &Node) -> bool {
    match node {
        Node::Object(object) => object.iter().any(|(name, value)| {
            let is_role = name.contains("Role") || name.contains("InstanceProfile");
            is_role || names_role(value)
        }),
        Node::List(items) => items.iter().any(names_role),
        Node::Function(_, argument) => names_role(argument),
        _ => false,
    }
}
