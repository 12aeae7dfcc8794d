//! IAM policies in JSON; most of these mistakes are not possible with the policy types.

use super::Checker;
use super::condition_key::GLOBAL_KEYS;
use super::finding::Finding;
use super::fix::Fix;
use super::path::{At, Path};
use super::presence::{Presence, is_no_value, outcomes};
use super::returns::Returns;
use super::scalar::is_dynamic;
use super::suggest::{did_you_mean, one_of};
use super::value::{describe, quote};
use crate::node::{Node, Object};
use crate::policy::operator;

/// The type of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attached {
    Identity,
    Resource,
    Trust,
    /// Unknown: a principal is optional.
    Something,
}

pub(super) const DOCUMENT: &[&str] = &["Id", "Statement", "Version"];
pub(super) const STATEMENT: &[&str] =
    &["Action", "Condition", "Effect", "NotAction", "NotPrincipal", "NotResource", "Principal", "Resource", "Sid"];
const PRINCIPALS: &[&str] = &["AWS", "CanonicalUser", "Federated", "Service"];

impl Checker<'_> {
    /// Checks every policy document in the properties of resources.
    pub(super) fn policies(&mut self) {
        let resources: Vec<_> = self.symbols.resources().collect();
        let root = At::ROOT.key("Resources");
        for (id, type_name, entry) in resources {
            if let Some(Node::Object(properties)) = entry.get("Properties") {
                let at = root.key(id);
                let at = at.key("Properties");
                for (key, value) in properties.iter() {
                    self.find_policies(key, value, type_name, &at.key(key));
                }
            }
        }
    }

    fn find_policies(&mut self, key: &str, node: &Node, type_name: &str, at: &At<'_>) {
        match node {
            Node::Object(object) if is_policy(object) || is_document(key, object, type_name) => {
                self.policy_document(object, attached(key, type_name), type_name, at);
            }
            Node::Object(object) => {
                for (key, value) in object.iter() {
                    self.find_policies(key, value, type_name, &at.key(key));
                }
            }
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.find_policies(key, item, type_name, &at.index(index));
                }
            }
            Node::Function("Fn::If", argument) => {
                for (index, branch) in argument.as_list().unwrap_or_default().iter().enumerate().skip(1) {
                    self.find_policies(key, branch, type_name, &at.key("Fn::If").index(index));
                }
            }
            _ => {}
        }
    }

    fn policy_document(&mut self, policy: &Object, attached: Attached, type_name: &str, at: &At<'_>) {
        self.only_keys(policy, DOCUMENT, "a policy", at);
        if let Some(Node::String(version)) = policy.get("Version")
            && !["2012-10-17", "2008-10-17"].contains(&version.as_ref())
        {
            self.report(
                Finding::error(
                    "policy-version",
                    &at.key("Version").path(),
                    format!("unknown policy version {}", quote(version)),
                )
                .allowed("`2012-10-17` or `2008-10-17`"),
            );
        }
        let is_macro = policy.keys().any(|key| key.starts_with("Fn::"));
        let Some(statements) = policy.get("Statement").filter(|node| Presence::of(Some(node)) != Presence::Never)
        else {
            if !is_macro {
                self.report(
                    Finding::error("policy-statement", &at.path(), "a policy document requires `Statement`")
                        .suggest("add `Statement`: a list of statements".to_owned()),
                );
            }
            return;
        };
        let mut sids = Vec::new();
        self.statements(statements, attached, &mut sids, false, &at.key("Statement"));
        for (index, (sid, path)) in sids.iter().enumerate() {
            let repeated = sids[..index].iter().any(|(other, _)| other == sid);
            self.sid(sid, repeated, attached, type_name, path);
        }
    }

    /// Statements: one, a list of them, or branches of `Fn::If`.
    fn statements<'n>(
        &mut self,
        node: &'n Node,
        attached: Attached,
        sids: &mut Vec<(&'n str, Path)>,
        in_list: bool,
        at: &At<'_>,
    ) {
        match node {
            Node::Object(statement) => {
                self.statement(statement, attached, at);
                if let Some(sid) = statement.get("Sid").and_then(Node::as_str).filter(|sid| !sid.is_empty()) {
                    sids.push((sid, at.key("Sid").path()));
                }
            }
            Node::List(items) if items.is_empty() => self.report(
                Finding::error("policy-statement", &at.path(), "the policy has no statements")
                    .allowed("at least one statement"),
            ),
            Node::List(items) if !in_list => {
                for (index, item) in items.iter().enumerate() {
                    self.statements(item, attached, sids, true, &at.index(index));
                }
            }
            Node::Function("Fn::If", argument) => {
                let at = at.key("Fn::If");
                for (index, branch) in argument.as_list().unwrap_or_default().iter().enumerate().skip(1) {
                    // Only one branch is used, so both can have statements with the same `Sid`.
                    let mut own = Vec::new();
                    if !is_no_value(branch) {
                        self.statements(branch, attached, &mut own, in_list, &at.index(index));
                    }
                }
            }
            Node::Function("Fn::Transform", _) => {}
            _ if node.is_intrinsic() && self.returns(node) == Returns::Unknown => {}
            _ => self.wrong_type(node, "a statement: an object with an `Effect`", at),
        }
    }

    /// IAM requires unique alphanumeric `Sid`s; other services do not.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html>.
    fn sid(&mut self, sid: &str, repeated: bool, attached: Attached, type_name: &str, path: &Path) {
        let strict = matches!(attached, Attached::Identity | Attached::Trust);
        if repeated {
            let message = format!("two statements have the `Sid` {}", quote(sid));
            // S3 accepts them, and AWS's own templates have them.
            if type_name != "AWS::S3::BucketPolicy" || strict {
                let severity = if strict { Finding::error } else { Finding::warning };
                self.report(severity("policy-sid", path, message).allowed("a `Sid` that is unique in the policy"));
            }
        }
        if strict && !sid.bytes().all(|b| b.is_ascii_alphanumeric()) {
            self.report(
                Finding::error("policy-sid", path, format!("{} is not a valid `Sid`", quote(sid)))
                    .allowed("ASCII letters and digits"),
            );
        }
    }

    fn statement(&mut self, statement: &Object, attached: Attached, at: &At<'_>) {
        // What a macro adds is not known.
        if statement.keys().any(|key| key.starts_with("Fn::")) {
            return;
        }
        self.only_keys(statement, STATEMENT, "a statement", at);
        self.effect(statement, at);
        self.one_of_two(statement, "Action", "NotAction", true, at);
        self.one_of_two(statement, "Resource", "NotResource", attached == Attached::Identity, at);
        self.principals(statement, attached, at);
        for key in ["Action", "NotAction"] {
            if let Some(actions) = statement.get(key) {
                self.texts(actions, key, false, &at.key(key), &mut |checker, action, at| checker.action(action, at));
            }
        }
        for key in ["Resource", "NotResource"] {
            let Some(resources) = statement.get(key) else { continue };
            let at = at.key(key);
            if attached == Attached::Trust && Presence::of(Some(resources)) != Presence::Never {
                self.report(
                    Finding::error(
                        "policy-resource",
                        &at.path(),
                        "a trust policy has no resource: it applies to its role",
                    )
                    .suggest(format!("remove `{key}`")),
                );
            }
            self.texts(resources, key, false, &at, &mut |checker, resource, at| {
                if attached == Attached::Identity {
                    checker.resource_arn(resource, at);
                }
            });
        }
        if let Some(Node::Object(conditions)) = statement.get("Condition") {
            self.condition_block(conditions, &at.key("Condition"));
        }
        self.alias_as_resource(statement, at);
    }

    fn effect(&mut self, statement: &Object, at: &At<'_>) {
        if Presence::of(statement.get("Effect")) == Presence::Never {
            self.statement_lacks("Effect", at);
            return;
        }
        let Some(effect) = statement.get("Effect") else { return };
        self.texts(effect, "Effect", true, &at.key("Effect"), &mut |checker, effect, at| {
            if !["Allow", "Deny"].contains(&effect) {
                checker.report(
                    Finding::error("policy-effect", &at.path(), format!("unknown effect {}", quote(effect)))
                        .allowed("`Allow` or `Deny`")
                        .suggest(did_you_mean(effect, ["Allow", "Deny"]))
                        .fix(Fix::name(effect, ["Allow", "Deny"])),
                );
            }
        });
    }

    /// A string or a list of strings, in every branch of `Fn::If`: calls `each` for the literals. Nested lists are not allowed.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>.
    fn texts(
        &mut self,
        node: &Node,
        name: &str,
        in_list: bool,
        at: &At<'_>,
        each: &mut dyn FnMut(&mut Self, &str, &At<'_>),
    ) {
        let wanted = if in_list { "a string" } else { "a string or a list of strings" };
        match node {
            Node::String(text) => each(self, text, at),
            Node::List(items) if items.is_empty() && !in_list => self.report(
                Finding::error("policy-statement", &at.path(), format!("`{name}` is an empty list"))
                    .allowed("at least one item"),
            ),
            Node::List(items) if !in_list => {
                for (index, item) in items.iter().enumerate() {
                    self.texts(item, name, true, &at.index(index), each);
                }
            }
            Node::Function("Fn::If", argument) => {
                let at = at.key("Fn::If");
                for (index, branch) in argument.as_list().unwrap_or_default().iter().enumerate().skip(1) {
                    if !is_no_value(branch) {
                        self.texts(branch, name, in_list, &at.index(index), each);
                    }
                }
            }
            _ => match self.returns(node) {
                Returns::Scalar | Returns::Unknown => {}
                Returns::List if !in_list => {}
                Returns::List if node.is_intrinsic() => {
                    let message = format!("`{name}` has to be {wanted}, found {}, which is a list", describe(node));
                    self.report(Finding::error("wrong-type", &at.path(), message).allowed(wanted));
                }
                _ => self.wrong_type(node, wanted, at),
            },
        }
    }

    fn statement_lacks(&mut self, key: &str, at: &At<'_>) {
        self.report(
            Finding::error("policy-statement", &at.path(), format!("the statement has no `{key}`"))
                .suggest(format!("add `{key}`")),
        );
    }

    /// Exactly one of two elements, or at most one, for all values of the conditions in them.
    fn one_of_two(&mut self, statement: &Object, one: &str, other: &str, required: bool, at: &At<'_>) {
        let given = [statement.get(one), statement.get(other)];
        let Some(outcomes) = outcomes(&given) else { return };
        let both = outcomes.iter().filter(|there| there[0] && there[1]).count();
        let none = outcomes.iter().filter(|there| !there[0] && !there[1]).count();
        // Not all combinations of two conditions have to be possible.
        let certain = |count: usize| count == outcomes.len();
        let possible = |count: usize| count > 0 && outcomes.len() <= 2;
        if certain(both) || possible(both) {
            let severity = if certain(both) { Finding::error } else { Finding::warning };
            self.report(
                severity("policy-statement", &at.path(), format!("`{one}` and `{other}` are mutually exclusive"))
                    .allowed(format!("either `{one}` or `{other}`")),
            );
        }
        if required && certain(none) {
            self.statement_lacks(one, at);
        } else if required && possible(none) {
            let key = if given[0].is_some() { one } else { other };
            let message = format!("a branch of `Fn::If` removes `{one}` from the statement with `AWS::NoValue`");
            self.report(
                Finding::warning("policy-statement", &at.key(key).path(), message)
                    .suggest(format!("set `{one}` or `{other}` in both branches")),
            );
        }
    }

    fn principals(&mut self, statement: &Object, attached: Attached, at: &At<'_>) {
        let wanted = matches!(attached, Attached::Resource | Attached::Trust);
        self.one_of_two(statement, "Principal", "NotPrincipal", wanted, at);
        for key in ["Principal", "NotPrincipal"] {
            let Some(principal) = statement.get(key) else { continue };
            let at = at.key(key);
            if attached == Attached::Identity && Presence::of(Some(principal)) != Presence::Never {
                self.report(
                    Finding::error(
                        "policy-principal",
                        &at.path(),
                        "an identity-based policy has no principal: it applies to its user, group or role",
                    )
                    .suggest(format!("remove `{key}`")),
                );
            }
            self.principal(principal, &at);
        }
        if statement.get("NotPrincipal").is_some() && statement.get("Effect").and_then(Node::as_str) == Some("Allow") {
            self.report(
                Finding::warning(
                    "policy-principal",
                    &at.key("NotPrincipal").path(),
                    "`Allow` with `NotPrincipal` allows every other principal, including anonymous users",
                )
                .suggest(
                    "list the principals in `Principal`, or use `Deny` with a condition on `aws:PrincipalArn`"
                        .to_owned(),
                ),
            );
        }
    }

    fn principal(&mut self, principal: &Node, at: &At<'_>) {
        match principal {
            Node::Object(kinds) => {
                self.only_keys(kinds, PRINCIPALS, "a principal", at);
                for (kind, value) in kinds.iter().filter(|(kind, _)| PRINCIPALS.contains(kind)) {
                    self.texts(value, kind, false, &at.key(kind), &mut |_, _, _| {});
                }
            }
            Node::String(text) if text != "*" => self.report(
                Finding::error("policy-principal", &at.path(), format!("{} is not a principal", quote(text)))
                    .allowed("`*`, or an object of `AWS`, `Service`, `Federated` or `CanonicalUser`"),
            ),
            Node::Function("Fn::If", argument) => {
                let at = at.key("Fn::If");
                for (index, branch) in argument.as_list().unwrap_or_default().iter().enumerate().skip(1) {
                    self.principal(branch, &at.index(index));
                }
            }
            Node::List(_) => self.wrong_type(principal, "`*` or an object of principals", at),
            _ => {}
        }
    }

    fn action(&mut self, action: &str, at: &At<'_>) {
        if action == "*" || is_dynamic(action) {
            return;
        }
        let Some((service, name)) = action.split_once(':').filter(|(s, n)| !s.is_empty() && !n.is_empty()) else {
            self.report(
                Finding::error("policy-action", &at.path(), format!("{} is not an action", quote(action)))
                    .allowed("`service:Action`, with `*` and `?` in the action, or `*`"),
            );
            return;
        };
        let facts = self.facts;
        if facts.has_action(service, name) == Some(false) {
            let near = did_you_mean(name, facts.actions(service).iter().copied());
            self.report(
                Finding::warning(
                    "policy-action",
                    &at.path(),
                    format!("{} matches no known action of `{service}`", quote(name)),
                )
                .suggest(near),
            );
        }
    }

    fn resource_arn(&mut self, resource: &str, at: &At<'_>) {
        if resource != "*"
            && !resource.starts_with("arn:")
            && !resource.starts_with(['*', '$', '?'])
            && !is_dynamic(resource)
        {
            self.report(
                Finding::error("policy-resource", &at.path(), format!("{} is not an ARN", quote(resource)))
                    .allowed("ARNs, with `*` and `?` in their parts, or `*`"),
            );
        }
    }

    fn condition_block(&mut self, conditions: &Object, at: &At<'_>) {
        for (operator, keys) in conditions.iter().filter(|(key, _)| !key.starts_with("Fn::")) {
            let at = at.key(operator);
            let set = operator.strip_prefix("ForAnyValue:").or_else(|| operator.strip_prefix("ForAllValues:"));
            let bare = set.unwrap_or(operator);
            let bare = bare.strip_suffix("IfExists").unwrap_or(bare);
            if !operator::NAMES.contains(&bare) {
                let near = did_you_mean(bare, operator::NAMES.iter().copied());
                self.report(
                    Finding::error(
                        "policy-operator",
                        &at.path(),
                        format!("unknown condition operator {}", quote(operator)),
                    )
                    .allowed("IAM's condition operators, with `IfExists`, `ForAnyValue:` or `ForAllValues:`")
                    .suggest(near),
                );
            }
            for key in keys.as_object().into_iter().flat_map(Object::keys) {
                self.condition_key(key, &at);
            }
        }
    }

    /// Checks global condition keys, which begin with `aws:`; the keys of services are not in the facts.
    fn condition_key(&mut self, key: &str, at: &At<'_>) {
        let name = key.split('/').next().unwrap_or(key);
        let known = |known: &&str| known.eq_ignore_ascii_case(name);
        if !name.to_ascii_lowercase().starts_with("aws:") || GLOBAL_KEYS.iter().any(known) {
            return;
        }
        let near = did_you_mean(name, GLOBAL_KEYS.iter().copied());
        self.report(
            Finding::warning("policy-key", &at.key(key).path(), format!("unknown global condition key {}", quote(key)))
                .suggest(near),
        );
    }

    fn only_keys(&mut self, object: &Object, known: &[&'static str], what: &str, at: &At<'_>) {
        for key in object.keys().filter(|key| !known.contains(key) && !key.starts_with("Fn::")) {
            let near = did_you_mean(key, known.iter().copied());
            self.report(
                Finding::error("policy-element", &at.key(key).path(), format!("{what} has no element `{key}`"))
                    .allowed(one_of(known.iter().copied()))
                    .suggest(near)
                    .fix(Fix::key(key, known.iter().copied().filter(|known| object.get(known).is_none()))),
            );
        }
    }
}

/// Whether an object is a policy document, by its statements with an effect.
fn is_policy(object: &Object) -> bool {
    let is_statement = |node: &Node| {
        node.as_object()
            .is_some_and(|s| s.get("Effect").is_some() || (s.get("Action").is_some() && s.get("Resource").is_some()))
    };
    object.get("Statement").is_some_and(|statements| statements.one_or_many().iter().any(is_statement))
}

/// Whether a property is a policy document, by its name.
fn is_document(key: &str, object: &Object, type_name: &str) -> bool {
    let versioned = || {
        let version = object.get("Version").and_then(Node::as_str);
        version.is_some_and(|version| version == "2012-10-17" || version == "2008-10-17")
    };
    let of_iam = type_name.starts_with("AWS::IAM::") && matches!(key, "PolicyDocument" | "AssumeRolePolicyDocument");
    of_iam
        || (RESOURCE_POLICIES.contains(&type_name) && key == "PolicyDocument")
        || WITH_POLICIES.contains(&(type_name, key))
        || (key.contains("Polic") && object.get("Statement").is_none() && versioned())
}

fn attached(key: &str, type_name: &str) -> Attached {
    match (type_name, key) {
        (_, "AssumeRolePolicyDocument") => Attached::Trust,
        (ty, _) if ty.starts_with("AWS::IAM::") => Attached::Identity,
        ("AWS::SSO::PermissionSet", _) => Attached::Identity,
        // Service control policies and session policies have no principals either.
        ("AWS::Organizations::Policy" | "AWS::Transfer::User", _) => Attached::Identity,
        (ty, key) if WITH_POLICIES.contains(&(ty, key)) => Attached::Resource,
        (ty, _) if RESOURCE_POLICIES.contains(&ty) => Attached::Resource,
        _ => Attached::Something,
    }
}

/// Resource types that are the policy of another resource.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html>.
const RESOURCE_POLICIES: &[&str] = &[
    "AWS::S3::AccessPoint",
    "AWS::S3::BucketPolicy",
    "AWS::S3Outposts::BucketPolicy",
    "AWS::SNS::TopicInlinePolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueueInlinePolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::SecretsManager::ResourcePolicy",
];

/// Properties that are the policy of their resource.
const WITH_POLICIES: &[(&str, &str)] = &[
    ("AWS::Backup::BackupVault", "AccessPolicy"),
    ("AWS::ECR::Repository", "RepositoryPolicyText"),
    ("AWS::EFS::FileSystem", "FileSystemPolicy"),
    ("AWS::KMS::Key", "KeyPolicy"),
    ("AWS::KMS::ReplicaKey", "KeyPolicy"),
];
