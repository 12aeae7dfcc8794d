//! The permissions that working on a resource needs, where a stack works as a role: a stack set's execution role, or
//! the service role of a stack.

use iam_evaluator::{Principal, Request, Verdict};
use serde_json::Value;

use crate::cloudformation::resource::properties::text;
use crate::cloudformation::resource::{Context, Failure, Properties};
use crate::iam::authorise::authorise;
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
    for (action, resource) in needed(&context.scope, kind, work, physical_id, properties) {
        let session = Principal::Session { role: role.clone(), name: "AWSCloudFormation".into() };
        let user = session.caller_arn().unwrap_or_default();
        let key_policy = key_policy(world, &context.scope, &resource);
        let request = Request::new(session, &action, &resource, &context.scope.account);
        let decision = authorise(world, &request, key_policy.as_ref());
        if decision.verdict != Verdict::Allowed {
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

fn key_policy(world: &mut World, scope: &Scope, resource: &str) -> Option<Value> {
    let id = resource.strip_prefix(&scope.arn("kms", "key/"))?;
    world.kms(scope).keys.get(id).map(|key| key.policy.clone())
}

/// The calls of the handlers of each type, as far as they need permission of their own.
fn needed(
    scope: &Scope,
    kind: &str,
    work: Work,
    physical_id: Option<&str>,
    properties: &Properties,
) -> Vec<(String, String)> {
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
            (actions, bucket)
        }
        "AWS::S3::BucketPolicy" => {
            let action = if work == Work::Delete { "s3:DeleteBucketPolicy" } else { "s3:PutBucketPolicy" };
            (vec![action.into()], format!("arn:{}:s3:::{}", scope.partition(), named("Bucket")))
        }
        "AWS::KMS::Key" | "AWS::KMS::ReplicaKey" => {
            let key = physical_id.map_or_else(|| "*".into(), |id| scope.arn("kms", format!("key/{id}")));
            let actions = match work {
                Work::Create if kind == "AWS::KMS::Key" => vec!["kms:CreateKey", "kms:TagResource"],
                Work::Create => vec!["kms:CreateKey", "kms:ReplicateKey", "kms:TagResource"],
                Work::Update => vec!["kms:PutKeyPolicy"],
                Work::Delete => vec!["kms:ScheduleKeyDeletion"],
            };
            let mut actions: Vec<String> = actions.into_iter().map(str::to_owned).collect();
            if work != Work::Delete && given("EnableKeyRotation").as_deref() == Some("true") {
                actions.push("kms:EnableKeyRotation".into());
            }
            (actions, key)
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
            let role = scope.global_arn("iam", format!("role/{}", named("RoleName")));
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
            let arn = |role: &String| scope.global_arn("iam", format!("role/{role}"));
            return roles.iter().map(|role| (action.to_owned(), arn(role))).collect();
        }
        // Types whose own service is not simulated are not authorised either.
        _ => return Vec::new(),
    };
    actions.into_iter().map(|action| (action, resource.clone())).collect()
}
