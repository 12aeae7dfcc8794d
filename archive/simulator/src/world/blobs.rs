//! The contents of S3 objects, kept apart from the world's facts: one file each, or in memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use bytes::Bytes;

use crate::world::file::write_atomically;

/// Contents by version id, which is unique in a world.
#[derive(Debug)]
pub(crate) enum Blobs {
    Memory(BTreeMap<String, Bytes>),
    Folder(PathBuf),
}

impl Default for Blobs {
    fn default() -> Self {
        Self::Memory(BTreeMap::new())
    }
}

impl Blobs {
    pub(crate) fn put(&mut self, id: &str, content: Bytes) -> std::io::Result<()> {
        match self {
            Self::Memory(blobs) => {
                blobs.insert(id.to_owned(), content);
                Ok(())
            }
            Self::Folder(folder) => write_atomically(&folder.join(id), &content),
        }
    }

    pub(crate) fn get(&self, id: &str) -> std::io::Result<Bytes> {
        match self {
            Self::Memory(blobs) => {
                blobs.get(id).cloned().ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))
            }
            Self::Folder(folder) => fs::read(folder.join(id)).map(Bytes::from),
        }
    }

    /// Forgets a content; one that is gone already is not an error.
    pub(crate) fn remove(&mut self, id: &str) {
        match self {
            Self::Memory(blobs) => {
                blobs.remove(id);
            }
            Self::Folder(folder) => {
                // A file left behind costs space and nothing else.
                let _ = fs::remove_file(folder.join(id));
            }
        }
    }
}
