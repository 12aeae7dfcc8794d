//! The safety gates: what a plan would do that needs an explicit word.

use serde::Serialize;
use serde_json::Value;

use super::change::{Action, Plan, Replacement, ResourceChange};
use super::policy::broadening;

/// The resource types that hold data, or that others depend on for theirs. Losing one is not undone by deploying again.
const PROTECTED: [&str; 5] =
    ["AWS::S3::Bucket", "AWS::KMS::Key", "AWS::KMS::ReplicaKey", "AWS::IAM::Role", "AWS::CloudFormation::StackSet"];

/// The properties that hold a policy document, by resource type.
const POLICIES: [(&str, &str); 9] = [
    ("AWS::IAM::Role", "AssumeRolePolicyDocument"),
    ("AWS::IAM::Policy", "PolicyDocument"),
    ("AWS::IAM::RolePolicy", "PolicyDocument"),
    ("AWS::IAM::ManagedPolicy", "PolicyDocument"),
    ("AWS::KMS::Key", "KeyPolicy"),
    ("AWS::KMS::ReplicaKey", "KeyPolicy"),
    ("AWS::S3::BucketPolicy", "PolicyDocument"),
    ("AWS::SNS::TopicPolicy", "PolicyDocument"),
    ("AWS::SQS::QueuePolicy", "PolicyDocument"),
];

impl ResourceChange {
    /// Whether the change touches what somebody may do: a role, or any policy.
    pub fn grants_permissions(&self) -> bool {
        POLICIES.iter().any(|(kind, property)| {
            let path = format!("/Properties/{property}");
            *kind == self.resource_type
                && (self.action != Action::Modify
                    || self.properties.iter().any(|changed| changed.path.starts_with(&path)))
        }) || self.resource_type.starts_with("AWS::IAM::")
    }
}

/// The kinds of danger. Each has its word, which `--allow` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DangerKind {
    /// A protected resource is replaced by a new one, which is empty.
    Replacement,
    /// A protected resource leaves the stack.
    Deletion,
    /// A region leaves a StackSet, and with it the stack of that region.
    RegionRemoval,
    /// A policy allows more than before.
    PolicyBroadening,
    /// A stack whose creation failed must be deleted before it can be created again.
    FailedStackDeletion,
    /// An operation that somebody left failed, to look at it, is rolled back.
    RollBack,
    /// A stack is deleted.
    StackDeletion,
    /// Resources are left as they are and counted as rolled back.
    SkipResources,
    /// What is written cannot be deleted by anyone for a time.
    Compliance,
    /// Buckets that exist already, with data in them, enter the stack.
    Adoption,
}

impl DangerKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Replacement,
        Self::Deletion,
        Self::RegionRemoval,
        Self::PolicyBroadening,
        Self::FailedStackDeletion,
        Self::RollBack,
        Self::StackDeletion,
        Self::SkipResources,
        Self::Compliance,
        Self::Adoption,
    ];

    /// The word that accepts it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Replacement => "replacement",
            Self::Deletion => "deletion",
            Self::RegionRemoval => "region-removal",
            Self::PolicyBroadening => "policy-broadening",
            Self::FailedStackDeletion => "failed-stack-deletion",
            Self::RollBack => "roll-back",
            Self::StackDeletion => "stack-deletion",
            Self::SkipResources => "skip-resources",
            Self::Compliance => "compliance",
            Self::Adoption => "adoption",
        }
    }
}

/// One thing that needs an explicit word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Danger {
    /// The kind.
    pub kind: DangerKind,
    /// What it happens to: a logical id, a region, a stack.
    pub subject: String,
    /// What happens, in a sentence without a full stop.
    pub message: String,
    /// The particulars, such as each permission that is added; empty if the message says it all.
    pub details: Vec<String>,
}

impl Danger {
    pub(crate) fn new(kind: DangerKind, subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind, subject: subject.into(), message: message.into(), details: Vec::new() }
    }
}

/// The dangers in `plan`, in the order of its changes.
pub(super) fn dangers(plan: &Plan) -> Vec<Danger> {
    let mut found = Vec::new();
    for change in &plan.changes {
        loss(change, &mut found);
        let details = policy_changes(change);
        if !details.is_empty() {
            let message = format!("{} {} allows more than before", change.resource_type, change.logical_id);
            found.push(Danger { details, ..Danger::new(DangerKind::PolicyBroadening, &change.logical_id, message) });
        }
        if change.resource_type == "AWS::CloudFormation::StackSet" && change.action == Action::Modify {
            stack_set(change, &mut found);
        }
    }
    found
}

fn loss(change: &ResourceChange, found: &mut Vec<Danger>) {
    if !PROTECTED.contains(&change.resource_type.as_str()) {
        return;
    }
    let name = match &change.physical_id {
        Some(physical) => format!("{} {} ({physical})", change.resource_type, change.logical_id),
        None => format!("{} {}", change.resource_type, change.logical_id),
    };
    let mut danger = |kind, message| found.push(Danger::new(kind, &change.logical_id, message));
    let retained = change.policy_action.as_deref().is_some_and(|action| action.contains("Retain"));
    let rest =
        if retained { "the old one stays behind in the account, outside the stack" } else { "the old one is deleted" };
    match (change.action, change.replacement) {
        (Action::Remove, _) if retained => {
            danger(DangerKind::Deletion, format!("{name} leaves the stack; it stays behind in the account"))
        }
        (Action::Remove, _) => danger(DangerKind::Deletion, format!("{name} is deleted")),
        (_, Replacement::Always) => danger(DangerKind::Replacement, format!("{name} is replaced by a new one; {rest}")),
        (_, Replacement::Conditional) => {
            danger(
                DangerKind::Replacement,
                format!("{name} may be replaced by a new one, which is known only when it happens; {rest}"),
            );
        }
        (Action::Dynamic, _) => {
            danger(DangerKind::Replacement, format!("{name} changes in a way that is known only when it happens"))
        }
        _ => {
            if let (Some(before), Some(after)) = (&change.before, &change.after)
                && is_retained(before)
                && !is_retained(after)
            {
                danger(DangerKind::Deletion, format!("{name} is no longer retained when its stack is deleted"));
            }
        }
    }
}

