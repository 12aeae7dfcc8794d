//! `check`: what AWS would say about templates, from the same rules as `Stack::synth`.

use std::io::IsTerminal;
use std::path::PathBuf;

use cfn_stdout::{print, print_error};
use cfn_template::{Document, NoteKind, Options, Position, Span, Value};
use models::check::{self, Finding, Path, Segment, Severity};
use models::node::Node;

use crate::facts::Snapshot;
use crate::failure::Failure;
use crate::report::{self, Placed};
use crate::template::{SnapshotArgs, Template};

/// What is checked, and how it is printed.
///
/// Exit code 0: no errors were found; 1: some were; 2: a template cannot be read.
#[derive(clap::Args)]
pub struct Args {
    /// The templates, JSON or YAML
    #[arg(value_name = "TEMPLATE", required = true)]
    templates: Vec<PathBuf>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
    /// Count warnings as errors
    #[arg(long)]
    deny_warnings: bool,
    #[command(flatten)]
    snapshot: SnapshotArgs,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Output {
    /// Each with the lines that it is about
    Text,
    /// One JSON object: `{"files": [{"file", "findings": [{"severity", "rule", "path", "line", "column", …}]}]}`
    Json,
}

/// Prints the findings.
///
/// # Errors
/// When a template cannot be read or has errors, or the snapshot cannot be read.
pub fn run(args: &Args) -> Result<(), Failure> {
    let snapshot = args.snapshot.open()?;
    let mut files = Vec::new();
    let mut unreadable = false;
    let (mut errors, mut warnings) = (0, 0);
    for path in &args.templates {
        let template = Template::open(path)?;
        let findings = match template.read() {
            Ok(document) => findings(&document, &template.text, &snapshot),
            Err(faults) => {
                unreadable = true;
                faults.iter().map(unreadable_template).collect()
            }
        };
        let count = |severity| findings.iter().filter(|placed| placed.finding.severity == severity).count();
        errors += count(Severity::Error);
        warnings += count(Severity::Warning);
        match args.output {
            Output::Text => print(&report::graphical(&template, &findings, std::io::stdout().is_terminal())),
            Output::Json => files.push(report::json(&template, &findings)),
        }
    }
    if args.output == Output::Json {
        print(&format!("{:#}\n", serde_json::json!({ "files": files })));
    }
    snapshot.failure()?;
    let counted = format!("{} and {}", counted(errors, "error"), counted(warnings, "warning"));
    match (unreadable, errors + if args.deny_warnings { warnings } else { 0 }) {
        (true, _) => Err(Failure::Input(format!("{counted}; not all templates can be read"))),
        (false, 0) => {
            print_error(&counted);
            Ok(())
        }
        (false, _) => Err(Failure::Check(counted)),
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// What is wrong with a template, and where.
fn findings(document: &Document, source: &str, snapshot: &Snapshot) -> Vec<Placed> {
    let node = Node::from(document.root.to_json());
    let found = check::template(&node, &snapshot.about(&document.root));
    let mut placed: Vec<Placed> =
        found.into_iter().map(|finding| Placed { span: span(&document.root, &finding, source), finding }).collect();
    // The rules report unknown functions themselves.
    let notes = document.notes.iter().filter(|note| !matches!(note.kind, NoteKind::UnknownFunction(_)));
    placed.extend(notes.map(|note| Placed { span: note.span, finding: note_of(&note.kind) }));
    placed.sort_by_key(|placed| placed.span.start);
    placed
}

/// The place of a finding: the key where it is about the key, or an object or list as a whole.
fn span(root: &Value, finding: &Finding, source: &str) -> Span {
    span_of(root, finding.path.segments(), finding.rule.as_ref(), source)
}

fn span_of(root: &Value, segments: &[Segment], rule: &str, source: &str) -> Span {
    let mut span = Span::at(root.span.start);
    let mut value = root;
    for (index, segment) in segments.iter().enumerate() {
        let next = match segment {
            Segment::Key(key) => value.entry(key).map(|entry| (entry.key_span, &entry.value)),
            Segment::Index(index) => value.as_list().and_then(|items| items.get(*index)).map(|item| (item.span, item)),
        };
        let Some((key_span, inner)) = next else {
            return inside_text(value, &segments[index..], rule, source).unwrap_or(span);
        };
        let about_key = rule.starts_with("unknown-") && matches!(segment, Segment::Key(_)) && !is_name(rule);
        let whole = inner.as_map().is_some() || inner.as_list().is_some();
        span = if whole || about_key { key_span } else { inner.span };
        value = inner;
    }
    span
}

/// The place in a template that is itself a text of the template, where it is written line by line (`TemplateBody: |`).
fn inside_text(value: &Value, segments: &[Segment], rule: &str, source: &str) -> Option<Span> {
    let text = value.as_str()?;
    // The line of the `|`, which the text begins after: at the value, or above it when its span begins with its content.
    let lines: Vec<&str> = source.lines().collect();
    let is_header = |line: &str| line.trim_end().trim_end_matches(['-', '+', '1', '2', '4', '8']).ends_with('|');
    let mut header = value.span.start.line;
    while !is_header(lines.get(header.checked_sub(1)?)?) {
        let is_first = header == value.span.start.line;
        if !is_first && !lines.get(header - 1)?.trim().is_empty() {
            return None;
        }
        header -= 1;
    }
    let inner = cfn_template::read(text, &Options::default()).ok()?;
    let place = span_of(&inner.root, segments, rule, text);
    // Each line is indented by as much as the first that is not empty.
    let first = text.lines().position(|line| !line.trim().is_empty())?;
    let indent = lines.get(header + first)?.len().checked_sub(text.lines().nth(first)?.len())?;
    let position = |at: Position| {
        let line = header + at.line;
        let before: usize = source.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let within = text.split_inclusive('\n').take(at.line - 1).map(str::len).sum::<usize>();
        Position { offset: before + indent + at.offset.saturating_sub(within), line, column: at.column + indent }
    };
    Some(Span::new(position(place.start), position(place.end)))
}

/// Rules about a name that is a value.
fn is_name(rule: &str) -> bool {
    matches!(rule, "unknown-type" | "unknown-reference" | "unknown-condition" | "unknown-mapping" | "unknown-action")
}

/// A fault of a template that cannot be read.
fn unreadable_template(fault: &cfn_template::Error) -> Placed {
    let finding = Finding::error("unreadable", &Path::root(), fault.message.clone()).suggest(fault.remedy.clone());
    Placed { span: fault.span, finding }
}

/// What the reader noticed.
fn note_of(kind: &NoteKind) -> Finding {
    let at = Path::root();
    match kind {
        NoteKind::Alias | NoteKind::MergeKey => {
            Finding::warning("yaml-alias", &at, "CloudFormation itself refuses YAML aliases and merge keys")
                .suggest("`aws cloudformation package` expands them".to_owned())
        }
        NoteKind::LongFormOnly(name) => {
            Finding::error("short-form", &at, format!("CloudFormation knows no short form `!{name}`"))
                .allowed(format!("`Fn::{name}`, written out"))
                .suggest(format!("write `Fn::{name}:`"))
        }
        NoteKind::KeyNotString => {
            Finding::note("key-not-text", &at, "YAML reads this key as no text").suggest("put it in quotes".to_owned())
        }
        NoteKind::Reinterpreted { written, read } => {
            Finding::note("reinterpreted", &at, format!("YAML reads `{written}` as `{read}`"))
                .suggest(format!("write \"{written}\" in quotes if that is meant"))
        }
        _ => Finding::note("reader", &at, "the reader took this otherwise than it looks"),
    }
}
