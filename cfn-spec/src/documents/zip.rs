//! Zip archives, extracted in memory with limits.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use crate::error::Errors;

/// The maximum size of all files of an archive, extracted. The schemas of October 2026 have 18 MB.
const MAX_UNPACKED: u64 = 128 << 20;
/// The maximum number of files in an archive. That of October 2026 has 1,946.
const MAX_ENTRIES: usize = 20_000;

/// The files of an archive. `name` is its name in errors.
///
/// # Errors
/// If it is not a zip archive, is damaged or truncated, has a file whose path leaves the archive, or has more than [`MAX_ENTRIES`] files or [`MAX_UNPACKED`] bytes.
pub(super) fn unpack(name: &str, bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, Errors> {
    if !bytes.starts_with(b"PK") {
        let message = match bytes.trim_ascii_start().first() {
            None => "is empty",
            Some(b'<') => "is an HTML or XML page, not a zip archive: check the URL",
            Some(_) => "is not a zip archive",
        };
        return Err(Errors::one(name, message));
    }
    let damaged = |e: zip::result::ZipError| Errors::one(name, format!("is damaged or truncated: {e}"));
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if zip.len() > MAX_ENTRIES {
        return Err(Errors::one(name, format!("has {} files, more than the limit of {MAX_ENTRIES}", zip.len())));
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
            return Err(Errors::one(name, format!("the path `{path}` is outside the archive")));
        }
        // The sizes in the headers are not trusted; the extracted bytes are counted.
        let mut content = Vec::new();
        file.take(left + 1)
            .read_to_end(&mut content)
            .map_err(|e| Errors::one(name, format!("`{path}` is damaged or truncated: {e}")))?;
        left = left.checked_sub(content.len() as u64).ok_or_else(|| {
            Errors::one(name, format!("is larger than the limit of {} MiB when extracted", MAX_UNPACKED >> 20))
        })?;
        if files.insert(path.clone(), content).is_some() {
            return Err(Errors::one(name, format!("has the file `{path}` twice")));
        }
    }
    Ok(files)
}
