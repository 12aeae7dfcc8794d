//! The contents of S3 objects, kept apart from the world's facts: one file each, or in memory.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;

use bytes::Bytes;

use crate::world::file::write_atomically;

/// Contents by an id that is unique in a world.
#[derive(Debug, Default)]
pub(crate) struct Blobs {
    place: Place,
    /// Taken away once the world that no longer names them is saved: a process that is killed before leaves both.
    doomed: Vec<String>,
}

/// Where the contents are.
#[derive(Debug)]
enum Place {
    Memory(BTreeMap<String, Bytes>),
    Folder(PathBuf),
}

impl Default for Place {
    fn default() -> Self {
        Self::Memory(BTreeMap::new())
    }
}

impl Blobs {
    pub(crate) fn in_folder(folder: PathBuf) -> Self {
        Self { place: Place::Folder(folder), doomed: Vec::new() }
    }

    pub(crate) fn put(&mut self, id: &str, content: Bytes) -> io::Result<()> {
        match &mut self.place {
            Place::Memory(blobs) => {
                blobs.insert(id.to_owned(), content);
                Ok(())
            }
            Place::Folder(folder) => write_atomically(&folder.join(id), &content),
        }
    }

    /// The content of an id.
    ///
    /// # Errors
    /// It cannot be read. The error of one that is missing says what to do.
    pub(crate) fn get(&self, id: &str) -> io::Result<Bytes> {
        let missing = |place: String| {
            let why = format!(
                "{place} is missing. Restore it from a copy of the state folder, or put the object again; its version can be deleted"
            );
            io::Error::new(io::ErrorKind::NotFound, why)
        };
        match &self.place {
            Place::Memory(blobs) => blobs.get(id).cloned().ok_or_else(|| missing(format!("the content {id}"))),
            Place::Folder(folder) => {
                let file = folder.join(id);
                fs::read(&file).map(Bytes::from).map_err(|error| match error.kind() {
                    io::ErrorKind::NotFound => missing(file.display().to_string()),
                    _ => error,
                })
            }
        }
    }

    /// Forgets a content, with the next sweep.
    pub(crate) fn remove(&mut self, id: &str) {
        self.doomed.push(id.to_owned());
    }

    /// Takes away what was removed; one that is gone already is not an error.
    pub(crate) fn sweep(&mut self) {
        for id in std::mem::take(&mut self.doomed) {
            match &mut self.place {
                Place::Memory(blobs) => {
                    blobs.remove(&id);
                }
                Place::Folder(folder) => {
                    // A file left behind costs space and nothing else.
                    let _ = fs::remove_file(folder.join(id));
                }
            }
        }
    }
}
