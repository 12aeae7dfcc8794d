//! Files with what a restore has to tell of versions, written line by line while it runs.

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::outcome::Told;
use cfn_command_line::WholeFile;

/// A file that is not there before it is whole. Its form is that of its name: `.csv`, `.json` (one object a line) or `.txt`.
pub struct ReportFile {
    file: PathBuf,
    rows: Rows,
}

/// What is written, of which CSV has quotes of its own.
enum Rows {
    Text(BufWriter<WholeFile>),
    Json(BufWriter<WholeFile>),
    Csv(Box<csv::Writer<WholeFile>>),
}

impl ReportFile {
    /// Begins a file; `None` if its name has no form.
    ///
    /// # Errors
    /// It cannot be written where it is to be.
    pub fn create(file: &Path) -> io::Result<Option<Self>> {
        let open = || WholeFile::create(file);
        let rows = match file.extension().and_then(|extension| extension.to_str()) {
            Some("txt") => Rows::Text(BufWriter::new(open()?)),
            Some("json" | "jsonl") => Rows::Json(BufWriter::new(open()?)),
            Some("csv") => {
                let mut rows = csv::Writer::from_writer(open()?);
                rows.write_record(["why", "key", "version_id", "bytes", "path", "detail"])?;
                Rows::Csv(Box::new(rows))
            }
            _ => return Ok(None),
        };
        Ok(Some(Self { file: file.to_owned(), rows }))
    }

    /// Where it will be.
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// Writes what is told of a version.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&mut self, told: &Told) -> io::Result<()> {
        let Told { why, key, version_id, bytes, path, detail } = told;
        match &mut self.rows {
            Rows::Text(rows) => writeln!(rows, "{:9}  {key:?} {version_id} ({path:?}): {detail}", why.as_str()),
            Rows::Json(rows) => {
                serde_json::to_writer(&mut *rows, told)?;
                rows.write_all(b"\n")
            }
            Rows::Csv(rows) => {
                let bytes = bytes.to_string();
                Ok(rows.write_record([why.as_str(), key, version_id, &bytes, path, detail])?)
            }
        }
    }

    /// Puts the file where it is to be.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(self) -> io::Result<()> {
        let open = match self.rows {
            Rows::Text(rows) | Rows::Json(rows) => rows.into_inner().map_err(io::IntoInnerError::into_error)?,
            Rows::Csv(rows) => (*rows).into_inner().map_err(|error| error.into_error())?,
        };
        open.finish()
    }
}
