//! IAM policies that are written as JSON, or came from a file; those written as types cannot be wrong in most of this.

use super::Checker;
use super::condition_key::GLOBAL_KEYS;
use super::finding::Finding;
use super::path::At;
use super::suggest::{did_you_mean, one_of};
use super::value::quote;
use crate::node::{Node, Object};
use crate::policy::operator;

/// What a policy is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attached {
    Identity,
    Resource,
    Trust,
    /// To what it is attached cannot be told: a principal may be there or not.
    Something,
}

const DOCUMENT: &[&str] = &["Id", "Statement", "Version"];
const STATEMENT: &[&str] =
    &["Action", "Condition", "Effect", "NotAction", "NotPrincipal", "NotResource", "Principal", "Resource", "Sid"];
const PRINCIPALS: &[&str] = &["AWS", "CanonicalUser", "Federated", "Service"];

impl Checker<'_> {
    /// Checks every policy document among the properties of the resources.
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
            Node::Object(object) if is_policy(object) => {
                self.policy_document(object, attached(key, type_name), at);
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

    fn policy_document(&mut self, policy: &Object, attached: Attached, at: &At<'_>) {
        self.only_keys(policy, DOCUMENT, "a policy", at);
        if let Some(Node::String(version)) = policy.get("Version")
            && !["2012-10-17", "2008-10-17"].contains(&version.as_ref())
        {
            self.report(
                Finding::error(
                    "policy-version",
                    &at.key("Version").path(),
                    format!("there is no version {}", quote(version)),
                )
                .allowed("`2012-10-17` or `2008-10-17`"),
            );
        }
        let Some(statements) = policy.get("Statement") else { return };
        let at = at.key("Statement");
        let is_list = statements.as_list().is_some();
        let mut sids: Vec<&str> = Vec::new();
        for (index, statement) in statements.one_or_many().iter().enumerate() {
            let item = at.index(index);
            let at = if is_list { &item } else { &at };
            let Node::Object(statement) = statement else {
                if !statement.is_intrinsic() {
                    self.wrong_type(statement, "a statement: an object with an `Effect`", at);
                }
                continue;
            };
            self.statement(statement, attached, at);
            if let Some(sid) = statement.get("Sid").and_then(Node::as_str) {
                self.sid(sid, &sids, attached, &at.key("Sid"));
                sids.push(sid);
            }
        }
    }

    fn sid(&mut self, sid: &str, others: &[&str], attached: Attached, at: &At<'_>) {
        if others.contains(&sid) && !sid.is_empty() {
            self.report(
                Finding::error("policy-sid", &at.path(), format!("two statements are called {}", quote(sid)))
                    .allowed("names that are unique in the policy"),
            );
        }
        if matches!(attached, Attached::Identity | Attached::Trust) && !sid.bytes().all(|b| b.is_ascii_alphanumeric()) {
            self.report(
                Finding::error("policy-sid", &at.path(), format!("{} is no statement's name", quote(sid)))
                    .allowed("ASCII letters and digits"),
            );
        }
    }

    fn statement(&mut self, statement: &Object, attached: Attached, at: &At<'_>) {
        // What a macro inserts cannot be seen.
        if statement.keys().any(|key| key.starts_with("Fn::")) {
            return;
        }
        self.only_keys(statement, STATEMENT, "a statement", at);
        match statement.get("Effect") {
            Some(Node::String(effect)) if !["Allow", "Deny"].contains(&effect.as_ref()) => self.report(
                Finding::error(
                    "policy-effect",
                    &at.key("Effect").path(),
                    format!("there is no effect {}", quote(effect)),
                )
                .allowed("`Allow` or `Deny`")
                .suggest(did_you_mean(effect, ["Allow", "Deny"])),
            ),
            Some(_) => {}
            None => self.statement_lacks("Effect", at),
        }
        self.one_of_two(statement, "Action", "NotAction", true, at);
        self.one_of_two(statement, "Resource", "NotResource", attached == Attached::Identity, at);
        self.principals(statement, attached, at);
        for key in ["Action", "NotAction"] {
            if let Some(actions) = statement.get(key) {
                self.actions(actions, &at.key(key));
            }
        }
        if attached == Attached::Trust {
            for key in ["Resource", "NotResource"] {
                if statement.get(key).is_some() {
                    self.report(
                        Finding::error(
                            "policy-resource",
                            &at.key(key).path(),
                            "a role's trust policy has no resource: the role is it",
                        )
                        .suggest(format!("remove `{key}`")),
                    );
                }
            }
        }
        if attached == Attached::Identity {
            self.resource_arns(statement, at);
        }
        if let Some(Node::Object(conditions)) = statement.get("Condition") {
            self.condition_block(conditions, &at.key("Condition"));
        }
        self.alias_as_resource(statement, at);
    }

    fn statement_lacks(&mut self, key: &str, at: &At<'_>) {
        self.report(
            Finding::error("policy-statement", &at.path(), format!("the statement has no `{key}`"))
                .suggest(format!("add `{key}`")),
        );
    }

    fn one_of_two(&mut self, statement: &Object, one: &str, other: &str, required: bool, at: &At<'_>) {
        match (statement.get(one).is_some(), statement.get(other).is_some()) {
            (true, true) => self.report(
                Finding::error("policy-statement", &at.path(), format!("`{one}` and `{other}` exclude each other"))
                    .allowed(format!("either `{one}` or `{other}`")),
            ),
            (false, false) if required => self.statement_lacks(one, at),
            _ => {}
        }
    }

    fn principals(&mut self, statement: &Object, attached: Attached, at: &At<'_>) {
        let wanted = matches!(attached, Attached::Resource | Attached::Trust);
        self.one_of_two(statement, "Principal", "NotPrincipal", wanted, at);
        for key in ["Principal", "NotPrincipal"] {
            let Some(principal) = statement.get(key) else { continue };
            let at = at.key(key);
            if attached == Attached::Identity {
                self.report(
                    Finding::error(
                        "policy-principal",
                        &at.path(),
                        "a policy on an identity has no principal: the identity is it",
                    )
                    .suggest(format!("remove `{key}`")),
                );
            }
            match principal {
                Node::Object(kinds) => self.only_keys(kinds, PRINCIPALS, "a principal", &at),
                Node::String(text) if text != "*" => self.report(
                    Finding::error("policy-principal", &at.path(), format!("{} is no principal", quote(text)))
                        .allowed("`*`, or an object of `AWS`, `Service`, `Federated` or `CanonicalUser`"),
                ),
                _ => {}
            }
        }
        if statement.get("NotPrincipal").is_some() && statement.get("Effect").and_then(Node::as_str) == Some("Allow") {
            self.report(
                Finding::warning(
                    "policy-principal",
                    &at.key("NotPrincipal").path(),
                    "`Allow` with `NotPrincipal` allows everybody else, the public included",
                )
                .suggest("name the principals, or deny with a condition on `aws:PrincipalArn`".to_owned()),
            );
        }
    }

    fn actions(&mut self, actions: &Node, at: &At<'_>) {
        let is_list = actions.as_list().is_some();
        for (index, action) in actions.one_or_many().iter().enumerate() {
            let item = at.index(index);
            let at = if is_list { &item } else { at };
            let Some(action) = action.as_str().filter(|action| *action != "*") else { continue };
            let Some((service, name)) = action.split_once(':').filter(|(s, n)| !s.is_empty() && !n.is_empty()) else {
                self.report(
                    Finding::error("policy-action", &at.path(), format!("{} is no action", quote(action)))
                        .allowed("`service:Action`, with `*` and `?` in the action, or `*`"),
                );
                continue;
            };
            let facts = self.facts;
            if facts.has_action(service, name) == Some(false) {
                let near = did_you_mean(name, facts.actions(service).iter().copied());
                self.report(
                    Finding::warning(
                        "policy-action",
                        &at.path(),
                        format!("AWS's list of the actions of `{service}` has none that {} matches", quote(name)),
                    )
                    .suggest(near),
                );
            }
        }
    }

    fn resource_arns(&mut self, statement: &Object, at: &At<'_>) {
        for key in ["Resource", "NotResource"] {
            let Some(resources) = statement.get(key) else { continue };
            for resource in resources.one_or_many().iter().filter_map(Node::as_str) {
                if resource != "*" && !resource.starts_with("arn:") && !resource.starts_with(['*', '$']) {
                    self.report(
                        Finding::error(
                            "policy-resource",
                            &at.key(key).path(),
                            format!("{} is no ARN", quote(resource)),
                        )
                        .allowed("ARNs, with `*` and `?` in their parts, or `*`"),
                    );
                }
            }
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
                    Finding::error("policy-operator", &at.path(), format!("there is no operator {}", quote(operator)))
                        .allowed("IAM's condition operators, with `IfExists`, `ForAnyValue:` or `ForAllValues:`")
                        .suggest(near),
                );
            }
            for key in keys.as_object().into_iter().flat_map(Object::keys) {
                self.condition_key(key, &at);
            }
        }
    }

    /// Keys that every service has begin with `aws:`; those of a service are not in this version's facts.
    fn condition_key(&mut self, key: &str, at: &At<'_>) {
        let name = key.split('/').next().unwrap_or(key);
        let known = |known: &&str| known.eq_ignore_ascii_case(name);
        if !name.to_ascii_lowercase().starts_with("aws:") || GLOBAL_KEYS.iter().any(known) {
            return;
        }
        let near = did_you_mean(name, GLOBAL_KEYS.iter().copied());
        self.report(
            Finding::warning("policy-key", &at.key(key).path(), format!("AWS documents no key {}", quote(key)))
                .suggest(near),
        );
    }

    fn only_keys(&mut self, object: &Object, known: &[&'static str], what: &str, at: &At<'_>) {
        for key in object.keys().filter(|key| !known.contains(key) && !key.starts_with("Fn::")) {
            let near = did_you_mean(key, known.iter().copied());
            self.report(
                Finding::error("policy-element", &at.key(key).path(), format!("{what} has no `{key}`"))
                    .allowed(one_of(known.iter().copied()))
                    .suggest(near),
            );
        }
    }
}

