//! A strict parser of policy documents: what IAM would reject is an error with its path.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::error::PolicyError;
use crate::statement::Statement;

/// The type of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyKind {
    /// An identity-based policy of a user or role: has no principals.
    Identity,
    /// A resource-based policy of a bucket, a key, a topic, …: has principals and resources.
    Resource,
    /// The trust policy of a role: has principals and no resources.
    Trust,
}

/// A parsed policy.
#[derive(Clone, Debug)]
pub struct Policy {
    name: String,
    kind: PolicyKind,
    statements: Vec<Statement>,
}

/// The current element of the document, for the path of errors.
pub(crate) struct DocumentPath<'a> {
    policy: &'a str,
    path: String,
}

impl Policy {
    /// Parses a policy document. `name` is its name in decisions and errors.
    ///
    /// # Errors
    /// If an element is unknown, missing, contradictory or malformed; the error has its path.
    pub fn parse(kind: PolicyKind, name: &str, document: &Value) -> Result<Self, PolicyError> {
        let root = DocumentPath { policy: name, path: String::new() };
        let Value::Object(members) = document else {
            return Err(root.error("must be a JSON object"));
        };
        root.allow_only(members, &["Version", "Id", "Statement"])?;
        let variables = match members.get("Version").map(Value::as_str) {
            Some(Some("2012-10-17")) => true,
            None | Some(Some("2008-10-17")) => false,
            Some(_) => {
                return Err(root.at("Version").error("must be \"2012-10-17\" or \"2008-10-17\""));
            }
        };
        let place = root.at("Statement");
        let listed = match members.get("Statement") {
            Some(Value::Array(statements)) => statements.as_slice(),
            Some(single @ Value::Object(_)) => std::slice::from_ref(single),
            Some(_) => return Err(place.error("must be a statement or a list of statements")),
            None => return Err(place.error("is missing")),
        };
        let mut statements = Vec::with_capacity(listed.len());
        let mut sids = BTreeSet::new();
        for (index, value) in listed.iter().enumerate() {
            let place = place.at_index(index);
            let Value::Object(members) = value else {
                return Err(place.error("must be a JSON object"));
            };
            let statement = Statement::parse(kind, &place, members, variables)?;
            if let Some(sid) = statement.sid().filter(|sid| !sid.is_empty())
                && !sids.insert(sid.to_owned())
            {
                return Err(place
                    .at("Sid")
                    .error(&format!("the Sid `{sid}` is used by an earlier statement: Sids have to be unique")));
            }
            statements.push(statement);
        }
        Ok(Self { name: name.to_owned(), kind, statements })
    }

    /// As [`Policy::parse`], from JSON.
    ///
    /// # Errors
    /// As [`Policy::parse`], and if the text is not JSON.
    pub fn parse_text(kind: PolicyKind, name: &str, text: &str) -> Result<Self, PolicyError> {
        let root = DocumentPath { policy: name, path: String::new() };
        let document = serde_json::from_str(text).map_err(|error| root.error(&format!("is not JSON: {error}")))?;
        Self::parse(kind, name, &document)
    }

    /// The name of the policy.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The type of the policy.
    #[must_use]
    pub fn kind(&self) -> PolicyKind {
        self.kind
    }

    pub(crate) fn statements(&self) -> &[Statement] {
        &self.statements
    }
}

impl DocumentPath<'_> {
    /// The path of the member `name`.
    pub(crate) fn at(&self, name: &str) -> Self {
        let separator = if self.path.is_empty() { "" } else { "." };
        Self { policy: self.policy, path: format!("{}{separator}{name}", self.path) }
    }

    /// The path of the item `index`.
    pub(crate) fn at_index(&self, index: usize) -> Self {
        Self { policy: self.policy, path: format!("{}[{index}]", self.path) }
    }

    /// This path followed by another path.
    pub(crate) fn followed_by(&self, rest: &str) -> Self {
        Self { policy: self.policy, path: format!("{}{rest}", self.path) }
    }

    pub(crate) fn error(&self, problem: &str) -> PolicyError {
        let path = if self.path.is_empty() { "the document".to_owned() } else { self.path.clone() };
        PolicyError { policy: self.policy.to_owned(), path, problem: problem.to_owned() }
    }

    /// Rejects unknown members.
    pub(crate) fn allow_only(&self, members: &Map<String, Value>, known: &[&str]) -> Result<(), PolicyError> {
        match members.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => {
                Err(self.at(name).error(&format!("is not allowed here; expected one of {}", known.join(", "))))
            }
        }
    }

    /// A string or a non-empty list of strings.
    pub(crate) fn texts<'v>(&self, value: &'v Value) -> Result<Vec<&'v str>, PolicyError> {
        match value {
            Value::String(text) => Ok(vec![text]),
            Value::Array(items) if !items.is_empty() => {
                let text = |(index, item): (usize, &'v Value)| {
                    item.as_str().ok_or_else(|| self.at_index(index).error("must be a string"))
                };
                items.iter().enumerate().map(text).collect()
            }
            _ => Err(self.error("must be a string or a non-empty list of strings")),
        }
    }
}