/// What becomes wider in the policies of a resource, from CloudFormation's account of the properties.
fn policy_changes(change: &ResourceChange) -> Vec<String> {
    if change.action == Action::Add || change.action == Action::Import {
        return Vec::new();
    }
    let before = change.before.as_ref().and_then(|all| all.get("Properties"));
    let after = change.after.as_ref().and_then(|all| all.get("Properties"));
    let removed = change.action == Action::Remove;
    wider(&change.resource_type, before, if removed { None } else { after })
}

/// What the policies in the properties `after` allow beyond those in `before`.
fn wider(resource_type: &str, before: Option<&Value>, after: Option<&Value>) -> Vec<String> {
    let get = |properties: Option<&Value>, key: &str| properties.and_then(|properties| properties.get(key)).cloned();
    let mut found: Vec<String> = POLICIES
        .iter()
        .filter(|(of, _)| *of == resource_type)
        .flat_map(|(_, property)| broadening(get(before, property).as_ref(), get(after, property).as_ref()))
        .collect();
    if resource_type == "AWS::IAM::Role" && after.is_some() {
        found.extend(broadening(inline_policies(before).as_ref(), inline_policies(after).as_ref()));
        let managed = |properties| {
            get(properties, "ManagedPolicyArns").and_then(|arns| arns.as_array().cloned()).unwrap_or_default()
        };
        let old = managed(before);
        found.extend(
            managed(after)
                .into_iter()
                .filter(|arn| !old.contains(arn))
                .map(|arn| format!("gets the managed policy {arn}")),
        );
        let boundary = get(before, "PermissionsBoundary");
        if boundary.is_some() && boundary != get(after, "PermissionsBoundary") {
            found.push("loses or changes its permissions boundary".to_owned());
        }
    }
    found
}

/// All inline policies of a role as one document: it does not matter which of them allows something.
fn inline_policies(properties: Option<&Value>) -> Option<Value> {
    let statements: Vec<Value> = properties?
        .get("Policies")?
        .as_array()?
        .iter()
        .filter_map(|policy| policy.get("PolicyDocument")?.get("Statement").cloned())
        .flat_map(|statement| match statement {
            Value::Array(items) => items,
            single => vec![single],
        })
        .collect();
    Some(serde_json::json!({ "Statement": statements }))
}

/// Looks into a StackSet: the regions of its instances, and the template that they share, which CloudFormation's own account of the
/// change treats as one opaque string.
fn stack_set(change: &ResourceChange, found: &mut Vec<Danger>) {
    let (before, after) = change.both("StackInstancesGroup");
    if before.is_some() {
        let kept = regions(after);
        for region in regions(before).into_iter().filter(|region| !kept.contains(region)) {
            let message = format!(
                "the StackSet {} loses its instance in {region}: the stack of that region is deleted",
                change.logical_id
            );
            found.push(Danger::new(DangerKind::RegionRemoval, region, message));
        }
    } else if change.properties.iter().any(|property| property.path.starts_with("/Properties/StackInstancesGroup")) {
        let message = format!("the instances of the StackSet {} change, and AWS does not say how", change.logical_id);
        found.push(Danger::new(DangerKind::RegionRemoval, &change.logical_id, message));
    }
    let (before, after) = change.both("TemplateBody");
    let (Some(before), Some(after)) = (template(before), template(after)) else { return };
    let empty = serde_json::Map::new();
    let resources = |template: &Value| {
        template.get("Resources").and_then(Value::as_object).cloned().unwrap_or_else(|| empty.clone())
    };
    let (before, after) = (resources(&before), resources(&after));
    for (logical_id, old) in &before {
        let kind = old.get("Type").and_then(Value::as_str).unwrap_or_default();
        let new = after.get(logical_id);
        let place = format!("in every region, {kind} {logical_id}");
        if PROTECTED.contains(&kind) && new.is_none_or(|new| new.get("Type") != old.get("Type")) {
            found.push(Danger::new(DangerKind::Deletion, logical_id, format!("{place} leaves the stack")));
        }
        if PROTECTED.contains(&kind) && new.is_some_and(|new| is_retained(old) && !is_retained(new)) {
            found.push(Danger::new(
                DangerKind::Deletion,
                logical_id,
                format!("{place} is no longer retained when its stack is deleted"),
            ));
        }
        let details = wider(kind, old.get("Properties"), new.and_then(|new| new.get("Properties")));
        if !details.is_empty() {
            let message = format!("{place} allows more than before");
            found.push(Danger { details, ..Danger::new(DangerKind::PolicyBroadening, logical_id, message) });
        }
    }
}

fn is_retained(resource: &Value) -> bool {
    resource.get("DeletionPolicy").and_then(Value::as_str).is_some_and(|policy| policy.starts_with("Retain"))
}

fn template(body: Option<&Value>) -> Option<Value> {
    serde_json::from_str(body?.as_str()?).ok()
}

pub(super) fn regions(groups: Option<&Value>) -> Vec<String> {
    groups
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|group| group.get("Regions")?.as_array())
        .flatten()
        .filter_map(|region| Some(region.as_str()?.to_owned()))
        .collect()
}

#[cfg(test)]
#[path = "danger_tests.rs"]
mod tests;
