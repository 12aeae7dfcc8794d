//! Atomic file writes.

use std::fs::{self};
use std::io;
use std::path::Path;

/// Writes a temporary file and renames it.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("tmp");
    fs::write(&temporary, bytes)?;
    fs::rename(&temporary, path)
}
