//! `cargo bench -p cfn-spec --features documents`: time and memory for processing both documents.
//!
//! Fails when reading, checking and writing both takes more than [`TIME`] or more than [`MEMORY`].

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use cfn_spec::documents::bytes;
use cfn_spec::documents::snapshot::{Input, Snapshot};
use cfn_spec::lock::Document;

const TIME: Duration = Duration::from_secs(3);
/// In KiB.
const MEMORY: u64 = 500 << 10;

fn main() {
    let Some(shared) = test_support::machine::shared("spec") else { return };
    let start = Instant::now();
    let mut whole = Snapshot::default();
    for (document, file) in [
        (Document::Specification, "CloudFormationResourceSpecification.json.gz"),
        (Document::Schemas, "schemas-cfn-lint.zip"),
    ] {
        let begin = Instant::now();
        let inputs = BTreeMap::from([(document, input(shared.join(file)))]);
        whole = whole.regenerate(&inputs, "us-east-1").expect("the pinned documents are right");
        println!("read and check the {:<14} {:>6.2} s", document.name(), begin.elapsed().as_secs_f64());
    }
    let begin = Instant::now();
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in &whole.files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
    }
    println!("write {:>4} files            {:>6.2} s", whole.files.len(), begin.elapsed().as_secs_f64());
    let took = start.elapsed();
    let peak = peak_memory();
    println!(
        "all of it                   {:>6.2} s, at most {} MiB",
        took.as_secs_f64(),
        peak.unwrap_or_default() >> 10
    );

    let begin = Instant::now();
    let spec = cfn_spec::load_all(folder.path()).expect("the snapshot loads");
    println!("load and merge {:>5} types  {:>6.2} s", spec.types.len(), begin.elapsed().as_secs_f64());

    assert!(took < TIME, "it took {took:?}; {TIME:?} is the limit");
    assert!(peak.is_none_or(|peak| peak < MEMORY), "it took {peak:?} KiB; {MEMORY} is the limit");
}

fn input(path: PathBuf) -> Input {
    let name = path.display().to_string();
    let file = std::fs::File::open(path).expect("the document is there");
    Input { bytes: bytes::read(&name, file).expect("the document can be read"), source: name, date: None }
}

/// The peak memory of this process, in KiB, if the system reports it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
