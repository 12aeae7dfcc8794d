//! The long runs of our own tests.

use cfn_cli::Failure;

use super::Row;
use super::program::alone;
use crate::bench::Bench;
use crate::bench::figure::Quantity;
use crate::bench::measure::Job;
use crate::bench::peers::cargo;
use crate::bench::report::Side;
use crate::bench::target::{Bound, Target};

pub(super) const SCHEDULES: Row = Row {
    name: "schedules",
    work: "500 seeded schedules of deployments, crashes and concurrent changes against the simulated AWS, as the tests run them",
    minutes: 4,
    targets: &[Target { quantity: Quantity::Wall, bound: Bound::AtMost(25.0) }],
    measure: |bench| schedules(bench, SCHEDULES.name, &[], "0..500"),
};

pub(super) const MANY_SCHEDULES: Row = Row {
    name: "schedules-many",
    work: "10,000 seeded schedules, built with optimizations",
    minutes: 30,
    targets: &[Target { quantity: Quantity::Wall, bound: Bound::AtMost(480.0) }],
    measure: |bench| schedules(bench, MANY_SCHEDULES.name, &["--profile", "schedules"], "0..10000"),
};

fn schedules(bench: &Bench, row: &str, profile: &[&str], seeds: &str) -> Result<Vec<Side>, Failure> {
    let test =
        cargo().args(["test", "--quiet", "--locked", "--package", "archive", "--test", "simulation"]).args(profile);
    let test = test.in_folder(&bench.ours.root);
    test.clone().args(["--no-run"]).output().map_err(Failure::Environment)?;
    alone(bench, row, test.args(["--", "every_schedule"]).env("ARCHIVE_SEEDS", seeds))
}

pub(super) const CI: Row = Row {
    name: "ci",
    work: "`.ci/run` in a fresh clone of the last commit, with nothing built and nothing installed",
    minutes: 25,
    targets: &[Target { quantity: Quantity::Wall, bound: Bound::AtMost(1200.0) }],
    measure: |bench| {
        let clone = bench.ours.work.join("ci");
        let script = "git clone --quiet \"$0\" \"$1\" && cd \"$1\" && .ci/run";
        let job = Job::new("sh").args(["-c", script]).args([&bench.ours.root, &clone]).cold(&clone);
        alone(bench, CI.name, job)
    },
};

pub(super) const CI_WARM: Row = Row {
    name: "ci-warm",
    work: "`.ci/run` once more in the clone of the row `ci`",
    minutes: 10,
    targets: &[Target { quantity: Quantity::Wall, bound: Bound::AtMost(480.0) }],
    measure: |bench| {
        let clone = bench.ours.work.join("ci");
        alone(bench, CI_WARM.name, Job::new(clone.join(".ci").join("run")).in_folder(clone))
    },
};
