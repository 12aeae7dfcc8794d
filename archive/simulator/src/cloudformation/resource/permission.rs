//! The permissions that working on a resource needs, where a stack works as a role: a stack set's execution role, the
//! service role of a stack, or the role of a caller with limited rights.

use cfn_spec::handlers::Handler;
use iam_evaluator::{Context as PolicyContext, Principal, Request, Verdict};
use serde_json::Value;

use crate::cloudformation::facts::{self, Facts};
use crate::cloudformation::failure::Failure;
use crate::cloudformation::properties::Properties;
use crate::cloudformation::resource::properties::text;
use crate::cloudformation::resource::provider::Context;
use crate::cloudformation::resource::values;
use crate::iam::authorise::authorise;
use crate::kms::key::default_policy;
use crate::scope::Scope;
use crate::world::World;

/// The work that is about to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    Create,
    Update,
    Delete,
}

/// Refuses what the role of the stack may not do.
///
/// # Errors
/// The service's refusal, naming the role, the action and the resource.
pub(crate) fn check(
    world: &mut World,
    context: &Context,
    kind: &str,
    work: Work,
    physical_id: Option<&str>,
    properties: &Properties,
) -> Result<(), Failure> {
    let Some(role) = context.role_arn.clone() else { return Ok(()) };
    for (action, resource) in needed(world, context, kind, work, physical_id, properties) {
        let session = Principal::Session { role: role.clone(), name: "AWSCloudFormation".into() };
        let user = session.caller_arn().unwrap_or_default();
        let key_policy = key_policy(world, &resource, properties);
        let keys = PolicyContext::new().with_values("aws:CalledVia", ["cloudformation.amazonaws.com"]);
        // The archive gives its role to S3 alone.
        let keys = if action == "iam:PassRole" { keys.with("iam:PassedToService", "s3.amazonaws.com") } else { keys };
        let request = Request::new(session, &action, &resource, &context.scope.account).context(keys);
        let mut verdict = authorise(world, &request, key_policy.as_ref()).verdict;
        // Which actions know no resource but `*`, no document here tells.
        if verdict != Verdict::Allowed && !is_served(kind) {
            let anywhere = Request::new(request.principal.clone(), &action, "*", &context.scope.account);
            verdict = authorise(world, &anywhere, None).verdict;
        }
        if verdict != Verdict::Allowed {
            let service = action.split(':').next().unwrap_or_default().to_owned();
            return Err(Failure::new(format!(
                "User: {user} is not authorized to perform: {action} on resource: {resource} because no \
                identity-based policy allows the {action} action (Service: {service}, Status Code: 403, \
                Error Code: AccessDenied)"
            )));
        }
    }
    Ok(())
}

/// The policy of the key that a call is about. A key that is being made comes with its own, or with that of KMS.
fn key_policy(world: &mut World, resource: &str, properties: &Properties) -> Option<Value> {
    let (owner, id) = (Scope::of_arn(resource)?, resource.split_once(":key/")?.1);
    let there = world.kms(&owner).keys.get(id).map(|key| key.policy.clone());
    there.or_else(|| properties.get("KeyPolicy").cloned()).or_else(|| Some(default_policy(&owner)))
}

