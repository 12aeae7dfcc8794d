//! cfn-lint's error rules: a template for each that cfn-lint reports under its id, and what `cfn check` says of the same template.
//!
//! `cfn-lint/*.txt` have the templates. A case begins with `### ` and the id; `> LINE` is where cfn-lint 1.58 reports the rule,
//! `> LINE ID` where it reports the fault under another id, `> silent` where it says nothing. `~ LINE REASON` is the line on which
//! `cfn check` has to report it instead. `@NAME COUNT` stands for text that is long.
//!
//! `UPDATE_DOCS=1 cargo test -p cfn-cli --test cfn_lint` writes `docs/cfn-lint.md` anew.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use test_support::machine;

const RULES: &str = include_str!("../cfn-lint-rules.tsv");

struct Case {
    /// cfn-lint's id, and what tells it from others of the id.
    name: String,
    /// Line and id of what cfn-lint reports.
    reported: Vec<(u64, String)>,
    /// The lines on which ours has to be.
    wanted: Vec<u64>,
    template: String,
}

impl Case {
    fn id(&self) -> &str {
        self.name.split(' ').next().unwrap()
    }
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cfn-lint");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut cases: Vec<Case> = Vec::new();
    for line in files.iter().map(|file| fs::read_to_string(file).unwrap()).collect::<String>().lines() {
        if let Some(name) = line.strip_prefix("### ") {
            let (name, template) = (name.to_owned(), String::new());
            cases.push(Case { name, reported: Vec::new(), wanted: Vec::new(), template });
            continue;
        }
        let case = cases.last_mut().unwrap();
        if let Some(reported) = line.strip_prefix("> ") {
            let (line, id) = reported.split_once(' ').unwrap_or((reported, case.id()));
            if line != "silent" {
                let reported = (line.parse().unwrap(), id.to_owned());
                case.reported.push(reported);
            }
        } else if let Some(instead) = line.strip_prefix("~ ") {
            case.wanted.push(instead.split_once(' ').unwrap().0.parse().unwrap());
        } else {
            case.template.extend([line, "\n"]);
        }
    }
    for case in &mut cases {
        if case.wanted.is_empty() {
            case.wanted = case.reported.iter().map(|(line, _)| *line).collect();
        }
        case.template = expand(&case.template);
    }
    cases
}

/// Puts what is long into a template.
fn expand(template: &str) -> String {
    let Some((what, template)) = template.strip_prefix('@').and_then(|rest| rest.split_once('\n')) else {
        return template.to_owned();
    };
    let (what, count) = what.split_once(' ').map_or((what, 0), |(what, count)| (what, count.parse().unwrap()));
    let each = |line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let name = "N".repeat(count);
    match what {
        "parameters" => format!("Parameters:\n{}{template}", each(&|index| format!("  P{index}: {{Type: String}}\n"))),
        "parameter-name" => format!("Parameters:\n  {name}: {{Type: String}}\n{template}"),
        "resources" => format!("{template}{}", each(&|index| format!("  T{index}: {{Type: AWS::SNS::Topic}}\n"))),
        "resource-name" => format!("{template}  {name}: {{Type: AWS::SNS::Topic}}\n"),
        "outputs" => format!("{template}Outputs:\n{}", each(&|index| format!("  T{index}: {{Value: !Ref T}}\n"))),
        "output-name" => format!("{template}Outputs:\n  {name}: {{Value: !Ref T}}\n"),
        "mappings" => {
            format!("Mappings:\n  Size:\n    a:\n{}{template}", each(&|index| format!("      T{index}: b\n")))
        }
        "mapping-name" => format!("Mappings:\n  {name}: {{a: {{b: c}}}}\n{template}"),
        "environment" => template.replace("LONG", &"x".repeat(4200)),
        "layer" => template.replace("LONG", &"x".repeat(150)),
        "size" => format!("Metadata:\n  A: {}\n{template}", "x".repeat(1_100_000)),
        "description" => format!("Description: {}\n{template}", "x".repeat(count)),
        // A template beside it.
        "nested" => template.to_owned(),
        other => panic!("nothing is known of @{other}"),
    }
}

/// The cases as files.
fn write(cases: &[Case], folder: &Path) -> Vec<PathBuf> {
    let nested = "Parameters: {Stage: {Type: String}}\nResources: {T: {Type: AWS::SNS::Topic}}\n";
    fs::write(folder.join("nested.yaml"), nested).unwrap();
    let path = |index: usize| folder.join(format!("{index:03}.yaml"));
    cases.iter().enumerate().for_each(|(index, case)| fs::write(path(index), &case.template).unwrap());
    (0..cases.len()).map(path).collect()
}

