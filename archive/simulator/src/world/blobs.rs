//! The content of S3 objects, stored apart from the other state: in files, or in memory.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;

use bytes::Bytes;

use crate::world::file::write_atomically;

/// Content by ID.
#[derive(Debug, Default)]
pub(crate) struct BlobStore {
    storage: Storage,
    /// Deleted after the state that no longer refers to them is saved: if the process is killed before, both still
    /// exist.
    marked: Vec<String>,
}

/// Where the content is stored.
#[derive(Debug)]
enum Storage {
    Memory(BTreeMap<String, Bytes>),
    Folder(PathBuf),
}

impl Default for Storage {
    fn default() -> Self {
        Self::Memory(BTreeMap::new())
    }
}

impl BlobStore {
    pub(crate) fn in_folder(folder: PathBuf) -> Self {
        Self { storage: Storage::Folder(folder), marked: Vec::new() }
    }

    pub(crate) fn put(&mut self, id: &str, content: Bytes) -> io::Result<()> {
        match &mut self.storage {
            Storage::Memory(blobs) => {
                blobs.insert(id.to_owned(), content);
                Ok(())
            }
            Storage::Folder(folder) => write_atomically(&folder.join(id), &content),
        }
    }

    /// The content with an ID.
    ///
    /// # Errors
    /// It cannot be read. If it is missing, the error has the remedy.
    pub(crate) fn get(&self, id: &str) -> io::Result<Bytes> {
        let missing = |storage: String| {
            let why = format!(
                "{storage} is missing. Restore it from a copy of the state folder, or upload the object again; the version can be deleted"
            );
            io::Error::new(io::ErrorKind::NotFound, why)
        };
        match &self.storage {
            Storage::Memory(blobs) => blobs.get(id).cloned().ok_or_else(|| missing(format!("the content {id}"))),
            Storage::Folder(folder) => {
                let file = folder.join(id);
                fs::read(&file).map(Bytes::from).map_err(|error| match error.kind() {
                    io::ErrorKind::NotFound => missing(file.display().to_string()),
                    _ => error,
                })
            }
        }
    }

    /// Marks content for deletion.
    pub(crate) fn remove(&mut self, id: &str) {
        self.marked.push(id.to_owned());
    }

    /// Deletes what was marked. If it no longer exists, this is not an error.
    pub(crate) fn delete_marked(&mut self) {
        for id in std::mem::take(&mut self.marked) {
            match &mut self.storage {
                Storage::Memory(blobs) => {
                    blobs.remove(&id);
                }
                Storage::Folder(folder) => {
                    // A file that remains only uses space.
                    let _ = fs::remove_file(folder.join(id));
                }
            }
        }
    }
}
