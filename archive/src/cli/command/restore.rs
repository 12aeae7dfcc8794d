//! `archive restore`: reads what the archive has, or had at a time, into a folder or a bucket.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::args::{Cli, RestoreArgs, TierArg};
use super::super::session::Session;
use crate::bytes::human;
use crate::config::Region;
use crate::restore::{
    ReportFile, RestoreError, RestoreLog, RestoreOptions, Restored, Retrieval, Summary, Target, Told, Why, plan,
    restore, takes, tier_of,
};
use cfn_command_line::{CommandError, Exit, Reporting, output::counted};
use cfn_deploy::aws::{RetrievalTier, rfc3339, seconds};
use cfn_deploy::{ApprovalRequest, Approver as _, Event, Level, Remedy, Reporter};

/// So many versions are told one by one; the files have all.
const TOLD: u64 = 20;
/// How often S3 is asked whether an archived object is there: it takes minutes at least.
const POLL: Duration = Duration::from_secs(60);
/// The same of a simulated AWS.
const POLL_SIMULATED: Duration = Duration::from_millis(20);

pub(super) async fn run(cli: &Cli, args: &RestoreArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    let target = target(&args.to)?;
    let at = args.at.as_deref().map(|text| time("--at", text)).transpose()?;
    let from = args.from.as_deref().map(region).transpose()?;
    let files = args.reports.iter().map(|file| create(file)).collect::<Result<Vec<_>, _>>()?;
    let session = Session::open(cli, &args.approvals, reporting).await?;
    session.started("restore");
    let poll = if session.shared.is_simulated() { POLL_SIMULATED } else { POLL };
    let tier = match args.tier {
        TierArg::Expedited => RetrievalTier::Expedited,
        TierArg::Standard => RetrievalTier::Standard,
        TierArg::Bulk => RetrievalTier::Bulk,
    };
    let options = RestoreOptions {
        target: target.clone(),
        keys: &args.key,
        prefixes: &args.keys,
        at,
        from,
        overwrite: args.overwrite,
        retrieval: Retrieval { tier, days: args.days, wait: args.wait.then_some(poll) },
        concurrency: usize::from(args.concurrency),
        part_size: args.part_size << 20,
    };
    let mut log = Log::new(files, session.reporter(), ["objects restored", "bytes restored"]);
    let planned = plan((session.aws(), session.replicas()), &session.config, options, &mut log).await;
    let planned = match planned {
        Ok(planned) => planned,
        Err(error) => return Err(failed_in(&session, error).await),
    };
    show(session.reporter(), &planned.summary, (&target, at), tier);
    let (objects, bytes) = planned.summary.objects;
    if args.dry_run || objects == 0 {
        session.finished(if args.dry_run { "planned" } else { "unchanged" }, outputs(&planned.summary, None));
        session.close().await;
        return Ok(Exit::Success);
    }
    let text = format!("Restore {} ({}) to {target}?", counted_objects(objects), human(bytes));
    if !session.approver().approves(&ApprovalRequest { text, dangers: &[] }) {
        session.close().await;
        return Err(CommandError::Other {
            message: format!("nothing is restored to {target}: it was not approved"),
            remedy: Remedy::Confirm,
            exit: Exit::Refused,
        });
    }
    let restored = restore(&planned, &mut log).await.map_err(failed)?;
    log.finish()?;
    let summary = planned.summary.clone();
    drop(planned);
    end(session, args, (&summary, &restored)).await
}

/// Tells what was restored, and what was not.
async fn end(
    session: Session<'_>,
    args: &RestoreArgs,
    (summary, restored): (&Summary, &Restored),
) -> Result<Exit, CommandError> {
    let note = |message: String| {
        session.reporter().report(&Event::Notice { level: Level::Info, message, remedies: Vec::new() });
    };
    if restored.unverified > 0 {
        note(format!("of {} only the size is compared: there is no checksum", counted_objects(restored.unverified)));
    }
    if restored.lacking == 0 {
        session.finished("restored", outputs(summary, Some(restored)));
        session.close().await;
        return Ok(Exit::Success);
    }
    session.reporter().report(&Event::Outputs { outputs: outputs(summary, Some(restored)) });
    session.close().await;
    let count = usize::try_from(restored.lacking).unwrap_or(usize::MAX);
    let message = counted(count, "object is not restored", "objects are not restored");
    let remedy: Remedy = match &restored.denied {
        Some(error) => Remedy::Grant { action: error.action() },
        None if restored.archived == restored.lacking => {
            "run the same command again when S3 has restored them from their archive tiers, or with --wait".into()
        }
        None if args.reports.is_empty() => "--report FILE tells of each; what is restored is not read again".into(),
        None => "the report tells of each; what is restored is not read again".into(),
    };
    Err(CommandError::Other { message, remedy, exit: Exit::ActionRequired })
}

