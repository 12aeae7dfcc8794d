//! The program `archive` itself: its size, its start, and what building it takes.

use cfn_cli::Failure;

use super::Row;
use crate::bench::Bench;
use crate::bench::figure::Quantity;
use crate::bench::measure::{Contender, Job};
use crate::bench::peers::cargo;
use crate::bench::report::{OURS, Side};
use crate::bench::target::{Bound, Target};

pub(super) const BINARY: Row = Row {
    name: "binary",
    work: "the release build of `archive`: its size, and its start, until it has printed its version",
    minutes: 1,
    targets: &[
        Target { quantity: Quantity::Size, bound: Bound::AtMost(15.0 * 1024.0 * 1024.0) },
        Target { quantity: Quantity::Wall, bound: Bound::AtMost(0.002) },
    ],
    measure: binary,
};

pub(super) const RELEASE_BUILD: Row = Row {
    name: "release-build",
    work: "`cargo build --release` of `archive` into an empty target folder, dependencies included",
    minutes: 7,
    targets: &[Target { quantity: Quantity::Wall, bound: Bound::AtMost(360.0) }],
    measure: |bench| {
        let target = bench.ours.work.join("release-build");
        let build = cargo().args(["build", "--quiet", "--release", "--locked", "--package", "archive", "--target-dir"]);
        let job = build.args([&target]).in_folder(&bench.ours.root).cold(target);
        alone(bench, RELEASE_BUILD.name, job)
    },
};

fn binary(bench: &Bench) -> Result<Vec<Side>, Failure> {
    let program = bench.ours.release("archive")?;
    let size = std::fs::metadata(&program).map_err(|error| format!("{}: {error}", program.display()));
    let mut sides = alone(bench, BINARY.name, Job::new(&program).args(["--version"]))?;
    if let Some(ours) = sides.first_mut() {
        #[expect(clippy::cast_precision_loss, reason = "a size of megabytes")]
        ours.add(Quantity::Size, size.map(|size| size.len() as f64));
    }
    Ok(sides)
}

/// What a job of ours takes that no peer has.
pub(super) fn alone(bench: &Bench, row: &str, job: Job) -> Result<Vec<Side>, Failure> {
    bench.measure.alternately(row, vec![Contender { name: OURS, version: bench.ours.version(), job: Ok(job) }])
}
