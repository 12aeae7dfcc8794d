//! What several tests need.

use std::path::PathBuf;
use std::process::Command;

use test_support::machine;

use cfn_template::{Document, Error, Errors, Format, Options, Value, read};

/// Reads YAML that must be well-formed.
pub(crate) fn yaml(text: &str) -> Document {
    read(text, &Options { format: Some(Format::Yaml), ..Options::default() })
        .unwrap_or_else(|errors| panic!("{errors}\n---\n{text}"))
}

/// Reads text that must be refused.
pub(crate) fn refused(text: &str) -> Errors {
    match read(text, &Options::default()) {
        Ok(document) => panic!("read {} from\n{text}", document.root.to_json()),
        Err(errors) => errors,
    }
}

/// The only fault of a text that must be refused.
pub(crate) fn fault(text: &str) -> Error {
    let errors = refused(text);
    assert_eq!(errors.len(), 1, "{errors}");
    errors[0].clone()
}

/// The value of the key `a` of a YAML template.
pub(crate) fn value_of_a(text: &str) -> Value {
    yaml(text).root.get("a").unwrap_or_else(|| panic!("no key `a` in\n{text}")).clone()
}

/// The public templates, or nothing, with a message, where they are not at hand.
pub(crate) fn corpus() -> Vec<(PathBuf, String)> {
    let Some(folder) = machine::shared("corpus") else { return Vec::new() };
    let mut templates: Vec<_> = std::fs::read_dir(folder)
        .expect("a readable folder")
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| {
            path.extension().is_some_and(|extension| ["json", "yaml", "yml"].iter().any(|e| extension == *e))
        })
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path, text)
        })
        .collect();
    templates.sort();
    templates
}

/// What a Python that has cfn-lint, and ruamel.yaml for `--written`, prints for these files: one JSON document a line. `None`, with a message,
/// where there is no such Python.
pub(crate) fn independent_reader(arguments: &[&str], files: &[PathBuf]) -> Option<Vec<serde_json::Value>> {
    let python = machine::python_with("cfn-lint", "cfnlint")?;
    if arguments.contains(&"--written") {
        machine::python_with("ruamel.yaml", "ruamel.yaml")?;
    }
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/suite/independent_reader.py");
    let output = Command::new(python).arg(script).args(arguments).args(files).output().expect("Python starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the independent reader failed: {errors}");
    let lines = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    Some(lines.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect())
}

fn near((left, right): (f64, f64)) -> bool {
    (left - right).abs() <= left.abs() * 4.0 * f64::EPSILON
}

/// Whether two JSON values are equal, numbers by value: Python writes `3.10` as `3.1`.
pub(crate) fn same(left: &serde_json::Value, right: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Number, Object};
    match (left, right) {
        // serde_json reads a long fraction to within one unit of the last place.
        (Number(left), Number(right)) => left == right || left.as_f64().zip(right.as_f64()).is_some_and(near),
        (Array(left), Array(right)) => left.len() == right.len() && left.iter().zip(right).all(|(l, r)| same(l, r)),
        (Object(left), Object(right)) => {
            left.len() == right.len() && left.iter().all(|(key, l)| right.get(key).is_some_and(|r| same(l, r)))
        }
        _ => left == right,
    }
}
