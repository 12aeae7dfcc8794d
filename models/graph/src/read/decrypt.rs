//! Who may decrypt with which key, as far as the templates say it.

use cfn_template::Value;

use super::part::{Part, strings};
use super::policy::{self, Allowed};
use super::{Edges, type_of};
use crate::model::{EdgeKind, End, Place};

/// A role, user or group.
struct Principal<'p> {
    place: Place,
    resource_type: &'p str,
    name: String,
    /// A group has none that a key's policy could name.
    arn: Option<String>,
    /// Its policies, evaluated as far as they are known.
    policies: Vec<Value>,
}

/// The types of policies that are resources of their own: the property that names the principals, and their type. A policy for several is in a
/// list; a managed policy can also be named by its principals.
const ATTACHED: &[(&str, &str, &str)] = &[
    ("AWS::IAM::Policy", "Roles", "AWS::IAM::Role"),
    ("AWS::IAM::Policy", "Users", "AWS::IAM::User"),
    ("AWS::IAM::Policy", "Groups", "AWS::IAM::Group"),
    ("AWS::IAM::ManagedPolicy", "Roles", "AWS::IAM::Role"),
    ("AWS::IAM::ManagedPolicy", "Users", "AWS::IAM::User"),
    ("AWS::IAM::ManagedPolicy", "Groups", "AWS::IAM::Group"),
    ("AWS::IAM::RolePolicy", "RoleName", "AWS::IAM::Role"),
    ("AWS::IAM::UserPolicy", "UserName", "AWS::IAM::User"),
    ("AWS::IAM::GroupPolicy", "GroupName", "AWS::IAM::Group"),
];

/// Adds the edges.
pub(super) fn add(parts: &[Part], edges: &mut Edges) {
    let principals = principals(parts);
    for part in parts {
        for key_type in ["AWS::KMS::Key", "AWS::KMS::ReplicaKey"] {
            for (place, logical_id, body) in part.of_type(key_type) {
                let Some(arn) = part.arn(logical_id) else { continue };
                let key_policy = part.property(body, "KeyPolicy");
                for principal in principals.iter().filter(|principal| principal.may(key_policy.as_ref(), &arn)) {
                    edges.add(principal.place, End::Resource((part.frame, place)), EdgeKind::Decrypts);
                }
            }
        }
    }
}

impl Principal<'_> {
    /// Whether it may decrypt with a key.
    fn may(&self, key_policy: Option<&Value>, key: &str) -> bool {
        // The policy of a key that is created without one lets the account decide.
        let Some(key_policy) = key_policy else { return self.has_policy_for(key) };
        policy::allowing(key_policy).flat_map(policy::principals).any(|allowed| match allowed {
            Allowed::ByAccount => self.has_policy_for(key),
            Allowed::Principals(patterns) => {
                let arn = self.arn.as_deref();
                patterns.into_iter().any(|pattern| arn.is_some_and(|arn| policy::matches(pattern, arn)))
            }
        })
    }

    fn has_policy_for(&self, key: &str) -> bool {
        let mut statements = self.policies.iter().flat_map(policy::allowing);
        statements.any(|statement| policy::is_about(statement, key))
    }
}

fn principals(parts: &[Part]) -> Vec<Principal<'_>> {
    let mut principals: Vec<Principal<'_>> = parts.iter().flat_map(own_policies).collect();
    for part in parts {
        for (kind, property, of) in ATTACHED {
            for (_, logical_id, body) in part.of_type(kind) {
                let Some(document) = part.property(body, "PolicyDocument") else { continue };
                let named = part.property(body, property);
                let mut names = Vec::new();
                named.iter().for_each(|named| strings(named, &mut names));
                let arn = part.arn(logical_id);
                for principal in principals.iter_mut().filter(|principal| principal.resource_type == *of) {
                    let names_it = |policy: &&str| Some(*policy) == arn.as_deref();
                    let managed = parts.iter().find(|part| part.frame == principal.place.0);
                    let by_principal = arn.is_some() && managed.is_some_and(|of| of.names(principal.place.1, names_it));
                    if names.contains(&principal.name.as_str()) || by_principal {
                        principal.policies.push(document.clone());
                    }
                }
            }
        }
    }
    principals
}

/// The principals of a template with the policies in their own definitions.
fn own_policies(part: &Part) -> impl Iterator<Item = Principal<'_>> {
    part.resources().filter_map(|(place, logical_id, body)| {
        let resource_type = type_of(body)?;
        let name = part.name(logical_id)?;
        let policies = part.property(body, "Policies");
        let documents = policies.iter().flat_map(Value::items).filter_map(|policy| policy.get("PolicyDocument"));
        let policies = documents.cloned().collect();
        Some(Principal { place: (part.frame, place), resource_type, name, arn: part.arn(logical_id), policies })
    })
}

impl Part {
    /// Whether a principal names a managed policy.
    fn names(&self, principal: usize, is_it: impl Fn(&&str) -> bool) -> bool {
        let body = self.resources().find(|(place, ..)| *place == principal).map(|(.., body)| body);
        let Some(named) = body.and_then(|body| self.property(body, "ManagedPolicyArns")) else { return false };
        let mut names = Vec::new();
        strings(&named, &mut names);
        names.iter().any(is_it)
    }
}
