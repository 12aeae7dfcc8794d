//! What our libraries take in a program, start and end of the process not counted. No peer does the same.

use cfn_cli::Failure;

use super::Row;
use crate::bench::Bench;
use crate::bench::figure::Quantity;
use crate::bench::measure::{Contender, Job};
use crate::bench::peers::cargo;
use crate::bench::report::{OURS, Side};
use crate::bench::target::{Bound, Target};

const RESOURCES_PROGRAM: &str = include_str!("../programs/resources.rs");
const GENERATE_PROGRAM: &str = include_str!("../programs/generate.rs");
const QUEUE_PROGRAM: &str = include_str!("../programs/queue.rs");

pub(super) const RESOURCES: Row = Row {
    name: "resources",
    work: "a stack of 500 resources built, checked and written as JSON; growth from 50 to 500 resources",
    minutes: 1,
    targets: &[
        Target { quantity: Quantity::Wall, bound: Bound::AtMost(0.003) },
        Target { quantity: Quantity::Growth, bound: Bound::AtMost(11.0) },
    ],
    measure: |bench| measure_release(bench, RESOURCES.name, &models(bench, "sqs"), RESOURCES_PROGRAM),
};

pub(super) const GENERATE: Row = Row {
    name: "generate",
    work: "the snapshot read and the source of all services generated, in release; growth with four times the input",
    minutes: 1,
    targets: &[
        Target { quantity: Quantity::Wall, bound: Bound::AtMost(0.8) },
        Target { quantity: Quantity::Growth, bound: Bound::AtMost(4.2) },
    ],
    measure: |bench| {
        let (spec, codegen) = (bench.ours.root.join("cfn-spec"), bench.ours.root.join("codegen"));
        let dependencies = format!(
            "cfn-spec = {{ path = {spec:?}, default-features = false }}\n\
             codegen = {{ path = {codegen:?}, package = \"cfn-codegen\", default-features = false }}"
        );
        measure_release(bench, GENERATE.name, &dependencies, GENERATE_PROGRAM)
    },
};

pub(super) const EDIT: Row = Row {
    name: "edit",
    work: "one line of a stack changed, with all services enabled, until `cargo run` has printed the template",
    minutes: 2,
    targets: &[Target { quantity: Quantity::Wall, bound: Bound::AtMost(0.8) }],
    measure: edit,
};

fn models(bench: &Bench, feature: &str) -> String {
    format!("cfn-models = {{ path = {:?}, features = [{feature:?}] }}", bench.ours.root.join("models"))
}

/// Runs a program, built in release, that prints its samples.
fn measure_release(bench: &Bench, name: &str, dependencies: &str, program: &str) -> Result<Vec<Side>, Failure> {
    let package = format!("{name}-ours");
    let installed = bench.peers.cargo(&package, env!("CARGO_PKG_VERSION"), dependencies, program);
    let contender = Contender::of(OURS, installed, |installed| {
        let target = installed.folder.join("target");
        let build = cargo().args(["build", "--quiet", "--release", "--offline", "--target-dir"]).args([&target]);
        build.in_folder(&installed.folder).output()?;
        Ok(Job::new(target.join("release").join(&package)).printing_samples())
    });
    bench.measure.alternately(name, vec![Contender { version: bench.ours.version(), ..contender }])
}

fn edit(bench: &Bench) -> Result<Vec<Side>, Failure> {
    let installed = bench.peers.cargo("edit-ours", env!("CARGO_PKG_VERSION"), &models(bench, "full"), QUEUE_PROGRAM);
    let contender = Contender::of(OURS, installed, |installed| {
        let target = installed.folder.join("target");
        let run =
            cargo().args(["run", "--quiet", "--offline", "--target-dir"]).args([&target]).in_folder(&installed.folder);
        run.output()?;
        Ok(run.after_editing(installed.folder.join("src").join("main.rs")))
    });
    bench.measure.alternately(EDIT.name, vec![Contender { version: bench.ours.version(), ..contender }])
}
