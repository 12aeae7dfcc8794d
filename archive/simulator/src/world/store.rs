//! The state folder: a file with the state, and a file for the content of each object.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::world::World;
use crate::world::blobs::BlobStore;
use crate::world::file::{create_private_dir, open_private, write_atomically};

/// A state folder that is locked by this process.
#[derive(Debug)]
pub(crate) struct Store {
    world: PathBuf,
    /// The operating system releases the lock when the process ends.
    lock: File,
}

impl Drop for Store {
    fn drop(&mut self) {
        // Closing the file is not enough: a process that another thread is just starting has it open until it runs its program.
        let _ = self.lock.unlock();
    }
}

impl Store {
    /// Locks the folder, creates it if it does not exist, and loads the state.
    ///
    /// # Errors
    /// The folder cannot be used, another process has locked it, or its content is not a valid state.
    pub(crate) fn open(folder: &Path) -> Result<(Self, Option<World>), Error> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::StateFolder { path, source }
        };
        let objects = folder.join("objects");
        create_private_dir(&objects).map_err(failed(&objects))?;
        let lock_path = folder.join("lock");
        let lock = open_private(&lock_path).map_err(failed(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(Error::StateInUse { path: folder.to_owned() }),
            Err(fs::TryLockError::Error(source)) => return Err(failed(&lock_path)(source)),
        }
        remove_unfinished(&objects).map_err(failed(&objects))?;
        let path = folder.join("world.json");
        let world = match fs::read(&path) {
            Ok(bytes) => {
                let mut world: World = serde_json::from_slice(&bytes)
                    .map_err(|source| Error::StateUnreadable { path: path.clone(), source })?;
                world.migrate();
                world.blobs = BlobStore::in_folder(objects);
                Some(world)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(failed(&path)(source)),
        };
        Ok((Self { world: path, lock }, world))
    }

    /// The storage for the content of objects.
    pub(crate) fn blobs(&self) -> BlobStore {
        BlobStore::in_folder(self.world.with_file_name("objects"))
    }

    /// The serialised state.
    ///
    /// # Errors
    /// It cannot be serialised.
    pub(crate) fn bytes(world: &World) -> Result<Vec<u8>, Error> {
        serde_json::to_vec(world).map_err(|source| Error::StateUnreadable { path: "world.json".into(), source })
    }

    /// Saves the state. After a crash, the file has the old or the new state.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn save(&self, world: &World) -> Result<(), Error> {
        let bytes = Self::bytes(world)?;
        write_atomically(&self.world, &bytes).map_err(|source| Error::StateFolder { path: self.world.clone(), source })
    }
}

/// Deletes temporary files of a process that was killed.
fn remove_unfinished(objects: &Path) -> io::Result<()> {
    for entry in fs::read_dir(objects)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "tmp") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
