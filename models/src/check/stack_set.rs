//! A StackSet and the template in it: parameters, capabilities, and where its stacks are.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html> and
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeploymentTargets.html>.

use super::Checker;
use super::finding::Finding;
use super::path::At;
use super::presence::Presence;
use super::scalar::{is_dynamic, text_of};
use super::suggest::{did_you_mean, one_of};
use super::value::quote;
use crate::node::{Node, Object};

/// Resource types for which CloudFormation asks for a capability, and the property with a name of the author's choice.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html>.
const OF_IAM: &[(&str, &str)] = &[
    ("AWS::IAM::AccessKey", ""),
    ("AWS::IAM::Group", "GroupName"),
    ("AWS::IAM::InstanceProfile", "InstanceProfileName"),
    ("AWS::IAM::ManagedPolicy", "ManagedPolicyName"),
    ("AWS::IAM::Policy", ""),
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::IAM::User", "UserName"),
    ("AWS::IAM::UserToGroupAddition", ""),
];

/// Properties of a StackSet that are for one permission model only.
const SELF_MANAGED_ONLY: &[&str] = &["AdministrationRoleARN", "ExecutionRoleName"];
const SERVICE_MANAGED_ONLY: &[&str] = &["AutoDeployment"];

impl Checker<'_> {
    /// What the permission model asks of the other properties.
    pub(super) fn stack_set(&mut self, properties: &Object, at: &At<'_>) {
        let Some(model) = properties.get("PermissionModel").and_then(Node::as_str) else { return };
        let (foreign, service_managed) = match model {
            "SERVICE_MANAGED" => (SELF_MANAGED_ONLY, true),
            "SELF_MANAGED" => (SERVICE_MANAGED_ONLY, false),
            _ => return,
        };
        for name in foreign.iter().filter(|name| Presence::of(properties.get(name)) == Presence::Always) {
            self.report(
                Finding::error(
                    "stack-set",
                    &at.key(name).path(),
                    format!("a StackSet of the permission model `{model}` takes no `{name}`"),
                )
                .suggest(format!("remove `{name}`, or change the permission model")),
            );
        }
        let Some(Node::List(groups)) = properties.get("StackInstancesGroup") else { return };
        let at = at.key("StackInstancesGroup");
        for (index, group) in groups.iter().enumerate() {
            let Some(Node::Object(targets)) = group.get("DeploymentTargets") else { continue };
            self.targets(targets, service_managed, &at.index(index).key("DeploymentTargets"));
        }
    }

    fn targets(&mut self, targets: &Object, service_managed: bool, at: &At<'_>) {
        if targets.keys().any(|key| key.starts_with("Fn::")) {
            return;
        }
        let units = Presence::of(targets.get("OrganizationalUnitIds"));
        let finding = if service_managed && units == Presence::Never {
            Finding::error(
                "stack-set",
                &at.path(),
                "service-managed stacks are for organizational units, and none is named",
            )
            .allowed("`OrganizationalUnitIds`: units, or the root of the organization")
            .suggest(
                "add `OrganizationalUnitIds`; `Accounts` with `AccountFilterType` chooses among their accounts"
                    .to_owned(),
            )
        } else if !service_managed && units == Presence::Always {
            let at = at.key("OrganizationalUnitIds");
            Finding::error(
                "stack-set",
                &at.path(),
                "self-managed stacks are for accounts, not for organizational units",
            )
            .allowed("`Accounts`")
            .suggest("name the accounts, or use the permission model `SERVICE_MANAGED`".to_owned())
        } else if !service_managed
            && Presence::of(targets.get("Accounts")) == Presence::Never
            && Presence::of(targets.get("AccountsUrl")) == Presence::Never
        {
            Finding::error("stack-set", &at.path(), "self-managed stacks are for accounts, and none is named")
                .suggest("add `Accounts`".to_owned())
        } else {
            return;
        };
        self.report(finding);
    }

    /// What the template in a StackSet asks of the StackSet.
    pub(super) fn stack_set_of(&mut self, properties: &Object, template: &Object, at: &At<'_>) {
        self.stack_set_parameters(properties, template, at);
        self.stack_set_capabilities(properties, template, at);
    }

    fn stack_set_parameters(&mut self, properties: &Object, template: &Object, at: &At<'_>) {
        let empty = Object::new();
        let declared = template.get("Parameters").and_then(Node::as_object).unwrap_or(&empty);
        // What a function gives cannot be seen.
        let Some(given) = parameters_in(properties.get("Parameters")) else { return };
        let at_parameters = at.key("Parameters");
        for (index, name, value) in &given {
            self.stack_set_parameter(name, *value, declared, &at_parameters.index(*index));
        }
        let groups = properties.get("StackInstancesGroup").and_then(Node::as_list).unwrap_or_default();
        let mut overrides = Vec::new();
        let at_groups = at.key("StackInstancesGroup");
        for (index, group) in groups.iter().enumerate() {
            let Some(own) = parameters_in(group.get("ParameterOverrides")) else { return };
            let at = at_groups.index(index);
            let at = at.key("ParameterOverrides");
            for (index, name, value) in &own {
                self.stack_set_parameter(name, *value, declared, &at.index(*index));
            }
            overrides.push(own);
        }
        for (name, declaration) in declared.iter() {
            let has = |parameters: &[Given<'_>]| parameters.iter().any(|(_, known, _)| *known == name);
            let everywhere = !overrides.is_empty() && overrides.iter().all(|own| has(own));
            if declaration.get("Default").is_none() && !has(&given) && !everywhere {
                let path = if properties.get("Parameters").is_some() { at_parameters.path() } else { at.path() };
                let message =
                    format!("the template of the StackSet requires the parameter `{name}`, which is not given");
                self.report(
                    Finding::error("stack-set-parameter", &path, message)
                        .suggest(format!("add `{name}` to `Parameters`, or give it a default in the template")),
                );
            }
        }
    }

    fn stack_set_parameter(&mut self, name: &str, value: Option<&Node>, declared: &Object, at: &At<'_>) {
        let Some(declaration) = declared.get(name) else {
            let known = declared.keys();
            let message = format!("the template of the StackSet has no parameter {}", quote(name));
            self.report(
                Finding::error("stack-set-parameter", &at.key("ParameterKey").path(), message)
                    .allowed(one_of(declared.keys()))
                    .suggest(did_you_mean(name, known)),
            );
            return;
        };
        let allowed = declaration.get("AllowedValues").and_then(Node::as_list);
        let allowed: Option<Vec<String>> = allowed.and_then(|values| values.iter().map(text_of).collect());
        let text = value.and_then(text_of).filter(|text| !is_dynamic(text));
        if let (Some(text), Some(allowed)) = (text, allowed)
            && !allowed.contains(&text)
        {
            let message = format!("the parameter `{name}` does not allow {}", quote(&text));
            self.report(
                Finding::error("stack-set-parameter", &at.key("ParameterValue").path(), message)
                    .allowed(one_of(allowed.iter().map(String::as_str))),
            );
        }
    }

    fn stack_set_capabilities(&mut self, properties: &Object, template: &Object, at: &At<'_>) {
        let given: Vec<&str> = match properties.get("Capabilities") {
            None => Vec::new(),
            Some(Node::List(items)) => match items.iter().map(Node::as_str).collect() {
                Some(texts) => texts,
                None => return,
            },
            Some(_) => return,
        };
        let resources = || template.get("Resources").and_then(Node::as_object).into_iter().flat_map(Object::iter);
        let of_iam = |node: &Node| {
            let ty = node.get("Type").and_then(Node::as_str)?;
            let (_, name) = OF_IAM.iter().find(|(known, _)| *known == ty)?;
            Some(node.get("Properties").is_some_and(|properties| properties.get(name).is_some()))
        };
        let named = resources().find(|(_, node)| of_iam(node) == Some(true));
        let any = resources().find(|(_, node)| of_iam(node).is_some());
        let has = |capability: &str| given.contains(&capability);
        let missing = match (named, any) {
            (Some((id, _)), _) if !has("CAPABILITY_NAMED_IAM") => {
                Some(("CAPABILITY_NAMED_IAM", format!("`{id}`, an IAM resource with a name of its own")))
            }
            (None, Some((id, _))) if !has("CAPABILITY_IAM") && !has("CAPABILITY_NAMED_IAM") => {
                Some(("CAPABILITY_IAM", format!("`{id}`, an IAM resource")))
            }
            _ => None,
        };
        let transform = template.get("Transform").is_some() && !has("CAPABILITY_AUTO_EXPAND");
        let macros = transform.then(|| ("CAPABILITY_AUTO_EXPAND", "a transform".to_owned()));
        for (capability, what) in missing.into_iter().chain(macros) {
            let path = if properties.get("Capabilities").is_some() { at.key("Capabilities").path() } else { at.path() };
            self.report(
                Finding::error(
                    "stack-set-capability",
                    &path,
                    format!("the template of the StackSet has {what}, and `{capability}` is not acknowledged"),
                )
                .suggest(format!("add `{capability}` to `Capabilities`")),
            );
        }
    }
}

/// The index, name and value of a parameter that is given.
type Given<'n> = (usize, &'n str, Option<&'n Node>);

/// The parameters in a list of keys and values; `None` where a function makes them.
fn parameters_in(node: Option<&Node>) -> Option<Vec<Given<'_>>> {
    let Some(node) = node else { return Some(Vec::new()) };
    node.as_list()?
        .iter()
        .enumerate()
        .map(|(index, item)| Some((index, item.get("ParameterKey")?.as_str()?, item.get("ParameterValue"))))
        .collect()
}
