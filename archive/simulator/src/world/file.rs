//! Writing a file so that a crash leaves the old one or the new one.

use std::fs::{self};
use std::io;
use std::path::Path;

/// Writes beside the file and renames.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("tmp");
    fs::write(&temporary, bytes)?;
    fs::rename(&temporary, path)
}
