//! `archive audit`: examines every version in every region, and writes down what is not as it should be.

use std::io;
use std::path::Path;

use super::super::args::{AuditArgs, AuditSource, Cli};
use super::super::session::Session;
use crate::audit::{
    Audit, AuditError, AuditLog, AuditOptions, Damage, DamageKind, Extent, RegionSummary, ReportFile, ReportFormat,
    VersionSource, audit,
};
use cfn_command_line::arguments::Approvals;
use cfn_command_line::{CommandError, Exit, Reporting, output::counted};
use cfn_deploy::{Event, Level, Reporter};

/// So many damaged versions are told one by one; the files have all.
const TOLD: u64 = 20;

pub(super) async fn run(cli: &Cli, args: &AuditArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    let mut files = Vec::new();
    for file in &args.reports {
        let format = ReportFormat::of(file).ok_or_else(|| {
            CommandError::usage(
                format!("{}: the form of a report is not known from its name", file.display()),
                "end it with .csv, .json or .txt",
            )
        })?;
        files.push(create(file, format)?);
    }
    if let Some(file) = &args.manifest {
        files.push(create(file, ReportFormat::Manifest)?);
    }
    let session = Session::open(cli, &Approvals::default(), reporting).await?;
    session.started("audit");
    let mut log = Log { files, primary: session.config.bucket_name(), reporter: session.reporter(), told: 0 };
    let options = AuditOptions { source: args.source.into(), prefix: &args.keys, extent: Extent::Everything };
    let audited = audit((session.aws(), session.replicas()), &session.config, options, &mut log).await;
    let audited = match audited {
        Ok(audited) => audited,
        Err(error) => return Err(failed_in(&session, error).await),
    };
    for file in log.files {
        let path = file.path().to_owned();
        file.finish().map_err(|error| unwritten(&path, &error))?;
    }
    report_findings(&session, &audited);
    let damaged = audited.damaged();
    if damaged == 0 {
        session.finished("whole", [].into());
        session.close().await;
        return Ok(Exit::Success);
    }
    session.close().await;
    let count = usize::try_from(damaged).unwrap_or(usize::MAX);
    Err(CommandError::Other {
        message: counted(count, "version is not as it should be", "versions are not as they should be"),
        remedy: "follow the help of each region; --report FILE has every version".into(),
        exit: Exit::ActionRequired,
    })
}

impl From<AuditSource> for VersionSource {
    fn from(source: AuditSource) -> Self {
        match source {
            AuditSource::Auto => Self::Automatic,
            AuditSource::Inventory => Self::Inventory,
            AuditSource::Listing => Self::Listing,
        }
    }
}

/// What was found, where it is written and told.
struct Log<'a> {
    files: Vec<ReportFile>,
    primary: String,
    reporter: &'a dyn Reporter,
    told: u64,
}

impl AuditLog for Log<'_> {
    fn damaged(&mut self, damage: &Damage) -> io::Result<()> {
        for file in &mut self.files {
            file.write(damage, &self.primary)?;
        }
        self.told += 1;
        if self.told <= TOLD {
            let Damage { kind, region, key, version_id, detail, .. } = damage;
            let message = format!("{} in {region}: {key:?}, version {version_id}: {detail}", kind.as_str());
            self.reporter.report(&Event::Progress { message });
        } else if self.told == TOLD + 1 {
            let message = format!("more than {TOLD} are damaged; --report FILE has every one");
            self.reporter.report(&Event::Progress { message });
        }
        Ok(())
    }

    fn examined(&mut self, versions: u64) {
        self.reporter.report(&Event::Advance { subject: "versions examined".to_owned(), done: versions, total: None });
    }

    fn note(&mut self, message: String) {
        self.reporter.report(&Event::Notice { level: Level::Info, message, remedies: Vec::new() });
    }
}

