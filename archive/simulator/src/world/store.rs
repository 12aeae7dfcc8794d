//! The folder of a saved world: one file with the state, and one file per object content.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::world::World;
use crate::world::blobs::Blobs;
use crate::world::file::write_atomically;

/// A folder that is locked by this process.
#[derive(Debug)]
pub(crate) struct Store {
    world: PathBuf,
    /// The operating system releases the lock when the process ends.
    _lock: File,
}

impl Store {
    /// Locks the folder, creates it if it is missing, and loads the world.
    ///
    /// # Errors
    /// If the folder cannot be used, another process has locked it, or its content is invalid.
    pub(crate) fn open(folder: &Path) -> Result<(Self, Option<World>), Error> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::StateFolder { path, source }
        };
        let objects = folder.join("objects");
        fs::create_dir_all(&objects).map_err(failed(&objects))?;
        let lock_path = folder.join("lock");
        let lock = File::create(&lock_path).map_err(failed(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(Error::StateInUse { path: folder.to_owned() }),
            Err(fs::TryLockError::Error(source)) => return Err(failed(&lock_path)(source)),
        }
        let path = folder.join("world.json");
        let world = match fs::read(&path) {
            Ok(bytes) => {
                let mut world: World = serde_json::from_slice(&bytes)
                    .map_err(|source| Error::StateUnreadable { path: path.clone(), source })?;
                world.migrate();
                world.blobs = Blobs::Folder(objects);
                Some(world)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(failed(&path)(source)),
        };
        Ok((Self { world: path, _lock: lock }, world))
    }

    /// The store of object contents.
    pub(crate) fn blobs(&self) -> Blobs {
        Blobs::Folder(self.world.with_file_name("objects"))
    }

    /// The serialized world.
    ///
    /// # Errors
    /// If it cannot be serialized.
    pub(crate) fn bytes(world: &World) -> Result<Vec<u8>, Error> {
        serde_json::to_vec(world).map_err(|source| Error::StateUnreadable { path: "world.json".into(), source })
    }

    /// Replaces the saved world atomically.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn save(&self, world: &World) -> Result<(), Error> {
        let bytes = Self::bytes(world)?;
        write_atomically(&self.world, &bytes).map_err(|source| Error::StateFolder { path: self.world.clone(), source })
    }
}
