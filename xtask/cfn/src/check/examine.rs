//! The check of one template.

use std::path::Path;

use cfn_template::{Document, NoteKind, Span};
use models::check::{self, Finding, Segment, Severity};
use models::node::Node;

use super::accept::TemplateAcceptances;
use super::files::{self, Listed};
use super::fix::{self, Edit};
use super::nested;
use super::place;
use super::settings::{Acceptance, Level, Settings};
use crate::facts::Snapshot;
use crate::failure::Failure;
use crate::replace;
use crate::template::Template;

/// A finding with its place in the source.
pub(crate) struct LocatedFinding {
    pub(crate) finding: Finding,
    pub(crate) span: Span,
    pub(crate) accepted: Option<Accepted>,
    /// The edits that fix it.
    pub(crate) edits: Vec<Edit>,
}

/// Why a finding is accepted.
pub(crate) struct Accepted {
    pub(crate) reason: String,
    /// Whether the template itself accepts it.
    pub(crate) inside: bool,
}

/// A checked template.
pub(crate) struct CheckedTemplate {
    pub(crate) template: Template,
    pub(crate) findings: Vec<LocatedFinding>,
    pub(crate) unreadable: bool,
    /// The number of fixed findings.
    pub(crate) fixed: usize,
    /// The indexes of the acceptances of the settings that matched.
    pub(super) used: Vec<usize>,
    /// The parameters that the template declares.
    pub(super) parameters: Vec<String>,
}

impl CheckedTemplate {
    /// The number of findings of a severity that are not accepted.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|p| p.accepted.is_none() && p.finding.severity == severity).count()
    }

    pub(crate) fn accepted(&self) -> usize {
        self.findings.iter().filter(|placed| placed.accepted.is_some()).count()
    }
}

/// The maximum number of rounds of fixes.
const MOST_ROUNDS: usize = 8;

/// Checks a file, and fixes it if requested. `None`: it was found in a folder and is not a template.
///
/// # Errors
/// If a fixed template cannot be written.
pub(super) fn examine(
    file: &Listed,
    settings: &Settings,
    snapshot: &Snapshot,
    correct: bool,
) -> Result<Option<CheckedTemplate>, Failure> {
    let mut template = match Template::read_file(&file.path) {
        Ok(template) => template,
        Err(message) => {
            let template = Template { name: file.path.display().to_string(), text: String::new() };
            return Ok(Some(unreadable(template, vec![(Span::default(), unreadable_file(message))])));
        }
    };
    let document = match template.read() {
        Ok(document) if file.named || files::is_template(&document) => document,
        Err(faults) if file.named || files::seems_template(&template.text) => {
            let faults = faults.iter().map(|fault| (fault.span, unreadable_template(fault))).collect();
            return Ok(Some(unreadable(template, faults)));
        }
        _ => return Ok(None),
    };
    let mut examined = findings(&document, template.text.clone(), &file.path, settings, snapshot);
    let mut fixed = 0;
    if correct {
        (template, examined, fixed) = corrected(template, examined, file, settings, snapshot);
        if fixed > 0 {
            replace::rewrite_file(&file.path, template.text.as_bytes())
                .map_err(|e| Failure::Environment(format!("{}: cannot be written: {e}", template.name)))?;
        }
    }
    let parameters = document.root.get("Parameters").map_or(&[][..], cfn_template::Value::entries);
    let parameters = parameters.iter().map(|entry| entry.key.clone()).collect();
    let (findings, used) = examined;
    Ok(Some(CheckedTemplate { template, findings, unreadable: false, fixed, used, parameters }))
}

type Examined = (Vec<LocatedFinding>, Vec<usize>);

/// Applies fixes in rounds, because for example the properties of a resource can be checked only after its type is
/// fixed. A round that would result in an invalid template, or in more errors, is discarded.
fn corrected(
    mut template: Template,
    mut found: Examined,
    file: &Listed,
    settings: &Settings,
    snapshot: &Snapshot,
) -> (Template, Examined, usize) {
    let mut fixed = 0;
    let errors = |found: &Examined| {
        found.0.iter().filter(|p| p.accepted.is_none() && p.finding.severity == Severity::Error).count()
    };
    for _ in 0..MOST_ROUNDS {
        let edits = found.0.iter().filter(|placed| placed.accepted.is_none()).flat_map(|placed| placed.edits.clone());
        let (text, applied) = fix::apply(&template.text, edits.collect());
        if applied == 0 {
            break;
        }
        let next = Template { name: template.name.clone(), text };
        let Ok(document) = next.read() else { break };
        let after = findings(&document, next.text.clone(), &file.path, settings, snapshot);
        let known = |placed: &LocatedFinding| {
            found.0.iter().any(|old| old.finding.rule == placed.finding.rule && old.finding.path == placed.finding.path)
        };
        // Findings below a fixed name existed before.
        let inside_corrected = |placed: &LocatedFinding| {
            found.0.iter().any(|old| {
                let (outer, path) = (old.finding.path.segments(), placed.finding.path.segments());
                !old.edits.is_empty() && same_resource(outer, path)
            })
        };
        if errors(&after) > errors(&found) && after.0.iter().any(|p| !known(p) && !inside_corrected(p)) {
            break;
        }
        fixed += applied;
        (template, found) = (next, after);
    }
    (template, found, fixed)
}

