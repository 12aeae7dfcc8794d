//! The rules of the checks, each with its page: those of `models::check`, and those of the snapshot.

mod schema;

use std::collections::BTreeMap;
use std::fmt::Write;

use cfn_spec::rules::Rule;
use models::check::Severity;

use crate::facts::Snapshot;
use crate::failure::Failure;
use crate::lint;

/// The documentation of a rule.
pub struct Page {
    /// Its ID.
    pub id: String,
    /// The highest severity of its findings.
    pub severity: Severity,
    /// What it finds, as Markdown.
    what: String,
    why: String,
    fix: String,
    sources: Vec<String>,
    /// The corresponding rules of cfn-lint.
    lint: Vec<String>,
}

/// The page of a rule; `None` if there is no such rule.
///
/// # Errors
/// If the snapshot's rules cannot be read.
pub fn page(id: &str, snapshot: &Snapshot) -> Result<Option<Page>, Failure> {
    if let Some(page) = models::check::page(id) {
        return Ok(Some(of_engine(page)));
    }
    let all = snapshot.rules_named(Some(id))?;
    let own: Vec<&(String, Rule)> = all.iter().collect();
    Ok((!own.is_empty()).then(|| of_facts(id, &own)))
}

/// The pages of all rules: those of `models::check` by subject, then those of the snapshot by ID.
///
/// # Errors
/// If the snapshot's rules cannot be read.
pub fn pages(snapshot: &Snapshot) -> Result<(Vec<Page>, Vec<Page>), Failure> {
    let all = snapshot.rules_named(None)?;
    let mut by_name: BTreeMap<&str, Vec<&(String, Rule)>> = BTreeMap::new();
    for entry in &all {
        by_name.entry(&entry.1.name).or_default().push(entry);
    }
    let engine = models::check::pages().map(of_engine).collect();
    Ok((engine, by_name.into_iter().map(|(id, rules)| of_facts(id, &rules)).collect()))
}

/// Checks the ID of a rule; the error is the message.
pub(crate) fn known(id: &str, snapshot: &Snapshot) -> Result<(), String> {
    if models::check::page(id).is_some() {
        return Ok(());
    }
    let names = snapshot.rule_names();
    if names.contains(id) {
        return Ok(());
    }
    let engine = models::check::pages().map(|page| page.id);
    Err(match models::check::nearest(id, engine.chain(names.iter().map(String::as_str))) {
        Some(near) => format!("unknown rule `{id}`; did you mean `{near}`?"),
        None => format!("unknown rule `{id}`; expected an ID such as `unknown-property`"),
    })
}

fn lint_of(id: &str) -> Vec<String> {
    lint::rules().filter(|(_, ours)| ours.clone().any(|ours| ours == id)).map(|(lint, _)| lint.to_owned()).collect()
}

fn of_engine(page: &models::check::RulePage) -> Page {
    Page {
        id: page.id.to_owned(),
        severity: page.severity,
        what: page.what.to_owned(),
        why: page.why.to_owned(),
        fix: page.fix.to_owned(),
        sources: vec![page.source.to_owned()],
        lint: lint_of(page.id),
    }
}

fn of_facts(id: &str, rules: &[&(String, Rule)]) -> Page {
    let warning = rules.iter().all(|(_, rule)| rule.warning);
    let mut what = String::new();
    let mut sources = Vec::new();
    let mut fix = None;
    let mut described: Vec<(Vec<String>, String)> = Vec::new();
    for (type_name, rule) in rules {
        let held = schema::held(rule);
        match described.iter_mut().find(|(_, known)| *known == held) {
            Some((types, _)) => types.push(type_name.clone()),
            None => described.push((vec![type_name.clone()], held)),
        }
        sources.extend(rule.source.clone());
        sources.extend(
            rule.lint
                .as_ref()
                .map(|lint| format!("https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md#{lint}")),
        );
        fix = fix.or_else(|| rule.remedy.clone());
    }
    for (types, held) in &described {
        let types: Vec<String> = types.iter().map(|name| format!("`{name}`")).collect();
        let _ = write!(what, "{}, required:\n\n{held}\n", types.join(", "));
    }
    sources.sort();
    sources.dedup();
    let mut lint = lint_of(id);
    lint.extend(rules.iter().filter_map(|(_, rule)| rule.lint.clone()));
    lint.sort();
    lint.dedup();
    Page {
        id: id.to_owned(),
        severity: if warning { Severity::Warning } else { Severity::Error },
        what: what.trim_end().to_owned(),
        why: if warning {
            "The service may reject the resource, or the resource does not work as intended.".to_owned()
        } else {
            "The service rejects the resource.".to_owned()
        },
        fix: fix.unwrap_or_else(|| "Change the properties accordingly; the finding lists what AWS allows.".to_owned()),
        sources,
        lint,
    }
}

