//! The permissions for operations on a resource, if the stack uses a role: a StackSet's execution role, the service
//! role of a stack, or the role of a caller.
//!
//! The actions are from the snapshot: the permissions of the type's handler, with an overlay. This file determines on
//! which ARN each is authorised.

use cfn_spec::handlers::needed::{PASS_ROLE, PropertyState, ResourceOperation, Target, needed, service_prefix};
use iam_evaluator::{Context as PolicyContext, Principal, Request, Verdict};
use serde_json::Value;

use crate::arn;
use crate::arn::ArnFormat;
use crate::cloudformation::facts::{self, Facts};
use crate::cloudformation::failure::Failure;
use crate::cloudformation::resource::properties::{strings, text};
use crate::cloudformation::resource::provider::Context;
use crate::cloudformation::resource::{resource_type, values};
use crate::cloudformation::template::intrinsics::text_of;
use crate::iam::authorise::{authorise, can_assume};
use crate::kms::key::default_policy;
use crate::scope::Scope;
use crate::state::cloudformation::properties::Properties;
use crate::state::cloudformation::stack_set_settings::ADMINISTRATION;
use crate::world::World;

const CLOUDFORMATION: &str = "cloudformation.amazonaws.com";

/// An operation on a resource.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HandlerCall<'a> {
    pub(crate) kind: &'a str,
    pub(crate) work: ResourceOperation,
    /// The physical ID, if the resource exists.
    pub(crate) physical_id: Option<&'a str>,
    /// The new properties; for a deletion, the current ones.
    pub(crate) properties: &'a Properties,
    /// The properties before an update.
    pub(crate) before: Option<&'a Properties>,
}

impl HandlerCall<'_> {
    fn all(&self) -> impl Iterator<Item = &Properties> {
        std::iter::once(self.properties).chain(self.before)
    }

    fn given(&self, name: &str) -> PropertyState {
        let is_false = |value: &Value| text_of(value).eq_ignore_ascii_case("false");
        match (self.properties.get(name), self.before.and_then(|before| before.get(name))) {
            (Some(value), _) if is_false(value) => PropertyState::False,
            (Some(_), _) => PropertyState::Present,
            // A property that is removed gets its default.
            (None, Some(_)) => PropertyState::False,
            (None, None) => PropertyState::Absent,
        }
    }
}

/// Checks the permissions of the stack's role.
///
/// # Errors
/// The error of the service with the role, the action and the resource.
pub(crate) fn check(world: &mut World, context: &Context, call: HandlerCall<'_>) -> Result<(), Failure> {
    let (Some(role), Some(facts)) = (context.role_arn.clone(), facts::of(call.kind)) else { return Ok(()) };
    let Some(handlers) = facts.handlers() else { return Ok(()) };
    let own_tags = |properties: &Properties| facts.tag_property().is_some_and(|name| properties.contains_key(name));
    let has_tags = !context.stack_tags.is_empty() || call.all().any(own_tags);
    let passed_to = format!("{}.amazonaws.com", service_prefix(&facts.name, handlers));
    // CloudFormation sets aws:CalledVia where it uses the credentials of a caller, not where it has assumed a service role.
    let is_service_role = can_assume(world, Principal::Service(CLOUDFORMATION.to_owned()), &role, PolicyContext::new());
    for needed in needed(&facts.name, handlers, call.work, &|name| call.given(name), has_tags) {
        for resource in resources(world, context, facts, call, needed.on) {
            let session = Principal::Session { role: role.clone(), name: "AWSCloudFormation".into() };
            let mut keys = PolicyContext::new()
                .with("aws:SecureTransport", "true")
                .with("aws:RequestedRegion", &context.scope.region);
            if !is_service_role {
                keys = keys.with_values("aws:CalledVia", [CLOUDFORMATION]);
            }
            if needed.action == PASS_ROLE {
                keys = keys.with("iam:PassedToService", &passed_to);
            }
            if let Target::ServiceLinkedRole(service, _) = needed.on {
                keys = keys.with("iam:AWSServiceName", service);
            }
            let request = Request::new(session, &needed.action, &resource, &context.scope.account).context(keys);
            require(world, &request, call, &resource)?;
        }
    }
    Ok(())
}

fn require(world: &mut World, request: &Request, call: HandlerCall<'_>, resource: &str) -> Result<(), Failure> {
    let policy = key_policy(world, resource, call.properties).or_else(|| bucket_policy(world, resource));
    let verdict = authorise(world, request, policy.as_ref()).verdict;
    if verdict == Verdict::Allowed {
        return Ok(());
    }
    let because = match verdict {
        Verdict::ExplicitDeny => "with an explicit deny in a resource-based policy".to_owned(),
        _ => format!("because no identity-based policy allows the {} action", request.action),
    };
    let user = &request.principal;
    let action = &request.action;
    let service = action.split_once(':').map_or(action.as_str(), |(service, _)| service);
    Err(Failure::new(format!(
        "User: {user} is not authorized to perform: {action} on resource: {resource} {because} (Service: {service}, Status Code: 403, Error Code: AccessDenied)"
    )))
}

