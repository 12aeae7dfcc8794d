//! What `check` prints for other programs, each as its own reader takes it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod support;

use std::process::Command;

use support::Folder;
use test_support::machine;

const FAULTY: &str = "\
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Metadata:
      cfn-check: {accept: [{rule: range, reason: <checked & found good>}]}
    Properties: {QueueNam: a, DelaySeconds: 901}
  Key:
    Type: AWS::KMS::Key
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: 'aws:kms', KMSMasterKeyID: !GetAtt Key.Arn}
";

/// Names with what a terminal, XML, a workflow command and a reader from right to left would obey.
const HOSTILE: &str = "{\"Resources\": {\"A\": {\"Type\": \"AWS::SQS::Queue\", \"Properties\": \
    {\"\\u001b[2J<&>%0A::error::x\\u009b\\u202e\": 1}}}}";

fn folder() -> Folder {
    Folder::with(&[
        ("a faulty.yaml", FAULTY),
        ("cut.json", "{\"Resources\": {\"A\": "),
        ("good.yaml", "Resources: {T: {Type: AWS::SNS::Topic}}\n"),
        ("hostile.json", HOSTILE),
    ])
}

const FILES: &[&str] = &["a faulty.yaml", "cut.json", "good.yaml", "hostile.json", "missing.yaml"];
const FORMATS: &[&str] = &["text", "json", "sarif", "junit", "github"];

#[test]
fn files_that_cannot_be_read_are_findings_in_every_format() {
    let folder = folder();
    for format in FORMATS {
        let mut arguments = vec!["check", "--output", format];
        arguments.extend(FILES);
        let ran = folder.cfn(&arguments);
        assert_eq!(ran.code, 2, "{format}");
        for part in ["unreadable", "cut.json", "missing.yaml", "cannot be read"] {
            assert!(ran.stdout.contains(part), "{format}: {part} is not in\n{}", ran.stdout);
        }
        assert!(ran.stderr.contains("in 5 templates; 1 accepted; some templates cannot be read"), "{}", ran.stderr);
    }
}

#[test]
fn nothing_controls_the_terminal() {
    let folder = folder();
    let hidden = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
    for format in FORMATS {
        let ran = folder.cfn(&["check", "--output", format, "hostile.json"]);
        assert_eq!(ran.code, 1);
        assert!(!ran.stdout.contains(hidden) && !ran.stderr.contains(hidden), "{format}: {:?}", ran.stdout);
        assert!(ran.stdout.contains("u{1b}[2J"), "{format}: {}", ran.stdout);
    }
}

