//! Findings that the template itself accepts, in `Metadata` of the template or of a resource.
//!
//! ```yaml
//! Metadata:
//!   cfn-check:
//!     accept:
//!       - rule: policy-key
//!         at: Role.Policies      # a path and everything below it; default: the whole resource or template
//!         reason: the condition key belongs to a private service
//!   cfn-lint:
//!     config:
//!       ignore_checks: [E3012]   # accepts the rules that correspond to this rule of cfn-lint
//! ```

use cfn_template::{Span, Value};
use models::check::{Finding, Path, Segment, nearest};

use super::settings::is_in;
use crate::facts::Snapshot;
use crate::lint;
use crate::rules;

const KEY: &str = "cfn-check";
const KEYS: &[&str] = &["accept"];
const KEYS_OF_ACCEPT: &[&str] = &["at", "reason", "rule"];

/// The acceptances of a template.
pub(super) struct TemplateAcceptances {
    accepted: Vec<Accepted>,
    /// Invalid acceptances, each with its position.
    pub(super) mistakes: Vec<(Span, Finding)>,
}

struct Accepted {
    rules: Vec<String>,
    /// The resource whose `Metadata` has it.
    resource: Option<String>,
    at: Option<String>,
    reason: String,
    span: Span,
    path: Path,
    /// Whether it has to match a finding: those of cfn-lint may match only findings of cfn-lint.
    needed: bool,
    used: bool,
}

impl TemplateAcceptances {
    pub(super) fn of(root: &Value, snapshot: &Snapshot) -> Self {
        let mut inside = Self { accepted: Vec::new(), mistakes: Vec::new() };
        if let Some(metadata) = root.get("Metadata") {
            inside.metadata(metadata, None, &Path::root().key("Metadata"), snapshot);
        }
        for resource in root.get("Resources").map_or(&[][..], Value::entries) {
            if let Some(metadata) = resource.value.get("Metadata") {
                let path = Path::root().key("Resources").key(resource.key.clone()).key("Metadata");
                inside.metadata(metadata, Some(&resource.key), &path, snapshot);
            }
        }
        inside
    }

    fn metadata(&mut self, metadata: &Value, resource: Option<&str>, path: &Path, snapshot: &Snapshot) {
        let ignored = metadata.get("cfn-lint").and_then(|lint| lint.get("config")?.get("ignore_checks"));
        for (index, item) in ignored.map_or(&[][..], Value::items).iter().enumerate() {
            let Some(id) = item.as_str() else { continue };
            // cfn-lint accepts prefixes of IDs for the template, but only whole IDs for a resource.
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
            return self.mistake(
                list.span,
                &path,
                "`accept` has to be a list of objects with `rule` and `reason`".to_owned(),
            );
        };
        for (index, item) in items.iter().enumerate() {
            let path = path.index(index);
            self.keys(item, KEYS_OF_ACCEPT, &path);
            let text = |key: &str| item.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
            let (Some(rule), Some(reason)) = (text("rule"), text("reason")) else {
                self.mistake(item.span, &path, "an acceptance requires `rule` and `reason`".to_owned());
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
        for entry in value.entries().iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let remedy = match nearest(&entry.key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("expected one of {}", known.join(", ")),
            };
            let message = format!("unknown key `{}`; {remedy}", entry.key);
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

    /// The acceptances that match no finding.
    pub(super) fn unused(&self) -> impl Iterator<Item = (Span, Finding)> {
        self.accepted.iter().filter(|accepted| accepted.needed && !accepted.used).map(|accepted| {
            let message = format!("the acceptance of `{}` matches no finding", accepted.rules.join("`, `"));
            let remedy = format!("remove the acceptance (its reason: {})", accepted.reason);
            (accepted.span, Finding::warning("unused-acceptance", &accepted.path, message).suggest(remedy))
        })
    }
}
