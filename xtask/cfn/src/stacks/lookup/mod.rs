//! `lookup`: finds the existing resources that a program looks up, and writes what they are into a file that is committed.

mod check;
mod pins;
mod resolve;
mod wanted;

use std::path::PathBuf;

use cfn_command_line::arguments::{Approvals, Display};
use cfn_command_line::output::counted;
use cfn_command_line::{CheckResult, CommandError, Exit, Reporting};
use cfn_deploy::{Error, Event, Level};
use models::check::nearest;

use self::pins::{Pin, Pins};
use self::resolve::Unresolved;
use self::wanted::{Asked, Wanted};
use super::arguments::{Common, Connection, Targets};
use super::place::Place;
use super::project;
use super::session::Connected;
use super::target::Target;
use crate::facts::Snapshot;

/// Find the existing resources that the program in this folder looks up, and write what they are to cfn.lookup.json.
///
/// The program is built and run. What the file has already stays as it is, and AWS is asked for the rest; commit the file.
#[derive(clap::Args)]
pub struct Args {
    /// Ask again for these lookups [default: all], whatever the file has
    #[arg(long, value_name = "NAME", num_args = 0..)]
    refresh: Option<Vec<String>>,
    /// Remove what the program does not look up any more
    #[arg(long)]
    prune: bool,
    /// Write nothing, and exit with code 5 if asking for everything again would change the file
    #[arg(long, conflicts_with_all = ["refresh", "prune"])]
    check: bool,
    /// The program of the Cargo project in this folder that looks up, if there are several
    #[arg(long, value_name = "NAME")]
    bin: Option<String>,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    display: Display,
}

impl Args {
    /// What every command has.
    pub(super) fn common(&self) -> Common {
        let targets = Targets { bin: self.bin.clone(), ..Targets::default() };
        Common { targets, connection: self.connection.clone(), display: self.display }
    }

    /// Whether AWS is asked for a lookup.
    fn asks(&self, wanted: &Wanted, pins: &Pins) -> bool {
        let is_named = match &self.refresh {
            Some(names) => names.is_empty() || names.contains(&wanted.query.name),
            None => self.check,
        };
        is_named || !pins.find(wanted.query.key()).is_some_and(|pin| pin.answers(wanted))
    }
}

pub(super) async fn run(args: &Args, reporting: &Reporting) -> Result<Exit, CommandError> {
    let asked = program(args)?;
    names_are_known(args, &asked)?;
    let old = Pins::read(&asked.file)?;
    let targets = targets(args, &asked).await?;
    let session = Connected::open(&args.connection, &targets, &Approvals::default(), reporting).await?;
    let new = match resolved(args, &asked, &old, &session, &targets).await {
        Ok(new) => new,
        Err(error) => {
            session.shared.close().await;
            return Err(error);
        }
    };
    let differences = old.differences(&new);
    for line in &differences {
        session.shared.reporter.report(&Event::Progress { message: line.clone() });
    }
    if args.check {
        let what = ["lookup has another result than the file", "lookups have another result than the file"];
        let result = if differences.is_empty() { "unchanged" } else { "changed" };
        let checked = CheckResult { check: true, count: differences.len(), what };
        return checked
            .end(session.shared, result, "`cfn lookup --refresh` writes it; review it before it is committed")
            .await;
    }
    let unasked = new.lookups.len() - new.without_unasked(&asked.lookups).lookups.len();
    if unasked > 0 {
        session.shared.reporter.report(&Event::Notice {
            level: Level::Info,
            message: counted(unasked, "result is not asked for any more", "results are not asked for any more"),
            remedies: vec!["`cfn lookup --prune` removes what is not asked for".into()],
        });
    }
    if new != old {
        new.write(&asked.file)?;
    }
    let result = if new == old { "unchanged" } else { "written" };
    session.shared.finished(result, new.results());
    session.shared.close().await;
    Ok(Exit::Success)
}

/// Builds and runs the program, which says what it looks up.
fn program(args: &Args) -> Result<Asked, CommandError> {
    let folder = std::env::current_dir().map_err(|error| {
        CommandError::usage(format!("the current folder is not known: {error}"), "change to another one")
    })?;
    let manifest = project::manifest_of(&folder).ok_or_else(|| {
        CommandError::usage(
            "there is no Cargo project here whose program could look up anything",
            "change to its folder; a template takes what exists as a parameter",
        )
    })?;
    let written = project::scratch_folder()?;
    project::run(&manifest, args.bin.as_deref(), "lookups", written.path())?;
    let refused = |why: String| {
        CommandError::usage(
            format!("{}: what the program looks up is not known: {why}", manifest.display()),
            "end its `main` with `App::run` of models::app, and use one version of cfn-models and cfn",
        )
    };
    let asked = wanted::read(written.path()).map_err(refused)?;
    let asked =
        asked.ok_or_else(|| refused("it wrote no lookups.json when it was called with `lookups FOLDER`".to_owned()))?;
    // A program that is not told its folder means the one that it was started in, which is this one.
    let file = folder.join(&asked.file);
    Ok(Asked { file, ..asked })
}