#[test]
fn github_gets_one_command_a_finding() {
    let ran = folder().cfn(&["check", "--output", "github", "a faulty.yaml", "hostile.json"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(
        lines.iter().all(|line| ["::error ", "::warning ", "::notice "].iter().any(|c| line.starts_with(c))),
        "{lines:#?}"
    );
    let of_rule = |rule: &str| lines.iter().filter(|line| line.contains(&format!("title={rule}::"))).count();
    assert_eq!(
        (of_rule("unknown-property"), of_rule("range"), of_rule("retained-data-without-key")),
        (2, 0, 1),
        "{lines:#?}"
    );
    assert!(
        lines[0]
            .starts_with("::error file=a faulty.yaml,line=6,endLine=6,col=18,endColumn=26,title=unknown-property::"),
        "{}",
        lines[0]
    );
    assert!(lines[0].contains("%0Ahelp: did you mean `QueueName`?"), "{}", lines[0]);
    assert!(lines.last().unwrap().contains("%250A"), "{lines:#?}");
}

/// Runs a program of Python with the text as its input.
fn python(python: &std::path::Path, program: &str, input: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report");
    std::fs::write(&file, input).unwrap();
    let output = Command::new(python).args(["-c", program]).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}\n{input}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn junit_is_what_xml_readers_read() {
    let Some(interpreter) = machine::python_with("python", "xml.etree.ElementTree") else { return };
    let mut arguments = vec!["check", "--output", "junit"];
    arguments.extend(FILES);
    let ran = folder().cfn(&arguments);
    let program = "import sys, xml.etree.ElementTree as t\n\
        root = t.parse(sys.argv[1]).getroot()\n\
        for s in root:\n\
        \tn = {k: len(s.findall('testcase/' + k)) for k in ('failure', 'error', 'skipped')}\n\
        \tassert len(s) == int(s.get('tests')), s.attrib\n\
        \tassert [n['failure'], n['error'], n['skipped']] == [int(s.get(k)) for k in ('failures', 'errors', 'skipped')], s.attrib\n\
        \tprint(s.get('name'), n['failure'], n['error'], n['skipped'])\n\
        for k in ('tests', 'failures', 'errors', 'skipped'): assert int(root.get(k)) == sum(int(s.get(k)) for s in root), k\n\
        print(root.find('.//skipped').get('message'))";
    assert_eq!(
        python(&interpreter, program, &ran.stdout),
        "a faulty.yaml 1 0 1\ncut.json 0 1 0\ngood.yaml 0 0 0\nhostile.json 1 0 0\nmissing.yaml 0 1 0\n\
         accepted: <checked & found good>\n"
    );
    let denied = folder().cfn(&["check", "--output", "junit", "--deny-warnings", "a faulty.yaml"]);
    assert!(denied.stdout.contains("failures=\"2\""), "{}", denied.stdout);
}

/// The package is made of OASIS's schema, and allows nothing that the schema does not.
#[test]
fn sarif_is_valid_against_its_schema() {
    let mut arguments = vec!["check", "--output", "sarif"];
    arguments.extend(FILES);
    let ran = folder().cfn(&arguments);
    let log = ran.json();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let of_rule = |rule: &str| results.iter().find(|result| result["ruleId"] == rule).unwrap();
    for result in results {
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(rule["help"]["markdown"].as_str().unwrap().contains("How to fix"), "{rule}");
    }
    let unknown = of_rule("unknown-property");
    let location = &unknown["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "a%20faulty.yaml");
    let region = &location["region"];
    assert_eq!(
        (&region["startLine"], &region["startColumn"], &region["endColumn"]),
        (&6.into(), &18.into(), &26.into())
    );
    let replacement = &unknown["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "QueueName");
    let suppression = &of_rule("range")["suppressions"][0];
    assert_eq!(
        (&suppression["kind"], &suppression["justification"]),
        (&"inSource".into(), &"<checked & found good>".into())
    );

    let Some(interpreter) = machine::python_with("pydantic-sarif", "pydantic_sarif") else { return };
    let program = "import json, sys, pydantic_sarif.model as m\n\
        log = m.StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate(json.load(open(sys.argv[1])))\n\
        print(len(log.runs[0].results))";
    assert_eq!(python(&interpreter, program, &ran.stdout).trim(), results.len().to_string());
}

/// A file at the root of the repository, which is YAML, below the key `file`: a template is a map.
fn of_repository(file: &str) -> cfn_template::Value {
    let text = std::fs::read_to_string(machine::repository().join(file)).unwrap();
    let inner: String = text.lines().map(|line| format!("  {line}\n")).collect();
    let read = cfn_template::read(&format!("file:\n{inner}"), &cfn_template::Options::default()).unwrap();
    read.root.get("file").unwrap().clone()
}

/// The path on which this `cfn` is found first.
fn search_path() -> std::ffi::OsString {
    let own = std::path::Path::new(env!("CARGO_BIN_EXE_cfn")).parent().unwrap().to_owned();
    let others = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths([own].into_iter().chain(std::env::split_paths(&others))).unwrap()
}

/// The steps of the action, run one after the other as GitHub runs them.
fn action(folder: &Folder, inputs: &[(&str, &str)]) -> Option<(i32, String)> {
    let action = of_repository("action.yml");
    let mut last = (0, String::new());
    for step in action.get("runs")?.get("steps")?.as_list()? {
        let mut bash = std::process::Command::new("bash");
        // GitHub's own options of `shell: bash`.
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step.get("run")?.as_str()?]);
        bash.current_dir(folder.path("")).env("PATH", search_path());
        for entry in step.get("env")?.entries() {
            let input = entry.value.as_str()?.strip_prefix("${{ inputs.")?.strip_suffix(" }}")?;
            let default = action.get("inputs")?.get(input)?.get("default")?.as_str()?;
            bash.env(&entry.key, inputs.iter().find(|(name, _)| *name == input).map_or(default, |(_, value)| value));
        }
        let Ok(output) = bash.output() else {
            machine::skip("bash", "it is not installed");
            return None;
        };
        last = (output.status.code()?, String::from_utf8(output.stdout).unwrap());
        if last.0 != 0 {
            break;
        }
    }
    Some(last)
}

#[test]
fn the_action_annotates_and_writes_reports() {
    let topic = "Resources:\n  T: {Type: AWS::SNS::Topic, Properties: {DisplayNam: a}}\n";
    let folder = Folder::with(&[("a b/topic.yaml", topic), ("good.yaml", "Resources: {T: {Type: AWS::SNS::Topic}}\n")]);
    let Some((code, annotations)) = action(&folder, &[]) else { return };
    assert_eq!(code, 1, "{annotations}");
    assert!(annotations.starts_with("::error file=a b/topic.yaml,line=2,"), "{annotations}");
    let (code, nothing) = action(&folder, &[("templates", "good.yaml\n")]).unwrap();
    assert_eq!((code, nothing.as_str()), (0, ""));
    let inputs = [
        ("templates", "a b\ngood.yaml"),
        ("output", "sarif"),
        ("report", "out.sarif"),
        ("arguments", "--deny-warnings"),
    ];
    let (code, printed) = action(&folder, &inputs).unwrap();
    assert_eq!((code, printed.as_str()), (1, ""));
    let report: serde_json::Value = serde_json::from_str(&folder.read("out.sarif")).unwrap();
    assert_eq!(report["runs"][0]["results"].as_array().unwrap().len(), 1);
    let (code, printed) = action(&folder, &[("templates", "$(touch gone); good.yaml")]).unwrap();
    assert!(code == 2 && printed.contains("file=$(touch gone); good.yaml,"), "an input is no command: {printed}");
    assert!(!folder.path("gone").exists());
}

#[test]
fn the_hooks_check_and_correct_the_files_that_they_are_given() {
    let topic = "Resources:\n  T: {Type: AWS::SNS::Topic, Properties: {DisplayNam: a}}\n";
    let folder = Folder::with(&[("topic.yaml", topic), ("other.json", "{\"name\": \"a package\"}\n")]);
    let hooks = of_repository(".pre-commit-hooks.yaml");
    let entry = |id: &str| -> Vec<String> {
        let hook = hooks.as_list().unwrap().iter().find(|hook| hook.get("id").unwrap().as_str() == Some(id)).unwrap();
        // Others could not be installed from the root of the repository.
        assert_eq!(hook.get("language").unwrap().as_str(), Some("system"));
        hook.get("entry").unwrap().as_str().unwrap().split(' ').map(str::to_owned).collect()
    };
    let run = |id: &str| {
        let entry = entry(id);
        assert_eq!(entry[0], "cfn");
        let arguments: Vec<&str> = entry[1..].iter().map(String::as_str).chain(["topic.yaml", "other.json"]).collect();
        folder.cfn(&arguments)
    };
    let checked = run("cfn-check");
    assert_eq!(checked.code, 1);
    assert!(
        checked.stdout.contains("unknown-property") && !checked.stdout.contains("other.json"),
        "{}",
        checked.stdout
    );
    assert_eq!(folder.read("topic.yaml"), topic);
    run("cfn-fix");
    assert_eq!(folder.read("topic.yaml"), topic.replace("DisplayNam:", "DisplayName:"));
    assert_eq!(run("cfn-check").code, 0);
}
