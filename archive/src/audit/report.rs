//! Files with what an audit has found, written line by line while it runs.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::damage::Damage;
use cfn_command_line::WholeFile;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The characters that the manifest of a batch job has as they are.
const KEY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'/').remove(b'~');

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
    /// Comma-separated values under a heading.
    Csv,
    /// The manifest of a job of S3 Batch Operations (`Bucket,Key,VersionId`): the primary's versions that are to be replicated again, once
    /// each.
    Manifest,
}

impl ReportFormat {
    /// The form that the name of a file asks for.
    pub fn of(file: &Path) -> Option<Self> {
        match file.extension()?.to_str()? {
            "txt" => Some(Self::Text),
            "json" | "jsonl" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// A file that is not there before it is whole.
pub struct ReportFile {
    file: PathBuf,
    format: ReportFormat,
    rows: Rows,
    /// The version that was written last, which may be damaged in several regions.
    last: Option<(String, String)>,
}

/// What is written, of which CSV has quotes of its own.
enum Rows {
    Lines(BufWriter<WholeFile>),
    Csv(Box<csv::Writer<WholeFile>>),
}

impl ReportFile {
    /// Begins a file.
    ///
    /// # Errors
    /// It cannot be written where it is to be.
    pub fn create(file: &Path, format: ReportFormat) -> io::Result<Self> {
        let open = WholeFile::create(file)?;
        let rows = match format {
            ReportFormat::Text | ReportFormat::Json => Rows::Lines(BufWriter::new(open)),
            ReportFormat::Csv | ReportFormat::Manifest => {
                let mut rows = csv::Writer::from_writer(open);
                if format == ReportFormat::Csv {
                    rows.write_record(["kind", "region", "bucket", "key", "version_id", "bytes", "detail"])
                        .map_err(io::Error::from)?;
                }
                Rows::Csv(Box::new(rows))
            }
        };
        Ok(Self { file: file.to_owned(), format, rows, last: None })
    }

    /// Where it will be.
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// Writes what was found; `primary` is the bucket from which versions are replicated.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&mut self, damage: &Damage, primary: &str) -> io::Result<()> {
        let Damage { kind, region, bucket, key, version_id, bytes, detail, replicable } = damage;
        match (&mut self.rows, self.format) {
            (Rows::Lines(rows), ReportFormat::Json) => {
                serde_json::to_writer(&mut *rows, damage)?;
                rows.write_all(b"\n")
            }
            (Rows::Lines(rows), _) => {
                writeln!(rows, "{:15}  {:14}  {key:?} {version_id}: {detail}", kind.as_str(), region.as_str())
            }
            (Rows::Csv(rows), ReportFormat::Manifest) => {
                let version = (key.clone(), version_id.clone());
                if !replicable || self.last.as_ref() == Some(&version) {
                    return Ok(());
                }
                let encoded = utf8_percent_encode(key, KEY).to_string();
                let row: [&str; 3] = [primary, &encoded, version_id];
                rows.write_record(row)?;
                self.last = Some(version);
                Ok(())
            }
            (Rows::Csv(rows), _) => {
                let bytes = bytes.to_string();
                let row: [&str; 7] = [kind.as_str(), region.as_str(), bucket, key, version_id, &bytes, detail];
                Ok(rows.write_record(row)?)
            }
        }
    }

    /// Puts the file where it is to be.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(self) -> io::Result<()> {
        let open = match self.rows {
            Rows::Lines(rows) => rows.into_inner().map_err(io::IntoInnerError::into_error)?,
            Rows::Csv(rows) => (*rows).into_inner().map_err(|error| error.into_error())?,
        };
        open.finish()
    }
}
