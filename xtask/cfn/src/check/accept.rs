//! Findings that are accepted in the template itself, in `Metadata` of the template or of a resource.
//!
//! ```yaml
//! Metadata:
//!   cfn-check:
//!     accept:
//!       - rule: policy-key
//!         at: Role.Policies      # a place, and what is in it; everywhere in the resource or the template without it
//!         reason: the key is that of a private service
//!   cfn-lint:
//!     config:
//!       ignore_checks: [E3012]   # accepts the rules that say what that rule of cfn-lint says
//! ```

use cfn_template::{Span, Value};
use models::check::{Finding, Path, Segment};

use super::settings::is_in;
use crate::facts::Snapshot;
use crate::lint;
use crate::near::nearest;
use crate::rules;

const KEY: &str = "cfn-check";
const KEYS: &[&str] = &["accept"];
const KEYS_OF_ACCEPT: &[&str] = &["at", "reason", "rule"];

/// What a template accepts.
pub(super) struct Inside {
    accepted: Vec<Accepted>,
    /// Mistakes in what is accepted, each with its place.
    pub(super) mistakes: Vec<(Span, Finding)>,
}

struct Accepted {
    rules: Vec<String>,
    /// The resource that it is written in.
    resource: Option<String>,
    at: Option<String>,
    reason: String,
    span: Span,
    path: Path,
    /// It has to be of use: what cfn-lint ignores, cfn-lint may find alone.
    needed: bool,
    used: bool,
}

impl Inside {
    pub(super) fn of(root: &Value, snapshot: &Snapshot) -> Self {
        let mut inside = Self { accepted: Vec::new(), mistakes: Vec::new() };
        if let Some(metadata) = root.get("Metadata") {
            inside.metadata(metadata, None, &Path::root().key("Metadata"), snapshot);
        }
        for resource in root.get("Resources").and_then(Value::as_map).unwrap_or_default() {
            if let Some(metadata) = resource.value.get("Metadata") {
                let path = Path::root().key("Resources").key(resource.key.clone()).key("Metadata");
                inside.metadata(metadata, Some(&resource.key), &path, snapshot);
            }
        }
        inside
    }

    fn metadata(&mut self, metadata: &Value, resource: Option<&str>, path: &Path, snapshot: &Snapshot) {
        let ignored = metadata.get("cfn-lint").and_then(|lint| lint.get("config")?.get("ignore_checks"));
        for (index, item) in ignored.and_then(Value::as_list).unwrap_or_default().iter().enumerate() {
            let Some(id) = item.as_str() else { continue };
            // cfn-lint takes the beginning of an id for the whole template, and ids alone for a resource.
            let rules: Vec<String> = match resource {
                None => lint::ours_beginning(id).map(str::to_owned).collect(),
                Some(_) => lint::ours(id).map(str::to_owned).collect(),
            };
            self.accepted.push(Accepted {
                rules,
                resource: resource.map(str::to_owned),
                at: None,
                reason: format!("cfn-lint ignores {id} here"),
                span: item.span,
                path: path.key("cfn-lint").key("config").key("ignore_checks").index(index),
                needed: false,
                used: false,
            });
        }
        let Some(own) = metadata.get(KEY) else { return };
        let path = path.key(KEY);
        self.keys(own, KEYS, &path);
        let path = path.key("accept");
        let Some(list) = own.get("accept") else { return };
        let Some(items) = list.as_list() else {
            return self.mistake(list.span, &path, "`accept` is a list of tables with `rule` and `reason`".to_owned());
        };
        for (index, item) in items.iter().enumerate() {
            let path = path.index(index);
            self.keys(item, KEYS_OF_ACCEPT, &path);
            let text = |key: &str| item.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
            let (Some(rule), Some(reason)) = (text("rule"), text("reason")) else {
                self.mistake(item.span, &path, "what is accepted needs a `rule` and a `reason`".to_owned());
                continue;
            };
            if let Err(message) = rules::known(rule, snapshot) {
                self.mistake(item.get("rule").map_or(item.span, |rule| rule.span), &path.key("rule"), message);
                continue;
            }
            self.accepted.push(Accepted {
                rules: vec![rule.to_owned()],
                resource: resource.map(str::to_owned),
                at: text("at").map(str::to_owned),
                reason: reason.to_owned(),
                span: item.span,
                path,
                needed: true,
                used: false,
            });
        }
    }

    fn keys(&mut self, value: &Value, known: &[&str], path: &Path) {
        for entry in value.as_map().unwrap_or_default().iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let remedy = match nearest(&entry.key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", known.join(", ")),
            };
            let message = format!("there is no key `{}`; {remedy}", entry.key);
            self.mistake(entry.key_span, &path.key(entry.key.clone()), message);
        }
    }

    fn mistake(&mut self, span: Span, path: &Path, message: String) {
        self.mistakes.push((span, Finding::error("acceptance", path, message)));
    }

    /// Why the template accepts a finding, if it does.
    pub(super) fn reason(&mut self, finding: &Finding) -> Option<&str> {
        let own = match finding.path.segments() {
            [Segment::Key(section), Segment::Key(id), ..] if section == "Resources" => Some(id.as_ref()),
            _ => None,
        };
        let accepted = self.accepted.iter_mut().find(|accepted| {
            accepted.rules.iter().any(|rule| *rule == finding.rule)
                && accepted.resource.as_deref().is_none_or(|resource| own == Some(resource))
                && accepted.at.as_deref().is_none_or(|at| is_in(at, &finding.path.to_string()))
        })?;
        accepted.used = true;
        Some(&accepted.reason)
    }

    /// What is accepted and was not found.
    pub(super) fn unused(&self) -> impl Iterator<Item = (Span, Finding)> {
        self.accepted.iter().filter(|accepted| accepted.needed && !accepted.used).map(|accepted| {
            let message = format!("no finding `{}` is here to be accepted", accepted.rules.join("`, `"));
            let remedy = format!("remove it; its reason was: {}", accepted.reason);
            (accepted.span, Finding::warning("accepted-nothing", &accepted.path, message).suggest(remedy))
        })
    }
}
