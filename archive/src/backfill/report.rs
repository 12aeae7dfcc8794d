//! The completion report of a job: which tasks failed, and why.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html>

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Seek as _, Write as _};

use serde::Deserialize;

use super::job::BackfillResources;
use crate::config::{Config, Region};
use cfn_deploy::aws::{ApiError, Aws};

/// Where S3 writes the reports.
pub(super) const FOLDER: &str = "reports";

/// The tasks of a job that failed with the same code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskFailures {
    /// How many.
    pub count: u64,
    /// The key of the first one, as in the report: percent-encoded.
    pub key: String,
    /// What S3 said of it.
    pub message: String,
}

/// `manifest.json` of a report, as far as it is used.
#[derive(Debug, Deserialize)]
struct Manifest {
    #[serde(rename = "Results")]
    results: Vec<Results>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Results {
    task_execution_status: String,
    key: String,
}

/// The columns of a report: Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage.
const COLUMNS: usize = 7;

/// The failures of a job by their codes; `None` if S3 has written no report.
///
/// # Errors
/// A call failed, or the report cannot be read.
pub async fn failures(
    aws: &Aws,
    config: &Config,
    made: &BackfillResources,
    job: &str,
) -> Result<Option<BTreeMap<String, TaskFailures>>, ApiError> {
    failures_at(aws, *config.region(), made, job).await
}

/// As [`failures`], of a job in `region`.
pub(crate) async fn failures_at(
    aws: &Aws,
    region: Region,
    made: &BackfillResources,
    job: &str,
) -> Result<Option<BTreeMap<String, TaskFailures>>, ApiError> {
    let region = region.as_str();
    let key = format!("{FOLDER}/job-{job}/manifest.json");
    let body = match aws.object_stream(region, &made.bucket, &key).await {
        Err(error) if error.is("NoSuchKey") => return Ok(None),
        body => body?,
    };
    let unreadable = |key: &str, why: String| {
        ApiError::unreadable("GetObject", region, format_args!("s3://{}/{key}: {why}", made.bucket))
    };
    let bytes = body.collect().await.map_err(|error| ApiError::interrupted("GetObject", region, error))?;
    let manifest: Manifest =
        serde_json::from_slice(&bytes.into_bytes()).map_err(|error| unreadable(&key, error.to_string()))?;
    let mut found = BTreeMap::new();
    for results in manifest.results.iter().filter(|results| results.task_execution_status == "failed") {
        let file = fetch(aws, region, &made.bucket, &results.key).await?;
        count(file, &mut found).map_err(|why| unreadable(&results.key, why))?;
    }
    Ok(Some(found))
}

/// An object as a file, which is removed when it is closed: a report may be long.
async fn fetch(aws: &Aws, region: &str, bucket: &str, key: &str) -> Result<File, ApiError> {
    let failed = |error: io::Error| ApiError::interrupted("GetObject", region, error);
    let mut body = aws.object_stream(region, bucket, key).await?;
    let mut file = tempfile::tempfile().map_err(failed)?;
    while let Some(bytes) = body.next().await {
        let bytes = bytes.map_err(|error| ApiError::interrupted("GetObject", region, error))?;
        file.write_all(&bytes).map_err(failed)?;
    }
    file.rewind().map_err(failed)?;
    Ok(file)
}

/// Counts the rows of a report by their codes.
fn count(rows: impl io::Read, found: &mut BTreeMap<String, TaskFailures>) -> Result<(), String> {
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(BufReader::new(rows));
    let mut row = csv::StringRecord::new();
    while rows.read_record(&mut row).map_err(|error| error.to_string())? {
        let (Some(key), Some(code), Some(message)) = (row.get(1), row.get(4), row.get(COLUMNS - 1)) else {
            return Err(format!("a row has {} fields, and not {COLUMNS}", row.len()));
        };
        let first = || TaskFailures { count: 0, key: key.to_owned(), message: message.to_owned() };
        found.entry(code.to_owned()).or_insert_with(first).count += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_by_their_codes() {
        let rows = "acme,a,v1,failed,AccessDenied,403,Access Denied\nacme,b,v2,failed,AccessDenied,403,again\n\
                    acme,c%20d,v3,failed,DstBucketNotFound,400,\"no, none\"\n";
        let mut found = BTreeMap::new();
        count(rows.as_bytes(), &mut found).unwrap();
        let of = |count, key: &str, message: &str| TaskFailures { count, key: key.into(), message: message.into() };
        assert_eq!(found["AccessDenied"], of(2, "a", "Access Denied"));
        assert_eq!(found["DstBucketNotFound"], of(1, "c%20d", "no, none"));
        assert!(count("acme,a".as_bytes(), &mut found).unwrap_err().contains("a row has 2 fields"));
    }
}
