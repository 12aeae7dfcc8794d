//! The plan of a restore on disk, so that its memory does not grow with the number of objects.

use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, Write as _};
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A version that is restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) id: String,
    pub(super) size: u64,
    pub(super) modified: i64,
    /// Where it can be read.
    pub(super) state: State,
}

/// Whether a version can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum State {
    /// It can, in the region that was listed at least.
    Readable,
    /// It is archived everywhere; in this region there is a copy, or there will be one.
    Archived {
        /// The position of the region.
        site: usize,
        /// Whether it is in a deep archive.
        deep: bool,
        /// Whether it is in a tier of Intelligent-Tiering, which it leaves for good.
        tiered: bool,
        /// Whether S3 is restoring it already.
        under_way: bool,
    },
}

/// Entries that are written.
pub(super) struct Writing<T> {
    file: BufWriter<std::fs::File>,
    entries: PhantomData<T>,
}

impl<T: Serialize> Writing<T> {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(tempfile::tempfile()?), entries: PhantomData })
    }

    pub(super) fn push(&mut self, entry: &T) -> io::Result<()> {
        serde_json::to_writer(&mut self.file, entry)?;
        self.file.write_all(b"\n")
    }

    pub(super) fn finish(self) -> io::Result<Spool<T>> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Spool { file, entries: PhantomData })
    }
}

/// Entries that were written.
pub(super) struct Spool<T> {
    file: std::fs::File,
    entries: PhantomData<T>,
}

impl<T: DeserializeOwned> Spool<T> {
    /// The entries from the first on; one reading at a time.
    pub(super) fn entries(&self) -> io::Result<impl Iterator<Item = io::Result<T>> + use<T>> {
        let mut file = self.file.try_clone()?;
        file.rewind()?;
        Ok(BufReader::new(file).lines().map(|line| serde_json::from_str(&line?).map_err(io::Error::from)))
    }
}
