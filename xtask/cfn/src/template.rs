//! Templates as files.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use cfn_template::{Document, Errors, Options};

use crate::facts::Snapshot;
use crate::failure::Failure;

/// A template that was read from a file.
pub(crate) struct Template {
    /// The path as it was given.
    pub(crate) name: String,
    /// What the file holds.
    pub(crate) text: String,
}

impl Template {
    /// The text of a file.
    ///
    /// # Errors
    /// When it cannot be read, is larger than CloudFormation takes, or is not UTF-8.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        Self::read_file(path).map_err(|message| Failure::Input(format!("{}: {message}", path.display())))
    }

    /// The text of a file, or why it cannot be read, without the file's name.
    pub(crate) fn read_file(path: &Path) -> Result<Self, String> {
        let limit = Options::default().max_bytes as u64;
        let mut bytes = Vec::new();
        let read = File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes));
        read.map_err(|e| format!("cannot be read: {e}"))?;
        if bytes.len() as u64 > limit {
            return Err(format!("has more than {limit} bytes, the most that CloudFormation takes"));
        }
        let text = String::from_utf8(bytes).map_err(|e| {
            format!("is not UTF-8 text from byte {} on; save it as UTF-8", e.utf8_error().valid_up_to())
        })?;
        Ok(Self { name: path.display().to_string(), text })
    }

    /// The template in it.
    pub(crate) fn read(&self) -> Result<Document, Errors> {
        cfn_template::read(&self.text, &Options::default())
    }

    /// The template, or all that is wrong with it, each with its place and lines.
    pub(crate) fn document(&self) -> Result<Document, Failure> {
        self.read().map_err(|errors| {
            let each = |error: &cfn_template::Error| {
                let start = error.span.start;
                let place = format!("{}:{}:{}", self.name, start.line, start.column);
                format!("{place}: {}; {}\n{}", error.message, error.remedy, error.excerpt(&self.text))
            };
            Failure::Input(errors.iter().map(each).collect::<Vec<_>>().join("\n"))
        })
    }
}

/// Which snapshot is read, as an argument of several commands.
#[derive(clap::Args)]
pub struct SnapshotArgs {
    /// Read the snapshot in this folder instead of the one in this program
    #[arg(long, value_name = "DIR")]
    snapshot: Option<PathBuf>,
}

impl SnapshotArgs {
    /// The snapshot.
    ///
    /// # Errors
    /// When the folder has none.
    pub fn open(&self) -> Result<Snapshot, Failure> {
        self.snapshot.as_deref().map_or_else(|| Ok(Snapshot::embedded()), Snapshot::open)
    }
}
