//! Assertions for tests of one's own templates.

use serde_json::Value;

use crate::decision::Verdict;
use crate::role::TemplateRole;

/// Asserts that the policies of a role allow an action on a resource: an ARN, or what the template has in its place.
///
/// ```
/// use iam_evaluator::{TemplateRole, assert_allows, assert_denies};
/// use serde_json::json;
///
/// let template = json!({ "Resources": { "Worker": { "Type": "AWS::IAM::Role", "Properties": { "Policies": [{
///     "PolicyName": "jobs", "PolicyDocument": { "Version": "2012-10-17", "Statement": [
///         { "Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": { "Fn::GetAtt": ["Jobs", "Arn"] } },
///     ] },
/// }] } } } });
/// let worker = TemplateRole::new(&template, "Worker")?;
/// let jobs = json!({ "Fn::GetAtt": ["Jobs", "Arn"] });
/// assert_allows(&worker, "sqs:ReceiveMessage", jobs.clone());
/// assert_denies(&worker, "sqs:SendMessage", jobs);
/// # Ok::<(), iam_evaluator::TemplateRoleError>(())
/// ```
///
/// With `models`, the action is `sqs::ACTIONS.receive_message` and the resource `queue.arn()`.
///
/// # Panics
/// If they do not, with the statements that decide and those that come close; or if the resource depends on what is not in the template.
#[track_caller]
pub fn assert_allows(role: &TemplateRole, action: impl AsRef<str>, resource: impl Into<Value>) {
    check(role, action.as_ref(), &resource.into(), true);
}

/// Asserts that the policies of a role do not allow an action on a resource: see [`assert_allows`].
///
/// # Panics
/// If they do, with the statement that allows it; or if the resource depends on what is not in the template.
#[track_caller]
pub fn assert_denies(role: &TemplateRole, action: impl AsRef<str>, resource: impl Into<Value>) {
    check(role, action.as_ref(), &resource.into(), false);
}

#[track_caller]
#[expect(clippy::panic, reason = "an assertion of a test")]
fn check(role: &TemplateRole, action: &str, resource: &Value, expected: bool) {
    match role.decide(action, resource) {
        Ok(decision) if (decision.verdict == Verdict::Allowed) == expected => {}
        Ok(decision) => {
            let allows = if expected { "does not allow" } else { "allows" };
            panic!("the role {allows} {action} on {resource}\n{decision}")
        }
        Err(error) => panic!("whether the role allows {action} on {resource} is unknown: {error}"),
    }
}
