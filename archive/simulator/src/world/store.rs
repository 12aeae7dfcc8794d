//! The folder in which a world outlives the process: one file of facts, one file for each object's content.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::world::World;
use crate::world::blobs::Blobs;
use crate::world::file::{create_private_dir, open_private, write_atomically};

/// A folder held by this process alone.
#[derive(Debug)]
pub(crate) struct Store {
    world: PathBuf,
    /// The operating system lets go of the lock when the process ends, however it ends.
    _lock: File,
}

impl Store {
    /// Takes the folder, makes it where it is missing, and reads the world in it.
    ///
    /// # Errors
    /// The folder cannot be used, another process holds it, or its contents are no world.
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
                world.blobs = Blobs::in_folder(objects);
                Some(world)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(failed(&path)(source)),
        };
        Ok((Self { world: path, _lock: lock }, world))
    }

    /// Where the contents of objects go.
    pub(crate) fn blobs(&self) -> Blobs {
        Blobs::in_folder(self.world.with_file_name("objects"))
    }

    /// The world as it is saved.
    ///
    /// # Errors
    /// It cannot be written down.
    pub(crate) fn bytes(world: &World) -> Result<Vec<u8>, Error> {
        serde_json::to_vec(world).map_err(|source| Error::StateUnreadable { path: "world.json".into(), source })
    }

    /// Replaces the saved world. A crash leaves the old one or the new one, never a part.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn save(&self, world: &World) -> Result<(), Error> {
        let bytes = Self::bytes(world)?;
        write_atomically(&self.world, &bytes).map_err(|source| Error::StateFolder { path: self.world.clone(), source })
    }
}

/// Takes away what a process left that was killed while it wrote the content of an object.
fn remove_unfinished(objects: &Path) -> io::Result<()> {
    for entry in fs::read_dir(objects)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "tmp") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