/// Shows the plan.
fn show(reporter: &dyn Reporter, summary: &Summary, (target, at): (&Target, Option<i64>), tier: RetrievalTier) {
    let note = |level: Level, message: String| reporter.report(&Event::Notice { level, message, remedies: Vec::new() });
    for message in &summary.notes {
        note(Level::Warning, message.clone());
    }
    let Summary { lister, nearest, objects: (objects, bytes), deleted, there, archived, under_way, .. } = summary;
    let when = at.map_or_else(|| "as they are now".to_owned(), |at| format!("as they were at {}", rfc3339(at)));
    let regions = match lister == nearest {
        true => format!("from {lister}"),
        false => format!("that {lister} has, read from {nearest} first"),
    };
    note(Level::Info, format!("{} ({}), {when}, {regions}, to {target}", counted_objects(*objects), human(*bytes)));
    if *deleted > 0 {
        note(Level::Info, format!("deleted by then, and not restored: {}", counted_keys(*deleted)));
    }
    if there.0 > 0 {
        note(
            Level::Info,
            format!("{} of them ({}) are there with their size, and are compared, not read", there.0, human(there.1)),
        );
    }
    for ((region, deep), (count, bytes)) in archived {
        let name = format!("{:?}", tier_of(tier, *deep)).to_lowercase();
        note(
            Level::Info,
            format!(
                "{count} of them ({}) are in {} in {region}: S3 restores them first, with the tier {name}, which takes {} and is billed",
                human(*bytes),
                if *deep { "a deep archive" } else { "an archive" },
                takes(tier, *deep),
            ),
        );
    }
    if under_way.0 > 0 {
        note(
            Level::Info,
            format!("{} of them ({}) are being restored from archive tiers", under_way.0, human(under_way.1)),
        );
    }
}

/// The counts, by name.
fn outputs(summary: &Summary, restored: Option<&Restored>) -> BTreeMap<String, String> {
    let mut outputs: BTreeMap<String, String> = [
        ("Objects".to_owned(), summary.objects.0.to_string()),
        ("Bytes".to_owned(), summary.objects.1.to_string()),
        ("Deleted".to_owned(), summary.deleted.to_string()),
    ]
    .into();
    if let Some(restored) = restored {
        outputs.insert("Restored".to_owned(), restored.restored.0.to_string());
        outputs.insert("RestoredBytes".to_owned(), restored.restored.1.to_string());
        outputs.insert("AlreadyThere".to_owned(), restored.there.0.to_string());
        outputs.insert("NotRestored".to_owned(), restored.lacking.to_string());
    }
    outputs
}

/// What is told of versions: where it is written and shown.
pub(super) struct Log<'a> {
    files: Vec<ReportFile>,
    reporter: &'a dyn Reporter,
    told: u64,
    /// The thousandths of the work that were shown.
    shown: u64,
    /// What is counted.
    subjects: [&'static str; 2],
}

impl<'a> Log<'a> {
    pub(super) const fn new(files: Vec<ReportFile>, reporter: &'a dyn Reporter, subjects: [&'static str; 2]) -> Self {
        Self { files, reporter, told: 0, shown: 0, subjects }
    }

    /// Puts the files where they are to be.
    pub(super) fn finish(self) -> Result<(), CommandError> {
        for file in self.files {
            let path = file.path().to_owned();
            file.finish().map_err(|error| unwritten(&path, &error))?;
        }
        Ok(())
    }
}

impl RestoreLog for Log<'_> {
    fn told(&mut self, told: &Told) -> io::Result<()> {
        for file in &mut self.files {
            file.write(told)?;
        }
        self.told += 1;
        if self.told <= TOLD {
            let Told { why, key, version_id, path, detail, .. } = told;
            let place = if *why == Why::Renamed { format!(" to {path:?}") } else { String::new() };
            let message = format!("{}{place}: {key:?}, version {version_id}: {detail}", why.as_str());
            self.reporter.report(&Event::Progress { message });
        } else if self.told == TOLD + 1 {
            let message = format!("there are more than {TOLD} to tell of; --report FILE has every one");
            self.reporter.report(&Event::Progress { message });
        }
        Ok(())
    }

    fn done(&mut self, (objects, all): (u64, u64), (bytes, total): (u64, u64)) {
        let thousandth = objects.saturating_mul(1000) / all.max(1);
        if thousandth > self.shown || objects == all {
            self.shown = thousandth;
            let advance = |subject: &str, done, total| {
                let subject = subject.to_owned();
                self.reporter.report(&Event::Advance { subject, done, total: Some(total) });
            };
            let [of_objects, of_bytes] = self.subjects;
            advance(of_objects, objects, all);
            advance(of_bytes, bytes, total);
        }
    }

    fn planned(&mut self, versions: u64) {
        self.reporter.report(&Event::Advance { subject: "versions listed".to_owned(), done: versions, total: None });
    }

    fn note(&mut self, message: String) {
        self.reporter.report(&Event::Notice { level: Level::Warning, message, remedies: Vec::new() });
    }
}