/// A document is known by its statements, each of which has an effect.
fn is_policy(object: &Object) -> bool {
    let is_statement = |node: &Node| {
        node.as_object()
            .is_some_and(|s| s.get("Effect").is_some() || (s.get("Action").is_some() && s.get("Resource").is_some()))
    };
    object.get("Statement").is_some_and(|statements| statements.one_or_many().iter().any(is_statement))
}

fn attached(key: &str, type_name: &str) -> Attached {
    match (type_name, key) {
        (_, "AssumeRolePolicyDocument") => Attached::Trust,
        (ty, _) if ty.starts_with("AWS::IAM::") => Attached::Identity,
        ("AWS::SSO::PermissionSet", _) => Attached::Identity,
        // Policies that bound or carry others have no principals either: service control policies, session policies.
        ("AWS::Organizations::Policy" | "AWS::Transfer::User", _) => Attached::Identity,
        (ty, key) if WITH_POLICIES.contains(&(ty, key)) => Attached::Resource,
        (ty, _) if RESOURCE_POLICIES.contains(&ty) => Attached::Resource,
        _ => Attached::Something,
    }
}

/// Types that are a policy of another resource.
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

/// Properties that hold the policy of their resource.
const WITH_POLICIES: &[(&str, &str)] = &[
    ("AWS::Backup::BackupVault", "AccessPolicy"),
    ("AWS::ECR::Repository", "RepositoryPolicyText"),
    ("AWS::EFS::FileSystem", "FileSystemPolicy"),
    ("AWS::KMS::Key", "KeyPolicy"),
    ("AWS::KMS::ReplicaKey", "KeyPolicy"),
];
