//! Both stacks of the archive as templates, by a whole process.

use std::ffi::OsString;
use std::path::Path;

use cfn_cli::Failure;

use super::Row;
use crate::bench::Bench;
use crate::bench::figure::Quantity;
use crate::bench::measure::{Contender, Job};
use crate::bench::peers::{CDK, CDK_COMMAND, Package, STRATOSPHERE, TROPOSPHERE, cargo, write};
use crate::bench::report::{OURS, Side};
use crate::bench::target::{Bound, Target};
use crate::bench::templates::same_resources;

const PROGRAM_OF_TROPOSPHERE: &str = include_str!("../programs/archive_troposphere.py");
const PROGRAM_OF_CDK: &str = include_str!("../programs/archive_cdk.js");
const PROGRAM_OF_STRATOSPHERE: &str = include_str!("../programs/archive_stratosphere.rs");

pub(super) const SYNTH: Row = Row {
    name: "synth",
    work: "both stacks of the archive as templates, by a whole process; ours with all of its checks",
    minutes: 2,
    targets: &[
        Target { quantity: Quantity::Wall, bound: Bound::AtMost(0.003) },
        Target { quantity: Quantity::Instructions, bound: Bound::AtMost(6e6) },
        Target { quantity: Quantity::Wall, bound: Bound::Times(TROPOSPHERE.name, 25.0) },
        Target { quantity: Quantity::Wall, bound: Bound::Times(CDK_COMMAND.name, 800.0) },
        Target { quantity: Quantity::Memory, bound: Bound::Times(CDK_COMMAND.name, 30.0) },
    ],
    measure,
};

fn measure(bench: &Bench) -> Result<Vec<Side>, Failure> {
    let ours = bench.ours.synth()?;
    let template = ours.output().map_err(Failure::Environment)?;
    let folder = bench.ours.work.join("synth");
    let same = |contender: Contender| {
        let job = contender.job.and_then(|job| same_resources(&template, &job.output()?).map(|()| job));
        Contender { job, ..contender }
    };
    let instructions = ours.instructions();
    let contenders = vec![
        Contender { name: OURS, version: bench.ours.version(), job: Ok(ours) },
        same(stratosphere(bench)),
        same(troposphere(bench, &folder)),
        same(cdk(bench, &folder)),
    ];
    let mut sides = bench.measure.alternately(SYNTH.name, contenders)?;
    if let Some(ours) = sides.first_mut() {
        ours.add(Quantity::Instructions, instructions);
    }
    Ok(sides)
}

fn stratosphere(bench: &Bench) -> Contender {
    let Package { name, version } = STRATOSPHERE;
    let services = "\"aws_cloudformation\", \"aws_iam\", \"aws_kms\", \"aws_s3\"";
    let dependencies = format!(
        "serde_json = \"1\"\n{name} = {{ version = \"={version}\", default-features = false, features = [{services}] }}"
    );
    let installed = bench.peers.cargo("archive-stratosphere", version, &dependencies, PROGRAM_OF_STRATOSPHERE);
    Contender::of(name, installed, |installed| {
        let target = installed.folder.join("target");
        let build = ["build", "--quiet", "--release", "--offline", "--target-dir"];
        cargo().args(build).args([&target]).in_folder(&installed.folder).output()?;
        Ok(Job::new(target.join("release/archive-stratosphere")))
    })
}

fn troposphere(bench: &Bench, folder: &Path) -> Contender {
    Contender::of(TROPOSPHERE.name, bench.peers.python(TROPOSPHERE), |installed| {
        let file = folder.join("archive_troposphere.py");
        write(&file, PROGRAM_OF_TROPOSPHERE)?;
        Ok(installed.program("python").args([file]))
    })
}

/// `cdk synth`, as its users run it: the command, which runs the program.
fn cdk(bench: &Bench, folder: &Path) -> Contender {
    let installed = bench.peers.npm(&CDK);
    Contender::of(CDK_COMMAND.name, installed, |installed| {
        let file = folder.join("archive_cdk.js");
        write(&file, PROGRAM_OF_CDK)?;
        let mut app = OsString::from("node ");
        app.push(&file);
        let modules = installed.folder.join("node_modules");
        // Without what CDK adds to templates for itself.
        let plain = ["--json", "--no-version-reporting", "--no-path-metadata", "--no-asset-metadata", "--no-notices"];
        let command =
            Job::new(modules.join(".bin").join("cdk")).args(["synth"]).args(plain).args(["--app"]).args([app]);
        Ok(command.env("NODE_PATH", modules).in_folder(folder))
    })
}
