//! `archive failover --rehearse`: how long a failover would take to begin, and how much would be missing.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::session::Session;
use super::failover::note;
use crate::config::Region;
use crate::deployment::refuse;
use crate::failover::rehearse;
use crate::verify::ReplicationResult;
use cfn_command_line::CommandError;
use cfn_deploy::Level;

/// So long the object is waited for: S3 replicates most objects within a quarter of an hour.
const TIMEOUT: Duration = Duration::from_secs(20 * 60);

/// Rehearses the failover to `region`; gives the result and what was measured.
pub(super) async fn run(
    session: &Session<'_>,
    region: Region,
) -> Result<(&'static str, BTreeMap<String, String>), CommandError> {
    let engine = session.engine();
    note(
        session,
        Level::Info,
        format!(
            "writing an object to {}, and preparing the promotion of {region}, which is not executed",
            session.config.bucket_name()
        ),
        Vec::new(),
    );
    let rehearsed = rehearse(session.aws(), &session.config, &engine, region, TIMEOUT).await;
    let rehearsed = rehearsed.map_err(|error| session.failed(error))?;
    refuse(rehearsed.obstacles).map_err(|error| session.failed(error))?;
    let after = match rehearsed.arrival {
        ReplicationResult::Arrived { after, .. } => after,
        ReplicationResult::Unknown(error) => return Err(session.failed(error.into())),
        ReplicationResult::Failed | ReplicationResult::Missing => {
            return Err(CommandError::Other {
                message: format!("the object did not come to {region}: a failover would lack what is written now"),
                remedy: "`archive status` shows what replication depends on".into(),
                exit: cfn_command_line::Exit::ActionRequired,
            });
        }
    };
    let seconds = |time: Duration| format!("{:.1}", time.as_secs_f64());
    note(
        session,
        Level::Info,
        format!(
            "recovery point: an object that was written now would be missing for {} s; recovery time: the update of one stack, which was prepared in {} s",
            seconds(after),
            seconds(rehearsed.preparation)
        ),
        Vec::new(),
    );
    let outputs = [("RecoveryPointSeconds", after), ("PreparationSeconds", rehearsed.preparation)];
    Ok(("rehearsed", outputs.into_iter().map(|(name, time)| (name.to_owned(), seconds(time))).collect()))
}
