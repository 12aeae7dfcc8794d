//! Compares the tables of S3's operations and documents with botocore's model of S3.

use std::process::Command;

use test_support::machine;

/// The model of the version in `.ci/requirements.txt`; other versions have other operations.
fn model(what: &str) -> Option<String> {
    let python = machine::python_with("boto3", "boto3")?;
    let pins = std::fs::read_to_string(machine::repository().join(".ci/requirements.txt")).expect("the list is there");
    let pinned = pins.lines().find_map(|line| line.strip_prefix("botocore==")).expect("botocore is pinned");
    let version = ["-c", "import botocore; print(botocore.__version__)"];
    let found = Command::new(&python).args(version).output().expect("python runs");
    let found = String::from_utf8_lossy(&found.stdout).trim().to_owned();
    if found != pinned {
        machine::skip("boto3", &format!("the tables are those of botocore {pinned}, and this is {found}"));
        return None;
    }
    let script = format!("{}/tests/boto3/s3_model.py", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(python).args([&script, what]).output().expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("text"))
}

fn same(file: &str, committed: &str, model: &str) {
    let missing: Vec<&str> = model.lines().filter(|line| !committed.lines().any(|own| own == *line)).collect();
    let stale: Vec<&str> = committed.lines().filter(|line| !model.lines().any(|own| own == *line)).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "{file} lacks {missing:#?} and has {stale:#?}, which are no more; write it again with tests/boto3/s3_model.py"
    );
}

#[test]
fn the_operations_equal_the_model() {
    let Some(model) = model("operations") else { return };
    same("src/s3/api/operations.txt", include_str!("../../src/s3/api/operations.txt"), &model);
}

#[test]
fn the_documents_equal_the_model() {
    let Some(model) = model("documents") else { return };
    same("src/s3/documents.txt", include_str!("../../src/s3/documents.txt"), &model);
}
