//! Standard output.

use std::io::{ErrorKind, Write};

use crate::failure::Failure;

/// Writes to standard output. A reader that closes the pipe has read enough; any other failure is one of the command.
///
/// # Errors
/// When it cannot be written: the disk is full.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut output = std::io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Environment(format!("standard output cannot be written: {e}")))
        }
        _ => Ok(()),
    }
}