fn names_are_known(args: &Args, asked: &Asked) -> Result<(), CommandError> {
    for name in args.refresh.iter().flatten() {
        let names = || asked.lookups.iter().map(|wanted| wanted.query.name.as_str());
        if !names().any(|known| known == name) {
            let remedy = match nearest(name, names()) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("it looks up {}", names().collect::<Vec<_>>().join(", ")),
            };
            return Err(CommandError::usage(format!("the program has no lookup {name}"), remedy));
        }
    }
    Ok(())
}

/// Where each lookup is made.
async fn targets(args: &Args, asked: &Asked) -> Result<Vec<Target>, CommandError> {
    let default = match asked.lookups.iter().all(|wanted| wanted.query.region.is_some()) {
        true => None,
        false => args.connection.default_region().await,
    };
    let target = |wanted: &Wanted| {
        let query = &wanted.query;
        let region = query.region.clone().or_else(|| default.clone()).ok_or_else(|| {
            let message = format!("no region is configured for the lookup {}", query.name);
            CommandError::usage(message, "add --region, or set AWS_REGION")
        })?;
        Ok(Target {
            name: query.name.clone(),
            label: query.name.clone(),
            region,
            account: query.account.clone(),
            template: None,
            base: PathBuf::new(),
            template_bucket: None,
            after: Vec::new(),
            lookups: Vec::new(),
        })
    };
    asked.lookups.iter().map(target).collect()
}

/// The file as it is to be: all lookups of the program with their results, and the rest unless it is to be removed.
async fn resolved(
    args: &Args,
    asked: &Asked,
    old: &Pins,
    session: &Connected<'_>,
    targets: &[Target],
) -> Result<Pins, CommandError> {
    let snapshot = Snapshot::embedded();
    let (mut results, mut problems): (Vec<Pin>, Vec<String>) = (Vec::new(), Vec::new());
    for (wanted, target) in asked.lookups.iter().zip(targets) {
        if !args.asks(wanted, old) {
            continue;
        }
        let known = check::check(&snapshot, wanted);
        snapshot.failure().map_err(|failure| CommandError::Config(failure.to_string()))?;
        let found = match known {
            Ok(known) => {
                let place = session.place(target).await?;
                resolve::resolve(session.aws(target), &place, wanted, &known).await
            }
            Err(problem) => Err(Unresolved::Problem(problem)),
        };
        match found {
            Ok(pin) => results.push(pin),
            Err(Unresolved::Problem(problem)) => {
                problems.push(format!("{}: {}: {problem}", wanted.at, wanted.query.name));
            }
            Err(Unresolved::Failed(error)) => return Err(error),
        }
    }
    if !problems.is_empty() {
        let count = counted(problems.len(), "lookup is not resolved", "lookups are not resolved");
        return Err(CommandError::usage(
            format!("{count}, and nothing was written:\n  {}", problems.join("\n  ")),
            "change what the program asks for, or create what is missing, and run `cfn lookup` again",
        ));
    }
    let kept = old.lookups.iter().filter(|pin| !results.iter().any(|new| new.query.key() == pin.query.key()));
    let all = Pins::new(kept.cloned().chain(results.iter().cloned()).collect());
    Ok(if args.prune || args.check { all.without_unasked(&asked.lookups) } else { all })
}

/// Refuses to deploy what was looked up elsewhere: in another account, such as a simulated one, or another region.
pub(super) async fn check_places(session: &Connected<'_>, targets: &[Target]) -> Result<(), CommandError> {
    for target in targets.iter().filter(|target| !target.lookups.is_empty()) {
        let place = session.place(target).await?;
        for (name, resolved) in &target.lookups {
            if *resolved != place {
                return Err(CommandError::usage(
                    format!(
                        "the lookup {name} was resolved in {}/{}, and {} is for {}/{}",
                        resolved.account, resolved.region, target.name, place.account, place.region
                    ),
                    format!(
                        "`cfn lookup --refresh {name}` asks here, or give the stack the account and the region that were meant \
                         (`Environment::account`)"
                    ),
                ));
            }
        }
    }
    Ok(())
}

impl Connected<'_> {
    /// The account and the region of a target.
    async fn place(&self, target: &Target) -> Result<Place, CommandError> {
        let identity = self.aws(target).identity(&target.region).await.map_err(Error::from)?;
        Ok(Place { account: identity.account, region: target.region.clone() })
    }
}
