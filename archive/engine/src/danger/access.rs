//! Whether a change broadens permissions: by a policy, by its attachment, by a managed policy, or by the removal of a
//! permissions boundary.

use serde_json::Value;

use super::compared_resource::ComparedResource;
use super::json::{documents, list, text};
use super::policy::broadening;
use crate::model::STACK_SET;

/// The properties that name what a policy is attached to.
const ATTACHMENTS: [&str; 9] =
    ["Roles", "Users", "Groups", "Bucket", "Topics", "TopicArn", "Queues", "Queue", "SecretId"];
/// Those among them whose policy is resource-based, so that its denials no longer apply to the old resource.
const RESOURCES: [&str; 6] = ["Bucket", "Topics", "TopicArn", "Queues", "Queue", "SecretId"];
/// The types that contain their policies: when the resource is removed, so are the denials.
const HOLDERS: [&str; 5] =
    ["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group", "AWS::KMS::Key", "AWS::KMS::ReplicaKey"];

/// Whether a change of this property may broaden permissions, judging by its name.
pub(super) fn is_about_access(kind: &str, property: &str) -> bool {
    property.contains("Polic")
        || property == "PermissionsBoundary"
        || property == "AccessControl"
        || (kind.starts_with("AWS::IAM::") && ATTACHMENTS.contains(&property))
}

/// The permissions that the new properties of a resource allow in addition, as sentences.
pub(super) fn wider(resource: ComparedResource<'_>) -> Vec<String> {
    let ComparedResource { kind, before, after, .. } = resource;
    if after.is_none() && HOLDERS.contains(&kind) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for name in names(before).into_iter().chain(names(after)) {
        let of = |side: Option<&Value>| side.and_then(|side| side.get(name)).map_or_else(Vec::new, documents);
        let new = broadening(&of(before), &of(after));
        // A property that both sides have occurs twice.
        found.extend(new.into_iter().filter(|words| !found.contains(words)).collect::<Vec<_>>());
    }
    attachments(resource, &mut found);
    managed_policies(resource, &mut found);
    let get = |side: Option<&Value>, name| side.and_then(|side| side.get(name)).cloned();
    let changed = |name| after.is_some() && get(before, name) != get(after, name);
    if get(before, "PermissionsBoundary").is_some() && changed("PermissionsBoundary") {
        found.push("loses or changes its permissions boundary".to_owned());
    }
    if kind == "AWS::S3::Bucket" && changed("AccessControl") {
        let list = get(after, "AccessControl").map(|list| text(&list)).filter(|list| list != "Private");
        found.extend(list.map(|list| format!("gets the access control list {list}")));
    }
    if kind == "AWS::S3::Bucket" && changed("ReplicationConfiguration") {
        copies(before, after, &mut found);
    }
    if kind == STACK_SET {
        for name in ["AdministrationRoleARN", "ExecutionRoleName"].into_iter().filter(|name| changed(name)) {
            found.push(format!("uses another role: its {name} changes"));
        }
    }
    found
}

/// Whether a bucket's objects are replicated to a new account, or with another role that may have more permissions.
fn copies(before: Option<&Value>, after: Option<&Value>, found: &mut Vec<String>) {
    let configuration = |side: Option<&Value>| side.and_then(|side| side.get("ReplicationConfiguration")).cloned();
    let Some(new) = configuration(after) else { return };
    let old = configuration(before);
    let accounts = |configuration: &Value| -> Vec<String> {
        let rules = list(configuration.get("Rules")).into_iter();
        rules.filter_map(|rule| rule.pointer("/Destination/Account")).map(text).collect()
    };
    let had = old.as_ref().map_or_else(Vec::new, accounts);
    found.extend(
        accounts(&new)
            .into_iter()
            .filter(|account| !had.contains(account))
            .map(|account| format!("replicates its objects to account {account}")),
    );
    if old.is_some_and(|old| old.get("Role") != new.get("Role")) {
        found.push("replicates with another role".to_owned());
    }
}

