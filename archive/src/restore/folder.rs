//! Restoring to a folder.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use tempfile::TempPath;

use super::checksum::{Expected, Verifier, verified_by};
use super::names::{FileName, partial};
use super::outcome::{Outcome, RestoreOptions, Why};
use super::read::{Unread, describe, read};
use super::site::Site;
use super::spool::Entry;
use cfn_deploy::aws::VersionHead;

/// Files are read again in pieces of so many bytes.
const PIECE: usize = 1 << 20;

/// Restores a version to its file, from one region.
pub(super) async fn restore(
    options: &RestoreOptions<'_>,
    site: &Site<'_>,
    folder: &Path,
    (entry, name): (&Entry, &FileName),
) -> Result<Outcome, Unread> {
    if name.is_folder {
        return match make_folders(folder, &name.path.join("x")) {
            Ok(_) => Ok(Outcome::Restored { verified: true }),
            Err(why) => Ok(Outcome::not(Why::Name, why)),
        };
    }
    let head = describe(site, entry).await?;
    let expected = expected(site, entry, &head).await?;
    let path = match make_folders(folder, &name.path) {
        Ok(path) => path,
        Err(why) => return Ok(Outcome::not(Why::Name, why)),
    };
    match looked_at(&path, &expected)? {
        There::Nothing => {}
        There::Same => return Ok(Outcome::There { verified: expected.has_checksum() }),
        There::Other(_) if options.overwrite => {}
        There::Other(what) => return Ok(Outcome::not(Why::Exists, what.to_owned())),
    }
    let partial = path.with_file_name(partial(&entry.key, &entry.id));
    // What an earlier run left may be of no use: then it is read from the beginning.
    let mut mismatch = fill(options, site, entry, &expected, &partial).await?;
    if matches!(mismatch, Err((true, _))) {
        mismatch = fill(options, site, entry, &expected, &partial).await?;
    }
    if let Err((_, why)) = mismatch {
        return Err(Unread::Mismatch(why));
    }
    let modified = u64::try_from(entry.modified).map(|seconds| UNIX_EPOCH + Duration::from_secs(seconds));
    let file = OpenOptions::new().write(true).open(&partial)?;
    if let Ok(modified) = modified {
        file.set_modified(modified)?;
    }
    // On the disk before it has its name: after a loss of power no file is there that is empty or half.
    file.sync_all()?;
    drop(file);
    if options.overwrite {
        std::fs::rename(&partial, &path)?;
        return Ok(Outcome::Restored { verified: expected.has_checksum() });
    }
    match TempPath::try_from_path(&partial)?.persist_noclobber(&path) {
        Ok(()) => Ok(Outcome::Restored { verified: expected.has_checksum() }),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Ok(Outcome::not(Why::Exists, "another file came to be there meanwhile".to_owned()))
        }
        Err(error) => Err(Unread::Write(error.error)),
    }
}

/// What a version has to be, with the sizes of its parts if they matter.
pub(super) async fn expected(site: &Site<'_>, entry: &Entry, head: &VersionHead) -> Result<Expected, Unread> {
    let parts = match head.is_composite && verified_by(head).is_some() {
        true => site.aws.version_parts(site.region.as_str(), (&site.bucket, &entry.key, &entry.id)).await?,
        false => Vec::new(),
    };
    Ok(Expected::of(head, &parts))
}

/// Reads what is not there yet into the partial file, and verifies all of it. A mismatch is given with whether a part of the file was there
/// before; the file is then gone.
async fn fill(
    options: &RestoreOptions<'_>,
    site: &Site<'_>,
    entry: &Entry,
    expected: &Expected,
    partial: &Path,
) -> Result<Result<(), (bool, String)>, Unread> {
    let mut file = open_partial(partial)?;
    let mut verifier = expected.verifier();
    read_file(&mut file, expected, &mut verifier)?;
    let before = verifier.seen();
    if before > expected.size {
        drop(file);
        std::fs::remove_file(partial)?;
        return Ok(Err((true, "what an earlier run left is longer than the object".to_owned())));
    }
    file.seek(io::SeekFrom::End(0))?;
    read(site, entry, before, options.part_size, |bytes| {
        file.write_all(bytes)?;
        verifier.update(bytes);
        Ok(())
    })
    .await?;
    file.flush()?;
    drop(file);
    if let Err(why) = verifier.finish() {
        std::fs::remove_file(partial)?;
        return Ok(Err((before > 0, why)));
    }
    Ok(Ok(()))
}

/// Gives what is in a file to the verifier, up to the first piece that is beyond the object's size.
fn read_file(file: &mut File, expected: &Expected, verifier: &mut Verifier<'_>) -> io::Result<()> {
    let mut piece = vec![0; PIECE];
    while verifier.seen() <= expected.size {
        let count = file.read(&mut piece)?;
        if count == 0 {
            break;
        }
        verifier.update(&piece[..count]);
    }
    Ok(())
}

/// Opens a partial file, which may be there. What is no file is not followed.
fn open_partial(path: &Path) -> io::Result<File> {
    match std::fs::symlink_metadata(path) {
        Ok(there) if !there.is_file() => Err(io::Error::other(format!("{} is no file", path.display()))),
        _ => OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path),
    }
}

/// Makes the folders that a file is in, below `folder`. Gives the file's path.
///
/// # Errors
/// Why the file cannot be there: a link or a file is in the way, which may lead out of the folder.
fn make_folders(folder: &Path, name: &Path) -> Result<PathBuf, String> {
    let mut path = folder.to_owned();
    for part in name.parent().into_iter().flat_map(Path::components) {
        path.push(part);
        match std::fs::symlink_metadata(&path) {
            Ok(there) if there.is_dir() => continue,
            Ok(_) => return Err(format!("{} is no folder", path.display())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(format!("{}: {error}", path.display())),
        }
        match std::fs::create_dir(&path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(format!("{}: {error}", path.display()));
            }
            _ => {}
        }
    }
    Ok(folder.join(name))
}

enum There {
    Nothing,
    Same,
    Other(&'static str),
}

/// What is where a file is to be. A file of the same size is read.
fn looked_at(path: &Path, expected: &Expected) -> Result<There, Unread> {
    let there = match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(There::Nothing),
        looked => looked?,
    };
    if there.is_dir() {
        return Ok(There::Other("a folder is there"));
    }
    if !there.is_file() {
        return Ok(There::Other("something is there that is no file"));
    }
    if there.len() != expected.size {
        return Ok(There::Other("another file is there, of another size"));
    }
    let mut file = File::open(path)?;
    let mut verifier = expected.verifier();
    read_file(&mut file, expected, &mut verifier)?;
    Ok(match verifier.finish() {
        Ok(()) => There::Same,
        Err(_) => There::Other("another file is there, of the same size and with another content"),
    })
}