impl Page {
    /// What it finds, in one sentence or as a list of requirements.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }

    pub(crate) fn fix(&self) -> &str {
        &self.fix
    }

    /// The page of AWS, or of the publisher of the rule, that documents it.
    pub(crate) fn source(&self) -> Option<&str> {
        self.sources.first().map(String::as_str)
    }

    /// The page, as Markdown below a heading.
    pub fn markdown(&self) -> String {
        self.written(&self.acceptance())
    }

    fn written(&self, acceptance: &str) -> String {
        let mut text = format!("{}\n\n", self.what);
        let _ = writeln!(text, "- Severity: {}", self.severity);
        let _ = writeln!(text, "- Why: {}", self.why);
        let _ = writeln!(text, "- How to fix: {}", self.fix);
        let _ = writeln!(text, "- How to accept: {acceptance}");
        for source in &self.sources {
            let _ = writeln!(text, "- Source: <{source}>");
        }
        if !self.lint.is_empty() {
            let _ = writeln!(text, "- In cfn-lint: {}", self.lint.join(", "));
        }
        text
    }

    fn acceptance(&self) -> String {
        match self.id.as_str() {
            "unreadable" => "It cannot be accepted, because the file is not checked.".to_owned(),
            id => format!(
                "`accept = [{{ rule = \"{id}\", at = \"…\", reason = \"…\" }}]` in `cfn.toml`, or \
                 `cfn-check: {{accept: [{{rule: {id}, reason: …}}]}}` in the `Metadata` of the resource or the template."
            ),
        }
    }
}

/// The documentation of all rules.
///
/// # Errors
/// If the snapshot's rules cannot be read.
pub fn book(snapshot: &Snapshot) -> Result<String, Failure> {
    let (engine, facts) = pages(snapshot)?;
    let mut text = String::from(INTRODUCTION);
    for (title, pages) in [("Rules of templates", &engine), ("Rules of resource types", &facts)] {
        let _ = writeln!(text, "\n## {title}");
        for page in pages {
            let acceptance = match page.id.as_str() {
                "unreadable" => page.acceptance(),
                id => format!("by the ID `{id}`, with a reason; [see above](#how-to-accept)."),
            };
            let _ = write!(text, "\n### {}\n\n{}", page.id, page.written(&acceptance));
        }
    }
    Ok(text)
}

const INTRODUCTION: &str = "\
# Rules

The rules of `Stack::synth()` and `cfn check`. The ID of a rule does not change; `cfn explain ID` prints its page. This file is written by the
tests of `cfn-cli` from `models/check/src/check/pages` and the rules of the snapshot: `UPDATE_DOCS=1 cargo test -p cfn-cli --test rules`.

## How to accept

If a template is correct in spite of a finding, accept the finding, with a reason. In `cfn.toml`, in the folder of the template or a parent
folder:

```toml
[[accept]]
rule = \"unknown-property\"
at = \"Queue.NewProperty\"  # a path and everything below it; default: everywhere
file = \"stacks/*.yaml\"    # default: every template
reason = \"newer than the snapshot\"
```

In the template, in the `Metadata` of a resource or of the template:

```yaml
Metadata:
  cfn-check:
    accept:
      - rule: unknown-property
        at: Queue.NewProperty
        reason: newer than the snapshot
  cfn-lint:
    config:
      ignore_checks: [E3002]  # accepts the rules that correspond to E3002
```

On the command line `--accept unknown-property@Queue.NewProperty='newer than the snapshot'`, in a program `Stack::accept`. An acceptance
that matches no finding is reported, except for `ignore_checks`, which cfn-lint may need. `[severity]` in `cfn.toml` and `--severity` set the
severity of a rule, or turn it off.
";