/// Line and rule of the errors and warnings of ours.
fn ours(file: &Path) -> Vec<(u64, String)> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cfn"));
    let output = command.args(["check", "--output", "json"]).arg(file).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["files"][0]["findings"].as_array().unwrap().iter();
    let grave = findings.filter(|finding| finding["severity"] != "note");
    grave.map(|f| (f["line"].as_u64().unwrap(), f["rule"].as_str().unwrap().to_owned())).collect()
}

/// Whether a line is in what begins at another: the lines below it that are indented further.
fn is_in(template: &str, inner: u64, outer: u64) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = template.lines().collect();
    let (outer, inner) = (usize::try_from(outer).unwrap(), usize::try_from(inner).unwrap());
    let own = indent(lines[outer - 1]);
    inner > outer && lines[outer..inner].iter().all(|line| indent(line) > own)
}

/// Ours of a case that tell the fault: on the line, or else on a smaller part of what cfn-lint points to.
fn telling(case: &Case, found: &[(u64, String)]) -> Option<BTreeSet<String>> {
    let mut rules = BTreeSet::new();
    for wanted in &case.wanted {
        let exact: Vec<&String> = found.iter().filter(|(line, _)| line == wanted).map(|(_, rule)| rule).collect();
        let inside = found.iter().filter(|(line, _)| is_in(&case.template, *line, *wanted)).map(|(_, rule)| rule);
        let told: Vec<&String> = if exact.is_empty() { inside.collect() } else { exact };
        if told.is_empty() {
            return None;
        }
        rules.extend(told.into_iter().cloned());
    }
    Some(rules)
}

/// By cfn-lint's id: ours, and why there is none.
fn listed() -> BTreeMap<&'static str, (Vec<&'static str>, &'static str)> {
    let rows = RULES.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut columns = line.split('\t');
        let (id, ours) = (columns.next().unwrap(), columns.next().unwrap());
        let ours = ours.split(' ').filter(|rule| *rule != "-").collect();
        (id, (ours, columns.next().unwrap_or_default()))
    });
    rows.collect()
}

