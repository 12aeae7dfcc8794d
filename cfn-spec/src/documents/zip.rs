//! Zip archives: unpacked in memory, with what they may hold bounded.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use crate::error::Errors;

/// The most that all files of an archive may hold, unpacked. The schemas of October 2026 have 18 MB.
const MAX_UNPACKED: u64 = 128 << 20;
/// The most files that an archive may hold. That of October 2026 has 1,946.
const MAX_ENTRIES: usize = 20_000;

/// The files of the archive that errors call `name`.
///
/// # Errors
/// When it is not a zip archive, is damaged or cut short, has a file whose path leaves the archive, or holds more
/// than [`MAX_ENTRIES`] files or [`MAX_UNPACKED`] bytes.
pub(super) fn unpack(name: &str, bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, Errors> {
    if !bytes.starts_with(b"PK") {
        let message = match bytes.trim_ascii_start().first() {
            None => "is empty",
            Some(b'<') => "is an HTML or XML page, not a zip archive: look at the address",
            Some(_) => "is not a zip archive",
        };
        return Err(Errors::one(name, message));
    }
    let damaged = |e: zip::result::ZipError| Errors::one(name, format!("is damaged or cut short: {e}"));
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if zip.len() > MAX_ENTRIES {
        return Err(Errors::one(name, format!("has {} files; {MAX_ENTRIES} are the most taken", zip.len())));
    }
    let mut files = BTreeMap::new();
    let mut left = MAX_UNPACKED;
    for index in 0..zip.len() {
        let file = zip.by_index(index).map_err(damaged)?;
        if file.is_dir() {
            continue;
        }
        let path = file.name().map_err(damaged)?.into_owned();
        let leaves = path.starts_with('/') || path.contains(['\\', ':']) || path.split('/').any(|part| part == "..");
        if leaves || file.enclosed_name().is_none() {
            return Err(Errors::one(name, format!("the path `{path}` leads out of the archive")));
        }
        // What the headers say about the size is not to be believed; the bytes that come out are counted.
        let mut content = Vec::new();
        file.take(left + 1)
            .read_to_end(&mut content)
            .map_err(|e| Errors::one(name, format!("`{path}` is damaged or cut short: {e}")))?;
        left = left.checked_sub(content.len() as u64).ok_or_else(|| {
            Errors::one(name, format!("holds more than {} MiB unpacked: refused", MAX_UNPACKED >> 20))
        })?;
        if files.insert(path.clone(), content).is_some() {
            return Err(Errors::one(name, format!("has the file `{path}` twice")));
        }
    }
    Ok(files)
}
