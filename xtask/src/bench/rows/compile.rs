//! Cold `cargo check`: a package that has one dependency, checked into an empty target folder with all that it depends on.

use cfn_cli::Failure;
use serde_json::Value;

use super::Row;
use crate::bench::Bench;
use crate::bench::figure::Quantity;
use crate::bench::measure::{Contender, Job};
use crate::bench::peers::{Installed, RUSTY_CDK, STRATOSPHERE, cargo};
use crate::bench::report::{OURS, Side};
use crate::bench::target::{Bound, Target};

const EMPTY: &str = "fn main() {}\n";
const QUEUE: &str = include_str!("../programs/queue.rs");
const QUEUE_OF_RUSTY_CDK: &str = include_str!("../programs/queue_rusty_cdk.rs");
const FOUR: [&str; 4] = ["cloudformation", "iam", "kms", "s3"];

pub(super) const FOUR_SERVICES: Row = Row {
    name: "compile-four",
    work: "cold `cargo check` of the types of S3, KMS, IAM and CloudFormation, dependencies and build scripts included",
    minutes: 3,
    targets: &[Target { quantity: Quantity::Cpu, bound: Bound::Share(STRATOSPHERE.name, 0.25) }],
    measure: four_services,
};

pub(super) const ALL_SERVICES: Row = Row {
    name: "compile-all",
    work: "cold `cargo check` of the types of all services, dependencies and build scripts included",
    minutes: 4,
    targets: &[
        Target { quantity: Quantity::Cpu, bound: Bound::Share(STRATOSPHERE.name, 0.5) },
        Target { quantity: Quantity::Memory, bound: Bound::Share(STRATOSPHERE.name, 1.2) },
    ],
    measure: all_services,
};

pub(super) const ONE_QUEUE: Row = Row {
    name: "compile-queue",
    work: "cold `cargo check` of a program whose stack is one queue, dependencies and build scripts included",
    minutes: 5,
    targets: &[Target { quantity: Quantity::Cpu, bound: Bound::Share(RUSTY_CDK.name, 0.03) }],
    measure: one_queue,
};

fn four_services(bench: &Bench) -> Result<Vec<Side>, Failure> {
    let theirs = FOUR.map(|service| format!("aws_{service}"));
    let contenders = [ours(bench, "four-ours", &FOUR.map(str::to_owned), EMPTY), stratosphere(bench, "four", &theirs)];
    bench.measure.alternately(FOUR_SERVICES.name, contenders.into())
}

fn all_services(bench: &Bench) -> Result<Vec<Side>, Failure> {
    let theirs = match services_of_stratosphere(bench) {
        Ok(services) => stratosphere(bench, "all", &services),
        Err(why) => Contender { name: STRATOSPHERE.name, version: None, job: Err(why) },
    };
    let contenders = [ours(bench, "all-ours", &["full".to_owned()], EMPTY), theirs];
    bench.measure.alternately(ALL_SERVICES.name, contenders.into())
}

fn one_queue(bench: &Bench) -> Result<Vec<Side>, Failure> {
    let version = RUSTY_CDK.version;
    let dependency = format!("{} = \"={version}\"", RUSTY_CDK.name);
    let installed = bench.peers.cargo("queue-rusty-cdk", version, &dependency, QUEUE_OF_RUSTY_CDK);
    let theirs = Contender::of(RUSTY_CDK.name, installed, |installed| Ok(cold_check(installed)));
    bench.measure.alternately(ONE_QUEUE.name, vec![ours(bench, "queue-ours", &["sqs".to_owned()], QUEUE), theirs])
}

fn ours(bench: &Bench, name: &str, features: &[String], program: &str) -> Contender {
    let models = bench.ours.root.join("models");
    let dependency = format!("cfn-models = {{ path = {models:?}, features = {features:?} }}");
    let installed = bench.peers.cargo(name, env!("CARGO_PKG_VERSION"), &dependency, program);
    let contender = Contender::of(OURS, installed, |installed| Ok(cold_check(installed)));
    Contender { version: bench.ours.version(), ..contender }
}

fn stratosphere(bench: &Bench, name: &str, features: &[String]) -> Contender {
    let version = STRATOSPHERE.version;
    let dependency = format!(
        "{} = {{ version = \"={version}\", default-features = false, features = {features:?} }}",
        STRATOSPHERE.name
    );
    let installed = bench.peers.cargo(&format!("{name}-stratosphere"), version, &dependency, EMPTY);
    Contender::of(STRATOSPHERE.name, installed, |installed| Ok(cold_check(installed)))
}

fn cold_check(installed: &Installed) -> Job {
    let target = installed.folder.join("target");
    cargo()
        .args(["check", "--quiet", "--offline", "--target-dir"])
        .args([&target])
        // What incremental compilation writes is of use to the next build only.
        .env("CARGO_INCREMENTAL", "0")
        .in_folder(&installed.folder)
        .cold(target)
}

/// The features of stratosphere that are services, from the manifest that Cargo has downloaded.
fn services_of_stratosphere(bench: &Bench) -> Result<Vec<String>, String> {
    let version = STRATOSPHERE.version;
    let dependency = format!("{} = \"={version}\"", STRATOSPHERE.name);
    let installed = bench.peers.cargo("features-stratosphere", version, &dependency, EMPTY)?;
    let text = cargo().args(["metadata", "--offline", "--format-version", "1"]).in_folder(installed.folder).output()?;
    let metadata: Value =
        serde_json::from_str(&text).map_err(|error| format!("cargo metadata prints no JSON: {error}"))?;
    let is_it = |package: &&Value| package.get("name").and_then(Value::as_str) == Some(STRATOSPHERE.name);
    let package = metadata.get("packages").and_then(Value::as_array).and_then(|packages| packages.iter().find(is_it));
    let features = package.and_then(|package| package.get("features")).and_then(Value::as_object);
    let features = features.ok_or("cargo metadata lists no features of stratosphere")?;
    Ok(features.keys().filter(|feature| *feature != "default").cloned().collect())
}
