//! IAM policies in JSON; most of these mistakes are not possible with the policy types.

mod action;
mod condition;
mod operator;
mod policy_type;
mod principal;
mod resource;
mod statement;

pub use self::operator::OPERATORS;
use self::policy_type::PolicyType;
#[cfg(test)]
pub(super) use self::statement::STATEMENT;
use super::Checker;
use super::finding::Finding;
use super::fix::Fix;
use super::path::{Location, Path};
use super::presence::{Presence, is_no_value};
use super::returns::Returns;
use super::suggest::{did_you_mean, one_of};
use super::value::{describe, quote};
use crate::node::{Node, Object};

pub(super) const DOCUMENT: &[&str] = &["Id", "Statement", "Version"];

impl Checker<'_> {
    /// Checks every policy document in the properties of resources.
    pub(super) fn policies(&mut self) {
        let resources: Vec<_> = self.symbols.resources().collect();
        let root = Location::ROOT.key("Resources");
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

    fn find_policies(&mut self, key: &str, node: &Node, type_name: &str, at: &Location<'_>) {
        match node {
            Node::Object(object)
                if policy_type::is_policy(object) || policy_type::is_document(key, object, type_name) =>
            {
                self.policy_document(object, PolicyType::of(key, type_name), type_name, at);
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
                for (index, branch) in argument.branches() {
                    self.find_policies(key, branch, type_name, &at.key("Fn::If").index(index));
                }
            }
            _ => {}
        }
    }

    fn policy_document(&mut self, policy: &Object, policy_type: PolicyType, type_name: &str, at: &Location<'_>) {
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
        self.statements(statements, policy_type, &mut sids, false, &at.key("Statement"));
        for (index, (sid, path)) in sids.iter().enumerate() {
            let repeated = sids[..index].iter().any(|(other, _)| other == sid);
            self.sid(sid, repeated, policy_type, type_name, path);
        }
    }

    /// Statements: one, a list of them, or branches of `Fn::If`.
    fn statements<'n>(
        &mut self,
        node: &'n Node,
        policy_type: PolicyType,
        sids: &mut Vec<(&'n str, Path)>,
        in_list: bool,
        at: &Location<'_>,
    ) {
        match node {
            Node::Object(statement) => {
                self.statement(statement, policy_type, at);
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
                    self.statements(item, policy_type, sids, true, &at.index(index));
                }
            }
            Node::Function("Fn::If", argument) => {
                let at = at.key("Fn::If");
                for (index, branch) in argument.branches() {
                    // Only one branch is used, so both can have statements with the same `Sid`.
                    let mut own = Vec::new();
                    if !is_no_value(branch) {
                        self.statements(branch, policy_type, &mut own, in_list, &at.index(index));
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
    fn sid(&mut self, sid: &str, repeated: bool, policy_type: PolicyType, type_name: &str, path: &Path) {
        let strict = matches!(policy_type, PolicyType::Identity | PolicyType::Trust);
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

    /// A string or a list of strings, in every branch of `Fn::If`: calls `each` for the literals. Nested lists are not allowed.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>.
    fn texts(
        &mut self,
        node: &Node,
        name: &str,
        in_list: bool,
        at: &Location<'_>,
        each: &mut dyn FnMut(&mut Self, &str, &Location<'_>),
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
                for (index, branch) in argument.branches() {
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

    fn only_keys(&mut self, object: &Object, known: &[&'static str], what: &str, at: &Location<'_>) {
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
