//! `cargo xtask simulate`: runs more seeded schedules than the tests do.

use std::process::Command;

use cfn_cli::Failure;

/// Runs seeded schedules of deploy, update, crash, re-run and destroy against the simulated AWS, with concurrent
/// changes by others, and checks after each step that no data is lost and at the end that re-running converges. A
/// schedule is determined by its seed, so a failure can be reproduced.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The number of seeds to run
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..))]
    seeds: u64,
    /// The first seed
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    from: u64,
    /// Run only this seed, and print its steps and requests
    #[arg(long, value_name = "SEED", conflicts_with_all = ["seeds", "from"])]
    seed: Option<u64>,
    /// Build with optimizations; faster for several thousand seeds
    #[arg(long)]
    release: bool,
}

pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let (from, seeds) = args.seed.map_or((args.from, args.seeds), |seed| (seed, 1));
    let end = from
        .checked_add(seeds)
        .ok_or_else(|| Failure::Input(format!("{seeds} seeds from {from} on exceed the last seed, {}", u64::MAX)))?;
    // Another process, not a dependency: `regen-spec` must build without the AWS SDK.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["test", "--quiet", "--package", "archive", "--test", "simulation"]);
    if args.release {
        command.args(["--profile", "schedules"]);
    }
    command.args(["--", "--nocapture", "every_schedule"]).env("ARCHIVE_SEEDS", format!("{from}..{end}"));
    if args.seed.is_some() {
        command.env("ARCHIVE_SEED_TOLD", "1");
    }
    let status = command.status().map_err(|error| {
        Failure::Environment(format!("cargo cannot be run: {error}; run it as `cargo xtask simulate`"))
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Check("a schedule failed; its seed is printed above".to_owned()))
    }
}
