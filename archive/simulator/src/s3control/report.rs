//! Completion reports: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html>.

use serde_json::{Value, json};

use crate::optional::or_empty;
use crate::protocol::checksum::{Algorithm, hex};
use crate::s3::inventory::list::encode;
use crate::s3::object;
use crate::s3control::csv;
use crate::s3control::role::{Failure, JobRole, parts_of};
use crate::state::s3::object::PutOptions;
use crate::state::s3control::{Job, Task, TaskOutcome};
use crate::world::World;

const SCHEMA: &str = "Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage";

/// Writes the report that a job asks for, if a task was carried out.
///
/// # Errors
/// The role may not write it, or the bucket is not there.
pub(super) fn write(world: &mut World, worker: &JobRole, job: &Job) -> Result<(), Failure> {
    let text = |name: &str| job.request.text_at(&["Report", name]).filter(|text| !text.is_empty());
    if text("Enabled") != Some("true") {
        return Ok(());
    }
    let (bucket, _) = parts_of(text("Bucket").unwrap_or(""));
    let prefix = or_empty(text("Prefix").map(|prefix| format!("{}/", prefix.trim_end_matches('/'))));
    let folder = format!("{prefix}job-{}", job.id);
    let mut results = Vec::new();
    for (succeeded, name) in [(true, "succeeded"), (false, "failed")] {
        if succeeded && text("ReportScope") == Some("FailedTasksOnly") {
            continue;
        }
        let rows = job.tasks.iter().filter_map(|task| Some((task, task.outcome.as_ref()?)));
        let lines: String = rows.filter(|(_, outcome)| outcome.succeeded == succeeded).map(line).collect();
        if lines.is_empty() {
            continue;
        }
        let checksum = hex(&Algorithm::Md5.digest(lines.as_bytes()));
        let key = format!("{folder}/results/{}.csv", world.ids.hex(40));
        put(world, worker, &bucket, &key, lines.into_bytes())?;
        results.push(json!({ "TaskExecutionStatus": name, "Bucket": bucket, "MD5Checksum": checksum, "Key": key }));
    }
    if results.is_empty() {
        return Ok(());
    }
    let manifest = json!({
        "Format": "Report_CSV_20180820",
        "ReportCreationDate": world.now.to_string(),
        "Results": Value::Array(results),
        "ReportSchema": SCHEMA,
    });
    let manifest = manifest.to_string().into_bytes();
    let checksum = hex(&Algorithm::Md5.digest(&manifest));
    put(world, worker, &bucket, &format!("{folder}/manifest.json"), manifest)?;
    put(world, worker, &bucket, &format!("{folder}/manifest.json.md5"), checksum.into_bytes())
}

fn line((task, outcome): (&Task, &TaskOutcome)) -> String {
    let status = outcome.status.to_string();
    let key = encode(&task.key);
    let version = task.version_id.as_deref().unwrap_or("");
    let how = if outcome.succeeded { "succeeded" } else { "failed" };
    csv::line(&[&task.bucket, &key, version, how, &outcome.code, &status, &outcome.message])
}

fn put(world: &mut World, worker: &JobRole, bucket: &str, key: &str, bytes: Vec<u8>) -> Result<(), Failure> {
    worker.may(world, "s3:PutObject", bucket, Some(key)).map_err(|(code, why)| unwritten(code, &why))?;
    // Reports are encrypted with keys of S3 whatever the bucket's default is.
    let options = PutOptions { algorithm: Some("AES256".into()), ..PutOptions::default() };
    let put = object::put(world, bucket, key, bytes.into(), options);
    put.map(|_| ()).map_err(|error| unwritten("ReportNotWritten".to_owned(), &error.to_string()))
}

/// The reason is AWS's, <https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-troubleshoot.html>; it documents no code.
fn unwritten(code: String, why: &str) -> Failure {
    (code, format!("The job report could not be written to your report bucket. {why}"))
}