/// The permissions that a new resource of a stack grants on an existing resource, or to everyone; `exists` tells
/// whether a name is that of an existing resource.
pub(super) fn added(resource: ComparedResource<'_>, exists: impl Fn(&Value) -> bool) -> Vec<String> {
    let Some(after) = resource.after else { return Vec::new() };
    let targets = ATTACHMENTS.iter().flat_map(|name| list(after.get(name))).filter(|target| exists(target));
    let targets: Vec<String> = targets.map(text).collect();
    if resource.kind == "AWS::Lambda::Permission" {
        return vec!["allows a principal to invoke a function".to_owned()];
    }
    let of_iam = resource.kind.starts_with("AWS::IAM::");
    if resource.kind == "AWS::IAM::Role" && after.get("AssumeRolePolicyDocument").is_some_and(admits_everybody) {
        return vec!["may be assumed by every principal that satisfies its condition".to_owned()];
    }
    if targets.is_empty() {
        return Vec::new();
    }
    let documents = documents(after);
    if documents.is_empty() && of_iam {
        return vec![format!("is for {}", targets.join(", "))];
    }
    let allowed = broadening(&[], &documents);
    allowed.into_iter().map(|words| format!("{words}, for {}", targets.join(", "))).collect()
}

/// Whether a trust policy allows everyone.
fn admits_everybody(trust: &Value) -> bool {
    let everybody = |principal: &Value| list(Some(principal)).into_iter().any(|who| who == "*");
    list(trust.get("Statement"))
        .into_iter()
        .filter(|statement| statement.get("Effect").is_some_and(|it| it == "Allow"))
        .any(|statement| {
            let principal = statement.get("Principal");
            statement.get("NotPrincipal").is_some()
                || principal
                    .is_some_and(|principal| everybody(principal) || principal.get("AWS").is_some_and(everybody))
        })
}

/// The same document attached to another principal, or no longer attached to one that it denied something.
fn attachments(resource: ComparedResource<'_>, found: &mut Vec<String>) {
    let (Some(before), Some(after)) = (resource.before, resource.after) else { return };
    let (old_documents, new_documents) = (documents(before), documents(after));
    let of_iam = resource.kind.starts_with("AWS::IAM::");
    for name in ATTACHMENTS {
        let (old, new) = (list(before.get(name)), list(after.get(name)));
        if old == new || (!of_iam && old_documents.is_empty()) {
            continue;
        }
        let allowed = broadening(&[], &new_documents);
        let denied = broadening(&old_documents, &[]);
        let grants = !allowed.is_empty() || (of_iam && new_documents.is_empty());
        for target in new.iter().filter(|target| grants && !old.contains(target)) {
            found.push(format!("is for {} too", text(target)));
        }
        for target in old.iter().filter(|target| !denied.is_empty() && !new.contains(target)) {
            found.push(format!("no longer denies anything {} {}", preposition(name), text(target)));
        }
    }
}

fn preposition(attachment: &str) -> &'static str {
    if RESOURCES.contains(&attachment) { "on" } else { "to" }
}

fn managed_policies(resource: ComparedResource<'_>, found: &mut Vec<String>) {
    let Some(after) = resource.after else { return };
    let of = |side: &'_ Value| -> Vec<String> { list(side.get("ManagedPolicyArns")).into_iter().map(text).collect() };
    let (old, new) = (resource.before.map_or_else(Vec::new, of), of(after));
    found.extend(new.iter().filter(|arn| !old.contains(arn)).map(|arn| format!("gets the managed policy {arn}")));
    // AWS managed policies are known to only allow; any other policy may deny something.
    let may_deny =
        |arn: &&String| !arn.contains(":iam::aws:policy/") || arn.contains("Deny") || arn.contains("Quarantine");
    let gone = old.iter().filter(|arn| !new.contains(arn)).filter(may_deny);
    found.extend(gone.map(|arn| format!("loses the managed policy {arn}, which may deny something")));
}

fn names(properties: Option<&Value>) -> Vec<&str> {
    properties.and_then(Value::as_object).into_iter().flatten().map(|(name, _)| name.as_str()).collect()
}
