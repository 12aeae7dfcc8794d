//! Replaces a folder as a whole: whoever looks at it, at any moment, sees the old one or the new one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Puts `files` (paths in the folder, and their contents) in the place of the folder `dir`.
///
/// They are written and synced beside it, then both folders change names in one step. A process that is killed leaves
/// the folder `.<name>.new` behind, which the next run removes.
///
/// # Errors
/// When something cannot be written or renamed; `dir` is then as it was.
pub fn replace(dir: &Path, files: &BTreeMap<String, String>) -> io::Result<()> {
    clean(dir)?;
    let staging = staging(dir)?;
    let result = write(&staging, files).and_then(|()| exchange(&staging, dir));
    // After the exchange this is the old folder, after a failure the unfinished one.
    let removed = remove(&staging);
    result?;
    sync_parent(dir)?;
    removed
}

/// Removes what a run that was killed has left beside `dir`.
///
/// # Errors
/// When it cannot be removed.
pub fn clean(dir: &Path) -> io::Result<()> {
    remove(&staging(dir)?)
}

/// Where the new folder is written: beside the old one, hence on the same file system.
fn staging(dir: &Path) -> io::Result<PathBuf> {
    let name = dir.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the folder has no name"))?;
    Ok(dir.with_file_name(format!(".{name}.new")))
}

fn remove(dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

fn write(dir: &Path, files: &BTreeMap<String, String>) -> io::Result<()> {
    let mut folders = std::collections::BTreeSet::from([dir.to_owned()]);
    fs::create_dir_all(dir)?;
    for (path, content) in files {
        let path = dir.join(path);
        if let Some(folder) = path.parent().filter(|folder| !folders.contains(*folder)) {
            fs::create_dir_all(folder)?;
            folders.insert(folder.to_owned());
        }
        let mut file = File::create(&path)?;
        file.write_all(content.as_bytes())?;
        file.sync_all()?;
    }
    for folder in folders {
        sync_folder(&folder)?;
    }
    Ok(())
}

/// Gives each folder the other's name; `dir` may not exist yet.
fn exchange(staging: &Path, dir: &Path) -> io::Result<()> {
    if dir.exists() { swap(staging, dir) } else { fs::rename(staging, dir) }
}

/// In one step, where the system has one.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn swap(staging: &Path, dir: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, staging, CWD, dir, RenameFlags::EXCHANGE)?)
}

/// In three steps elsewhere: a process that is killed between them leaves the old folder as `.<name>.old`.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn swap(staging: &Path, dir: &Path) -> io::Result<()> {
    let old = staging.with_extension("old");
    fs::rename(dir, &old)?;
    fs::rename(staging, dir)?;
    fs::rename(&old, staging)
}

/// Keeps other runs out until the result is dropped.
///
/// # Errors
/// When another run is under way, or the folder above `dir` cannot be opened.
pub fn lock(dir: &Path) -> io::Result<File> {
    let locked = lockable(dir)?;
    locked.try_lock()?;
    Ok(locked)
}

/// The folder above `dir`, which there is in any case.
#[cfg(not(windows))]
fn lockable(dir: &Path) -> io::Result<File> {
    File::open(parent_of(dir))
}

/// A file beside `dir`: Windows locks no folders.
#[cfg(windows)]
fn lockable(dir: &Path) -> io::Result<File> {
    File::create(staging(dir)?.with_extension("lock"))
}

fn parent_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a file beside its place and renames it, so that it is never half written.
///
/// # Errors
/// When it cannot be written or renamed; what was there is then as it was.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(parent_of(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Writes what a file holds anew, so that it is never half written. It stays where links to it lead, and who may read it the same.
///
/// # Errors
/// When it cannot be written or renamed; what was there is then as it was.
pub fn rewrite_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = path.canonicalize()?;
    let mut file = tempfile::NamedTempFile::new_in(parent_of(&path))?;
    file.write_all(bytes)?;
    file.as_file().set_permissions(fs::metadata(&path)?.permissions())?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}

fn sync_parent(dir: &Path) -> io::Result<()> {
    sync_folder(parent_of(dir))
}

/// Waits until the names in a folder are on the disk.
#[cfg(not(windows))]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows has no such request: a folder cannot be opened as a file there.
#[cfg(windows)]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