fn same_resource(one: &[Segment], other: &[Segment]) -> bool {
    one.len() >= 2 && one.get(..2) == other.get(..2)
}

fn unreadable(template: Template, faults: Vec<(Span, Finding)>) -> CheckedTemplate {
    let placed = |(span, finding)| LocatedFinding { finding, span, accepted: None, edits: Vec::new() };
    let findings = faults.into_iter().map(placed).collect();
    CheckedTemplate { template, findings, unreadable: true, fixed: 0, used: Vec::new(), parameters: Vec::new() }
}

/// The findings of a template with their positions, with the severities and acceptances of the settings and the template.
fn findings(document: &Document, source: String, path: &Path, settings: &Settings, snapshot: &Snapshot) -> Examined {
    let source = source.as_str();
    let node = Node::from(&document.root);
    let found = check::template(&node, &snapshot.about(&document.root, &settings.given));
    let mut all: Vec<(Span, Finding)> =
        found.into_iter().map(|finding| (place::span(&document.root, &finding, source), finding)).collect();
    // The rules report unknown functions themselves.
    let notes = document.notes.iter().filter(|note| !matches!(note.kind, NoteKind::UnknownFunction(_)));
    all.extend(notes.map(|note| (note.span, note_of(&note.kind))));
    all.extend(nested::parameters(document, path));
    let mut inside = TemplateAcceptances::of(&document.root, snapshot);
    all.append(&mut inside.mistakes);

    let mut used = Vec::new();
    let mut placed = Vec::with_capacity(all.len());
    for (span, mut finding) in all {
        match settings.severity.get(finding.rule.as_ref()) {
            Some(Level::Off) => continue,
            Some(Level::Of(severity)) => finding.severity = *severity,
            None => {}
        }
        let by_settings = || {
            let covers = |(_, accept): &(usize, &Acceptance)| accept.covers(&finding, path, settings.folder.as_deref());
            settings.accept.iter().enumerate().find(covers)
        };
        let accepted = match inside.reason(&finding) {
            Some(reason) => Some(Accepted { reason: reason.to_owned(), inside: true }),
            None => by_settings().map(|(index, accept)| {
                used.push(index);
                Accepted { reason: accept.reason.clone(), inside: false }
            }),
        };
        let edits = fix::edits(document, source, &finding);
        placed.push(LocatedFinding { finding, span, accepted, edits });
    }
    let unused = inside.unused();
    placed.extend(unused.map(|(span, finding)| LocatedFinding { finding, span, accepted: None, edits: Vec::new() }));
    placed.sort_by_key(|placed| placed.span.start);
    (placed, used)
}

/// A file that does not exist or is not UTF-8.
fn unreadable_file(message: String) -> Finding {
    Finding::error("unreadable", &check::Path::root(), message)
}

/// A syntax error of a template.
fn unreadable_template(fault: &cfn_template::Error) -> Finding {
    Finding::error("unreadable", &check::Path::root(), fault.message.clone()).suggest(fault.remedy.clone())
}

/// A note of the parser.
fn note_of(kind: &NoteKind) -> Finding {
    let at = check::Path::root();
    match kind {
        NoteKind::Alias | NoteKind::MergeKey => {
            Finding::warning("yaml-alias", &at, "CloudFormation does not support YAML aliases and merge keys")
                .suggest("`aws cloudformation package` expands them".to_owned())
        }
        NoteKind::LongFormOnly(name) => Finding::error("short-form", &at, format!("unknown short form `!{name}`"))
            .allowed(format!("`Fn::{name}` in full form"))
            .suggest(format!("write `Fn::{name}:`")),
        NoteKind::KeyNotString => {
            Finding::note("key-not-text", &at, "this key is not a string in YAML").suggest("quote it".to_owned())
        }
        NoteKind::Reinterpreted { written, read } => {
            Finding::note("reinterpreted", &at, format!("YAML reads `{written}` as `{read}`"))
                .suggest(format!("write \"{written}\" with quotes if the string is intended"))
        }
        _ => Finding::note("reader", &at, "the parser interprets this differently than it looks"),
    }
}
