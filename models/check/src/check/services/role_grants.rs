//! What the policies of a role grant, where the template has all of them.
//!
//! What is unknown can be a permission: a policy of another template, a computed action. Then nothing is said.

use std::borrow::Cow;

use super::referred;
use crate::check::Checker;
use crate::check::facts::wildcard;
use crate::node::{Node, SubPart};

/// What Lambda needs for a function's network interfaces.
pub(super) const NETWORKS: &[&str] = &[
    ":iam::aws:policy/service-role/AWSLambdaENIManagementAccess",
    ":iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
];

/// Policies of AWS of which it is known what they grant, by how their ARNs end: what functions have for logs, networks and traces.
///
/// Source: <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html>.
const KNOWN: &[&str] = &[
    ":iam::aws:policy/AWSXRayDaemonWriteAccess",
    ":iam::aws:policy/AWSXrayWriteOnlyAccess",
    ":iam::aws:policy/CloudWatchLambdaInsightsExecutionRolePolicy",
    ":iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    ":iam::aws:policy/service-role/AWSLambdaENIManagementAccess",
    ":iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
];

impl<'t> Checker<'t> {
    /// The actions that no statement of a role's policies allows on a resource of the template; `None` where that is not known.
    /// `granting` are policies of AWS that can grant them, by how their ARNs end.
    pub(super) fn not_granted<'a>(
        &self,
        role: &str,
        actions: &[&'a str],
        on: &str,
        granting: &[&str],
    ) -> Option<Vec<&'a str>> {
        let statements = self.statements_of(role, granting)?;
        let of_type = self.symbols.resource_type(on);
        let mut missing = Vec::new();
        for action in actions {
            let mut granted = false;
            for statement in &statements {
                granted |= allows(statement, action, on, |id| self.symbols.resource_type(id) == of_type)?;
            }
            if !granted {
                missing.push(*action);
            }
        }
        Some(missing)
    }

    fn statements_of(&self, role: &str, granting: &[&str]) -> Option<Vec<Node>> {
        // A macro or a connector of SAM can add policies.
        let adds = |ty: &str, entry: &crate::node::Object| {
            ty == "AWS::Serverless::Connector" || !ty.starts_with("AWS::") || entry.get("Connectors").is_some()
        };
        let is_role = self.symbols.resource_type(role) == Some("AWS::IAM::Role");
        if self.symbols.open || !is_role || self.symbols.resources().any(|(_, ty, entry)| adds(ty, entry)) {
            return None;
        }
        let mut documents: Vec<Node> = Vec::new();
        for case in self.properties_beside(role) {
            for policy in list_of(case.get("Policies"))? {
                documents.push(policy.get("PolicyDocument")?.clone());
            }
            for arn in list_of(case.get("ManagedPolicyArns"))? {
                match referred(arn) {
                    Some(id) => documents.extend(self.document_of(id)?),
                    None => {
                        let text = arn.outline()?;
                        let known = KNOWN.iter().find(|known| text.ends_with(**known))?;
                        if granting.contains(known) {
                            return None;
                        }
                    }
                }
            }
        }
        documents.extend(self.attached_to(role)?);
        let mut statements = Vec::new();
        for document in &documents {
            let whole = document.get("Statement").filter(|whole| !whole.is_intrinsic())?;
            statements.extend(whole.one_or_many().iter().cloned());
        }
        Some(statements)
    }

    /// The document of a managed policy of the template.
    fn document_of(&self, policy: &str) -> Option<Vec<Node>> {
        if self.symbols.resource_type(policy) != Some("AWS::IAM::ManagedPolicy") {
            return None;
        }
        let document = |case: &Cow<'t, Node>| case.get("PolicyDocument").cloned();
        self.properties_beside(policy).iter().map(document).collect()
    }

    /// The documents of the policies that name the role.
    fn attached_to(&self, role: &str) -> Option<Vec<Node>> {
        let mut documents = Vec::new();
        for (id, ty, _) in self.symbols.resources() {
            if !matches!(ty, "AWS::IAM::ManagedPolicy" | "AWS::IAM::Policy" | "AWS::IAM::RolePolicy") {
                continue;
            }
            for case in self.properties_beside(id) {
                let mut names: Vec<&Node> = list_of(case.get("Roles"))?.iter().collect();
                names.extend(case.get("RoleName"));
                let named: Option<Vec<&str>> = names.into_iter().map(referred).collect();
                if named?.contains(&role) {
                    documents.extend(case.get("PolicyDocument").cloned());
                }
            }
        }
        Some(documents)
    }
}

/// The items of a list that is there or not; `None` if it is computed.
fn list_of(node: Option<&Node>) -> Option<&[Node]> {
    match node {
        None => Some(&[]),
        Some(node) => node.as_list(),
    }
}

/// Whether a statement allows an action on a resource; `None` where that is not known.
fn allows(statement: &Node, action: &str, on: &str, is_alike: impl Fn(&str) -> bool) -> Option<bool> {
    match statement.get("Effect")?.as_str()? {
        "Allow" => {}
        // What it denies is not followed.
        "Deny" => return Some(false),
        _ => return None,
    }
    let action = action.to_ascii_lowercase();
    let mut matches = false;
    for one in statement.get("Action")?.one_or_many() {
        matches |= wildcard(one.as_str()?.to_ascii_lowercase().as_bytes(), action.as_bytes());
    }
    let resources = statement.get("Resource")?.one_or_many();
    // Another resource's ARN is no permission; what else is written can be one.
    let is_other = |node: &Node| whole(node).is_some_and(|id| id != on && is_alike(id));
    Some(matches && !resources.iter().all(is_other))
}

/// The resource whose ARN a node is, and nothing else.
fn whole(node: &Node) -> Option<&str> {
    match node {
        Node::Sub(sub) => match sub.parts.as_slice() {
            [SubPart::GetAtt(target, _)] if sub.variables.get(&target.id).is_none() => Some(&target.id),
            _ => None,
        },
        Node::GetAtt(target, _) => Some(&target.id),
        _ => None,
    }
}