/// A folder, or a bucket.
fn target(text: &str) -> Result<Target, CommandError> {
    let Some(address) = text.strip_prefix("s3://") else {
        let is_odd = text.is_empty() || text.contains("://");
        return match is_odd {
            false => Ok(Target::Folder(PathBuf::from(text))),
            true => Err(CommandError::usage(
                format!("{text:?} is no folder and no bucket"),
                "write a folder, or  s3://BUCKET/PREFIX",
            )),
        };
    };
    let (name, prefix) = address.split_once('/').unwrap_or((address, ""));
    // Buckets of the year 2018 and before may have capital letters, underscores and longer names.
    let is_of_names = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    if name.len() < 3 || !name.chars().all(is_of_names) {
        return Err(CommandError::usage(format!("{text:?} names no bucket"), "write  s3://BUCKET/PREFIX"));
    }
    Ok(Target::Bucket { name: name.to_owned(), prefix: prefix.to_owned() })
}

/// The time that an option of the command is given.
pub(super) fn time(option: &str, text: &str) -> Result<i64, CommandError> {
    seconds(text).ok_or_else(|| {
        CommandError::usage(
            format!("{text:?} is no time"),
            format!("write it with its zone, such as  {option} 2026-01-31T12:00:00Z"),
        )
    })
}

fn region(name: &str) -> Result<Region, CommandError> {
    Region::known(name).ok_or_else(|| {
        CommandError::usage(
            format!("AWS has no region {name:?}"),
            "name the region of the primary bucket or of a replica",
        )
    })
}

pub(super) fn create(file: &Path) -> Result<ReportFile, CommandError> {
    let created = ReportFile::create(file).map_err(|error| unwritten(file, &error))?;
    created.ok_or_else(|| {
        CommandError::usage(
            format!("{}: the form of a report is not known from its name", file.display()),
            "end it with .csv, .json or .txt",
        )
    })
}

pub(super) fn unwritten(file: &Path, error: &io::Error) -> CommandError {
    CommandError::usage(format!("{}: the file cannot be written: {error}", file.display()), "name another file")
}

/// Why a restore cannot be begun, with what leads on.
pub(super) async fn failed_in(session: &Session<'_>, error: RestoreError) -> CommandError {
    match error {
        RestoreError::NoRegion { no_bucket: true, .. } => session.no_bucket(error.to_string()).await,
        error => failed(error),
    }
}

pub(super) fn failed(error: RestoreError) -> CommandError {
    let message = error.to_string();
    match error {
        RestoreError::Api(error) => CommandError::Deploy(cfn_deploy::Error::Api(error)),
        RestoreError::NoRegion { .. } => CommandError::usage(message, Remedy::CheckNetwork),
        RestoreError::NotOfArchive(_) => {
            CommandError::usage(message, "name the region of the primary bucket or of a replica")
        }
        RestoreError::NoVersion { .. } => {
            CommandError::usage(message, "name a key as it is listed, or with --keys how the keys begin")
        }
        RestoreError::OwnBucket(_) => CommandError::usage(
            message,
            "name another bucket, and copy into the archive's from there what is to come back",
        ),
        RestoreError::NoBucket(_) => CommandError::usage(message, "create the bucket first, or name another one"),
        RestoreError::File { .. } => {
            CommandError::usage(message, "make room, or name another folder; temporary files are in TMPDIR")
        }
    }
}

/// `1 object`, `2 objects`.
pub(super) fn counted_objects(count: u64) -> String {
    counted(usize::try_from(count).unwrap_or(usize::MAX), "object", "objects")
}

fn counted_keys(count: u64) -> String {
    counted(usize::try_from(count).unwrap_or(usize::MAX), "key", "keys")
}

#[cfg(test)]
mod tests {
    use super::{Target, target};

    #[test]
    fn a_target_is_a_folder_or_a_bucket() {
        let bucket = |name: &str, prefix: &str| Target::Bucket { name: name.into(), prefix: prefix.into() };
        assert_eq!(target("s3://bucket/p/q").unwrap(), bucket("bucket", "p/q"));
        assert_eq!(target("s3://Of_2010").unwrap(), bucket("Of_2010", ""));
        assert_eq!(target("out/x").unwrap(), Target::Folder("out/x".into()));
        for wrong in ["", "s3://", "s3://b", "s3://a bucket/p", "https://b.s3.amazonaws.com/", "s3://arn:aws:s3:::b"] {
            assert!(target(wrong).is_err(), "{wrong}");
        }
    }
}
