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
        assert!(ran.stderr.contains("in 5 templates; 1 accepted; not all templates can be read"), "{}", ran.stderr);
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
