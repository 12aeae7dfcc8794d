//! The error of standard output.

use std::fmt;
use std::io;
use std::sync::Arc;

/// Standard output could not be written, and part of it is lost.
#[derive(Debug, Clone)]
pub struct Error {
    cause: Arc<io::Error>,
}

impl Error {
    pub(crate) fn new(cause: Arc<io::Error>) -> Self {
        Self { cause }
    }

    /// The remedy.
    pub const fn remedy(&self) -> &'static str {
        "free disk space, or redirect standard output elsewhere, and run the command again"
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "standard output cannot be written: {}; part of it is lost", self.cause)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.cause)
    }
}