/// Tells what was found in each region, and what was not looked at.
fn report_findings(session: &Session<'_>, audited: &Audit) {
    let note = |message: String| {
        session.reporter().report(&Event::Notice { level: Level::Info, message, remedies: Vec::new() });
    };
    if let Some(time) = &audited.inventory {
        note(format!(
            "the versions are those of the inventories of {time} and later, which do not have KMS keys, tags and checksums; --source listing examines those too"
        ));
    }
    if audited.pending > 0 {
        note(format!("{} replicas are still to arrive, which is no damage", audited.pending));
    }
    if audited.unverified > 0 {
        note(format!("{} replicas have no checksum that the primary's version has too", audited.unverified));
    }
    for region in &audited.regions {
        session.reporter().report(&of_region(region, audited.versions));
    }
}

fn of_region(found: &RegionSummary, versions: u64) -> Event {
    let subject = format!("{} in {}", found.bucket, found.region);
    if found.damage.is_empty() {
        let message = format!("{versions} versions of the primary bucket are there as they should be");
        return Event::Check { subject, passed: Some(true), message, remedies: Vec::new() };
    }
    let kinds: Vec<String> = found.damage.iter().map(|(kind, count)| format!("{count} {}", kind.as_str())).collect();
    let mut remedies: Vec<cfn_deploy::Remedy> = Vec::new();
    for remedy in found.damage.keys().map(|kind| cfn_deploy::Remedy::from(remedy(*kind))) {
        if !remedies.contains(&remedy) {
            remedies.push(remedy);
        }
    }
    let message = format!("of {versions} versions: {}", kinds.join(", "));
    Event::Check { subject, passed: Some(false), message, remedies }
}

/// What to do about versions that are damaged in this way.
const fn remedy(kind: DamageKind) -> &'static str {
    match kind {
        DamageKind::Missing | DamageKind::Failed | DamageKind::DeleteMarker => {
            "missing, failed and delete-marker: once the cause is gone, which the status shows, `archive backfill` has S3 replicate them again; a delete marker that is in a replica only is not listed, and hides there what its older versions still are"
        }
        DamageKind::WrongKey | DamageKind::WrongChecksum => {
            "wrong-key and wrong-checksum: copy the object over itself in the primary bucket, which makes a new version under the bucket's key, and S3 replicates it: aws s3 cp with --sse aws:kms --sse-kms-key-id"
        }
        DamageKind::WrongTags => "wrong-tags: set the tags of the primary's version again, and S3 replicates them",
        DamageKind::WrongRetention => {
            "wrong-retention: set retention and legal hold of the replica's version as those of the primary's, with  aws s3api put-object-retention  and  put-object-legal-hold"
        }
        DamageKind::Diverged => {
            "diverged: copy the version from the replica to the primary bucket if it is to be kept, and S3 replicates it"
        }
    }
}

fn create(file: &Path, format: ReportFormat) -> Result<ReportFile, CommandError> {
    ReportFile::create(file, format).map_err(|error| unwritten(file, &error))
}

fn unwritten(file: &Path, error: &io::Error) -> CommandError {
    CommandError::usage(format!("{}: the file cannot be written: {error}", file.display()), "name another file")
}

/// Why versions cannot be compared, with what leads on: a bucket that is not there is one of an archive that is not there, or of one that
/// lost it.
pub(super) async fn failed_in(session: &Session<'_>, error: AuditError) -> CommandError {
    match error {
        AuditError::Api(error) if error.is("NoSuchBucket") => session.no_bucket(error.to_string()).await,
        error => failed(error),
    }
}

fn failed(error: AuditError) -> CommandError {
    match error {
        AuditError::Api(error) => CommandError::Deploy(cfn_deploy::Error::Api(error)),
        AuditError::NoKey { .. } => CommandError::usage(error.to_string(), cfn_deploy::Remedy::ShowStatus),
        AuditError::Inventory { .. } => CommandError::usage(error.to_string(), "audit with --source listing"),
        AuditError::NoInventory(_) => CommandError::usage(error.to_string(), "audit with --source listing"),
        AuditError::File(_) => {
            CommandError::usage(error.to_string(), "make room in the folder for temporary files, or set TMPDIR")
        }
    }
}
