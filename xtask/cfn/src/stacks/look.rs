//! The commands that only look: `diff`, `status`, `drift`, `events`, `logs`.

use cfn_command_line::arguments::{self, Approvals, StackSettings};
use cfn_command_line::{CheckResult, CommandError, Exit, Reporting};
use cfn_deploy::{Event, StackRequest};

use super::arguments::{Common, Settings};
use super::assets;
use super::lookup;
use super::session::Connected;
use super::target::{Need, Target, resolve};

/// Compare deployed templates with those that would be deployed.
#[derive(clap::Args)]
pub struct DiffArgs {
    /// Exit with code 5 if they differ
    #[arg(long)]
    check: bool,
    /// The bucket that files named by the template were deployed through, where it was given
    #[arg(long, value_name = "BUCKET")]
    template_bucket: Option<String>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Look at stacks.
#[derive(clap::Args)]
pub struct LookArgs {
    /// Exit with code 5 if a problem is found
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Show the events of a stack's last operation.
#[derive(clap::Args)]
pub struct EventsOfStacks {
    #[command(flatten)]
    pub(super) events: arguments::EventsArgs,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Show the events of a stack's last operation in every region, by time.
#[derive(clap::Args)]
pub struct LogsArgs {
    #[command(flatten)]
    pub(super) common: Common,
}

/// Connects to where the stacks of a command are.
async fn open<'a>(
    common: &Common,
    need: Need,
    reporting: &'a Reporting,
) -> Result<(Connected<'a>, Vec<Target>), CommandError> {
    let targets = resolve(common, need).await?;
    let session = Connected::open(&common.connection, &targets, &Approvals::default(), reporting).await?;
    Ok((session, targets))
}

/// The only stack of a command that is about one.
pub(super) fn only<'t>(targets: &'t [Target], command: &str) -> Result<&'t Target, CommandError> {
    match targets {
        [target] => Ok(target),
        targets => {
            let names: Vec<&str> = targets.iter().map(|target| target.label.as_str()).collect();
            let message = format!("`cfn {command}` is about one stack, and these are named: {}", names.join(", "));
            Err(CommandError::usage(message, "name one of them"))
        }
    }
}

pub(super) async fn diff(args: &DiffArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    let (session, mut targets) = open(&args.common, Need::Templates, reporting).await?;
    let settings = Settings {
        stack: StackSettings { template_bucket: args.template_bucket.clone(), ..StackSettings::default() },
        ..Settings::default()
    };
    lookup::check_places(&session, &targets).await?;
    assets::prepare(&session, &mut targets, &settings, assets::Use::Compare).await?;
    let mut count = 0;
    for target in &targets {
        let template = target.template.clone().ok_or_else(|| {
            CommandError::usage(format!("the stack {} has no template here", target.name), "name a template file")
        })?;
        let request = StackRequest { name: target.name.clone(), template, ..StackRequest::default() };
        session.started("diff", target);
        let diff = session.engine(target).diff(&request).await?;
        count += diff.changes.len();
        session.shared.reporter.report(&Event::Diff(diff));
    }
    CheckResult::differences(args.check, count).end(session.shared, "compared", "see `cfn plan`").await
}

pub(super) async fn status(args: &LookArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    let (session, targets) = open(&args.common, Need::Names, reporting).await?;
    let (mut missing, mut bad) = (0, 0);
    for target in &targets {
        match session.engine(target).status(&target.name).await? {
            Some(report) => {
                bad += usize::from(report.situation.is_some());
                session.shared.reporter.report(&Event::Status(report));
            }
            None => {
                let message = format!("the stack {} does not exist in {}", target.name, target.region);
                session.shared.reporter.report(&Event::Progress { message });
                missing += 1;
            }
        }
    }
    let result = match (missing, bad) {
        (0, 0) => "healthy",
        (_, 0) if missing == targets.len() => "absent",
        _ => "unhealthy",
    };
    let what = ["stack is missing or needs a decision", "stacks are missing or need a decision"];
    CheckResult { check: args.check, count: missing + bad, what }
        .end(session.shared, result, "`cfn deploy` creates what is missing; follow the help of the others")
        .await
}

pub(super) async fn drift(args: &LookArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    let (session, targets) = open(&args.common, Need::Names, reporting).await?;
    let (mut drifted, mut unknown) = (0, 0);
    for target in &targets {
        session.started("drift", target);
        let report = session.engine(target).drift(&target.name).await?;
        drifted += report.drifted.len();
        unknown += report.unknown.len();
        session.shared.reporter.report(&Event::Drift(report));
    }
    let (checked, result) = CheckResult::drift(args.check, drifted, unknown);
    checked.end(session.shared, result, "`cfn deploy --revert-drift` puts back what was changed by hand").await
}

pub(super) async fn events(args: &EventsOfStacks, reporting: &Reporting) -> Result<Exit, CommandError> {
    let (session, targets) = open(&args.common, Need::Names, reporting).await?;
    let target = only(&targets, "events")?;
    let stack = session.engine(target).events(&target.name, args.events.follow).await?;
    session.shared.finished(stack.status.as_str(), [].into());
    session.shared.close().await;
    Ok(Exit::Success)
}

pub(super) async fn logs(args: &LogsArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    let (session, targets) = open(&args.common, Need::Names, reporting).await?;
    let target = only(&targets, "logs")?;
    for event in session.engine(target).logs(&target.name).await? {
        session.shared.reporter.report(&Event::Resource(event));
    }
    session.shared.finished("listed", [].into());
    session.shared.close().await;
    Ok(Exit::Success)
}
