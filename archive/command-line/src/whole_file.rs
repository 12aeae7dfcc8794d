//! Files that a command writes: whole, or as they were before.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file that is not there, or is as it was, before it is whole. What is no file, such as a pipe or a device, is written to as it is, and a link
/// keeps leading where it leads.
#[derive(Debug)]
pub struct WholeFile {
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// Written beside the file, and renamed.
    Beside(NamedTempFile, PathBuf),
    /// A pipe or a device, which a file must not take the place of.
    Itself(File),
}

impl WholeFile {
    /// Begins a file.
    ///
    /// # Errors
    /// It cannot be written where it is to be, or is a folder.
    pub fn create(path: &Path) -> io::Result<Self> {
        let path = match fs::metadata(path) {
            Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(found) if found.is_file() => path.canonicalize()?,
            Ok(_) => return Ok(Self { place: Place::Itself(OpenOptions::new().write(true).open(path)?) }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
            Err(error) => return Err(error),
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut beside = tempfile::Builder::new();
        // As those of every new file, less what the mask of the process has.
        #[cfg(unix)]
        beside.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        Ok(Self { place: Place::Beside(beside.tempfile_in(folder)?, path) })
    }

    /// Puts it where it is to be, once it is on the disk.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(self) -> io::Result<()> {
        match self.place {
            Place::Beside(file, path) => {
                file.as_file().sync_all()?;
                file.persist(path).map(|_| ()).map_err(|error| error.error)
            }
            Place::Itself(mut file) => file.flush(),
        }
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.place {
            Place::Beside(file, _) => file.write(bytes),
            Place::Itself(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.place {
            Place::Beside(file, _) => file.flush(),
            Place::Itself(file) => file.flush(),
        }
    }
}
