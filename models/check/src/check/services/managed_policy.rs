//! Names of the policies that AWS manages, and of SAM's policy templates.
//!
//! AWS adds policies often, so that a name is reported only where it is similar to a known one, or known with another path.
//!
//! Sources: <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html>,
//! <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html>.

use cfn_spec::policies;

use super::Resource;
use crate::check::Checker;
use crate::check::finding::Finding;
use crate::check::path::Location;
use crate::check::suggest::{did_you_mean, nearest};
use crate::check::value::quote;
use crate::node::{Node, Object};

/// The properties that attach policies.
const ATTACHED: &[&str] = &["ManagedPolicies", "ManagedPolicyArns", "PermissionsBoundary", "Policies"];

/// The types whose `Policies` also have names and policy templates.
const SERVERLESS: &[&str] = &["AWS::Serverless::Function", "AWS::Serverless::StateMachine"];

impl Checker<'_> {
    pub(super) fn managed_policies(&mut self, resource: &Resource<'_>, at: &Location<'_>) {
        for key in ATTACHED {
            let Some(node) = resource.properties.get(key) else { continue };
            let is_serverless = *key == "Policies" && SERVERLESS.contains(&resource.type_name);
            self.attached_policies(node, is_serverless, &at.key(key));
        }
    }

    fn attached_policies(&mut self, node: &Node, is_serverless: bool, at: &Location<'_>) {
        match node {
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.attached_policies(item, is_serverless, &at.index(index));
                }
            }
            Node::Function("Fn::If", argument) => {
                for (index, branch) in argument.branches() {
                    self.attached_policies(branch, is_serverless, &at.key("Fn::If").index(index));
                }
            }
            Node::Object(object) if is_serverless => self.policy_template(object, at),
            node => {
                let Some(text) = node.outline() else { return };
                match text.split_once(":iam::aws:policy/") {
                    Some((_, path)) if !path.contains("${") => self.managed_policy(path, at),
                    None if is_serverless && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') => {
                        self.managed_policy_name(&text, at);
                    }
                    _ => {}
                }
            }
        }
    }

    /// The path of a policy in its ARN: `service-role/AWSLambdaBasicExecutionRole`.
    fn managed_policy(&mut self, path: &str, at: &Location<'_>) {
        if policies::managed().any(|known| known == path) {
            return;
        }
        let name = name_of(path);
        if let Some(known) = policies::managed().find(|known| name_of(known) == name) {
            let message = format!("AWS's policy {} has another path than {}", quote(name), quote(path));
            return self.report(
                Finding::error("managed-policy", &at.path(), message)
                    .allowed(format!("`arn:…:iam::aws:policy/{known}`"))
                    .suggest(format!("write `policy/{known}` in the ARN")),
            );
        }
        let near = nearest(name, policies::managed().map(name_of));
        let near = near.and_then(|near| policies::managed().find(|known| name_of(known) == near));
        if let Some(near) = near {
            let message = format!("AWS has no policy {} that is known", quote(path));
            self.report(
                Finding::warning("managed-policy", &at.path(), message).suggest(format!("did you mean `{near}`?")),
            );
        }
    }

    /// The name of a policy alone, which SAM replaces by its ARN.
    fn managed_policy_name(&mut self, name: &str, at: &Location<'_>) {
        if policies::managed().any(|known| name_of(known) == name) {
            return;
        }
        if let Some(near) = did_you_mean(name, policies::managed().map(name_of)) {
            let message = format!("AWS has no policy {} that is known", quote(name));
            self.report(Finding::warning("managed-policy", &at.path(), message).suggest(near));
        }
    }

    /// A policy template with its parameters; a policy document is no template.
    fn policy_template(&mut self, object: &Object, at: &Location<'_>) {
        let mut entries = object.iter();
        let (Some((name, given)), None) = (entries.next(), entries.next()) else { return };
        if matches!(name, "Id" | "Statement" | "Version") || name.starts_with("Fn::") {
            return;
        }
        let at = at.key(name);
        let Some((_, parameters)) = policies::templates().find(|(known, _)| *known == name) else {
            let message =
                format!("the Serverless Application Model has no policy template {} that is known", quote(name));
            let near = did_you_mean(name, policies::templates().map(|(known, _)| known));
            return self.report(Finding::warning("policy-template", &at.path(), message).suggest(near));
        };
        let Node::Object(given) = given else { return };
        if given.keys().any(|key| key.starts_with("Fn::")) {
            return;
        }
        for parameter in parameters.filter(|parameter| given.get(parameter).is_none()) {
            let message = format!("the policy template `{name}` requires the parameter `{parameter}`");
            let near = nearest(parameter, given.keys()).map(|near| format!("rename `{near}` to `{parameter}`"));
            let remedy = near.unwrap_or_else(|| format!("add `{parameter}`"));
            self.report(Finding::error("policy-template", &at.path(), message).suggest(remedy));
        }
    }
}

/// The name at the end of a path.
fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
