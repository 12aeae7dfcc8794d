//! Checks of templates, by whole processes.

use std::path::{Path, PathBuf};

use cfn_cli::Failure;

use super::Row;
use crate::bench::Bench;
use crate::bench::figure::Quantity;
use crate::bench::measure::{Contender, Job};
use crate::bench::peers::{CFN_LINT, CLOUDFORMATION_VALIDATE, write};
use crate::bench::report::{OURS, Side};
use crate::bench::target::{Bound, Target};

const PROGRAM_OF_CLOUDFORMATION_VALIDATE: &str = include_str!("../programs/check_cloudformation_validate.py");

pub(super) const ONE: Row = Row {
    name: "check",
    work: "the archive's template checked by a process that was just started",
    minutes: 3,
    targets: &[
        Target { quantity: Quantity::Wall, bound: Bound::Times(CFN_LINT.name, 200.0) },
        Target { quantity: Quantity::Wall, bound: Bound::Times(CLOUDFORMATION_VALIDATE.name, 150.0) },
    ],
    measure: one,
};

pub(super) const MANY: Row = Row {
    name: "check-many",
    work: "1,000 templates checked by one process: the archive's, with as many prefixes",
    minutes: 12,
    targets: &[Target { quantity: Quantity::Wall, bound: Bound::Times(CFN_LINT.name, 500.0) }],
    measure: many,
};

fn one(bench: &Bench) -> Result<Vec<Side>, Failure> {
    let template = bench.ours.work.join("check").join("template.json");
    let text = bench.ours.synth()?.output().map_err(Failure::Environment)?;
    write(&template, &text).map_err(Failure::Environment)?;
    let files = [template.as_path()];
    let contenders = vec![
        Contender { name: OURS, version: bench.ours.version(), job: Ok(cfn_check(bench, &files)?) },
        cfn_lint(bench, &files),
        cloudformation_validate(bench, &files),
    ];
    bench.measure.alternately(ONE.name, contenders)
}

fn many(bench: &Bench) -> Result<Vec<Side>, Failure> {
    let folder = bench.ours.work.join("check-many");
    let text = bench.ours.synth()?.output().map_err(Failure::Environment)?;
    let mut files = Vec::new();
    for number in 0..1000 {
        let file = folder.join(format!("template-{number}.json"));
        write(&file, &text.replace("acme", &format!("acme{number}"))).map_err(Failure::Environment)?;
        files.push(file);
    }
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let ours = Contender { name: OURS, version: bench.ours.version(), job: Ok(cfn_check(bench, &files)?) };
    bench.measure.alternately(MANY.name, vec![ours, cfn_lint(bench, &files)])
}

fn cfn_check(bench: &Bench, files: &[&Path]) -> Result<Job, Failure> {
    Ok(Job::new(bench.ours.release("cfn")?).args(["check", "--no-config"]).args(files))
}

fn cfn_lint(bench: &Bench, files: &[&Path]) -> Contender {
    Contender::of(CFN_LINT.name, bench.peers.python(CFN_LINT), |installed| {
        // Warnings alone would give exit codes other than 0.
        Ok(installed.program("cfn-lint").args(["--non-zero-exit-code", "error", "--template"]).args(files))
    })
}

fn cloudformation_validate(bench: &Bench, files: &[&Path]) -> Contender {
    Contender::of(CLOUDFORMATION_VALIDATE.name, bench.peers.python(CLOUDFORMATION_VALIDATE), |installed| {
        let program = bench.ours.work.join("check").join("check_cloudformation_validate.py");
        write(&program, PROGRAM_OF_CLOUDFORMATION_VALIDATE)?;
        Ok(installed.program("python").args([program]).args(files))
    })
}