/// The policy of the key that a request is about. For a new key: the one of its properties, or the default.
fn key_policy(world: &mut World, resource: &str, properties: &Properties) -> Option<Value> {
    let (owner, id) = (Scope::of_arn(resource)?, resource.split_once(":key/")?.1);
    let there = world.kms(&owner).keys.get(id).map(|key| key.policy.clone());
    there.or_else(|| properties.get("KeyPolicy").cloned()).or_else(|| Some(default_policy(&owner)))
}

/// The policy of the bucket that a request is for.
fn bucket_policy(world: &World, resource: &str) -> Option<Value> {
    let (_, bucket) = resource.split_once(":s3:::")?;
    world.buckets.get(bucket.split('/').next()?)?.policy.clone()
}

/// The ARNs on which an action is authorised.
fn resources(
    world: &mut World,
    context: &Context,
    facts: &Facts,
    call: HandlerCall<'_>,
    target: Target,
) -> Vec<String> {
    let mut found: Vec<String> = match target {
        Target::Itself => vec![arn_of(world, context, facts, call)],
        Target::Anything => vec!["*".to_owned()],
        Target::Property(name) => call
            .all()
            .flat_map(|properties| match properties.get(name) {
                Some(Value::Array(_)) => strings(properties, name),
                Some(value) => vec![text_of(value)],
                None => Vec::new(),
            })
            .collect::<Vec<_>>()
            .iter()
            .map(|value| arn_of_property(world, context, name, value))
            .collect(),
        Target::PassedRoles => passed_roles(context, facts, call.properties),
        Target::ServiceLinkedRole(service, name) => {
            vec![arn::ROLE.arn(&context.scope, format!("aws-service-role/{service}/{name}"))]
        }
    };
    found.dedup();
    found
}

/// The ARN of what a property refers to.
fn arn_of_property(world: &mut World, context: &Context, property: &str, value: &str) -> String {
    let scope = &context.scope;
    if value.starts_with("arn:") {
        return value.to_owned();
    }
    match property {
        "Bucket" => arn::BUCKET.arn(scope, value),
        "TargetKeyId" => arn::KEY.arn(scope, value),
        "Roles" => match world.iam(scope).roles.get(value) {
            Some(role) => role.arn.clone(),
            None => arn::ROLE.arn(scope, value),
        },
        "Users" => arn::USER.arn(scope, value),
        "Groups" => arn::GROUP.arn(scope, value),
        _ => value.to_owned(),
    }
}

/// The roles that are passed to the service: those of properties with `Role` in the name.
fn passed_roles(context: &Context, facts: &Facts, properties: &Properties) -> Vec<String> {
    fn collect(properties: &Properties, found: &mut Vec<String>) {
        for (name, value) in properties {
            match value {
                Value::String(text) if name.contains("Role") && is_role(text) => found.push(text.clone()),
                Value::Object(inner) if !inner.contains_key("Statement") => collect(inner, found),
                Value::Array(items) => items.iter().filter_map(Value::as_object).for_each(|item| collect(item, found)),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    collect(properties, &mut found);
    // A self-managed StackSet without an administration role uses AWS's default.
    let is_self_managed = facts.kind() == "AWS::CloudFormation::StackSet"
        && text(properties, "PermissionModel").as_deref() == Some("SELF_MANAGED");
    if is_self_managed && found.is_empty() {
        found.push(arn::ROLE.arn(&context.scope, ADMINISTRATION));
    }
    found
}

fn is_role(text: &str) -> bool {
    text.starts_with("arn:") && text.contains(":iam::") && text.contains(":role/")
}

/// The ARN of a resource, also of one to be created.
fn arn_of(world: &mut World, context: &Context, facts: &Facts, call: HandlerCall<'_>) -> String {
    let own = resource_type(facts.kind()).and_then(|provider| provider.arn(context, call.physical_id, call.properties));
    own.unwrap_or_else(|| arn_from_values(world, context, facts, call))
}

/// The ARN among the attributes that a resource has or will have.
fn arn_from_values(world: &mut World, context: &Context, facts: &Facts, call: HandlerCall<'_>) -> String {
    let known = call.physical_id.and_then(|id| {
        let (_, attributes) = resource_type(facts.kind())?.read(world, context, id)?;
        Some((id.to_owned(), attributes))
    });
    let (id, attributes) = known.unwrap_or_else(|| {
        // Generated without changing the state, so that the resource gets the same values.
        let ids = world.ids.clone();
        let values = values::new(world, context, facts, call.properties);
        world.ids = ids;
        (values.physical_id, values.attributes)
    });
    let mut strings = std::iter::once(id.as_str()).chain(attributes.values().filter_map(Value::as_str));
    if let Some(arn) = strings.find(|text| text.starts_with("arn:")) {
        return arn.to_owned();
    }
    // What is known by its name only has the published format, if there is one.
    let service = facts.handlers().map(|handlers| service_prefix(&facts.name, handlers));
    let format = service.and_then(|service| ArnFormat::of_type(&service, facts.name.simple()));
    format.map_or_else(|| "*".to_owned(), |format| format.arn(&context.scope, id))
}