/// The calls of the handlers of each type, as far as they need permission of their own.
fn needed(
    world: &mut World,
    context: &Context,
    kind: &str,
    work: Work,
    physical_id: Option<&str>,
    properties: &Properties,
) -> Vec<(String, String)> {
    let scope = &context.scope;
    let given = |name: &str| text(properties, name);
    let named = |name: &str| physical_id.map(str::to_owned).or_else(|| given(name)).unwrap_or_else(|| "*".into());
    let (actions, resource): (Vec<String>, String) = match kind {
        "AWS::S3::Bucket" => {
            let bucket = format!("arn:{}:s3:::{}", scope.partition(), named("BucketName"));
            let mut actions = super::bucket::put_actions(properties);
            match work {
                Work::Create => actions.insert(0, "s3:CreateBucket".into()),
                Work::Update => {}
                Work::Delete => actions = vec!["s3:DeleteBucket".into()],
            }
            let role = properties.get("ReplicationConfiguration").and_then(|rules| rules.get("Role")?.as_str());
            let passed = role.filter(|_| work != Work::Delete).map(|role| ("iam:PassRole".to_owned(), role.to_owned()));
            return actions.into_iter().map(|action| (action, bucket.clone())).chain(passed).collect();
        }
        "AWS::S3::BucketPolicy" => {
            let action = if work == Work::Delete { "s3:DeleteBucketPolicy" } else { "s3:PutBucketPolicy" };
            (vec![action.into()], format!("arn:{}:s3:::{}", scope.partition(), named("Bucket")))
        }
        "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => {
            // A key that is being made is some key of the region.
            let id = physical_id.unwrap_or("00000000-0000-0000-0000-000000000000");
            let key = scope.arn("kms", format!("key/{id}"));
            let mut needed: Vec<(&str, String)> = match work {
                Work::Create => vec![("kms:CreateKey", "*".into()), ("kms:TagResource", key.clone())],
                Work::Update => vec![("kms:PutKeyPolicy", key.clone())],
                Work::Delete => vec![("kms:ScheduleKeyDeletion", key.clone())],
            };
            if let (Work::Create, Some(primary)) = (work, given("PrimaryKeyArn")) {
                needed.push(("kms:ReplicateKey", primary));
            }
            if work != Work::Delete && given("EnableKeyRotation").as_deref() == Some("true") {
                needed.push(("kms:EnableKeyRotation", key));
            }
            return needed.into_iter().map(|(action, resource)| (action.to_owned(), resource)).collect();
        }
        "AWS::KMS::Alias" => {
            let action = match work {
                Work::Create => "kms:CreateAlias",
                Work::Update => "kms:UpdateAlias",
                Work::Delete => "kms:DeleteAlias",
            };
            (vec![action.into()], scope.arn("kms", named("AliasName")))
        }
        "AWS::IAM::Role" => {
            let path = given("Path").unwrap_or_else(|| "/".into());
            let role = scope.global_arn("iam", format!("role{path}{}", named("RoleName")));
            let action = match work {
                Work::Create => "iam:CreateRole",
                Work::Update => "iam:UpdateAssumeRolePolicy",
                Work::Delete => "iam:DeleteRole",
            };
            (vec![action.into()], role)
        }
        "AWS::IAM::Policy" => {
            let action = if work == Work::Delete { "iam:DeleteRolePolicy" } else { "iam:PutRolePolicy" };
            let roles = super::properties::texts(properties, "Roles");
            let known = &world.iam(scope).roles;
            let arn = |name: &String| match known.get(name) {
                Some(role) => role.arn.clone(),
                None => scope.global_arn("iam", format!("role/{name}")),
            };
            return roles.iter().map(|role| (action.to_owned(), arn(role))).collect();
        }
        "AWS::CloudFormation::StackSet" => {
            let name = given("StackSetName").unwrap_or_else(|| "*".into());
            let set = scope.arn("cloudformation", format!("stackset/{name}:00000000-0000-0000-0000-000000000000"));
            let (first, second) = match work {
                Work::Create => {
                    (("cloudformation:CreateStackSet", "*".to_owned()), "cloudformation:CreateStackInstances")
                }
                Work::Update => (("cloudformation:UpdateStackSet", set.clone()), "cloudformation:UpdateStackInstances"),
                Work::Delete => (("cloudformation:DeleteStackSet", set.clone()), "cloudformation:DeleteStackInstances"),
            };
            return vec![(first.0.to_owned(), first.1), (second.to_owned(), set)];
        }
        _ => return by_handlers(world, context, kind, work, physical_id, properties),
    };
    actions.into_iter().map(|action| (action, resource.clone())).collect()
}

/// What the snapshot says that the type's handler needs: the actions of the type's own service, those about tags only
/// where there are tags. Which of the actions of other services are needed depends on the properties in ways that no
/// document tells.
fn by_handlers(
    world: &mut World,
    context: &Context,
    kind: &str,
    work: Work,
    physical_id: Option<&str>,
    properties: &Properties,
) -> Vec<(String, String)> {
    let Some(facts) = facts::of(kind) else { return Vec::new() };
    let Some(handlers) = facts.handlers() else { return Vec::new() };
    let handler = match work {
        Work::Create => Handler::Create,
        Work::Update => Handler::Update,
        Work::Delete => Handler::Delete,
    };
    let service = values::service(facts);
    let has_tags = !context.stack_tags.is_empty()
        || facts.tag_property().is_some_and(|property| properties.contains_key(property));
    let tagging = handlers.tagging.iter().flat_map(|tagging| &tagging.permissions).collect::<Vec<_>>();
    let needed = handlers.permissions.get(&handler).into_iter().flatten();
    let own = |action: &&String| action.split_once(':').is_some_and(|(prefix, _)| prefix == service);
    let actions: Vec<String> =
        needed.filter(own).filter(|action| has_tags || !tagging.contains(action)).cloned().collect();
    let resource = arn_of(world, context, facts, physical_id, properties);
    actions.into_iter().map(|action| (action, resource.clone())).collect()
}

/// The ARN of a resource, or of the one that is about to be made.
fn arn_of(
    world: &mut World,
    context: &Context,
    facts: &Facts,
    physical_id: Option<&str>,
    properties: &Properties,
) -> String {
    let known = physical_id.and_then(|id| {
        Some((
            id.to_owned(),
            world.region_ref(&context.scope)?.resources.get(facts.kind())?.get(id)?.attributes.clone(),
        ))
    });
    let (id, attributes) = known.unwrap_or_else(|| {
        // The values that it will get, drawn and put back.
        let ids = world.ids.clone();
        let values = values::new(world, context, facts, properties);
        world.ids = ids;
        (values.physical_id, values.attributes)
    });
    let mut texts = std::iter::once(id.as_str()).chain(attributes.values().filter_map(Value::as_str));
    texts.find(|text| text.starts_with("arn:")).unwrap_or("*").to_owned()
}

/// Whether the type's own service is simulated, so that each call's resource is known.
fn is_served(kind: &str) -> bool {
    ["AWS::CloudFormation::", "AWS::IAM::", "AWS::KMS::", "AWS::S3::"].iter().any(|service| kind.starts_with(service))
}
