//! A policy document, read strictly: what IAM would refuse is refused here, with its place.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::error::PolicyError;
use crate::statement::Statement;

/// What a policy is attached to, which decides what it may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyKind {
    /// Attached to a user or role: names no principals.
    Identity,
    /// Attached to a bucket, a key, a topic, …: names principals and resources.
    Resource,
    /// Attached to a role, to say who may assume it: names principals, and no resources.
    Trust,
}

/// A policy that has been read and is ready to be evaluated.
#[derive(Clone, Debug)]
pub struct Policy {
    name: String,
    kind: PolicyKind,
    statements: Vec<Statement>,
}

/// The element of the document that is being read, for the error's path.
pub(crate) struct Place<'a> {
    policy: &'a str,
    path: String,
}

impl Policy {
    /// Reads a policy document. `name` is what decisions and errors call it.
    ///
    /// # Errors
    /// When an element is unknown, missing, contradictory or of the wrong form; the error has its path.
    pub fn parse(kind: PolicyKind, name: &str, document: &Value) -> Result<Self, PolicyError> {
        let root = Place { policy: name, path: String::new() };
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
                    .error(&format!("`{sid}` is the Sid of an earlier statement too: Sids are unique")));
            }
            statements.push(statement);
        }
        Ok(Self { name: name.to_owned(), kind, statements })
    }

    /// As [`Policy::parse`], from JSON text.
    ///
    /// # Errors
    /// As there, and when the text is not JSON.
    pub fn parse_text(kind: PolicyKind, name: &str, text: &str) -> Result<Self, PolicyError> {
        let root = Place { policy: name, path: String::new() };
        let document = serde_json::from_str(text).map_err(|error| root.error(&format!("is not JSON: {error}")))?;
        Self::parse(kind, name, &document)
    }

    /// The name it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is attached to.
    #[must_use]
    pub fn kind(&self) -> PolicyKind {
        self.kind
    }

    pub(crate) fn statements(&self) -> &[Statement] {
        &self.statements
    }
}

impl Place<'_> {
    /// The member `name` of this element.
    pub(crate) fn at(&self, name: &str) -> Self {
        let separator = if self.path.is_empty() { "" } else { "." };
        Self { policy: self.policy, path: format!("{}{separator}{name}", self.path) }
    }

    /// The item `index` of this list.
    pub(crate) fn at_index(&self, index: usize) -> Self {
        Self { policy: self.policy, path: format!("{}[{index}]", self.path) }
    }

    /// This path with text after it that is already a path.
    pub(crate) fn followed_by(&self, rest: &str) -> Self {
        Self { policy: self.policy, path: format!("{}{rest}", self.path) }
    }

    pub(crate) fn error(&self, problem: &str) -> PolicyError {
        let path = if self.path.is_empty() { "the document".to_owned() } else { self.path.clone() };
        PolicyError { policy: self.policy.to_owned(), path, problem: problem.to_owned() }
    }

    /// Refuses members that the policy language does not have.
    pub(crate) fn allow_only(&self, members: &Map<String, Value>, known: &[&str]) -> Result<(), PolicyError> {
        match members.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => Err(self.at(name).error(&format!("is not an element here; there are {}", known.join(", ")))),
        }
    }

    /// A text or a list of texts, of which there is at least one.
    pub(crate) fn texts<'v>(&self, value: &'v Value) -> Result<Vec<&'v str>, PolicyError> {
        match value {
            Value::String(text) => Ok(vec![text]),
            Value::Array(items) if !items.is_empty() => {
                let text = |(index, item): (usize, &'v Value)| {
                    item.as_str().ok_or_else(|| self.at_index(index).error("must be text"))
                };
                items.iter().enumerate().map(text).collect()
            }
            _ => Err(self.error("must be a text or a list of at least one text")),
        }
    }
}