#[test]
fn what_cfn_lint_reports_is_reported_on_the_same_line() {
    let folder = tempfile::tempdir().unwrap();
    let cases = cases();
    let files = write(&cases, folder.path());
    let listed = listed();
    let mut wrong = Vec::new();
    let mut by_id: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (case, file) in cases.iter().zip(&files) {
        let found = ours(file);
        match telling(case, &found) {
            None => wrong.push(format!("{}: wanted on {:?}, found {found:?}", case.name, case.wanted)),
            Some(rules) => by_id.entry(case.id()).or_default().extend(rules),
        }
    }
    for (id, rules) in &by_id {
        let known = &listed[id].0;
        if !rules.iter().any(|rule| known.contains(&rule.as_str())) {
            wrong.push(format!("{id}: told by {rules:?}, and cfn-lint-rules.tsv has {known:?}"));
        }
    }
    for (id, (rules, why)) in listed.iter().filter(|(id, _)| id.starts_with('E')) {
        if !by_id.contains_key(id) && (!rules.is_empty() || why.is_empty()) {
            wrong.push(format!("{id}: no case shows that {rules:?} report it, and no reason why not"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    document(&listed, &by_id);
}

/// The rules of the snapshot and its overlay that are from AWS alone, and those that have pages.
fn own_rules() -> BTreeSet<String> {
    let mut rules: BTreeSet<String> = models::check::pages().map(|page| page.id.to_owned()).collect();
    for entry in fs::read_dir(cfn_spec::rules::overlay_directory().join(cfn_spec::rules::FOLDER)).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for rule in text.split("\nrule ").skip(1).filter(|rule| !rule.contains("\n  lint ")) {
            rules.insert(rule.lines().next().unwrap().to_owned());
        }
    }
    rules
}

/// Writes the table of coverage, or asserts that it is as it would be written.
fn document(listed: &BTreeMap<&str, (Vec<&str>, &str)>, by_id: &BTreeMap<&str, BTreeSet<String>>) {
    let errors: Vec<_> = listed.iter().filter(|(id, _)| id.starts_with('E')).collect();
    let covered = errors.iter().filter(|(id, _)| by_id.contains_key(**id)).count();
    let mut text = format!(
        "# cfn-lint's rules and those of `cfn check`\n\ncfn-lint 1.58 has {} error rules. {covered} of them are reported for a template \
         of the tests in `tests/cfn-lint`, on the line on which cfn-lint reports it or on a part of what it points to; the others \
         say why not. Written by `tests/cfn_lint.rs`, which checks each template.\n\n| cfn-lint | `cfn check` |\n|---|---|\n",
        errors.len()
    );
    for (id, (rules, why)) in &errors {
        let row = match by_id.get(**id) {
            Some(_) => rules.iter().map(|rule| format!("`{rule}`")).collect::<Vec<_>>().join(", "),
            None => (*why).to_owned(),
        };
        writeln!(text, "| {id} | {row} |").unwrap();
    }
    let shared: BTreeSet<&str> = listed.values().flat_map(|(rules, _)| rules.iter().copied()).collect();
    let own: Vec<String> = own_rules().into_iter().filter(|rule| !shared.contains(rule.as_str())).collect();
    write!(
        text,
        "\n## Rules that cfn-lint does not have\n\n{} rules of `cfn check`; `cfn explain RULE` says more of each.\n\n",
        own.len()
    )
    .unwrap();
    for rule in own {
        writeln!(text, "- `{rule}`").unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cfn-lint.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "docs/cfn-lint.md is not what the tests show: run them with UPDATE_DOCS=1");
}

/// Line and id of what cfn-lint itself says, by file. cfn-lint asks for the day where runtimes are deprecated, and finds this one.
const WITNESS: &str = "
import datetime, json, sys
class Day(datetime.datetime):
    @classmethod
    def today(cls):
        return cls(2026, 11, 1)
datetime.datetime = Day
from cfnlint.config import ConfigMixIn
from cfnlint.runner import Runner
found = {path: [] for path in sys.argv[1:]}
for match in Runner(ConfigMixIn(['--format', 'json'], templates=sys.argv[1:])).run():
    found[match.filename].append([match.linenumber, match.rule.id])
print(json.dumps(found))
";

/// What cfn-lint reads of the machine: its home has no configuration and no newer schemas, the region is the one of the cases, and
/// neither the language nor the order of Python's sets differ.
fn witness(python: &Path, templates: &Path, home: &Path) -> Command {
    let mut command = Command::new(python);
    for (name, value) in [
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_REGION", "us-east-1"),
        ("LC_ALL", "C.UTF-8"),
        ("PYTHONHASHSEED", "0"),
        ("PYTHONUTF8", "1"),
        ("TZ", "UTC"),
    ] {
        command.env(name, value);
    }
    for name in ["HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"] {
        command.env(name, home);
    }
    command.env_remove("PYTHONOPTIMIZE").env_remove("PYTHONSTARTUP").current_dir(templates);
    command
}

#[test]
fn cfn_lint_reports_what_the_cases_say() {
    let Some(python) = machine::python_with("cfn-lint", "cfnlint") else { return };
    let version = Command::new(&python)
        .args(["-c", "from cfnlint.version import __version__; print(__version__)"])
        .output()
        .unwrap();
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    if !version.starts_with("1.58.") {
        machine::skip("cfn-lint", &format!("the cases are of cfn-lint 1.58, and {version} is installed"));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // Without symbolic links: cfn-lint reads a nested template only below the folder that it runs in.
    let at = folder.path().canonicalize().unwrap();
    let cases = cases();
    let files = write(&cases, &at);
    let home = tempfile::tempdir().unwrap();
    let output = witness(&python, &at, home.path()).args(["-c", WITNESS]).args(&files).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let report: BTreeMap<String, Vec<(u64, String)>> = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{}: {error}, of {}: {said}", output.status, python.display()));
    let mut wrong = Vec::new();
    for (case, file) in cases.iter().zip(&files) {
        let found = &report[file.to_str().unwrap()];
        if !case.reported.iter().all(|reported| found.contains(reported)) {
            let missing: Vec<_> = case.reported.iter().filter(|reported| !found.contains(reported)).collect();
            wrong.push(format!("{}: cfn-lint does not report {missing:?}; it reports {found:?}", case.name));
        }
    }
    let versions = Command::new(&python).args(["-c", "import sys; print(sys.version)"]).output().unwrap();
    let versions = String::from_utf8_lossy(&versions.stdout);
    assert!(wrong.is_empty(), "{} wrong, with Python {versions}:\n{}\n{said}", wrong.len(), wrong.join("\n"));
}

/// The engine asks for approval before it deletes or replaces what holds data; cfn-lint has a list of such types for rules I3011 and W3011.
#[test]
fn every_type_that_holds_data_for_cfn_lint_is_known_to_hold_data() {
    let Some(python) = machine::python_with("cfn-lint", "cfnlint") else { return };
    let script = "import json, pathlib, cfnlint\n\
                  folder = pathlib.Path(cfnlint.__file__).parent / 'data/AdditionalSpecs'\n\
                  print(json.dumps(json.loads((folder / 'StatefulResources.json').read_text())['ResourceTypes']))";
    let output = Command::new(python).args(["-c", script]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let types: BTreeMap<String, Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert!(types.len() > 20, "{types:?}");
    let missing: Vec<&String> = types.keys().filter(|name| !cfn_deploy::holds_data(name)).collect();
    assert_eq!(missing, [""; 0], "missing in cfn-spec/overlay/stateful.txt");
}
