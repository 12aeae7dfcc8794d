//! `archive undelete`: shows again what delete markers hide.

use std::collections::BTreeMap;

use super::super::args::{Cli, UndeleteArgs};
use super::super::session::Session;
use super::restore::{Log, counted_objects, create, failed, failed_in, time};
use crate::bytes::human;
use crate::restore::{RestoreOptions, Restored, Retrieval, Target, plan_undelete, undelete};
use cfn_command_line::{CommandError, Exit, Reporting, output::counted};
use cfn_deploy::aws::RetrievalTier;
use cfn_deploy::{ApprovalRequest, Approver as _, Event, Level, Remedy};

/// So many objects are undeleted at once.
const CONCURRENT: usize = 16;
/// Larger objects are copied in parts of this size.
const PART: u64 = 64 << 20;

pub(super) async fn run(cli: &Cli, args: &UndeleteArgs, reporting: &Reporting) -> Result<Exit, CommandError> {
    let since = args.since.as_deref().map(|text| time("--since", text)).transpose()?;
    let files = args.reports.iter().map(|file| create(file)).collect::<Result<Vec<_>, _>>()?;
    let session = Session::open(cli, &args.approvals, reporting).await?;
    session.started("undelete");
    let options = RestoreOptions {
        target: Target::Bucket { name: session.config.bucket_name(), prefix: String::new() },
        keys: &args.key,
        prefixes: &args.keys,
        at: since,
        from: None,
        overwrite: false,
        retrieval: Retrieval { tier: RetrievalTier::Standard, days: 1, wait: None },
        concurrency: CONCURRENT,
        part_size: PART,
    };
    let mut log = Log::new(files, session.reporter(), ["objects undeleted", "bytes undeleted"]);
    let planned = plan_undelete((session.aws(), session.replicas()), &session.config, options, &mut log).await;
    let planned = match planned {
        Ok(planned) => planned,
        Err(error) => return Err(failed_in(&session, error).await),
    };
    let note = |level: Level, message: String| {
        session.reporter().report(&Event::Notice { level, message, remedies: Vec::new() });
    };
    planned.notes.iter().for_each(|message| note(Level::Warning, message.clone()));
    let (objects, bytes) = planned.objects;
    let bucket = session.config.bucket_name();
    note(Level::Info, format!("hidden by delete markers in {bucket}: {} ({})", counted_objects(objects), human(bytes)));
    let how = match planned.removes {
        true => "their delete markers are removed in every region",
        false => {
            "their newest versions are copied over the delete markers, which the bucket policies let nobody remove, and S3 replicates the copies"
        }
    };
    if objects > 0 {
        note(Level::Info, how.to_owned());
    }
    if args.dry_run || objects == 0 {
        session.finished(if args.dry_run { "planned" } else { "unchanged" }, outputs(planned.objects, None));
        session.close().await;
        return Ok(Exit::Success);
    }
    let text = format!("Undelete {} ({})?", counted_objects(objects), human(bytes));
    if !session.approver().approves(&ApprovalRequest { text, dangers: &[] }) {
        session.close().await;
        return Err(CommandError::Other {
            message: "nothing is undeleted: it was not approved".to_owned(),
            remedy: Remedy::Confirm,
            exit: Exit::Refused,
        });
    }
    let restored = undelete(&planned, &mut log).await.map_err(failed)?;
    let counts = outputs(planned.objects, Some(&restored));
    drop(planned);
    log.finish()?;
    end(session, counts, &restored).await
}

/// Tells what was undeleted, and what was not.
async fn end(
    session: Session<'_>,
    counts: BTreeMap<String, String>,
    restored: &Restored,
) -> Result<Exit, CommandError> {
    if restored.lacking == 0 {
        session.finished("undeleted", counts);
        session.close().await;
        return Ok(Exit::Success);
    }
    session.reporter().report(&Event::Outputs { outputs: counts });
    session.close().await;
    let count = usize::try_from(restored.lacking).unwrap_or(usize::MAX);
    let remedy: Remedy = match &restored.denied {
        Some(error) => Remedy::Grant { action: error.action() },
        None => "--report FILE tells of each; what is undeleted is not undeleted again".into(),
    };
    let message = counted(count, "object is not undeleted", "objects are not undeleted");
    Err(CommandError::Other { message, remedy, exit: Exit::ActionRequired })
}

/// The counts, by name.
fn outputs((objects, bytes): (u64, u64), restored: Option<&Restored>) -> BTreeMap<String, String> {
    let mut outputs =
        BTreeMap::from([("Objects".to_owned(), objects.to_string()), ("Bytes".to_owned(), bytes.to_string())]);
    if let Some(restored) = restored {
        outputs.insert("Undeleted".to_owned(), restored.restored.0.to_string());
        outputs.insert("NotUndeleted".to_owned(), restored.lacking.to_string());
    }
    outputs
}
